#include "essmap/maps/block_filler.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "essmap/model/certification.hpp"
#include "essmap/solver/closed_form.hpp"

namespace {

using namespace essmap;
using maps::Axis;
using maps::Layer;

maps::MapDescription description(std::vector<Axis> axes, std::vector<double> x0,
                                 maps::Engine engine = maps::Engine::exact) {
    maps::MapDescription map;
    map.grid = {std::move(axes), Axis::from_values("omega", {1})};
    map.x0 = std::move(x0);
    map.engine = engine;
    for (const auto& info : maps::layer_table)
        if (info.layer != Layer::disagreement || engine == maps::Engine::both)
            map.layers.push_back(info.layer);
    return map;
}

/// Decimal grid whose boundaries a = 0, a + b = 0 and eta = x0 pass exactly through many points,
/// with mu < -Delta too, so that all cases, degenerate and coexistence included, occur.
maps::MapDescription rich_map(const std::string& benefit, maps::Engine engine) {
    const Axis U = benefit == "U" ? Axis::from_values("U", {2.0, 4.0, 10.0})
                                  : Axis::from_range("C", maps::Spacing::log, 1, 1000, 3);
    // Evenly apart, and not.
    const Axis gamma = benefit == "U"
                           ? Axis::from_range("gamma", maps::Spacing::linear, -8, 8, 33)
                           : Axis::from_values("gamma", {-8, -7.5, -3, -2.5, -1, 0, 0.2, 0.5, 1,
                                                         1.5, 1.9, 2, 2.5, 3, 4.5, 5, 5.5, 8});
    return description({Axis::from_values("r", {1, 2, 4}, true),
                        Axis::from_range("theta", maps::Spacing::linear, 0, 4, 11),
                        Axis::from_values("mu", {-8, -1.5, 0, 0.2, 8}),
                        Axis::from_values("k", {0.1, 0.25, 0.5}), U, gamma},
                       {0.0, 0.03, 0.2, 0.5, 0.97, 1.0}, engine);
}

struct Whole {
    maps::MapDescription map;
    maps::Block block;
    maps::BlockData data;
    maps::FillStatistics statistics;
};

Whole fill(maps::MapDescription map) {
    Whole whole{std::move(map), {}, {}, {}};
    const maps::GridTables tables(whole.map.grid);
    maps::BlockFiller filler(whole.map, tables);
    whole.block = maps::Blocking(whole.map.grid.shape()).block(0);
    filler.fill(whole.block, whole.data, whole.statistics);
    return whole;
}

model::ParameterValues values_at(const maps::Grid& grid, std::size_t cell, maps::Index& at) {
    at.resize(grid.axes.size());
    for (std::size_t d = at.size(); d-- > 0;) {
        at[d] = cell % grid.axes[d].size();
        cell /= grid.axes[d].size();
    }
    const auto point = [&](maps::Dimension d) { return grid.axes[d].points()[at[d]]; };
    return {point(maps::dim_r),
            point(maps::dim_theta),
            point(maps::dim_gamma),
            point(maps::dim_mu),
            point(maps::dim_k),
            1.0,
            {grid.benefit_kind(), point(maps::dim_benefit)}};
}

class whole_map : public testing::TestWithParam<std::string> {};

TEST_P(whole_map, every_cell_is_what_the_point_functions_say) {
    Whole whole = fill(rich_map(GetParam(), maps::Engine::exact));
    const auto& grid = whole.map.grid;
    const std::size_t cells = whole.block.cells();
    ASSERT_EQ(cells, static_cast<std::size_t>(grid.stored_cells()));
    std::map<int, int> cases;
    std::map<int, int> attractors;
    for (std::size_t cell = 0; cell < cells; ++cell) {
        maps::Index at;
        const model::PointGame game(values_at(grid, cell, at));
        const auto expected = game.classification();
        ASSERT_EQ(whole.data.flag(Layer::outcome)[cell], static_cast<int>(expected.outcome));
        ++cases[static_cast<int>(expected.outcome)];
        const double eta = whole.data.real(Layer::eta)[cell];
        ASSERT_EQ(!std::isnan(eta), expected.eta.has_value());
        if (expected.eta) {
            ASSERT_EQ(eta, *expected.eta);
        }
        ASSERT_EQ(whole.data.real(Layer::margin)[cell], expected.margin);
        for (std::size_t i = 0; i < whole.map.x0.size(); ++i) {
            const double x0 = whole.map.x0[i];
            const std::size_t place = i * cells + cell;
            const auto attractor = game.attractor(x0);
            ASSERT_EQ(whole.data.flag(Layer::attractor)[place], static_cast<int>(attractor));
            ++attractors[static_cast<int>(attractor)];
            const double t_sat = solver::time_to_saturation(game, x0, whole.map.saturation);
            const double stored = whole.data.real(Layer::t_sat)[place];
            if (std::isfinite(t_sat)) {
                ASSERT_NEAR(stored, t_sat, 1e-14 * t_sat);
            } else {
                ASSERT_EQ(stored, t_sat);
            }
            ASSERT_GE(whole.data.real(Layer::t_settle)[place], 0.0);
            ASSERT_TRUE(std::isfinite(whole.data.real(Layer::t_settle)[place]));
        }
    }
    for (int value = 0; value <= 4; ++value)
        EXPECT_GT(cases[value], value > 0 || GetParam() == "U" ? 20 : -1) << "case " << value;
    for (int value = 0; value <= 3; ++value) EXPECT_GT(attractors[value], 20) << value;
}

TEST_P(whole_map, certificates_equal_the_box_certification) {
    Whole whole = fill(rich_map(GetParam(), maps::Engine::exact));
    const auto& grid = whole.map.grid;
    std::map<int, int> seen;
    for (std::size_t cell = 0; cell < whole.block.cells(); ++cell) {
        maps::Index at;
        values_at(grid, cell, at);
        const auto range = [&](maps::Dimension d) {
            return model::Range{model::Decimal(grid.axes[d].lo(at[d])),
                                model::Decimal(grid.axes[d].hi(at[d]))};
        };
        const auto benefit = [&](double value) {
            return model::BenefitPoint({grid.benefit_kind(), value});
        };
        const Axis& U = grid.axes[maps::dim_benefit];
        const model::Box box{range(maps::dim_r),
                             range(maps::dim_theta),
                             range(maps::dim_mu),
                             range(maps::dim_k),
                             benefit(U.lo(at[maps::dim_benefit])),
                             benefit(U.hi(at[maps::dim_benefit]))};
        const int expected = static_cast<int>(model::certify(box, range(maps::dim_gamma)));
        ASSERT_EQ(whole.data.flag(Layer::certified)[cell], expected);
        // A certified cell has that case at its own point.
        if (expected != 0) {
            ASSERT_EQ(whole.data.flag(Layer::outcome)[cell], expected);
        }
        ++seen[expected];
    }
    for (int value = 0; value <= 4; ++value) EXPECT_GT(seen[value], 10) << value;
}

TEST_P(whole_map, cvode_agrees_with_the_closed_form_everywhere) {
    Whole whole = fill(rich_map(GetParam(), maps::Engine::both));
    EXPECT_EQ(whole.statistics.disagreements, 0);
    EXPECT_LT(whole.statistics.worst_difference, whole.map.tolerance);
    EXPECT_GT(whole.statistics.worst_difference, 0.0);
    EXPECT_GT(whole.statistics.integrations, 100);
    EXPECT_LT(whole.statistics.integrations, whole.statistics.trajectories);
}

INSTANTIATE_TEST_SUITE_P(benefit, whole_map, testing::Values("U", "C"));

TEST(block_filler, settling_is_the_time_to_the_neighbourhood_of_the_limit) {
    Whole whole = fill(rich_map("U", maps::Engine::exact));
    const std::size_t cells = whole.block.cells();
    int checked = 0;
    for (std::size_t cell = 0; cell < cells; cell += 7) {
        maps::Index at;
        const model::PointGame game(values_at(whole.map.grid, cell, at));
        const auto c = game.classification();
        for (std::size_t i = 0; i < whole.map.x0.size(); ++i) {
            const double t = whole.data.real(Layer::t_settle)[i * cells + cell];
            if (t == 0.0 || t > 1e3) continue;
            const auto share = solver::share_at({c.a, c.b, c.q}, whole.map.x0[i], t);
            const auto attractor = game.attractor(whole.map.x0[i]);
            const double limit = attractor == model::Attractor::all    ? 1.0
                                 : attractor == model::Attractor::none ? 0.0
                                                                       : *c.eta;
            ASSERT_NEAR(std::abs(share.x - limit), 0.05, 1e-9);
            ++checked;
        }
    }
    EXPECT_GT(checked, 500);
}

TEST(block_filler, blocks_are_parts_of_the_whole) {
    const auto map = rich_map("U", maps::Engine::exact);
    Whole whole = fill(map);
    const maps::GridTables tables(map.grid);
    maps::BlockFiller filler(map, tables);
    const maps::Blocking blocking(map.grid.shape(), 500);
    maps::BlockData part;
    maps::FillStatistics statistics;
    std::size_t offset = 0;
    for (std::int64_t n = 0; n < blocking.size(); ++n) {
        const maps::Block block = blocking.block(n);
        filler.fill(block, part, statistics);
        for (std::size_t i = 0; i < block.cells(); ++i) {
            ASSERT_EQ(part.flag(Layer::outcome)[i], whole.data.flag(Layer::outcome)[offset + i]);
            ASSERT_EQ(part.flag(Layer::certified)[i],
                      whole.data.flag(Layer::certified)[offset + i]);
            ASSERT_EQ(part.real(Layer::t_sat)[2 * block.cells() + i],
                      whole.data.real(Layer::t_sat)[2 * whole.block.cells() + offset + i]);
        }
        offset += block.cells();
    }
    EXPECT_EQ(offset, whole.block.cells());
}

}  // namespace
