#include "essmap/maps/slice_style.hpp"

namespace essmap::maps {

std::vector<Category> categories_of(Layer layer) {
    const Category everyone{1, "everyone shares", "#0072B2"};
    const Category nobody{2, "nobody shares", "#8C2D04"};
    const Category coexistence{4, "coexistence", "#CC79A7"};
    const Category bistable{3, "bistable: depends on x0", "#E69F00"};
    switch (layer) {
        case Layer::outcome:
            return {everyone, nobody, bistable, coexistence, {0, "degenerate", "#000000"}};
        case Layer::certified:
            return {
                everyone, nobody, bistable, coexistence, {0, "crossed by a boundary", "#E8E8E8"}};
        case Layer::attractor:
            return {{1, "everyone shares", "#0072B2"},
                    {0, "nobody shares", "#8C2D04"},
                    {2, "coexistence", "#CC79A7"},
                    {3, "stays at x0", "#000000"}};
        case Layer::disagreement:
            return {{0, "engines agree", "#E8E8E8"}, {1, "engines disagree", "#D55E00"}};
        case Layer::regime:
            return {{1, "settles", "#0072B2"},          {2, "oscillates", "#56B4E9"},
                    {3, "wanders", "#CC79A7"},          {4, "slides along P*", "#E69F00"},
                    {5, "cycles around P*", "#F0E442"}, {6, "deadlocks", "#8C2D04"},
                    {7, "rounds expire", "#D55E00"},    {0, "refused by the guard", "#E8E8E8"}};
        case Layer::regime_check:
            return {{0, "simulation and analysis agree", "#E8E8E8"},
                    {1, "they disagree", "#D55E00"}};
        default: return {};
    }
}

std::optional<int> value_of_several(Layer layer) {
    switch (layer) {
        case Layer::certified: return 0;
        case Layer::disagreement:
        case Layer::regime_check: return 1;
        default: return std::nullopt;
    }
}

std::string_view missing_label(const LayerInfo& info) {
    return info.loop ? "refused, or never" : info.time ? "never" : "none";
}

bool axis_matters(const MapDescription& map, std::string_view axis) {
    using solver::GammaRule;
    const auto& settings = map.regulation;
    if (!settings) return true;
    const GammaRule rule = settings->rule;
    if (axis == "hysteresis") return rule == GammaRule::hysteresis;
    if (axis == "gamma_step") return rule == GammaRule::stepwise;
    if (axis == "threshold" || axis == "gamma_reward" || axis == "gamma_charge")
        return rule != GammaRule::fixed;
    const bool fixed_point = settings->arithmetic == solver::Arithmetic::fixed_point;
    return fixed_point || (axis != "members" && axis != "scale");
}

}  // namespace essmap::maps
