#include "essmap/solver/finite_study.hpp"

#include <algorithm>
#include <cmath>

namespace essmap::solver {

Trust trust_in_ode(const OdeComparison& comparison) {
    const double expected = std::isfinite(comparison.ode_time) ? 1.0 : 0.0;
    const double off = std::max(std::abs(comparison.saturation.probability - expected),
                                std::abs(comparison.relative_difference.value_or(0.0)));
    return off <= trusted_difference ? Trust::full
           : off <= rough_difference ? Trust::rough
                                     : Trust::none;
}

double expected_steps(const FinitePopulation& population, std::int64_t start, Simulation simulation,
                      double epsilon) {
    auto rates = population.rates();
    const auto n = rates.birth.size() - 1;
    for (std::size_t i = 1; i < n; ++i) {
        const double total = rates.birth[i] + rates.death[i];
        rates.birth[i] /= total;
        rates.death[i] /= total;
    }
    const double events = passage(rates, static_cast<std::size_t>(start), n).mean_time;
    if (simulation == Simulation::exact) return events;
    const double leap = 0.25 * epsilon * static_cast<double>(n);
    return events / std::max(1.0, leap * leap);
}

FiniteStudy study_finite_population(const FinitePopulation& population,
                                    const FiniteStudyOptions& options) {
    const auto n = population.n();
    FiniteStudy study{population, population.state_at(options.x0), options.simulation_of(n),
                      compare_with_ode(population, options.x0, options.saturation)};
    study.trust = trust_in_ode(study.comparison);
    study.end = passage(population.rates(), static_cast<std::size_t>(study.start),
                        static_cast<std::size_t>(n));
    if (options.runs == 0) return study;
    const double steps = static_cast<double>(options.runs) *
                         expected_steps(population, study.start, study.simulation, options.epsilon);
    if (!(steps <= options.most_steps)) {
        study.too_many_steps = steps;
        return study;
    }
    RunOptions run;
    run.x0 = options.x0;
    run.saturation = options.saturation;
    run.simulation = study.simulation;
    run.epsilon = options.epsilon;
    run.seed = options.seed;
    study.simulated = statistics(simulate_runs(population, run, 0, options.runs));
    return study;
}

}  // namespace essmap::solver
