#include "essmap/solver/finite_population.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using namespace essmap;
using namespace essmap::solver;

/// Values with these a and b: phi = 5, Delta = 2.5, U = 10.
model::ParameterValues game(double a, double b, double omega) {
    return {4, 2, 2.5 - a, b - 2.5, 0.25, omega, {model::BenefitKind::given, 10}};
}

/// A point where the exact formulas and the simulation are compared.
struct Point {
    double a, b, omega;
    std::int64_t n;
    Update update;
    double s;  ///< 0: by default
    double x0;

    [[nodiscard]] FinitePopulation population() const {
        return {game(a, b, omega), {n, update, s > 0 ? std::optional(s) : std::nullopt}};
    }
};
constexpr auto pairwise = Update::pairwise;
constexpr auto moran = Update::moran;

/// Four standard errors: one false alarm in 16000, and none at all from a fixed seed that passed.
void expect_within_4_sigma(double got, double expected, double sigma) {
    EXPECT_LE(std::abs(got - expected), 4 * sigma) << got << " for " << expected;
}
void expect_same(const Fraction& got, std::size_t runs, double p) {
    expect_within_4_sigma(got.value, p, std::sqrt(p * (1 - p) / static_cast<double>(runs)));
}
void expect_same(const Mean& got, double expected) {
    expect_within_4_sigma(got.value.value(), expected, got.standard_error.value());
}

void expect_simulation_matches_formulas(const Point& point, RunOptions options,
                                        std::uint64_t count) {
    SCOPED_TRACE(testing::Message() << "a " << point.a << " n " << point.n << " x0 " << point.x0);
    const auto population = point.population();
    options.x0 = point.x0;
    const auto runs = simulate_runs(population, options, 0, count);
    const auto got = statistics(runs);
    const auto start = static_cast<std::size_t>(population.state_at(point.x0));
    const auto rates = population.rates();
    const auto n = static_cast<std::size_t>(point.n);
    const auto absorbed = passage(rates, start, n);
    expect_same(got.all_share, runs.size(), absorbed.upper.probability);
    expect_same(got.none_share, runs.size(), absorbed.lower.probability);
    expect_same(got.absorption_time, absorbed.mean_time);
    const auto upper = static_cast<std::size_t>(population.saturated_at(options.saturation));
    const auto saturated = passage(rates, std::min(start, upper), upper).upper;
    expect_same(got.saturated, runs.size(), saturated.probability);
    if (got.t_sat.count > 1) expect_same(got.t_sat, saturated.mean_time.value());
}

TEST(finite_population_runs, simulation_matches_the_formulas_at_20_points) {
    const Point points[] = {
        // case 1
        {0.5, 10.5, 1, 10, pairwise, 0, 0.2},
        {0.5, 10.5, 1, 20, pairwise, 0, 0.1},
        {0.5, 10.5, 4, 50, pairwise, 0, 0.1},
        {0.5, 10.5, 1, 200, pairwise, 0, 0.05},
        {0.5, 10.5, 1, 10, moran, 0, 0.2},
        {0.5, 10.5, 1, 100, moran, 0, 0.1},
        // case 2
        {-3, 1.2, 1, 20, pairwise, 10, 0.8},
        {-3, 1.2, 1, 50, pairwise, 40, 0.8},
        {-3, 1.2, 1, 50, moran, 0, 0.8},
        {-3, 1.2, 1, 200, pairwise, 40, 0.95},
        // case 3
        {-4.5, 10.5, 1, 10, pairwise, 0, 0.5},
        {-4.5, 10.5, 1, 20, pairwise, 0, 0.5},
        {-4.5, 10.5, 1, 100, pairwise, 0, 0.42},
        {-4.5, 10.5, 1, 200, pairwise, 0, 0.43},
        {-4.5, 10.5, 4, 50, moran, 0, 0.5},
        {-4.5, 10.5, 1, 200, moran, 0, 0.42},
        // case 4
        {1, -2, 0, 10, moran, 0, 0.5},
        {2, -4, 0.2, 20, pairwise, 8, 0.5},
        {1, -2, 0, 50, pairwise, 10, 0.5},
        {0.2, -0.4, 0, 100, pairwise, 4, 0.5},
    };
    static_assert(std::size(points) == 20);
    for (const Point& point : points) expect_simulation_matches_formulas(point, {}, 2000);
}

TEST(finite_population_runs, leaping_matches_the_formulas) {
    RunOptions options;
    options.simulation = Simulation::leaping;
    options.seed = 7;
    for (const Point& point :
         {Point{0.5, 10.5, 1, 1000, pairwise, 0, 0.02},
          {-4.5, 10.5, 1, 1000, pairwise, 0, 0.43},
          {-4.5, 10.5, 1, 2000, moran, 0, 0.43},
          {-3, 1.2, 1, 3000, pairwise, 60, 0.99},
          {3, 0, 0, 2000, pairwise, 0, 0.05},  // all d_i = s: nobody ever stops

          {-4.5, 10.5, 1, 1000000, pairwise, 0, 0.4285}})
        expect_simulation_matches_formulas(point, options, 2000);
    options.saturation = 0.5;  // where leaps are long
    expect_simulation_matches_formulas({0.5, 10.5, 1, 1000000, pairwise, 0, 0.2}, options, 500);
}

