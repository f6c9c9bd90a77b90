#include "map_layers.hpp"

#include <fmt/format.h>
#include <netcdf.h>

#include <set>

namespace checker {

namespace {

constexpr const char* contract_axes[] = {
    "N",          "damping",    "threshold", "saturation", "gamma_reward", "gamma_charge",
    "gamma_step", "hysteresis", "x0",        "members",    "scale"};

/// "key: value" lines of a regime map's settings; numbers that are not set read "none".
std::string loop_settings(const NetcdfFile& file) {
    std::string lines;
    for (const char* key : {"contract", "rule", "arithmetic"}) {
        const auto word = file.text("", std::string("regulation_") + key);
        if (!word) throw Unreadable(fmt::format("regulation_{} is missing", key));
        lines += fmt::format("{}: {}\n", key, *word);
    }
    for (const char* key : {"theta_min", "theta_max", "round_limit", "idle_period", "idle_limit",
                            "initial_points", "tick", "max_rounds"}) {
        const auto value = file.number("", std::string("regulation_") + key);
        lines += value ? fmt::format("{}: {}\n", key, *value) : fmt::format("{}: none\n", key);
    }
    return lines;
}

void read_layers(const NetcdfFile& file, MapFrame& map) {
    std::vector<std::string> grid;
    for (const auto& axis : map.axes) grid.push_back(axis.name);
    std::vector<std::string> by_x0{"x0"};
    by_x0.insert(by_x0.end(), grid.begin(), grid.end());
    for (const auto& kind : layer_kinds) {
        const auto* variable = file.find(kind.name);
        if (variable == nullptr) continue;
        if (kind.loop != map.regimes || variable->dimensions != (kind.by_x0 ? by_x0 : grid))
            throw Unreadable(fmt::format("layer {} has other dimensions", kind.name));
        const bool known = kind.real ? variable->type == NC_DOUBLE || variable->type == NC_FLOAT
                                     : variable->type == NC_BYTE;
        if (!known) throw Unreadable(fmt::format("layer {} has another type", kind.name));
        if (variable->type == NC_FLOAT) map.real_bytes = 4;
        map.layers.push_back(&kind);
    }
    if (map.layers.empty()) throw Unreadable("it has no layer");
    for (const LayerKind* kind : map.layers)
        if (kind->real && width_of(file.find(kind->name)->type) != map.real_bytes)
            throw Unreadable("its layers differ in precision");
}

/// Nothing may be in the file that the digest does not know.
void refuse_others(const NetcdfFile& file, const MapFrame& map) {
    std::set<std::string> known{"x0", "omega", "omega_bounds"};
    std::set<std::string> dimensions{"ends", "x0", "omega"};
    for (const auto& axis : map.axes) {
        known.insert({axis.name, axis.name + "_bounds"});
        dimensions.insert(axis.name);
    }
    for (const LayerKind* kind : map.layers) known.insert(kind->name);
    for (const auto& entry : file.variables())
        if (!known.contains(entry.first))
            throw Unreadable(fmt::format("variable {} is none of a map's", entry.first));
    for (const auto& entry : file.dimensions())
        if (!dimensions.contains(entry.first))
            throw Unreadable(fmt::format("dimension {} is none of a map's", entry.first));
}

std::string axis_line(const FileAxis& axis) {
    std::string line = fmt::format("axis {}{}:", axis.name, axis.discrete ? " discrete" : "");
    for (std::size_t i = 0; i < axis.size(); ++i)
        line += fmt::format(" {} [{}, {}]", axis.points[i], axis.lo(i), axis.hi(i));
    return line + "\n";
}

}  // namespace

MapFrame read_frame(const NetcdfFile& file) {
    MapFrame map;
    if (file.number("", "schema_version") != 1.0) throw Unreadable("schema_version is not 1");
    map.axes.reserve(17);
    for (const char* name : {"r", "theta", "mu", "k", "benefit", "gamma"})
        map.axes.push_back(read_axis(
            file, std::string(name) == "benefit" ? (file.find("C") != nullptr ? "C" : "U") : name));
    map.omega = read_axis(file, "omega");
    map.regimes = file.text("", "regulation_contract").has_value();
    if (map.regimes) {
        for (const char* name : contract_axes) map.axes.push_back(read_axis(file, name));
        map.settings = loop_settings(file);
    } else {
        if (file.find("x0") != nullptr) {
            if (file.find("x0")->dimensions != std::vector<std::string>{"x0"})
                throw Unreadable("x0 has other dimensions");
            map.x0 = file.doubles("x0", FileAxis::most_points);
        }
        for (const double x0 : map.x0)
            if (!(x0 >= 0.0 && x0 <= 1.0)) throw Unreadable("x0 has a value outside [0,1]");
        const auto saturation = file.number("", "saturation");
        if (!saturation) throw Unreadable("saturation is missing");
        map.saturation = *saturation;
    }
    for (const auto& axis : map.axes)
        if (__builtin_mul_overflow(map.cells, axis.size(), &map.cells))
            throw Unreadable("it has more than 2^64 cells");
    read_layers(file, map);
    refuse_others(file, map);
    return map;
}

std::string description_of(const MapFrame& map) {
    std::string text;
    for (const auto& axis : map.axes) text += axis_line(axis);
    text += axis_line(map.omega);
    text += fmt::format("x0: {}\n", fmt::join(map.x0, " "));
    text += map.regimes ? map.settings : fmt::format("saturation: {}\n", map.saturation);
    text += "layers:";
    for (const LayerKind* kind : map.layers) text += fmt::format(" {}", kind->name);
    return text + fmt::format("\nreal bytes: {}\n", map.real_bytes);
}

}  // namespace checker
