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

/// Time along the path for g0 = ratio, g1 = 1 (in the path's direction), by the closed form. The
/// rates at shares 0 and 1 each from the nearer end, so that neither cancels.
double unit_time(const Path& path, double ratio) {
    const bool up = path.d > 0;
    const long double g1 = up ? 1 : -1;
    const long double g0 = g1 * ratio;
    const long double b = (g1 - g0) / path.d;
    const long double a = up ? g0 - b * path.x0 : g1 - b * path.x1;
    const long double q = up ? g1 + b * path.c1 : g0 + b * path.c0;
    return travel_time(path, {static_cast<double>(a), static_cast<double>(q),
                              static_cast<double>(g0), static_cast<double>(g1)});
}

class tolerances : public testing::TestWithParam<double> {};

TEST_P(tolerances, an_ensemble_keeps_its_tolerance_over_all_ratios_and_paths) {
    std::mt19937_64 random(1);
    CvodeEnsemble ensemble({.tolerance = GetParam()});
    for (const auto& [x0, x1] : {std::pair{0.2, 0.95},
                                 {0.02, 0.99},
                                 {1e-6, 1 - 1e-6},
                                 {1 - 1e-6, 1e-6},
                                 {0.5, 1 - 1e-6},
                                 {0.5, 0.05},
                                 {0.97, 0.95},
                                 {0.3, 0.30001},
                                 {1e-200, 0.95}}) {
        const Path path = Path::between(x0, x1);
        for (const int count : {1, 2, 9, 2500}) {
            for (const double decades : {0.3, 3.0, 14.0}) {
                std::vector<double> ratios;
                std::uniform_real_distribution<double> exponent(-decades, decades);
                for (int i = 0; i < count; ++i) ratios.push_back(std::pow(10, exponent(random)));
                ratios.back() = 1.0;
                std::vector<double> times(ratios.size());
                ensemble.unit_times(path, ratios, times);
                for (std::size_t i = 0; i < ratios.size(); ++i) {
                    const double expected = unit_time(path, ratios[i]);
                    ASSERT_NEAR(times[i], expected, GetParam() * expected)
                        << x0 << " " << x1 << " " << ratios[i] << " of " << count;
                }
            }
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
            ASSERT_EQ(result.reason, StopReason::converged);
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

INSTANTIATE_TEST_SUITE_P(cvode, tolerances, testing::Values(1e-2, 1e-5, 1e-8, 1e-10, 1e-12));

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

TEST(cvode_ensemble, one_memory_serves_groups_of_every_size) {
    const Path path = Path::between(0.2, 0.95);
    CvodeEnsemble used({.group_size = 37});
    for (const std::size_t size : {37U, 5U, 1U, 36U, 8U, 100U}) {
        std::vector<double> ratios;
        for (std::size_t i = 0; i < size; ++i) ratios.push_back(0.1 + static_cast<double>(i));
        std::vector<double> times(size);
        std::vector<double> fresh_times(size);
        EXPECT_EQ(used.unit_times(path, ratios, times), size);
        CvodeEnsemble fresh({.group_size = 37});
        fresh.unit_times(path, ratios, fresh_times);
        EXPECT_EQ(times, fresh_times);
    }
}

TEST(cvode_ensemble, refuses_ratios_that_lead_nowhere) {
    CvodeEnsemble ensemble;
    const Path path = Path::between(0.2, 0.95);
    for (const double ratio : {0.0, -1.0, never, std::nan("")}) {
        const double ratios[] = {1.0, ratio};
        double times[2];
        EXPECT_THROW(ensemble.unit_times(path, ratios, times), model::InvalidValue);
    }
    const double ratio = 3.0;
    double time = -1;
    EXPECT_EQ(ensemble.unit_times(Path::between(0.4, 0.4), {&ratio, 1}, {&time, 1}), 0U);
    EXPECT_EQ(time, 0.0);
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

TEST(cvode_integrator, stays_at_an_interior_limit_for_any_time) {
    for (const auto method : {CvodeMethod::adams, CvodeMethod::bdf}) {
        CvodeIntegrator integrator({.method = method, .max_steps = 2000});
        const double times[] = {1, 1e3, 1e9, 1e200};
        const auto result = integrator.integrate({2, -5, -3}, 0.1, 0.95, {}, times);
        EXPECT_EQ(result.reason, StopReason::converged);
        EXPECT_EQ(result.limit, 0.4);
        ASSERT_EQ(result.samples.size(), 4U);
        EXPECT_NEAR(result.samples[0].x, share_at({2, -5, -3}, 0.1, 1).x, 1e-8);
        EXPECT_NEAR(result.samples[1].x, 0.4, 1e-8);
        EXPECT_EQ(result.samples[3].t, 1e200);
        EXPECT_EQ(result.t_end, 1e200);
    }
}

TEST(cvode_integrator, settles_from_next_to_nothing) {
    // Far away, distances are resolved to 1e-13: roots are met exactly, rates are tiny.
    for (const auto method : {CvodeMethod::adams, CvodeMethod::bdf}) {
        CvodeIntegrator integrator({.tolerance = 1e-6, .method = method});
        for (int exponent = 10; exponent <= 300; exponent += 10) {
            for (const double a : {0.7, 3.0, 19.0}) {  // eta = 0.95 at 19: saturation is the limit
                const double late[] = {1e5};
                const auto result =
                    integrator.integrate({a, -1 - a, -1}, std::pow(10, -exponent), 0.95, {}, late);
                ASSERT_EQ(result.reason, StopReason::converged) << exponent << result.message;
                ASSERT_NEAR(result.samples.at(0).x, a / (a + 1), 1e-6);
            }
        }
    }
    CvodeIntegrator strict({.tolerance = 1e-10});
    const double growth = 0.00387666;
    for (const double x0 : {1e-100, 1e-290, 1.2004492208226551e-297}) {
        const auto algebraic = strict.integrate({0, growth, growth}, x0, 0.95);
        EXPECT_EQ(algebraic.reason, StopReason::converged) << algebraic.message;
    }
}

TEST(cvode_integrator, steps_are_limited_over_the_whole_run) {
    CvodeIntegrator integrator({.max_steps = 30});
    const double times[] = {0.01, 5};  // some steps to the first, more than are left to the second
    const auto result = integrator.integrate({0.5, 10.5, 11}, 0.2, 0.95, {}, times);
    EXPECT_EQ(result.reason, StopReason::max_steps);
    EXPECT_EQ(result.steps, 30);
    EXPECT_EQ(result.samples.size(), 1U);
}

TEST(cvode_integrator, refuses_what_makes_no_sense) {
    CvodeIntegrator integrator;
    const double nan = std::nan("");
    const auto refused = [&](model::Coefficients<double> c, double x0, double saturation,
                             std::vector<double> thresholds, std::vector<double> times) {
        EXPECT_THROW(integrator.integrate(c, x0, saturation, thresholds, times),
                     model::InvalidValue);
    };
    refused({nan, 1, 1}, 0.2, 0.95, {}, {});
    refused({1, 0, never}, 0.2, 0.95, {}, {});
    refused({1, 1, 2}, 1.5, 0.95, {}, {});
    refused({1, 1, 2}, 0.2, 1.0, {}, {});
    refused({1, 1, 2}, 0.2, 0.95, {1.0}, {});
    refused({1, 1, 2}, 0.2, 0.95, {nan}, {});
    refused({1, 1, 2}, 0.2, 0.95, {}, {-1});
    refused({1, 1, 2}, 0.2, 0.95, {}, {2, 1});
    refused({1, 1, 2}, 0.2, 0.95, {}, {never});
    EXPECT_THROW(CvodeIntegrator({.max_steps = 0}), model::InvalidValue);
    EXPECT_THROW(CvodeIntegrator({.t_max = nan}), model::InvalidValue);
    EXPECT_EQ(integrator.integrate({1, 1, 2}, 0.2, 0.95).reason, StopReason::converged);
}

/// Rates over 12 decades, degenerate ones, starts down to 1e-150 and up to 1 - 1e-15.
TEST(cvode_integrator, settles_as_the_closed_form_says_whatever_the_orbit) {
    std::mt19937_64 random(5);
    const auto pick = [&](double lo, double hi) {
        return std::uniform_real_distribution<double>(lo, hi)(random);
    };
    for (const auto method : {CvodeMethod::adams, CvodeMethod::bdf}) {
        CvodeIntegrator integrator({.tolerance = 1e-7, .method = method});
        int checked = 0;
        for (int i = 0; i < 3000; ++i) {
            double a = (i % 2 == 0 ? 1 : -1) * std::pow(10, pick(-6, 6));
            double q = (i % 4 < 2 ? 1 : -1) * std::pow(10, pick(-6, 6));
            if (i % 11 == 0) a = 0;
            if (i % 11 == 1) q = 0;
            if (i % 11 == 2) q = a;
            double x0 = pick(0, 1);
            if (i % 5 == 0) x0 = std::pow(10, pick(-150, 0));
            if (i % 5 == 1) x0 = 1 - std::pow(10, pick(-15, 0));
            const model::Coefficients<double> c{a, q - a, q};
            const double late[] = {std::pow(10, pick(0, 8)) / std::max(std::abs(a), std::abs(q))};
            const auto result = integrator.integrate(c, x0, 0.95, {}, late);
            ASSERT_EQ(result.reason, StopReason::converged) << a << " " << q << " " << x0;
            ASSERT_EQ(result.samples.size(), 1U);
            if (!result.t_sat || *result.t_sat == 0) continue;
            ++checked;
            const Path path{x0, 1 - x0, 0.95, 0.05, 0.95 - x0};
            const Growth g = Growth::along(path, c);
            const double expected = travel_time(path, g);
            const auto gradient = travel_time_gradient(path, g);  // by logits of both ends
            const double condition = 1 + (std::abs(gradient.dx0) * x0 * (1 - x0) +
                                          std::abs(gradient.dx1) * 0.95 * 0.05) /
                                             expected;
            ASSERT_NEAR(*result.t_sat, expected, 3e-7 * condition * expected)
                << a << " " << q << " " << x0;
        }
        EXPECT_GT(checked, 800);
    }
}

}  // namespace