TEST(finite_population_runs, leaps_take_the_place_of_most_events) {
    RunOptions options;
    options.simulation = Simulation::leaping;
    const FinitePopulation population(game(0.5, 10.5, 1), {1000000, pairwise, {}});
    const PopulationRun run = simulate_runs(population, options, 0, 1).at(0);
    EXPECT_EQ(run.end, RunEnd::all_share);
    EXPECT_GT(run.leaps, 50U);
    EXPECT_LT(run.leaps + run.events, 5000U);  // 8e5 members changed their minds at least once
    const FinitePopulation small(game(0.5, 10.5, 1), {200, pairwise, {}});
    EXPECT_EQ(simulate_runs(small, options, 0, 1).at(0).leaps, 0U);
}

TEST(finite_population_runs, paths_tend_to_the_closed_form_as_1_over_sqrt_n) {
    RunOptions options;
    options.simulation = Simulation::leaping;
    options.x0 = 0.2;
    options.output_times = {0.2, 0.4, 0.6};
    options.t_max = 0.6;
    constexpr std::uint64_t count = 400;
    double before = 0;
    for (const std::int64_t n : {100, 10000, 1000000}) {
        const FinitePopulation population(game(0.5, 10.5, 1), {n, pairwise, {}});
        const auto runs = simulate_runs(population, options, 0, count);
        double squares = 0;
        for (const PopulationRun& run : runs) {
            ASSERT_EQ(run.shares.size(), options.output_times.size());
            for (std::size_t k = 0; k < run.shares.size(); ++k) {
                const double t = options.output_times[k];
                squares += std::pow(run.shares[k] - share_at({0.5, 10.5, 11}, 0.2, t).x, 2);
            }
        }
        const double error = std::sqrt(squares / count / 3);
        if (n > 100) {
            EXPECT_GT(before / error, 8) << n;
            EXPECT_LT(before / error, 12.5) << n;
        }
        before = error;
    }
    EXPECT_LT(before, 0.002);
}

TEST(finite_population_runs, a_run_is_the_same_alone_and_in_a_batch) {
    const FinitePopulation population(game(-4.5, 10.5, 1), {1000, pairwise, {}});
    RunOptions options;
    options.x0 = 0.43;
    options.output_times = {0.0, 0.5, 1.0, 50.0};
    for (const auto simulation : {Simulation::exact, Simulation::leaping}) {
        options.simulation = simulation;
        const auto batch = simulate_runs(population, options, 5, 25);
        ASSERT_EQ(batch.size(), 20U);
        int differ = 0;
        for (std::uint64_t k = 25; k-- > 5;) {
            const PopulationRun alone = simulate_runs(population, options, k, k + 1).at(0);
            const PopulationRun& there = batch[k - 5];
            EXPECT_EQ(alone.end, there.end);
            EXPECT_EQ(alone.time, there.time);
            EXPECT_EQ(alone.t_sat, there.t_sat);
            EXPECT_EQ(alone.events, there.events);
            EXPECT_EQ(alone.leaps, there.leaps);
            EXPECT_EQ(alone.shares, there.shares);
            differ += alone.time != batch[0].time ? 1 : 0;
        }
        EXPECT_EQ(differ, 19);
        const double time = batch[0].time;
        options.seed = 2;
        EXPECT_NE(simulate_runs(population, options, 5, 6).at(0).time, time);
        options.seed = 1;
    }
}

TEST(finite_population_runs, output_times_and_limits) {
    const FinitePopulation population(game(0.5, 10.5, 1), {1000, pairwise, {}});
    RunOptions options;
    options.output_times = {0.0, 0.0, 0.3, 100.0};
    for (const auto simulation : {Simulation::exact, Simulation::leaping}) {
        options.simulation = simulation;
        const PopulationRun whole = simulate_runs(population, options, 0, 1).at(0);
        EXPECT_EQ(whole.end, RunEnd::all_share);
        ASSERT_EQ(whole.shares.size(), 4U);
        EXPECT_EQ(whole.shares[0], 0.2);
        EXPECT_EQ(whole.shares[1], 0.2);
        EXPECT_NEAR(whole.shares[2], share_at({0.5, 10.5, 11}, 0.2, 0.3).x, 0.1);
        EXPECT_EQ(whole.shares[3], 1.0);
        EXPECT_GT(whole.t_sat.value(), 0.5);
        EXPECT_LT(whole.t_sat.value(), whole.time);
        auto limited = options;
        limited.t_max = 0.3;
        const PopulationRun stopped = simulate_runs(population, limited, 0, 1).at(0);
        EXPECT_EQ(stopped.end, RunEnd::t_max);
        EXPECT_EQ(stopped.time, 0.3);
        EXPECT_EQ(stopped.shares, std::vector(whole.shares.begin(), whole.shares.end() - 1));
        EXPECT_FALSE(stopped.t_sat.has_value());
        limited.max_steps = 20;
        const PopulationRun cut = simulate_runs(population, limited, 0, 1).at(0);
        EXPECT_EQ(cut.end, RunEnd::max_steps);
        EXPECT_EQ(cut.events + cut.leaps, 20U);
        EXPECT_LT(cut.time, 0.3);
    }
}

