/// The closed loop: rounds of a regulated community by the closed form and by CVODE, a community of
/// many ranks in full and reduced, a finite one event by event and by leaps.
#include <cmath>
#include <vector>

#include "essmap/solver/birth_death.hpp"
#include "essmap/solver/closed_loop.hpp"
#include "essmap/solver/finite_population.hpp"
#include "essmap/solver/rank_mixture.hpp"
#include "harness.hpp"

namespace {

using namespace essmap;

/// Table 3, case 1.
constexpr model::ParameterValues case_1{
    .r = 4, .theta = 2, .gamma = 2, .mu = 8, .k = 0.25, .benefit = {model::BenefitKind::given, 10}};

// ---- rounds of the loop ---------------------------------------------------------------------

/// Communities from settling to deadlock: N and the damping vary as in examples/regulation.toml.
std::vector<solver::Regulation> communities(solver::GammaRule rule) {
    std::vector<solver::Regulation> all;
    for (const double N : {0.5, 1.0, 1.3, 1.5, 2.0}) {
        for (const double damping : {0.3, 0.7, 1.0}) {
            solver::Regulation r;
            r.game = {4, 2, 2, 8, 0.25, 1, 10};
            r.contract = solver::Contract::unguarded;
            r.rule = rule;
            r.N = N;
            r.damping = damping;
            r.gamma_reward = -2;
            r.gamma_charge = 4;
            r.hysteresis = rule == solver::GammaRule::hysteresis ? 0.05 : 0.0;
            all.push_back(r);
        }
    }
    return all;
}

void play_rounds(benchmark::State& state, bool cvode, solver::GammaRule rule) {
    const auto regulations = communities(rule);
    const solver::LoopOptions options{cvode, 1e-10, 10000};
    solver::ClosedLoop loop(options);
    solver::ClosedLoop other({!cvode, 1e-10, 10000});
    std::int64_t rounds = 0;
    for (auto _ : state)
        for (const auto& regulation : regulations) rounds += loop.simulate(regulation).rounds;
    for (const auto& regulation : regulations)
        if (loop.simulate(regulation).regime != other.simulate(regulation).regime)
            bench::wrong(state, "CVODE and the closed form come to different regimes");
    state.SetItemsProcessed(rounds);
}

BENCHMARK_CAPTURE(play_rounds, exact, false, solver::GammaRule::fixed)->Name("loop/fixed/exact");
BENCHMARK_CAPTURE(play_rounds, cvode, true, solver::GammaRule::fixed)->Name("loop/fixed/cvode");
BENCHMARK_CAPTURE(play_rounds, exact_hysteresis, false, solver::GammaRule::hysteresis)
    ->Name("loop/hysteresis/exact");
BENCHMARK_CAPTURE(play_rounds, cvode_hysteresis, true, solver::GammaRule::hysteresis)
    ->Name("loop/hysteresis/cvode");

// ---- many ranks -----------------------------------------------------------------------------

void mix_ranks(benchmark::State& state, solver::MixtureForm form) {
    const solver::RankMixture mixture(
        solver::RankShares::zipf(static_cast<std::size_t>(state.range(0)), 1.0), case_1);
    const double start = 0.2;
    solver::MixtureTrajectory result;
    for (auto _ : state) {
        result = solver::integrate(mixture, {&start, 1}, 0.95, {}, form);
        benchmark::DoNotOptimize(result.limit);
    }
    if (!result.confirmed || result.reason != solver::StopReason::converged)
        bench::wrong(state, "the limit is not confirmed");
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(mix_ranks, full, solver::MixtureForm::full)
    ->Name("ranks/full")
    ->Arg(5)
    ->Arg(100)
    ->Arg(1000);
BENCHMARK_CAPTURE(mix_ranks, reduced, solver::MixtureForm::reduced)
    ->Name("ranks/reduced")
    ->Arg(5)
    ->Arg(100)
    ->Arg(1000);

// ---- finite communities ---------------------------------------------------------------------

void run_members(benchmark::State& state, solver::Simulation simulation) {
    const solver::FinitePopulation population(case_1, {.n = state.range(0), .s = {}});
    solver::RunOptions options;
    options.simulation = simulation;
    std::uint64_t run = 0;
    double sum = 0.0;
    std::int64_t saturated = 0;
    for (auto _ : state) {
        const auto runs = solver::simulate_runs(population, options, run, run + 1);
        ++run;
        if (!runs.front().t_sat) continue;
        sum += *runs.front().t_sat;
        ++saturated;
    }
    // Within 5 % of the chain's own mean, or 6 standard errors of a spread of half of it.
    const double mean = *solver::compare_with_ode(population, 0.2, 0.95).saturation.mean_time;
    const double found = sum / static_cast<double>(saturated);
    const double bound = mean * std::max(0.05, 3.0 / std::sqrt(static_cast<double>(saturated)));
    if (saturated == 0 || !(std::abs(found - mean) <= bound))
        bench::wrong(state, "times to saturation are not the chain's");
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(run_members, every_event, solver::Simulation::exact)
    ->Name("members_runs/every_event")
    ->Arg(1000)
    ->Arg(100000);
BENCHMARK_CAPTURE(run_members, leaping, solver::Simulation::leaping)
    ->Name("members_runs/leaping")
    ->Arg(1000)
    ->Arg(100000);

void solve_chain(benchmark::State& state) {
    const auto n = static_cast<std::size_t>(state.range(0));
    const solver::FinitePopulation population(case_1, {.n = state.range(0), .s = {}});
    const auto rates = population.rates();
    for (auto _ : state) {
        const auto passage = solver::passage(rates, n / 5, n);
        if (!(std::abs(passage.lower.probability + passage.upper.probability - 1.0) < 1e-12))
            bench::wrong(state, "probabilities do not sum to 1");
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(solve_chain)->Name("chain/passage")->Arg(1000)->Arg(100000);

}  // namespace

int main(int argc, char** argv) { return essmap::bench::run(argc, argv); }
