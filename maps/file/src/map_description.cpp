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

static_assert(
    [] {
        for (std::size_t i = 0; i < layer_count; ++i)
            if (layer_table[i].layer != Layer{static_cast<std::uint8_t>(i)}) return false;
        return true;
    }(),
    "layer_info finds a layer at its number");

const LayerInfo& layer_info(Layer layer) { return layer_table[static_cast<std::size_t>(layer)]; }

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

solver::Regulation MapDescription::regulation_at(const Index& cell) const {
    const auto at = [&](std::size_t d) { return grid.axes[d].points()[cell[d]]; };
    const model::Benefit benefit{grid.benefit_kind(), at(dim_benefit)};
    solver::Regulation r;
    r.game = {at(dim_r),
              at(dim_theta),
              at(dim_gamma),
              at(dim_mu),
              at(dim_k),
              1.0,
              model::BenefitPoint(benefit).U.value()};
    r.N = at(dim_N);
    r.damping = at(dim_damping);
    r.threshold = at(dim_threshold);
    r.saturation = at(dim_saturation);
    r.gamma_reward = at(dim_gamma_reward);
    r.gamma_charge = at(dim_gamma_charge);
    r.gamma_step = at(dim_gamma_step);
    r.hysteresis = at(dim_hysteresis);
    r.x0 = at(dim_x0);
    r.members = at(dim_members);
    r.scale = at(dim_scale);
    r.contract = regulation->contract;
    r.rule = regulation->rule;
    r.arithmetic = regulation->arithmetic;
    r.theta_min = regulation->theta_min;
    r.theta_max = regulation->theta_max;
    if (regulation->round_limit) r.round_limit = *regulation->round_limit;
    if (regulation->idle_period)
        r.idleness = {regulation->idle_limit, *regulation->idle_period, regulation->initial_points};
    r.tick = regulation->tick;
    return r;
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
