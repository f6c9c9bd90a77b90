#include "paving_specification.hpp"

#include <string>

namespace essmap::sweep {

namespace {

using maps::PavingDescription;
using maps::Region;
using model::InvalidValue;

Region region_by_name(const std::string& name) {
    for (const auto& info : maps::region_table)
        if (info.name == name) return info.region;
    throw InvalidValue("paving.region", name, "case, saturates, keeps or stable");
}

void one_point(const maps::Axis& axis, const std::string& why) {
    if (axis.size() != 1)
        throw InvalidValue(axis.name(), std::to_string(axis.size()) + " points", "one: " + why);
}

/// x0 and saturation of a time that is the same everywhere.
void check_path(const PavingDescription& paving) {
    if (!(paving.x0 > 0.0 && paving.x0 < paving.saturation))
        throw InvalidValue("x0", model::shortest(paving.x0),
                           "0 < x0 < saturation = " + model::shortest(paving.saturation));
}

/// The loop that keeps and stable are about (solver/round_map.hpp), and its axes.
void take_loop(PavingDescription& paving, const maps::MapDescription& map) {
    const auto& settings = *map.regulation;
    const auto& axes = map.grid.axes;
    if (settings.contract != solver::Contract::unguarded ||
        settings.rule != solver::GammaRule::fixed ||
        settings.arithmetic != solver::Arithmetic::real || settings.idle_period ||
        settings.round_limit)
        throw InvalidValue("paving.region", std::string(maps::region_info(paving.region).name),
                           "with contract = \"unguarded\" at fixed gamma over the reals, without "
                           "idle_period and round_limit: theta <- N/T alone");
    const std::string fixed = "boxes of this region are of the other axes";
    for (std::size_t d = maps::dim_theta; d < axes.size(); ++d) {
        const bool paved =
            d < maps::game_dimensions ? d != maps::dim_theta : d < paving.axes.size();
        if (!paved) one_point(axes[d], fixed);
    }
    if (!(axes[maps::dim_mu].points().front() >= 0.0))
        throw InvalidValue("axes.mu", model::shortest(axes[maps::dim_mu].points().front()),
                           "mu >= 0 in this region");
    paving.x0 = axes[maps::dim_x0].points().front();
    paving.saturation = axes[maps::dim_saturation].points().front();
}

void take_axes(PavingDescription& paving, const maps::MapDescription& map) {
    const auto& info = maps::region_info(paving.region);
    const bool loop = paving.region == Region::keeps || paving.region == Region::stable;
    if (loop != map.regulation.has_value())
        throw InvalidValue("paving.region", std::string(info.name),
                           loop ? "with a table [regulation], which has N and damping"
                                : "keeps or stable, with a table [regulation]");
    for (std::size_t d = 0; d < info.axes && d < map.grid.axes.size(); ++d)
        paving.axes.push_back(map.grid.axes[d]);
    if (loop) {
        take_loop(paving, map);
    } else if (paving.region == Region::saturates) {
        if (map.x0.size() != 1)
            throw InvalidValue("x0", std::to_string(map.x0.size()) + " shares",
                               "one, that boxes of region saturates begin with");
        paving.x0 = map.x0.front();
        paving.saturation = map.saturation;
    }
    if (paving.region != Region::strategy) check_path(paving);
    if (paving.roots() > paving.max_boxes)
        throw InvalidValue("paving.max_boxes", std::to_string(paving.max_boxes),
                           "at least the " + std::to_string(paving.roots()) + " root boxes");
}

double number_within(const TomlReader& reader, const toml::node& node, const std::string& key,
                     double above, double most, const std::string& allowed) {
    const double value = reader.number(node, key);
    if (!(value > above && value <= most)) reader.refuse(node, key, allowed);
    return value;
}

}  // namespace

std::optional<PavingDescription> read_paving(const TomlReader& reader, const toml::table& root,
                                             const maps::MapDescription& map) {
    const auto* table = reader.table(root, "paving");
    if (table == nullptr) return std::nullopt;
    reader.only(*table, "paving.", {"region", "undecided", "within", "max_boxes"});
    PavingDescription paving;
    if (const auto* node = table->get("region"))
        paving.region = reader.at(
            *node, "", [&] { return region_by_name(reader.string(*node, "paving.region")); });
    if (const auto* node = table->get("undecided"))
        paving.undecided = number_within(reader, *node, "paving.undecided", 0.0, 1.0,
                                         "0 < undecided <= 1, a share of the volume");
    if (const auto* node = table->get("max_boxes")) {
        constexpr double most = 1e12;
        paving.max_boxes = static_cast<std::int64_t>(
            number_within(reader, *node, "paving.max_boxes", 0.0, most, "1 to 1e12 boxes"));
    }
    const auto* within = table->get("within");
    if (paving.region == Region::saturates) {
        if (within == nullptr) reader.missing("paving.within", "the time T of region saturates");
        paving.within = number_within(reader, *within, "paving.within", 0.0,
                                      model::largest_magnitude, "within > 0 (and <= 1e100)");
    } else if (within != nullptr) {
        reader.fail(*within, "paving.within belongs to region saturates");
    }
    reader.at(*table, "", [&] { take_axes(paving, map); });
    return paving;
}

}  // namespace essmap::sweep
