#include "essmap/files/netcdf_writer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <netcdf_mem.h>

#include <cstdlib>
#include <filesystem>
#include <limits>
#include <memory>
#include <utility>

#include "essmap/files/errors.hpp"

namespace essmap::files {

void check_netcdf(int status, const std::string& path, const char* doing) {
    if (status == NC_NOERR) return;
    std::string cause = nc_strerror(status);
    // HDF5 does not say why it failed; the commonest reason can be seen.
    std::error_code unknown;
    const auto folder = std::filesystem::absolute(path, unknown).parent_path();
    const auto space = std::filesystem::space(folder, unknown);
    if (!unknown && status == NC_EHDFERR)
        cause += fmt::format(" ({} kB are left on its file system)", space.available / 1000);
    throw IoError(fmt::format("cannot {} {}: {}", doing, path, cause));
}

NetcdfWriter::NetcdfWriter(const std::string& name) : name_(name) {
    check(nc_create_mem("image", NC_NETCDF4, 1 << 16, &id_));
    begin();
}

NetcdfWriter::NetcdfWriter(const std::string& path, const std::string& name, Open open)
    : name_(name) {
    on_disk_.emplace(path, open == Open::as_new ? O_RDWR | O_CREAT : O_RDWR, name);
    const std::string alias = on_disk_->alias();
    check(open == Open::as_new ? nc_create(alias.c_str(), NC_NETCDF4 | NC_CLOBBER, &id_)
                               : nc_open(alias.c_str(), NC_WRITE, &id_));
    if (open == Open::as_new) begin();
}

void NetcdfWriter::begin() const {
    text(NC_GLOBAL, "Conventions", "CF-1.10");
    text(NC_GLOBAL, "references",
         "Ma et al.: A Blockchain-Based Incentive Mechanism for Sharing Cyber Threat Intelligence. "
         "Electronics 2023, 12(11), 2454");
}

NetcdfWriter::~NetcdfWriter() {
    if (id_ < 0) return;
    if (on_disk_)
        nc_close(id_);
    else
        nc_abort(id_);
}

int NetcdfWriter::dimension(const std::string& name, std::size_t size) const {
    int id = -1;
    check(nc_def_dim(id_, name.c_str(), size, &id));
    return id;
}

int NetcdfWriter::variable(const std::string& name, nc_type type, const std::vector<int>& dims,
                           std::string_view long_name) const {
    int id = -1;
    check(nc_def_var(id_, name.c_str(), type, static_cast<int>(dims.size()), dims.data(), &id));
    if (type != NC_STRING) check(nc_def_var_fill(id_, id, NC_NOFILL, nullptr));
    text(id, "long_name", long_name);
    return id;
}

int NetcdfWriter::reals(const std::string& name, const std::vector<int>& dims,
                        std::string_view long_name) const {
    const int id = variable(name, NC_DOUBLE, dims, long_name);
    text(id, "units", "1");
    return id;
}

void NetcdfWriter::text(int variable, const std::string& name, std::string_view value) const {
    check(nc_put_att_text(id_, variable, name.c_str(), value.size(), value.data()));
}

void NetcdfWriter::number(int variable, const std::string& name, double value) const {
    check(nc_put_att_double(id_, variable, name.c_str(), NC_DOUBLE, 1, &value));
}

void NetcdfWriter::count(int variable, const std::string& name, std::int64_t value) const {
    const long long wide = value;
    check(nc_put_att_longlong(id_, variable, name.c_str(), NC_INT64, 1, &wide));
}

void NetcdfWriter::flags(int variable, const std::vector<signed char>& values,
                         std::string_view meanings) const {
    check(nc_put_att_schar(id_, variable, "flag_values", NC_BYTE, values.size(), values.data()));
    text(variable, "flag_meanings", meanings);
}

void NetcdfWriter::missing_is_nan(int variable, nc_type type) const {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr float short_nan = std::numeric_limits<float>::quiet_NaN();
    check(nc_def_var_fill(id_, variable, NC_FILL,
                          type == NC_FLOAT ? static_cast<const void*>(&short_nan) : &nan));
}

void NetcdfWriter::attributes(const FileAttributes& attributes) const {
    for (const auto& [key, value] : attributes.text) text(NC_GLOBAL, key, value);
    for (const auto& [key, value] : attributes.numbers) number(NC_GLOBAL, key, value);
    for (const auto& [key, value] : attributes.counts) count(NC_GLOBAL, key, value);
}

void NetcdfWriter::put(int variable, std::span<const double> values) const {
    check(nc_put_var_double(id_, variable, values.data()));
}

void NetcdfWriter::put(int variable, const std::vector<std::size_t>& start,
                       const std::vector<std::size_t>& count,
                       const std::vector<double>& values) const {
    nc_type type = NC_NAT;
    check(nc_inq_vartype(id_, variable, &type));
    if (type == NC_FLOAT) {  // NetCDF takes an infinity for too large a double
        const std::vector<float> floats(values.begin(), values.end());
        check(nc_put_vara_float(id_, variable, start.data(), count.data(), floats.data()));
    } else {
        check(nc_put_vara_double(id_, variable, start.data(), count.data(), values.data()));
    }
}

std::string NetcdfWriter::image() {
    NC_memio memory{};
    check(nc_close_memio(std::exchange(id_, -1), &memory));
    const std::unique_ptr<void, decltype(&std::free)> owner(memory.memory, &std::free);
    return {static_cast<const char*>(memory.memory), memory.size};
}

void NetcdfWriter::close() { check(nc_close(std::exchange(id_, -1))); }

}  // namespace essmap::files
