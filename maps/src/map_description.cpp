#include "essmap/maps/map_description.hpp"

#include <algorithm>

namespace essmap::maps {

std::array<std::string, game_dimensions> game_axes(model::BenefitKind benefit) {
    return {"r", "theta", "mu", "k", std::string(model::benefit_name(benefit)), "gamma"};
}

Index Grid::shape() const {
    Index result(axes.size());
    std::ranges::transform(axes, result.begin(), &Axis::size);
    return result;
}

std::int64_t Grid::cells() const {
    std::int64_t product = static_cast<std::int64_t>(omega.size());
    for (const auto& axis : axes)
        if (__builtin_mul_overflow(product, static_cast<std::int64_t>(axis.size()), &product))
            throw model::InvalidValue("axes", "a product of all axes beyond 2^63",
                                      "at most 9223372036854775807 cells");
    return product;
}

std::int64_t Grid::stored_cells() const {
    return cells() / static_cast<std::int64_t>(omega.size());
}

model::BenefitKind Grid::benefit_kind() const {
    return axes[dim_benefit].name() == "C" ? model::BenefitKind::from_cost
                                           : model::BenefitKind::given;
}

const std::array<LayerInfo, layer_count>& layer_table() {
    static constexpr std::array<LayerInfo, layer_count> table{{
        {Layer::outcome, "case", "strategy case at the point", false, false, false,
         "degenerate everyone_shares nobody_shares bistable coexistence"},
        {Layer::certified, "certified", "strategy case proved on the whole cell box", false, false,
         false, "crossed_by_a_boundary everyone_shares nobody_shares bistable coexistence"},
        {Layer::eta, "eta", "interior equilibrium -a/b (NaN: none in (0,1))", true, false, false,
         ""},
        {Layer::margin, "margin",
         "signed distance in gamma to the nearest case boundary, positive in case 1", true, false,
         false, ""},
        {Layer::attractor, "attractor", "where the orbit from x0 goes", false, true, false,
         "nobody_shares everyone_shares coexistence stays_at_x0"},
        {Layer::t_sat, "t_sat", "time from x0 to saturation (inf: never)", true, true, true, ""},
        {Layer::t_settle, "t_settle", "time until the share is within 1 - saturation of its limit",
         true, true, true, ""},
        {Layer::disagreement, "disagreement",
         "CVODE and the closed form differ by more than the tolerance", false, true, true,
         "agree disagree"},
    }};
    return table;
}

const LayerInfo& layer_info(Layer layer) { return layer_table()[static_cast<std::size_t>(layer)]; }

std::string_view engine_name(Engine engine) {
    switch (engine) {
        case Engine::exact: return "exact";
        case Engine::both: return "both";
        case Engine::cvode: break;
    }
    return "cvode";
}

bool MapDescription::has(Layer layer) const {
    return std::ranges::find(layers, layer) != layers.end();
}

bool MapDescription::needs_trajectories() const {
    return std::ranges::any_of(layers, [](Layer layer) { return layer_info(layer).time; });
}

std::int64_t MapDescription::cell_bytes() const {
    std::int64_t bytes = 0;
    for (const Layer layer : layers) {
        const auto& info = layer_info(layer);
        const auto one = static_cast<std::int64_t>(info.real ? real_bytes() : 1);
        bytes += one * static_cast<std::int64_t>(info.by_x0 ? x0.size() : 1);
    }
    return bytes;
}

}  // namespace essmap::maps
