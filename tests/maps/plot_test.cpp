#include "essmap/maps/plot.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "essmap/model/classification.hpp"
#include "written_map.hpp"

namespace {

using namespace essmap;
using maps::Axis;
using maps::ChartAxis;
using maps::Layer;
using maps::RegionChart;
using maps::Spacing;
using maps::Tile;

/// Axes of one kind each: ranks of their own, a plane, a logarithm, single points.
maps::MapDescription ranks_map(std::size_t thetas) {
    maps::MapDescription map;
    map.grid = {{Axis::from_values("r", {2, 4, 8}, true),
                 Axis::from_range("theta", Spacing::linear, 0, 4, static_cast<long long>(thetas)),
                 Axis::from_values("mu", {0.2, 8}, true), Axis::from_values("k", {0.25}),
                 Axis::from_range("C", Spacing::log, 10, 100000, 9),
                 Axis::from_values("gamma", {-1.5, 0, 0.25, 2, 6})},
                Axis::from_values("omega", {1, 4})};
    map.engine = maps::Engine::exact;
    map.layers = {Layer::outcome, Layer::certified, Layer::eta, Layer::margin};
    return map;
}

/// The tile one sees at a place of a chart; nullptr: none.
const Tile* seen(const std::vector<Tile>& tiles, double x, double y) {
    const Tile* last = nullptr;
    for (const Tile& tile : tiles)
        if (x >= tile.x_lo && x <= tile.x_hi && y >= tile.y_lo && y <= tile.y_hi) last = &tile;
    return last;
}

/// What an axis has at a place of a chart; nullopt: nothing, it is between two values.
std::optional<double> value_at(const ChartAxis& axis, double place) {
    if (axis.values.empty()) return place;
    const double band = std::round(place);
    if (std::abs(place - band) > maps::band_half_width) return std::nullopt;
    return axis.values[static_cast<std::size_t>(band)];
}

void set(model::ParameterValues& game, const std::string& name, double value) {
    if (name == "r") game.r = value;
    if (name == "theta") game.theta = value;
    if (name == "gamma") game.gamma = value;
    if (name == "mu") game.mu = value;
    if (name == "C") game.benefit = {model::BenefitKind::from_cost, value};
}

double somewhere(const ChartAxis& axis, std::mt19937& random) {
    const double t = std::uniform_real_distribution(0.0, 1.0)(random);
    return axis.log ? axis.lo * std::pow(axis.hi / axis.lo, t) : axis.lo + t * (axis.hi - axis.lo);
}

struct Slice {
    const char *x, *y;
};

void PrintTo(const Slice& slice, std::ostream* out) { *out << slice.x << " over " << slice.y; }

maps::SliceOptions certified(const std::string& x, const std::string& y) {
    maps::SliceOptions options{.x = x, .y = y, .layer = "certified"};
    if (y != "gamma") options.fix["gamma"] = 2;
    return options;
}

class certified_pictures : public testing::TestWithParam<Slice> {};

/// Wherever a picture has the colour of a case there is a value of the axes, and that point is of
/// that case, exactly; and nothing is drawn where an axis has no value.
TEST_P(certified_pictures, are_of_the_case_they_show_at_every_point) {
    const auto [x_axis, y_axis] = GetParam();
    const test::WrittenMap written(ranks_map(41));
    const maps::MapFile map(written.path());
    std::vector<std::string> notes;
    const RegionChart chart = maps::slice_chart(map, certified(x_axis, y_axis), notes);
    const auto tiles = maps::tiles(chart);
    const model::ParameterValues held{4, 2, 2, 8, 0.25, 1, {model::BenefitKind::from_cost, 1000}};
    std::mt19937 random(7);
    int coloured = 0;
    int gaps = 0;
    for (int i = 0; i < 4000; ++i) {
        const double x = somewhere(chart.x, random);
        const double y = somewhere(chart.y, random);
        const Tile* tile = seen(tiles, x, y);
        const auto value_x = value_at(chart.x, x);
        const auto value_y = value_at(chart.y, y);
        ASSERT_EQ(tile != nullptr, value_x && value_y) << x << ' ' << y;
        if (tile == nullptr) ++gaps;
        if (tile == nullptr || tile->value == 0) continue;
        auto game = held;
        set(game, x_axis, *value_x);
        set(game, y_axis, *value_y);
        ASSERT_EQ(static_cast<int>(model::classify(game).outcome), tile->value) << x << ' ' << y;
        ++coloured;
    }
    EXPECT_GT(coloured, 500);
    const bool bands = !chart.x.values.empty() || !chart.y.values.empty();
    EXPECT_EQ(gaps > 300, bands);
}

/// The lines a = 0 and a + b = 0 run through what is crossed, never through a case.
TEST_P(certified_pictures, have_boundaries_only_where_cells_are_crossed) {
    const auto [x_axis, y_axis] = GetParam();
    const test::WrittenMap written(ranks_map(41));
    const maps::MapFile map(written.path());
    std::vector<std::string> notes;
    const RegionChart chart = maps::slice_chart(map, certified(x_axis, y_axis), notes);
    const auto tiles = maps::tiles(chart);
    std::size_t points = 0;
    for (const auto& boundary : chart.boundaries)
        for (const auto& point : boundary.segments) {
            const Tile* tile = seen(tiles, point.x, point.y);
            ASSERT_NE(tile, nullptr) << boundary.label << ' ' << point.x << ' ' << point.y;
            EXPECT_EQ(tile->value, 0) << boundary.label << ' ' << point.x << ' ' << point.y;
            ++points;
        }
    const bool both = !chart.x.values.empty() && !chart.y.values.empty();
    EXPECT_EQ(points == 0, both);
}

INSTANTIATE_TEST_SUITE_P(axes, certified_pictures,
                         testing::Values(Slice{"r", "theta"}, Slice{"theta", "r"}, Slice{"r", "mu"},
                                         Slice{"k", "theta"}, Slice{"C", "k"}, Slice{"C", "r"},
                                         Slice{"theta", "gamma"}, Slice{"C", "theta"},
                                         Slice{"omega", "theta"}),
                         [](const auto& one) {
                             return std::string(one.param.x) + "_over_" + one.param.y;
                         });

TEST(plot, ticks_of_a_discrete_axis_are_its_values) {
    const test::WrittenMap written(ranks_map(5));
    const maps::MapFile map(written.path());
    std::vector<std::string> notes;
    const auto chart = maps::slice_chart(map, {.x = "r", .y = "k", .title = "Ours"}, notes);
    EXPECT_EQ(chart.x.values, (std::vector<double>{2, 4, 8}));
    EXPECT_EQ(chart.y.values, (std::vector<double>{0.25}));
    EXPECT_EQ(chart.title, "Ours");
    EXPECT_NE(chart.subtitle.find("strategy case at the point"), std::string::npos);
}

/// The paper's points stand in the band of their value, or not at all.
TEST(plot, marks_the_papers_points_in_bands) {
    auto description = ranks_map(5);
    description.grid.axes[4] = Axis::from_values("U", {10});
    const test::WrittenMap written(description);
    const maps::MapFile map(written.path());
    std::vector<std::string> notes;
    const auto chart =
        maps::slice_chart(map, {.x = "theta", .y = "r", .fix = {{"gamma", 2}}}, notes);
    std::size_t points = 0;
    for (const auto& marker : chart.markers)
        for (const auto& point : marker.points) {
            EXPECT_EQ(point.y, 1.0);  // r = 4
            ++points;
        }
    EXPECT_EQ(points, 5U);
    const auto other = maps::slice_chart(map, {.x = "k", .y = "mu", .fix = {{"gamma", 2}}}, notes);
    ASSERT_EQ(other.markers.size(), 1U);
    EXPECT_EQ(other.markers[0].points[0].x, 0.0);
    EXPECT_EQ(other.markers[0].points[0].y, 1.0);  // mu = 8
}

/// Many more cells than tiles: a tile has a case only if all its cells have it.
TEST(tiles, of_many_cells_claim_what_all_of_them_are) {
    std::mt19937 random(3);
    for (const std::size_t columns : {1U, 399U, 401U, 777U, 1201U}) {
        const std::size_t rows = 1000;
        RegionChart chart;
        chart.categories = {{1, "one", "#000001"}, {0, "crossed", "#000000"}};
        chart.mixed = 0;
        const auto cells = [](std::size_t n, ChartAxis& axis, auto& lo, auto& hi) {
            axis = {"", 0.0, static_cast<double>(n)};
            for (std::size_t i = 0; i < n; ++i) {
                lo.push_back(static_cast<double>(i));
                hi.push_back(static_cast<double>(i + 1));
            }
        };
        cells(columns, chart.x, chart.x_lo, chart.x_hi);
        cells(rows, chart.y, chart.y_lo, chart.y_hi);
        chart.values.assign(columns * rows, 1.0);
        std::vector<std::size_t> crossed;
        for (int i = 0; i < 40; ++i) {
            crossed.push_back(random() % chart.values.size());
            chart.values[crossed.back()] = 0.0;
        }
        const auto tiles = maps::tiles(chart);
        for (const std::size_t cell : crossed) {
            const auto x = static_cast<double>(cell % columns);
            const auto y = static_cast<double>(cell / columns);
            for (const double part : {0.0, 0.5, 1.0})
                EXPECT_EQ(seen(tiles, x + part, y + part)->value, 0) << columns << ' ' << cell;
        }
        EXPECT_EQ(
            std::ranges::count_if(tiles, [](const Tile& tile) { return tile.value == 1; }) > 0,
            true);
    }
}

/// Flags that claim nothing of a whole cell, and reals, say where several fall on one spot.
TEST(tiles, of_different_values_say_so) {
    RegionChart chart;
    const std::size_t columns = 1000;
    chart.x = {"", 0.0, static_cast<double>(columns)};
    for (std::size_t i = 0; i < columns; ++i) {
        chart.x_lo.push_back(static_cast<double>(i));
        chart.x_hi.push_back(static_cast<double>(i + 1));
        chart.values.push_back(i < 501 ? 1.0 : 2.0);
    }
    chart.y_lo = {0.0};
    chart.y_hi = {1.0};
    chart.categories = {{1, "one", "#000001"}, {2, "two", "#000002"}};
    const auto mixed = [](const Tile& tile) { return tile.kind == Tile::Kind::mixed; };
    EXPECT_EQ(std::ranges::count_if(maps::tiles(chart), mixed), 1);
    chart.categories.clear();
    EXPECT_EQ(std::ranges::count_if(maps::tiles(chart), mixed), 0);
    chart.values[300] = INFINITY;  // a time of "never" among times
    EXPECT_EQ(std::ranges::count_if(maps::tiles(chart), mixed), 1);
}

}  // namespace
