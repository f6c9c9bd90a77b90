/// Shapley values from all coalitions against reading the table of them once; schemes of sampling
/// beside each other.
#include <omp.h>

#include <cmath>
#include <vector>

#include "essmap/shapley/shapley_enumeration.hpp"
#include "essmap/shapley/shapley_sampling.hpp"
#include "essmap/shapley/sum_game.hpp"
#include "essmap/shapley/table_game.hpp"
#include "essmap/shapley/union_game.hpp"
#include "harness.hpp"

namespace {

using namespace essmap;
using namespace essmap::shapley;

/// Contributions 1..n, v = ln(1 + sum).
SumGame log_game(std::size_t n) {
    std::vector<double> contributions(n);
    for (std::size_t i = 0; i < n; ++i) contributions[i] = static_cast<double>(i + 1);
    return {std::move(contributions), SumFunction::log1p};
}

/// Its table; made once for each n.
const TableGame& table_of(std::size_t n) {
    static std::unique_ptr<TableGame> table;
    if (table != nullptr && table->size() == n) return *table;
    const SumGame game = log_game(n);
    std::vector<double> values(std::size_t{1} << n);
    constexpr unsigned low = 8;
#pragma omp parallel for schedule(static)
    for (std::size_t high = 0; high < values.size() >> low; ++high)
        static_cast<void>(
            game.values(high, low, std::span(values).subspan(high << low, std::size_t{1} << low)));
    table.reset();
    table = std::make_unique<TableGame>(std::move(values));
    return *table;
}

void as_bytes(benchmark::State& state, std::size_t coalitions) {
    state.SetBytesProcessed(state.iterations() *
                            static_cast<std::int64_t>(coalitions * sizeof(double)));
}

void enumerate(benchmark::State& state) {
    const auto n = static_cast<std::size_t>(state.range(0));
    const TableGame& table = table_of(n);
    const ShapleyEnumeration enumeration(table);
    ShapleyValues values;
    for (auto _ : state) values = enumeration.run();
    const auto formula = by_formula(log_game(n)).value();
    for (std::size_t i = 0; i < n; ++i)
        if (!(std::abs((values.values[i] - formula.values[i]).value()) < 1e-14))
            bench::wrong(state, "not the values by formula");
    as_bytes(state, std::size_t{1} << n);
}

/// The table's sum, as fast as memory gives it: 32 sums in each thread.
void read_once(benchmark::State& state) {
    const auto n = static_cast<std::size_t>(state.range(0));
    const auto values = table_of(n).values(0, static_cast<unsigned>(n), {});
    double sum = 0.0;
    for (auto _ : state) {
        sum = 0.0;
#pragma omp parallel for schedule(static) reduction(+ : sum)
        for (std::size_t block = 0; block < values.size(); block += 4096) {
            double lanes[32] = {};
            for (std::size_t i = 0; i < 4096; i += 32)
                for (std::size_t lane = 0; lane < 32; ++lane)
                    lanes[lane] += values[block + i + lane];
            for (const double lane : lanes) sum += lane;
        }
        benchmark::DoNotOptimize(sum);
    }
    if (!(sum > 0.0)) bench::wrong(state, "not the table's sum");
    as_bytes(state, values.size());
}

/// 1,000 members who hold each of 10,000 items with probability 1/50.
const UnionGame& coverage() {
    static const UnionGame game = [] {
        std::vector<Holding> holdings;
        std::uint64_t state = 1;
        for (std::uint32_t i = 0; i < 1000; ++i)
            for (std::uint32_t j = 0; j < 10000; ++j) {
                state = state * 6364136223846793005U + 1442695040888963407U;
                if (state >> 58U == 0) holdings.push_back({i, j, 1.0});
            }
        return UnionGame(1000, 10000, std::move(holdings));
    }();
    return game;
}

void coverage_by_formula(benchmark::State& state) {
    double sum = 0.0;
    for (auto _ : state) {
        sum = 0.0;
        const auto shares = by_formula(coverage()).value();
        for (const DoubleDouble& value : shares.values) sum += value.value();
    }
    if (!(std::abs(sum - coverage().grand_value()) < 1e-8)) bench::wrong(state, "not all of v(N)");
    state.SetItemsProcessed(state.iterations());
}

/// Until all members' values are within 10^-4 of v(N), a tenth of the average one, with probability
/// 95 %.
void coverage_by_sampling(benchmark::State& state, SamplingScheme scheme) {
    SamplingOptions options;
    options.scheme = scheme;
    options.precision = 1e-4;
    const ShapleySampling sampling(coverage(), options);
    SampleState sample;
    for (auto _ : state) sample = sampling.run();
    const auto exact = by_formula(coverage()).value();
    const auto estimates = sampling.estimates(sample);
    for (std::size_t i = 0; i < estimates.size(); ++i)
        if (!(std::abs(estimates[i].value - exact.values[i].value()) <
              2.0 * options.precision * coverage().grand_value()))
            bench::wrong(state, "far from the values by formula");
    state.counters["replicates"] = static_cast<double>(sample.replicates);
    state.SetItemsProcessed(state.iterations());
}

}  // namespace

int main(int argc, char** argv) {
    const auto most = bench::setting("ESSMAP_BENCH_PLAYERS", 26);
    for (const std::int64_t n : {std::min<std::int64_t>(most, 20), most}) {
        benchmark::RegisterBenchmark("shapley/enumerate", enumerate)->Arg(n)->UseRealTime();
        benchmark::RegisterBenchmark("shapley/read_once", read_once)->Arg(n)->UseRealTime();
        if (n == most) break;
    }
    benchmark::RegisterBenchmark("shapley/coverage/formula", coverage_by_formula)
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
    for (const auto scheme : {SamplingScheme::permutations, SamplingScheme::antithetic})
        benchmark::RegisterBenchmark(("shapley/coverage/" + std::string(name_of(scheme))).c_str(),
                                     coverage_by_sampling, scheme)
            ->UseRealTime()
            ->Unit(benchmark::kMillisecond);
    return bench::run(argc, argv);
}
