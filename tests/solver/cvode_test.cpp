#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "../reference.hpp"
#include "essmap/solver/closed_form.hpp"
#include "essmap/solver/cvode_ensemble.hpp"
#include "essmap/solver/cvode_integrator.hpp"

namespace {

using namespace essmap;
using namespace essmap::solver;

/// Time along the path for g0 = ratio, g1 = 1 (in the path's direction), by the closed form.
double unit_time(const Path& path, double ratio) {
    const double sign = path.d > 0 ? 1 : -1;
    const long double b = (static_cast<long double>(sign) - sign * ratio) / path.d;
    const long double a = sign * ratio - b * path.x0;
    const long double q = sign * ratio + b * path.c0;
    return travel_time(path, {static_cast<double>(a), static_cast<double>(q), sign * ratio, sign});
}

class tolerances : public testing::TestWithParam<double> {};

TEST_P(tolerances, an_ensemble_keeps_its_tolerance_over_all_ratios_and_paths) {
    std::mt19937_64 random(1);
    CvodeEnsemble ensemble({.tolerance = GetParam()});
    for (const auto& [x0, x1] : {std::pair{0.2, 0.95},
                                 {0.02, 0.99},
                                 {1e-6, 1 - 1e-6},
                                 {0.5, 0.05},
                                 {0.97, 0.95},
                                 {0.3, 0.30001}}) {
        const Path path = Path::between(x0, x1);
        std::vector<double> ratios{1.0};
        for (int i = 0; i < 2500; ++i)
            ratios.push_back(std::pow(10, std::uniform_real_distribution(-14.0, 14.0)(random)));
        std::vector<double> times(ratios.size());
        ensemble.unit_times(path, ratios, times);
        for (std::size_t i = 0; i < ratios.size(); ++i) {
            const double expected = unit_time(path, ratios[i]);
            ASSERT_NEAR(times[i], expected, 3 * GetParam() * expected)
                << x0 << " " << x1 << " " << ratios[i];
        }
    }
}

TEST_P(tolerances, the_integrator_agrees_with_every_reference_row) {
    for (const auto method : {CvodeMethod::adams, CvodeMethod::bdf}) {
        CvodeIntegrator integrator({.tolerance = GetParam(), .method = method});
        for (const auto& row : test::reference_rows()) {
            const model::PointGame game(row.values);
            const auto c = game.classification();
            const auto result = integrator.integrate({c.a, c.b, c.q}, row.x0, row.x_sat);
            ASSERT_EQ(result.reason, StopReason::settled);
            ASSERT_EQ(result.t_sat.has_value(), std::isfinite(row.t_sat));
            ASSERT_EQ(result.steps > 0, result.t_end > 0);
            ASSERT_EQ(result.tolerance, GetParam());
            if (result.t_sat) {
                ASSERT_NEAR(*result.t_sat, row.t_sat, 10 * GetParam() * row.t_sat);
            }
            const auto attractor = game.attractor(row.x0);
            const double limit = attractor == model::Attractor::all    ? 1.0
                                 : attractor == model::Attractor::none ? 0.0
                                                                       : *c.eta;
            ASSERT_DOUBLE_EQ(result.limit, limit);
        }
    }
}

TEST_P(tolerances, an_ensemble_agrees_with_every_reference_row) {
    CvodeEnsemble ensemble({.tolerance = GetParam()});
    for (const auto& row : test::reference_rows()) {
        if (!std::isfinite(row.t_sat) || row.t_sat == 0) continue;
        const model::PointGame game(row.values);
        const Path path = Path::between(row.x0, row.x_sat);
        const double ratio = (game.growth(row.x0) / game.growth(row.x_sat)).value();
        double time = 0;
        ensemble.unit_times(path, {&ratio, 1}, {&time, 1});
        ASSERT_NEAR(time / std::abs(game.growth(row.x_sat).value()), row.t_sat,
                    10 * GetParam() * row.t_sat);
    }
}

INSTANTIATE_TEST_SUITE_P(cvode, tolerances, testing::Values(1e-5, 1e-8, 1e-10));

TEST(cvode_ensemble, results_do_not_depend_on_order_and_equal_ratios_are_one) {
    std::mt19937_64 random(2);
    std::vector<double> ratios;
    for (int i = 0; i < 3000; ++i)
        ratios.push_back(std::ldexp(1.0 + static_cast<double>(random() % 500), -8));
    const Path path = Path::between(0.2, 0.95);
    std::vector<double> first(ratios.size());
    CvodeEnsemble ensemble;
    const auto distinct = ensemble.unit_times(path, ratios, first);
    EXPECT_LE(distinct, 500U);
    EXPECT_GT(ensemble.steps(), 0);
    std::vector<std::size_t> order(ratios.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::shuffle(order, random);
    std::vector<double> shuffled;
    for (const std::size_t i : order) shuffled.push_back(ratios[i]);
    std::vector<double> second(ratios.size());
    CvodeEnsemble other;
    EXPECT_EQ(other.unit_times(path, shuffled, second), distinct);
    for (std::size_t i = 0; i < order.size(); ++i) ASSERT_EQ(second[i], first[order[i]]);
}

TEST(cvode_ensemble, refuses_a_tolerance_out_of_range) {
    EXPECT_THROW(CvodeEnsemble({.tolerance = 0}), model::InvalidValue);
    EXPECT_THROW(CvodeEnsemble({.tolerance = 1e-13}), model::InvalidValue);
    EXPECT_THROW(CvodeIntegrator({.tolerance = 1}), model::InvalidValue);
}

TEST(cvode_integrator, thresholds_samples_and_the_run_past_settling) {
    CvodeIntegrator integrator;
    const double thresholds[] = {0.5, 0.8};
    const double times[] = {0, 0.1, 0.5, 5};
    const model::Coefficients<double> c{0.5, 10.5, 11};
    const auto result = integrator.integrate(c, 0.2, 0.95, thresholds, times);
    ASSERT_EQ(result.crossings.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        const Path path = Path::between(0.2, thresholds[i]);
        EXPECT_NEAR(result.crossings[i].t, travel_time(path, Growth::along(path, c)), 1e-7);
        EXPECT_NEAR(result.crossings[i].x, thresholds[i], 1e-12);
    }
    ASSERT_EQ(result.samples.size(), 4U);
    for (const auto& sample : result.samples)
        EXPECT_NEAR(sample.x, share_at(c, 0.2, sample.t).x, 1e-7);
    EXPECT_EQ(result.t_end, 5);
}

TEST(cvode_integrator, equilibria_degeneracies_and_coexistence) {
    CvodeIntegrator integrator;
    for (const double x0 : {0.0, 1.0, 0.5}) {
        const auto still = integrator.integrate({-1, 2, 1}, x0, 0.95);
        EXPECT_EQ(still.reason, StopReason::equilibrium);
        EXPECT_EQ(still.limit, x0);
        EXPECT_EQ(still.steps, 0);
        EXPECT_EQ(still.t_sat.has_value(), x0 >= 0.95);
    }
    const auto algebraic = integrator.integrate({0, -5, -5}, 0.2, 0.95);
    EXPECT_EQ(algebraic.limit, 0.0);
    const Path down = Path::between(0.2, 0.05);
    EXPECT_NEAR(*algebraic.t_settle, travel_time(down, Growth::along(down, {0, -5, -5})), 1e-7);
    const auto inside = integrator.integrate({2, -5, -3}, 0.1, 0.95);
    EXPECT_EQ(inside.limit, 0.4);
    EXPECT_FALSE(inside.t_sat);
    const auto there = integrator.integrate({2, -5, -3}, 0.38, 0.95);
    EXPECT_EQ(*there.t_settle, 0.0);
    const auto from_nothing = integrator.integrate({1, 0, 1}, 1e-300, 0.95);
    EXPECT_NEAR(*from_nothing.t_sat, std::log(19) + 300 * std::log(10), 1e-4);
}

TEST(cvode_integrator, limits_on_time_and_steps_are_reasons_not_errors) {
    CvodeIntegrator short_time({.t_max = 0.1});
    const auto stopped = short_time.integrate({0.5, 10.5, 11}, 0.2, 0.95);
    EXPECT_EQ(stopped.reason, StopReason::t_max);
    EXPECT_NEAR(stopped.limit, share_at({0.5, 10.5, 11}, 0.2, 0.1).x, 1e-7);
    CvodeIntegrator few_steps({.max_steps = 3});
    const auto tired = few_steps.integrate({0.5, 10.5, 11}, 0.2, 0.95);
    EXPECT_EQ(tired.reason, StopReason::max_steps);
    EXPECT_FALSE(tired.t_sat);
}

}  // namespace
