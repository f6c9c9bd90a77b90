#pragma once

#include <netcdf.h>
#include <netcdf_mem.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "essmap/maps/schema.hpp"
#include "essmap/maps/whole_file.hpp"

namespace essmap::cli {

/// A NetCDF-4 file in memory: what reaches the disk is then written whole or not at all, and a disk
/// that fills is seen by write(2), not inside HDF5.
class NetcdfImage {
public:
    explicit NetcdfImage(const std::string& path) : path_(path) {
        check(nc_create_mem(path.c_str(), NC_NETCDF4, 1 << 16, &id_));
    }
    ~NetcdfImage() {
        if (id_ >= 0) nc_abort(id_);
    }
    NetcdfImage(const NetcdfImage&) = delete;
    NetcdfImage& operator=(const NetcdfImage&) = delete;

    [[nodiscard]] int id() const { return id_; }
    void check(int status) const { maps::check_netcdf(status, path_, "write"); }
    void text(int variable, const char* name, const std::string& value) const {
        check(nc_put_att_text(id_, variable, name, value.size(), value.c_str()));
    }
    [[nodiscard]] int variable(const char* name, const std::vector<int>& dims,
                               const std::string& long_name) const {
        int variable = -1;
        check(nc_def_var(id_, name, NC_DOUBLE, static_cast<int>(dims.size()), dims.data(),
                         &variable));
        text(variable, "long_name", long_name);
        text(variable, "units", "1");
        return variable;
    }
    /// Writes the file and closes the image.
    void save() {
        NC_memio image{};
        check(nc_close_memio(std::exchange(id_, -1), &image));
        const std::unique_ptr<void, decltype(&std::free)> owner(image.memory, &std::free);
        maps::write_whole_file(path_, {static_cast<const char*>(image.memory), image.size});
    }

private:
    const std::string& path_;
    int id_ = -1;
};

}  // namespace essmap::cli
