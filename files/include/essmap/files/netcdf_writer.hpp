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

/// Writes NetCDF-4 files of every kind: maps, pavings, slices, curves and tables.
namespace essmap::files {

/// Attributes of a file, by their type: texts, numbers and counts.
struct FileAttributes {
    std::map<std::string, std::string> text{};
    std::map<std::string, double> numbers{};
    std::map<std::string, std::int64_t> counts{};
};

/// Checks what a NetCDF call returned. @param doing "write" or "read", for the message
/// @throws IoError "cannot DOING PATH: cause" for an error
void check_netcdf(int status, const std::string& path, const char* doing);

/// A NetCDF-4 file that is being made. A new one names the CF conventions and the paper. Variables
/// and dimensions are named by their NetCDF ids. Each function throws IoError where NetCDF reports
/// an error. The destructor closes a file on disk, or discards one in memory, and reports no error.
class NetcdfWriter {
public:
    /// Makes a file in memory: its bytes can then be written whole or not at all, and write(2)
    /// reports a full disk, not HDF5. @param name what messages call it
    explicit NetcdfWriter(const std::string& name);
    enum class Open { as_new, as_it_is };
    /// Makes a file on disk (as_new), or opens one to change it (as_it_is), where memory cannot
    /// hold it. @param name what messages call it
    NetcdfWriter(const std::string& path, const std::string& name, Open open);
    ~NetcdfWriter();
    NetcdfWriter(const NetcdfWriter&) = delete;
    NetcdfWriter& operator=(const NetcdfWriter&) = delete;

    /// The NetCDF id of the file, for calls that this class does not make.
    [[nodiscard]] int id() const { return id_; }
    /// Checks what a NetCDF call on this file returned. @throws IoError for an error
    void check(int status) const { check_netcdf(status, name_, "write"); }

    /// Defines a dimension of `size` entries. @return its id
    [[nodiscard]] int dimension(const std::string& name, std::size_t size) const;
    /// Defines a variable without a fill value, so that every value counts. @param dims ids of its
    /// dimensions, the slowest first @return its id
    [[nodiscard]] int variable(const std::string& name, nc_type type, const std::vector<int>& dims,
                               std::string_view long_name) const;
    /// Defines a variable of doubles with the unit 1. @return its id
    [[nodiscard]] int reals(const std::string& name, const std::vector<int>& dims,
                            std::string_view long_name) const;
    /// Sets an attribute of a variable, or of the file (NC_GLOBAL), to a text.
    void text(int variable, const std::string& name, std::string_view value) const;
    /// Sets an attribute of a variable, or of the file (NC_GLOBAL), to a double.
    void number(int variable, const std::string& name, double value) const;
    /// Sets an attribute of a variable, or of the file (NC_GLOBAL), to a 64-bit integer.
    void count(int variable, const std::string& name, std::int64_t value) const;
    /// Sets the CF attributes flag_values and flag_meanings.
    /// @param meanings a word for each value, separated by blanks
    void flags(int variable, const std::vector<signed char>& values,
               std::string_view meanings) const;
    /// Makes NaN the fill value of a variable, for values that are missing.
    /// @param type of the variable: NC_FLOAT or NC_DOUBLE
    void missing_is_nan(int variable, nc_type type) const;
    /// Sets attributes of the whole file.
    void attributes(const FileAttributes& attributes) const;
    /// Ends the definition of dimensions, variables and attributes; values may follow.
    void end_definitions() const { check(nc_enddef(id_)); }
    /// Writes all values of a variable, the last dimension fastest. @pre values has as many
    void put(int variable, std::span<const double> values) const;
    /// Writes a hyperslab of a variable, in the variable's own type. @pre it can hold the values
    /// @param start, count first index and number of entries in each dimension
    void put(int variable, const std::vector<std::size_t>& start,
             const std::vector<std::size_t>& count, const std::vector<double>& values) const;

    /// Closes a file in memory. @return its bytes
    std::string image();
    /// Closes a file on disk, so that all of it is written.
    void close();

private:
    void begin() const;

    int id_ = -1;
    std::optional<File> on_disk_;  ///< open as long as NetCDF has it by its alias
    std::string name_;
};

}  // namespace essmap::files
