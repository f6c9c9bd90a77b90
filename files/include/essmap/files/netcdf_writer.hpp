#pragma once

#include <netcdf.h>

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "essmap/files/file.hpp"

/// NetCDF-4 files, made in one way: maps, pavings, slices, curves, tables.
namespace essmap::files {

/// Attributes of a file, each by what it is: text, a number, a count.
struct FileAttributes {
    std::map<std::string, std::string> text{};
    std::map<std::string, double> numbers{};
    std::map<std::string, std::int64_t> counts{};
};

/// Throws IoError "cannot write PATH: cause" where a NetCDF call returned an error.
void check_netcdf(int status, const std::string& path, const char* doing);

/// A NetCDF-4 file that is being made, with the CF conventions it follows and its references. Every
/// call is checked: @throws IoError. A file that is not finished goes without a word.
class NetcdfWriter {
public:
    /// In memory: what reaches the disk is then written whole or not at all, and a disk that fills
    /// is seen by write(2), not inside HDF5. @param name what messages call it
    explicit NetcdfWriter(const std::string& name);
    enum class Open { as_new, as_it_is };
    /// On disk, for what memory cannot hold.
    NetcdfWriter(const std::string& path, const std::string& name, Open open);
    ~NetcdfWriter();
    NetcdfWriter(const NetcdfWriter&) = delete;
    NetcdfWriter& operator=(const NetcdfWriter&) = delete;

    [[nodiscard]] int id() const { return id_; }
    void check(int status) const { check_netcdf(status, name_, "write"); }

    [[nodiscard]] int dimension(const std::string& name, std::size_t size) const;
    /// A variable without a value for what is missing, so that every value is one.
    [[nodiscard]] int variable(const std::string& name, nc_type type, const std::vector<int>& dims,
                               std::string_view long_name) const;
    /// A variable of reals without a unit.
    [[nodiscard]] int reals(const std::string& name, const std::vector<int>& dims,
                            std::string_view long_name) const;
    void text(int variable, const std::string& name, std::string_view value) const;
    void number(int variable, const std::string& name, double value) const;
    void count(int variable, const std::string& name, std::int64_t value) const;
    void flags(int variable, const std::vector<signed char>& values,
               std::string_view meanings) const;
    /// NaN is what is missing in a variable of reals.
    void missing_is_nan(int variable, nc_type type) const;
    /// Those of the whole file.
    void attributes(const FileAttributes& attributes) const;
    void end_definitions() const { check(nc_enddef(id_)); }
    void put(int variable, std::span<const double> values) const;
    /// A hyperslab, in the variable's own type. @pre it can hold the values
    void put(int variable, const std::vector<std::size_t>& start,
             const std::vector<std::size_t>& count, const std::vector<double>& values) const;

    /// Closes a file in memory. @return its bytes
    std::string image();
    /// Closes a file on disk.
    void close();

private:
    void begin() const;

    int id_ = -1;
    std::optional<File> on_disk_;  ///< open as long as NetCDF has it by its alias
    std::string name_;
};

}  // namespace essmap::files
