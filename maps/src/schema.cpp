#include "essmap/maps/schema.hpp"

#include <fmt/format.h>
#include <netcdf.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "essmap/maps/blocks.hpp"
#include "essmap/maps/errors.hpp"

namespace essmap::maps {

namespace {

/// A file being defined: every call checked.
class Definition {
public:
    Definition(int file, const std::string& path, const MapDescription& map)
        : file_(file), path_(path), map_(map) {}

    int dimension(const std::string& name, std::size_t size) {
        int id = -1;
        check(nc_def_dim(file_, name.c_str(), size, &id));
        return id;
    }
    int variable(const std::string& name, nc_type type, const std::vector<int>& dims) {
        int id = -1;
        check(
            nc_def_var(file_, name.c_str(), type, static_cast<int>(dims.size()), dims.data(), &id));
        return id;
    }
    void text(int variable, const std::string& name, std::string_view value) {
        check(nc_put_att_text(file_, variable, name.c_str(), value.size(), value.data()));
    }
    void number(int variable, const std::string& name, double value) {
        check(nc_put_att_double(file_, variable, name.c_str(), NC_DOUBLE, 1, &value));
    }
    /// A setting of a regime map; one that is not set has no attribute.
    void setting(const std::string& name, double value) { number(NC_GLOBAL, name, value); }
    void setting(const std::string& name, const std::optional<double>& value) {
        if (value) setting(name, *value);
    }
    template <class Enum>
    void setting(const std::string& name, Enum value) {
        text(NC_GLOBAL, name, solver::name_of(value));
    }
    void check(int status) { check_netcdf(status, path_, "define"); }

    void axis(const Axis& axis, int dim, int ends) {
        const int id = variable(axis.name(), NC_DOUBLE, {dim});
        text(id, "long_name", axis.info().long_name);
        text(id, "units", axis.info().units);
        text(id, "bounds", axis.name() + "_bounds");
        text(id, "spacing", spacing_name(axis.spacing()));
        text(id, "discrete", axis.discrete() ? "true" : "false");
        text(variable(axis.name() + "_bounds", NC_DOUBLE, {dim, ends}), "long_name",
             "ends of each cell along " + axis.name());
    }
    int layer(const LayerInfo& info, const std::vector<int>& grid, int x0_dim);

private:
    int file_;
    const std::string& path_;
    const MapDescription& map_;
};

int Definition::layer(const LayerInfo& info, const std::vector<int>& grid, int x0_dim) {
    std::vector<int> dims = grid;
    const Blocking blocking(map_);
    Index chunks = blocking.extent();
    if (info.by_x0) {
        dims.insert(dims.begin(), x0_dim);
        chunks.insert(chunks.begin(), 1);
    }
    const nc_type real = map_.precision == Precision::float32 ? NC_FLOAT : NC_DOUBLE;
    const int id = variable(std::string(info.name), info.real ? real : NC_BYTE, dims);
    check(nc_def_var_chunking(file_, id, NC_CHUNKED, chunks.data()));
    if (map_.compression > 0)
        check(nc_def_var_deflate(file_, id, info.real ? 1 : 0, 1, map_.compression));
    check(nc_def_var_fill(file_, id, NC_NOFILL, nullptr));
    text(id, "long_name", info.long_name);
    if (info.real) {
        text(id, "units", "1");
        return id;
    }
    const auto flags = std::count(info.flags.begin(), info.flags.end(), ' ') + 1;
    std::vector<signed char> values;
    for (long value = 0; value < flags; ++value) values.push_back(static_cast<signed char>(value));
    check(nc_put_att_schar(file_, id, "flag_values", NC_BYTE, values.size(), values.data()));
    text(id, "flag_meanings", info.flags);
    return id;
}

void put(int file, const std::string& path, const std::string& name,
         const std::vector<double>& values) {
    int id = -1;
    check_netcdf(nc_inq_varid(file, name.c_str(), &id), path, "write");
    check_netcdf(nc_put_var_double(file, id, values.data()), path, "write");
}

}  // namespace

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

LayerIds define_map(int file, const std::string& path, const MapDescription& map,
                    const std::map<std::string, std::string>& attributes) {
    Definition define(file, path, map);
    const int ends = define.dimension("ends", 2);
    std::vector<int> grid;
    for (const Axis& axis : map.grid.axes) {
        grid.push_back(define.dimension(axis.name(), axis.size()));
        define.axis(axis, grid.back(), ends);
    }
    define.axis(map.grid.omega, define.dimension("omega", map.grid.omega.size()), ends);
    int x0 = -1;
    if (!map.x0.empty()) {
        x0 = define.dimension("x0", map.x0.size());
        const int id = define.variable("x0", NC_DOUBLE, {x0});
        define.text(id, "long_name", "initial share of sharers");
        define.text(id, "units", "1");
    }
    LayerIds ids;
    ids.fill(-1);
    for (const Layer layer : map.layers)
        ids[static_cast<std::size_t>(layer)] = define.layer(layer_info(layer), grid, x0);

    for (const auto& [name, value] : attributes) define.text(NC_GLOBAL, name, value);
    define.text(NC_GLOBAL, "Conventions", "CF-1.10");
    define.text(NC_GLOBAL, "title",
                map.regulation
                    ? "essmap regime map of a regulated threat-intelligence sharing community"
                    : "essmap region map of the threat-intelligence sharing game");
    define.text(NC_GLOBAL, "engine", engine_name(map.engine));
    define.text(
        NC_GLOBAL, "omega_invariance",
        "omega cancels in the replicator equation (Eq. 6): every layer holds for every omega");
    define.number(NC_GLOBAL, "schema_version", schema_version);
    if (map.regulation)
        LoopSettings::visit([&](const std::string& name,
                                const auto& value) { define.setting("regulation_" + name, value); },
                            *map.regulation);
    else
        define.number(NC_GLOBAL, "saturation", map.saturation);
    define.number(NC_GLOBAL, "tolerance", map.tolerance);
    seal_attributes(file, path);
    return ids;
}

void write_coordinates(int file, const std::string& path, const MapDescription& map) {
    const auto write = [&](const Axis& axis) {
        std::vector<double> bounds;
        for (std::size_t i = 0; i < axis.size(); ++i) {
            bounds.push_back(axis.lo(i));
            bounds.push_back(axis.hi(i));
        }
        put(file, path, axis.name(), axis.points());
        put(file, path, axis.name() + "_bounds", bounds);
    };
    for (const Axis& axis : map.grid.axes) write(axis);
    write(map.grid.omega);
    if (!map.x0.empty()) put(file, path, "x0", map.x0);
}

}  // namespace essmap::maps
