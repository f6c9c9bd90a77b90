#include "essmap/solver/finite_study.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using namespace essmap;
using namespace essmap::solver;

/// What the equation says (a time or never), beside the chain's probability and difference.
OdeComparison comparison(double ode_time, double probability, std::optional<double> difference) {
    OdeComparison result;
    result.ode_time = ode_time;
    result.saturation.probability = probability;
    result.relative_difference = difference;
    return result;
}

TEST(trust_in_ode, asks_for_the_same_end_and_the_same_time) {
    EXPECT_EQ(trust_in_ode(comparison(1.0, 1.0, 0.0)), Trust::full);
    EXPECT_EQ(trust_in_ode(comparison(1.0, 0.951, 0.0)), Trust::full);
    EXPECT_EQ(trust_in_ode(comparison(1.0, 0.949, 0.0)), Trust::rough);
    EXPECT_EQ(trust_in_ode(comparison(1.0, 1.0, 0.051)), Trust::rough);
    EXPECT_EQ(trust_in_ode(comparison(1.0, 1.0, -0.049)), Trust::full);
    EXPECT_EQ(trust_in_ode(comparison(1.0, 1.0, -0.199)), Trust::rough);
    EXPECT_EQ(trust_in_ode(comparison(1.0, 1.0, -0.201)), Trust::none);
    EXPECT_EQ(trust_in_ode(comparison(1.0, 0.799, 0.0)), Trust::none);
    EXPECT_EQ(trust_in_ode(comparison(1.0, 0.801, 0.06)), Trust::rough);
}

TEST(trust_in_ode, where_it_never_saturates_asks_for_improbable_saturation) {
    EXPECT_EQ(trust_in_ode(comparison(never, 0.049, std::nullopt)), Trust::full);
    EXPECT_EQ(trust_in_ode(comparison(never, 0.051, std::nullopt)), Trust::rough);
    EXPECT_EQ(trust_in_ode(comparison(never, 1.0, std::nullopt)), Trust::none);
}

/// Table 3's case 1.
const model::ParameterValues case_1{4, 2, 2, 8, 0.25, 1, {model::BenefitKind::given, 10}};

FinitePopulation members(std::int64_t n) { return {case_1, {n, Update::pairwise, {}}}; }

TEST(expected_steps, are_the_mean_events_of_runs) {
    const auto population = members(100);
    const auto start = population.state_at(0.2);
    RunOptions run;
    double events = 0.0;
    const auto runs = simulate_runs(population, run, 0, 400);
    for (const auto& one : runs) events += static_cast<double>(one.events);
    const double mean = events / static_cast<double>(runs.size());
    EXPECT_NEAR(expected_steps(population, start, Simulation::exact, 0.03) / mean, 1.0, 0.1);
}

TEST(expected_steps, of_leaps_are_fewer_by_the_square_of_their_length) {
    const auto population = members(1000);
    const auto start = population.state_at(0.2);
    const double events = expected_steps(population, start, Simulation::exact, 0.04);
    EXPECT_DOUBLE_EQ(expected_steps(population, start, Simulation::leaping, 0.04), events / 100.0);
    EXPECT_DOUBLE_EQ(expected_steps(population, start, Simulation::leaping, 0.004), events);
}

TEST(finite_study, simulates_few_members_by_every_event) {
    EXPECT_EQ(usual_simulation(2000), Simulation::exact);
    EXPECT_EQ(usual_simulation(2001), Simulation::leaping);
    FiniteStudyOptions options;
    options.simulation = Simulation::leaping;
    EXPECT_EQ(options.simulation_of(10), Simulation::leaping);
}

TEST(finite_study, holds_what_each_of_its_parts_says) {
    const auto population = members(200);
    FiniteStudyOptions options;
    options.x0 = 0.3;
    options.saturation = 0.9;
    options.runs = 50;
    options.seed = 7;
    const auto study = study_finite_population(population, options);
    const auto comparison = compare_with_ode(population, 0.3, 0.9);
    EXPECT_EQ(study.start, 60);
    EXPECT_EQ(study.comparison.relative_difference, comparison.relative_difference);
    EXPECT_EQ(study.trust, trust_in_ode(comparison));
    EXPECT_EQ(study.end.mean_time, passage(population.rates(), 60, 200).mean_time);
    RunOptions run;
    run.x0 = 0.3;
    run.saturation = 0.9;
    run.seed = 7;
    const auto expected = statistics(simulate_runs(population, run, 0, 50));
    EXPECT_EQ(study.simulated->t_sat.value, expected.t_sat.value);
    EXPECT_EQ(study.simulated->t_sat.count, expected.t_sat.count);
    options.runs = 0;
    EXPECT_FALSE(study_finite_population(population, options).simulated);
}

TEST(finite_study, simulates_only_as_many_steps_as_are_allowed) {
    const auto population = members(200);
    FiniteStudyOptions options;
    options.runs = 20;
    const double steps =
        20.0 * expected_steps(population, population.state_at(0.2), Simulation::exact, 0.03);
    options.most_steps = steps;
    EXPECT_TRUE(study_finite_population(population, options).simulated);
    options.most_steps = std::nextafter(steps, 0.0);
    const auto study = study_finite_population(population, options);
    EXPECT_FALSE(study.simulated);
    EXPECT_EQ(study.too_many_steps, steps);
}

}  // namespace
