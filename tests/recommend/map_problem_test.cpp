#include "essmap/recommend/map_problem.hpp"

#include <gtest/gtest.h>

#include "../maps/written_map.hpp"
#include "../refusal.hpp"

namespace {

using namespace essmap;
using maps::Axis;

maps::MapDescription game_map() {
    maps::MapDescription map;
    map.grid = {
        {Axis::from_values("r", {4, 8}, true),
         Axis::from_range("theta", maps::Spacing::linear, 0, 4, 5), Axis::from_values("mu", {8}),
         Axis::from_values("k", {0.25}), Axis::from_values("U", {10}),
         Axis::from_range("gamma", maps::Spacing::linear, -8, 8, 17)},
        Axis::from_values("omega", {1})};
    map.x0 = {0.2, 0.5};
    map.saturation = 0.9;
    map.engine = maps::Engine::exact;
    map.layers = {maps::Layer::outcome, maps::Layer::certified};
    return map;
}

std::string refused(const maps::MapDescription& map, const std::vector<std::string>& controls,
                    const std::optional<double>& within) {
    return test::refusal(
        [&] { static_cast<void>(recommend::problem_of_map(map, controls, within)); });
}

TEST(map_problem, asks_for_what_the_axes_hold) {
    const auto problem = recommend::problem_of_map(game_map(), {"gamma", "theta"}, 3.0);
    EXPECT_EQ(problem.range[maps::dim_r].lo, 4.0);
    EXPECT_EQ(problem.range[maps::dim_r].hi, 8.0);
    EXPECT_EQ(problem.range[maps::dim_gamma].lo, -8.0);
    EXPECT_EQ(problem.range[maps::dim_gamma].hi, 8.0);
    ASSERT_EQ(problem.controls.size(), 2U);
    EXPECT_EQ(problem.controls[0].dimension, maps::dim_theta);
    EXPECT_EQ(problem.controls[1].dimension, maps::dim_gamma);
    EXPECT_EQ(problem.wishes.x0->lo, 0.2);
    EXPECT_EQ(problem.wishes.x0->hi, 0.5);
    EXPECT_EQ(problem.wishes.saturation, 0.9);
    EXPECT_EQ(problem.wishes.within, 3.0);
}

TEST(map_problem, refuses_what_a_map_cannot_answer) {
    EXPECT_EQ(refused(game_map(), {"mu"}, std::nullopt),
              "--controls mu is not allowed: the map has one point of it, 8");
    const std::string needs = "--within needs a map with initial shares x0 between 0 and 1";
    auto map = game_map();
    map.x0 = {};
    EXPECT_EQ(refused(map, {"theta"}, 3.0), needs);
    map.x0 = {0.0, 0.5};
    EXPECT_EQ(refused(map, {"theta"}, 3.0), needs);
    map.x0 = {0.5, 1.0};
    EXPECT_EQ(refused(map, {"theta"}, 3.0), needs);
    EXPECT_FALSE(recommend::problem_of_map(map, {"theta"}, std::nullopt).wishes.within);
}

TEST(map_evidence, counts_the_cells_that_lie_within_a_box) {
    const test::WrittenMap written(game_map());
    const maps::MapFile file(written.path());
    auto box = recommend::problem_of_map(file.description(), {}, std::nullopt).range;
    const auto& axes = file.description().grid.axes;
    const auto all = recommend::map_evidence(file, box);
    EXPECT_EQ(all.cells, 2U * 5U * 17U);
    EXPECT_GT(all.certified, 0U);
    EXPECT_LT(all.certified, all.cells);
    // Cells 1 to 3 of theta, of which those of gamma from 2 on are cut off.
    box[maps::dim_theta] = {axes[maps::dim_theta].lo(1), axes[maps::dim_theta].hi(3)};
    box[maps::dim_gamma] = {axes[maps::dim_gamma].lo(0), axes[maps::dim_gamma].hi(2) - 0.01};
    const auto some = recommend::map_evidence(file, box);
    EXPECT_EQ(some.cells, 2U * 3U * 2U);
    EXPECT_EQ(some.certified, some.cells);  // gamma near -8: case 1 for sure
    box[maps::dim_gamma] = {0.01, 0.02};
    EXPECT_EQ(recommend::map_evidence(file, box).cells, 0U);
}

}  // namespace
