#pragma once

#include "netcdf_file.hpp"
#include "rational.hpp"
#include "report.hpp"

namespace checker {

/// One axis of a file: its points, and the cell that reaches half-way to each neighbour
/// (geometrically on a log axis); no further than its point where the axis is discrete or ends.
struct FileAxis {
    static constexpr std::size_t most_points = std::size_t{1} << 20;

    std::string name;
    bool discrete = false;
    std::string spacing;
    std::vector<double> points;

    [[nodiscard]] double lo(std::size_t i) const;
    [[nodiscard]] double hi(std::size_t i) const;
    [[nodiscard]] std::size_t size() const { return points.size(); }

private:
    [[nodiscard]] double edge(std::size_t i) const;  ///< between points i-1 and i
};

/// Reads an axis: ascending points in the parameter's domain. @throws Unreadable
FileAxis read_axis(const NetcdfFile& file, const std::string& name);

/// Is the value in the domain of the parameter (docs/specification.md)?
bool in_domain(const std::string& name, double value);

/// Are the stored bounds, bit for bit, the cells of the axis?
void check_bounds(const NetcdfFile& file, const FileAxis& axis, Report& report);

/// Confirms, of any NetCDF file of essmap, the SHA-256 of its specification and of its attributes.
void check_seals(const NetcdfFile& file, Report& report);

/// Confirms content_digest.
void check_content(const NetcdfFile& file, const std::string& found, const std::string& parts,
                   Report& report);

/// Confirms the flag_values 0, 1, ... and flag_meanings of a variable.
void check_flags(const NetcdfFile& file, const std::string& variable, const std::string& meanings,
                 Report& report);

}  // namespace checker
