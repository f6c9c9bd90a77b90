#pragma once

#include <cstdint>
#include <optional>

#include "essmap/solver/finite_population.hpp"

/// What n members do, exactly and simulated, and whether the replicator equation (ODE) may stand
/// for them.
namespace essmap::solver {

inline constexpr double trusted_difference = 0.05;
inline constexpr double rough_difference = 0.2;

/// Whether the equation may stand for a finite population.
enum class Trust : std::uint8_t {
    full,   ///< off by trusted_difference at most
    rough,  ///< off by rough_difference at most
    none,
};

/// Judges by max(|P - E|, |relative_difference|): P is the probability of saturation, E is 1 where
/// the equation saturates and 0 where it does not; no relative difference counts as 0.
Trust trust_in_ode(const OdeComparison& comparison);

inline constexpr std::int64_t most_simulated_exactly = 2000;

/// Every event up to most_simulated_exactly members, leaps beyond. @param n members
constexpr Simulation usual_simulation(std::int64_t n) {
    return n <= most_simulated_exactly ? Simulation::exact : Simulation::leaping;
}

/// Mean number of steps of a run that ends where everyone or nobody shares. The mean number of
/// events is the mean time of the chain whose states last 1 each; a leap is worth
/// max(1, (epsilon n/4)^2) of them, about.
/// @param start members who share at first, 0..n @return +infinity where a run may never end
double expected_steps(const FinitePopulation& population, std::int64_t start, Simulation simulation,
                      double epsilon);

struct FiniteStudyOptions {
    double x0 = 0.2;  ///< share at time 0
    double saturation = 0.95;
    std::uint64_t runs = 1000;  ///< 0: exact formulas only
    std::uint64_t seed = 1;
    std::optional<Simulation> simulation;  ///< default: usual_simulation
    double epsilon = RunOptions{}.epsilon;
    double most_steps = 1e9;  ///< of all runs, as expected: some 20 s

    /// How n members are simulated.
    [[nodiscard]] Simulation simulation_of(std::int64_t n) const {
        return simulation.value_or(usual_simulation(n));
    }
};

/// What is known of a population of one size.
struct FiniteStudy {
    FinitePopulation population;
    std::int64_t start = 0;  ///< members who share at time 0
    Simulation simulation = Simulation::exact;
    OdeComparison comparison;
    Trust trust = Trust::none;
    Passage end = {};                             ///< to nobody or everyone
    std::optional<RunStatistics> simulated = {};  ///< where runs were asked for and are feasible
    /// Steps expected of all runs, where these are more than most_steps: then none was simulated.
    std::optional<double> too_many_steps = {};
};

/// Compares with the equation, finds the end, and simulates the runs where they take at most
/// most_steps. Time O(n) and that of the runs.
/// @throws model::InvalidValue naming the option that is not allowed
FiniteStudy study_finite_population(const FinitePopulation& population,
                                    const FiniteStudyOptions& options);

}  // namespace essmap::solver
