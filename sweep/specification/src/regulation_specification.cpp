#include "regulation_specification.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace essmap::sweep {

namespace {

using maps::Axis;
using model::InvalidValue;

/// Axes of [regulation] that may be left out, and what they are then.
constexpr std::array<std::pair<std::string_view, double>, 10> usual{{
    {"damping", 1.0},
    {"threshold", 0.6},
    {"saturation", 0.95},
    {"gamma_reward", 0.0},
    {"gamma_charge", 0.0},
    {"gamma_step", 0.0},
    {"hysteresis", 0.0},
    {"x0", 0.2},
    {"members", 1e6},
    {"scale", 1000.0},
}};

void read_setting(const TomlReader& reader, const toml::node& node, const std::string& key,
                  double& value) {
    value = reader.number(node, key);
}
void read_setting(const TomlReader& reader, const toml::node& node, const std::string& key,
                  std::optional<double>& value) {
    value = reader.number(node, key);
}
template <class Enum>
void read_setting(const TomlReader& reader, const toml::node& node, const std::string& key,
                  Enum& value) {
    const std::string name = reader.string(node, key);
    reader.at(node, "", [&] { solver::by_name(key, name, value); });
}

/// Every value that must fit others is tried where it fits worst, and every whole number.
void check_regulation(const maps::MapDescription& map) {
    const auto& axes = map.grid.axes;
    maps::Index worst(axes.size(), 0);
    for (const std::size_t d : {maps::dim_x0, maps::dim_threshold, maps::dim_gamma_reward,
                                maps::dim_hysteresis, maps::dim_N, maps::dim_scale})
        worst[d] = axes[d].size() - 1;
    const auto check = [&](std::size_t d, std::size_t point) {
        maps::Index cell = worst;
        cell[d] = point;
        solver::validate(map.regulation_at(cell));
    };
    for (std::size_t d = 0; d < axes.size(); ++d)
        for (const std::size_t end : {std::size_t{0}, axes[d].size() - 1}) check(d, end);
    for (const std::size_t d : {std::size_t{maps::dim_r}, std::size_t{maps::dim_theta},
                                std::size_t{maps::dim_members}, std::size_t{maps::dim_scale}})
        for (std::size_t point = 0; point < axes[d].size(); ++point) check(d, point);
    if (!(map.tolerance <= 1e-6))
        throw InvalidValue("tolerance", model::shortest(map.tolerance),
                           "at most 1e-6 for closed loops");
    const double rounds = map.regulation->max_rounds;
    if (!(rounds >= 1.0 && rounds <= 1e6 && rounds == std::floor(rounds)))
        throw InvalidValue("max_rounds", model::shortest(rounds), "a whole number from 1 to 1e6");
}

}  // namespace

void read_regulation(const TomlReader& reader, const toml::table& root, maps::MapDescription& map) {
    const auto* table = reader.table(root, "regulation");
    if (table == nullptr) return;
    for (const char* other : {"x0", "saturation"})
        if (root.contains(other))
            reader.fail(*root.get(other),
                        fmt::format("{0} belongs to [regulation] here: regulation.{0}", other));
    auto& settings = map.regulation.emplace();
    std::vector<std::string_view> keys;
    keys.reserve(64);
    for (const auto& info : model::contract_table) keys.push_back(info.name);
    maps::LoopSettings::visit([&](const char* name, auto&) { keys.emplace_back(name); }, settings);
    reader.only(*table, "regulation.", keys);
    maps::LoopSettings::visit(
        [&](const char* name, auto& value) {
            if (const auto* found = table->get(name))
                read_setting(reader, *found, fmt::format("regulation.{}", name), value);
        },
        settings);
    for (const auto& info : model::contract_table) {
        const std::string name(info.name);
        if (const auto* found = table->get(name)) {
            map.grid.axes.push_back(reader.axis("regulation.", name, *found));
            continue;
        }
        const auto* known =
            std::ranges::find(usual, info.name, &std::pair<std::string_view, double>::first);
        if (known == usual.end()) reader.missing("regulation." + name, std::string(info.allowed));
        map.grid.axes.push_back(Axis::from_values(name, {known->second}));
    }
    reader.at(*table, "regulation: ", [&] { check_regulation(map); });
}

}  // namespace essmap::sweep
