#include "essmap/solver/simulated_orbits.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "../refusal.hpp"
#include "essmap/solver/closed_form.hpp"

namespace {

using namespace essmap;
using namespace essmap::solver;
using model::Attractor;

/// Table 3 with another gamma: case 1 at 2, case 3 with eta = 3/7 at 7.
model::PointGame game(double gamma) {
    return model::PointGame({4, 2, gamma, 8, 0.25, 1, {model::BenefitKind::given, 10}});
}

TEST(simulated_orbits, are_the_same_by_both_engines) {
    const std::vector<double> x0{0.0, 0.2, 0.5, 0.96};
    const std::vector<double> times{0.0, 0.3, 2.0};
    const auto cvode = simulate_orbits(game(7), x0, {}, times);
    const auto exact = simulate_orbits(game(7), x0, {.cvode = false}, times);
    const Attractor ends[] = {Attractor::stays, Attractor::none, Attractor::all, Attractor::all};
    for (std::size_t i = 0; i < x0.size(); ++i) {
        EXPECT_EQ(exact[i].x0, x0[i]);
        EXPECT_EQ(exact[i].attractor, ends[i]);
        EXPECT_EQ(exact[i].limit, cvode[i].limit);
        EXPECT_EQ(exact[i].steps, 0);
        ASSERT_EQ(exact[i].t_sat.has_value(), cvode[i].t_sat.has_value()) << x0[i];
        EXPECT_NEAR(exact[i].t_sat.value_or(0), cvode[i].t_sat.value_or(0), 1e-6);
        EXPECT_NEAR(exact[i].t_settle, cvode[i].t_settle, 1e-6);
        for (std::size_t t = 0; t < times.size(); ++t)
            EXPECT_NEAR(exact[i].shares[t], cvode[i].shares[t], 1e-6);
    }
    EXPECT_FALSE(exact[1].t_sat);
    EXPECT_EQ(*exact[2].t_sat, time_to_saturation(game(7), 0.5, 0.95));
    EXPECT_EQ(*exact[3].t_sat, 0.0);
    EXPECT_EQ(exact[0].shares, (std::vector<double>{0, 0, 0}));
    EXPECT_GT(cvode[2].steps, 0);
}

/// An algebraic approach: the time is 1/(b x0), here some 1e311.
TEST(simulated_orbits, state_no_time_that_no_double_holds) {
    const std::vector<double> x0{1e-300};
    const model::PointGame slow({8, 2, 0, 0, 0.75, 1, {model::BenefitKind::from_cost, 1e-12}});
    for (const bool cvode : {true, false})
        EXPECT_EQ(test::refusal<model::NoResult>(
                      [&] { static_cast<void>(simulate_orbits(slow, x0, {.cvode = cvode}, {})); }),
                  "t_sat from x0 = 1e-300 is not known: the time is beyond what a double holds "
                  "(1.8e308)");
}

TEST(orbit_times, follow_time_and_every_orbit) {
    const auto one_game = game(2);
    const std::vector<double> x0{0.2, 0.5};
    const auto times = orbit_times(one_game, x0, 0.95);
    EXPECT_EQ(times.front(), 0.0);
    EXPECT_TRUE(std::ranges::is_sorted(times));
    EXPECT_EQ(std::ranges::adjacent_find(times), times.end());
    EXPECT_EQ(times.size(), 401U + 200U);
    // The way left at the end is 0.05 of all of it, or 0.05, or 1 - saturation.
    const auto path = Path::between(0.2, 0.2 + 0.8 * (1 - 0.05 * 0.8 / 0.8));
    EXPECT_NEAR(times.back(), 1.1 * travel_time(path, Growth::along(path, one_game)), 1e-9);
    EXPECT_LT(orbit_times(one_game, x0, 0.95).back(), orbit_times(one_game, x0, 0.999).back());
}

TEST(orbit_times, of_orbits_that_stay_are_even) {
    const std::vector<double> x0{0.0};
    const auto times = orbit_times(game(2), x0, 0.95);
    ASSERT_EQ(times.size(), 401U);
    EXPECT_EQ(times.back(), 1.0);
}

/// With many orbits each has four samples of its own.
TEST(orbit_times, are_at_least_four_an_orbit) {
    std::vector<double> x0;
    for (int i = 1; i <= 100; ++i) x0.push_back(i / 101.0);
    EXPECT_EQ(orbit_times(game(2), x0, 0.95).size(), 401U + 400U);
}

}  // namespace