TEST(finite_population_runs, absorbed_and_saturated_starts) {
    const FinitePopulation population(game(0.5, 10.5, 1), {20, pairwise, {}});
    RunOptions options;
    options.output_times = {1.0};
    const auto end_of = [&](double x0) {
        options.x0 = x0;
        return simulate_runs(population, options, 0, 1).at(0);
    };
    EXPECT_EQ(end_of(0.02).end, RunEnd::none_share);  // 0.4 members
    EXPECT_EQ(end_of(0.02).time, 0.0);
    EXPECT_EQ(end_of(0.02).shares, std::vector<double>{0.0});
    EXPECT_EQ(end_of(1.0).end, RunEnd::all_share);
    EXPECT_EQ(end_of(1.0).t_sat, 0.0);
    EXPECT_EQ(end_of(0.95).t_sat, 0.0);
    EXPECT_GT(end_of(0.9).t_sat.value(), 0.0);
    EXPECT_EQ(compare_with_ode(population, 0.99, 0.95).saturation.probability, 1.0);
    EXPECT_FALSE(compare_with_ode(population, 0.99, 0.95).relative_difference.has_value());
    EXPECT_EQ(compare_with_ode(population, 0.0, 0.95).saturation.probability, 0.0);
}

TEST(finite_population_runs, coexistence_at_the_least_scale_may_never_end) {
    // d_1 = 0.703125 = -d_16 = s: the last sharer never stops, the last keeper never starts.
    const FinitePopulation population(game(1, -1.5, 0.325), {17, pairwise, {}});
    EXPECT_EQ(population.death(1), 0.0);
    EXPECT_EQ(population.birth(16), 0.0);
    const auto end = passage(population.rates(), 5, 17);
    EXPECT_EQ(end.mean_time, never);
    EXPECT_EQ(end.upper.probability + end.lower.probability, 0.0);
    RunOptions options;
    options.x0 = 0.5;
    options.t_max = 1000;
    const auto runs = simulate_runs(population, options, 0, 10);
    const auto got = statistics(runs);
    EXPECT_EQ(got.all_share.count + got.none_share.count, 0U);
    EXPECT_FALSE(got.absorption_time.value.has_value());
}

TEST(finite_population_runs, statistics_of_known_runs) {
    std::vector<PopulationRun> runs(4);
    runs[0] = {RunEnd::all_share, 2.0, 1.0, 0, 0, {}};
    runs[1] = {RunEnd::none_share, 4.0, std::nullopt, 0, 0, {}};
    runs[2] = {RunEnd::all_share, 6.0, 3.0, 0, 0, {}};
    runs[3] = {RunEnd::t_max, 100.0, std::nullopt, 0, 0, {}};
    const auto got = statistics(runs);
    EXPECT_EQ(got.all_share.count, 2U);
    EXPECT_EQ(got.all_share.value, 0.5);
    EXPECT_EQ(got.none_share.value, 0.25);
    EXPECT_EQ(got.saturated.count, 2U);
    EXPECT_EQ(got.absorption_time.count, 3U);
    EXPECT_EQ(got.absorption_time.value, 4.0);
    EXPECT_NEAR(got.absorption_time.standard_error.value(), 2 / std::sqrt(3.0), 1e-15);
    EXPECT_EQ(got.t_sat.value, 2.0);
    EXPECT_FALSE(statistics(std::span(runs).first(1)).t_sat.standard_error.has_value());
    EXPECT_THROW(statistics({}), model::InvalidValue);
    // Wilson 1927; Brown, Cai and DasGupta 2001.
    EXPECT_NEAR(wilson_interval(5, 10).lo, 0.236593, 1e-6);
    EXPECT_NEAR(wilson_interval(5, 10).hi, 0.763407, 1e-6);
    EXPECT_EQ(wilson_interval(0, 10).lo, 0.0);
    EXPECT_NEAR(wilson_interval(0, 10).hi, 0.277533, 1e-6);
    EXPECT_EQ(wilson_interval(10, 10).hi, 1.0);
}

}  // namespace
