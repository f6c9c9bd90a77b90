#include "essmap/maps/schema.hpp"

#include <algorithm>

#include "essmap/maps/blocks.hpp"

namespace essmap::maps {

namespace {

/// A setting of a regime map; one that is not set has no attribute.
void setting(const files::NetcdfWriter& file, const std::string& name, double value) {
    file.number(NC_GLOBAL, name, value);
}
void setting(const files::NetcdfWriter& file, const std::string& name,
             const std::optional<double>& value) {
    if (value) setting(file, name, *value);
}
template <class Enum>
void setting(const files::NetcdfWriter& file, const std::string& name, Enum value) {
    file.text(NC_GLOBAL, name, solver::name_of(value));
}

int id_of(const files::NetcdfWriter& file, const std::string& name) {
    int id = -1;
    file.check(nc_inq_varid(file.id(), name.c_str(), &id));
    return id;
}

/// Chunks of a layer are the map's blocks.
void define_chunks(const files::NetcdfWriter& file, int id, const LayerInfo& info,
                   const MapDescription& map) {
    Index chunks = Blocking(map).extent();
    if (info.by_x0) chunks.insert(chunks.begin(), 1);
    file.check(nc_def_var_chunking(file.id(), id, NC_CHUNKED, chunks.data()));
    if (map.compression > 0)
        file.check(nc_def_var_deflate(file.id(), id, info.real ? 1 : 0, 1, map.compression));
}

}  // namespace

void define_axis(const files::NetcdfWriter& file, const Axis& axis, const std::vector<int>& dims,
                 int ends) {
    const int id = file.variable(axis.name(), NC_DOUBLE, dims, axis.info().long_name);
    file.text(id, "units", axis.info().units);
    file.text(id, "bounds", axis.name() + "_bounds");
    file.text(id, "spacing", spacing_name(axis.spacing()));
    file.text(id, "discrete", axis.discrete() ? "true" : "false");
    std::vector<int> both = dims;
    both.push_back(ends);
    static_cast<void>(file.variable(axis.name() + "_bounds", NC_DOUBLE, both,
                                    "ends of each cell along " + axis.name()));
}

void write_axis(const files::NetcdfWriter& file, const Axis& axis, std::size_t first,
                std::size_t end) {
    std::vector<double> points;
    std::vector<double> bounds;
    for (std::size_t i = first; i < end; ++i) {
        points.push_back(axis.points()[i]);
        bounds.insert(bounds.end(), {axis.lo(i), axis.hi(i)});
    }
    file.put(id_of(file, axis.name()), points);
    file.put(id_of(file, axis.name() + "_bounds"), bounds);
}

std::vector<int> define_starts(const files::NetcdfWriter& file, std::optional<std::size_t> count) {
    std::vector<int> dims;
    if (count) dims.push_back(file.dimension("x0", *count));
    static_cast<void>(file.reals("x0", dims, "initial share of sharers"));
    return dims;
}

void write_starts(const files::NetcdfWriter& file, const std::vector<double>& starts) {
    file.put(id_of(file, "x0"), starts);
}

int define_layer(const files::NetcdfWriter& file, const LayerInfo& info, Precision precision,
                 const std::vector<int>& dims) {
    const nc_type real = precision == Precision::float32 ? NC_FLOAT : NC_DOUBLE;
    const nc_type type = info.real ? real : NC_BYTE;
    const int id = file.variable(std::string(info.name), type, dims, info.long_name);
    if (info.real) {
        file.text(id, "units", "1");
        file.missing_is_nan(id, type);
        return id;
    }
    const auto flags = std::count(info.flags.begin(), info.flags.end(), ' ') + 1;
    std::vector<signed char> values;
    for (long value = 0; value < flags; ++value) values.push_back(static_cast<signed char>(value));
    file.flags(id, values, info.flags);
    return id;
}

void define_map(const files::NetcdfWriter& file, const MapDescription& map,
                const files::FileAttributes& attributes) {
    const int ends = file.dimension("ends", 2);
    std::vector<int> grid;
    for (const Axis& axis : map.grid.axes) {
        grid.push_back(file.dimension(axis.name(), axis.size()));
        define_axis(file, axis, {grid.back()}, ends);
    }
    define_axis(file, map.grid.omega, {file.dimension("omega", map.grid.omega.size())}, ends);
    std::vector<int> by_x0 = grid;
    if (!map.x0.empty()) by_x0.insert(by_x0.begin(), define_starts(file, map.x0.size()).front());
    for (const Layer layer : map.layers) {
        const auto& info = layer_info(layer);
        define_chunks(file, define_layer(file, info, map.precision, info.by_x0 ? by_x0 : grid),
                      info, map);
    }
    file.text(NC_GLOBAL, "title",
              map.regulation
                  ? "essmap regime map of a regulated threat-intelligence sharing community"
                  : "essmap region map of the threat-intelligence sharing game");
    file.attributes(attributes);
    file.text(NC_GLOBAL, "engine", engine_name(map.engine));
    file.text(
        NC_GLOBAL, "omega_invariance",
        "omega cancels in the replicator equation (Eq. 6): every layer holds for every omega");
    file.number(NC_GLOBAL, "schema_version", schema_version);
    if (map.regulation)
        LoopSettings::visit([&](const std::string& name,
                                const auto& value) { setting(file, "regulation_" + name, value); },
                            *map.regulation);
    else
        file.number(NC_GLOBAL, "saturation", map.saturation);
    file.number(NC_GLOBAL, "tolerance", map.tolerance);
    seal_attributes(file);
}

void write_coordinates(const files::NetcdfWriter& file, const MapDescription& map) {
    for (const Axis& axis : map.grid.axes) write_axis(file, axis, 0, axis.size());
    write_axis(file, map.grid.omega, 0, map.grid.omega.size());
    if (!map.x0.empty()) write_starts(file, map.x0);
}

}  // namespace essmap::maps
