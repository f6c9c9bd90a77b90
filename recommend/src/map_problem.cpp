#include "essmap/recommend/map_problem.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace essmap::recommend {

RecommendationProblem problem_of_map(const maps::MapDescription& map,
                                     const std::vector<std::string>& controls,
                                     const std::optional<double>& within) {
    RecommendationProblem problem;
    problem.range.benefit = map.grid.benefit_kind();
    for (std::size_t d = 0; d < maps::game_dimensions; ++d) {
        const auto& points = map.grid.axes[d].points();
        problem.range[d] = {points.front(), points.back()};
    }
    for (const std::size_t d : {maps::dim_theta, maps::dim_mu, maps::dim_k, maps::dim_gamma}) {
        const auto found = std::ranges::find(controls, problem.range.name(d));
        if (found == controls.end()) continue;
        if (!(problem.range[d].width() > 0.0))
            throw model::InvalidValue(
                fmt::format("--controls {} is not allowed: the map has one point of "
                            "it, {}",
                            *found, problem.range[d].lo));
        problem.controls.push_back({d});
    }
    if (!map.x0.empty()) problem.wishes.x0 = maps::Interval{map.x0.front(), map.x0.back()};
    problem.wishes.saturation = map.saturation;
    problem.wishes.within = within;
    if (problem.wishes.within && (map.x0.empty() || !(map.x0.front() > 0.0 && map.x0.back() < 1.0)))
        throw model::InvalidValue("--within needs a map with initial shares x0 between 0 and 1");
    return problem;
}

MapEvidence map_evidence(const maps::MapFile& file, const ParameterBox& box) {
    MapEvidence found;
    const auto& axes = file.description().grid.axes;
    maps::Block slab{0, maps::Index(axes.size(), 0), maps::Index(axes.size(), 1)};
    for (std::size_t d = 0; d < axes.size(); ++d) {
        std::size_t first = axes[d].size();
        std::size_t last = 0;
        for (std::size_t i = 0; i < axes[d].size(); ++i) {
            if (axes[d].lo(i) < box[d].lo || axes[d].hi(i) > box[d].hi) continue;
            first = std::min(first, i);
            last = i;
        }
        if (first == axes[d].size()) return found;
        slab.start[d] = first;
        slab.count[d] = last - first + 1;
    }
    // One plane of the outermost dimension at a time.
    const std::size_t planes = slab.count[0];
    slab.count[0] = 1;
    for (std::size_t i = 0; i < planes; ++i, ++slab.start[0]) {
        const auto cells = file.read(maps::Layer::certified, slab);
        found.cells += cells.size();
        found.certified += static_cast<std::size_t>(std::ranges::count(cells, 1.0));
    }
    return found;
}

}  // namespace essmap::recommend
