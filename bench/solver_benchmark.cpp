/// Times to saturation, by our methods and by those of others, at equal achieved error.
///
///   trajectories/METHOD/ERROR   items: trajectories, one thread, CPU time
///   ensemble/threads/N          the same by the ensemble over N threads as a sweep does it, blocks
///                               of trajectories of one path, wall time
///
/// Each method's tolerance is searched for: the loosest on a grid of ten per decade at which the
/// largest relative error over its trajectories, measured against the closed form, is at most
/// ERROR. ESSMAP_BENCH_COUNT (default 1024) trajectories per start.
///
///   solver_benchmark --write-sample FILE   trajectories for bench/peers, and does nothing else
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <string>
#include <string_view>

#include "essmap/model/parameters.hpp"
#include "essmap/solver/cvode_ensemble.hpp"
#include "harness.hpp"
#include "solver_methods.hpp"

namespace {

using namespace essmap;
using namespace essmap::bench;

constexpr unsigned seed = 2023;

std::size_t count_per_start() {
    return static_cast<std::size_t>(setting("ESSMAP_BENCH_COUNT", 1024));
}

Times room_for(const Workload& workload) {
    Times times;
    for (const auto& path : workload.paths) times.emplace_back(path.size());
    return times;
}

/// The loosest tolerance 10^(-n/10) that reaches the error: by decades, then within the last one.
double tuned(const Method& method, const Workload& workload, double error) {
    if (method.tightest == 0.0) return 0.0;
    Times times = room_for(workload);
    const auto at = [&](int tenth) {
        return std::max(std::pow(10.0, -0.1 * tenth), method.tightest);
    };
    const auto reaches = [&](int tenth) {
        method.at_tolerance(at(tenth))(workload, times);
        return largest_error(workload, times) <= error;
    };
    int tenth = 20;
    while (at(tenth) > method.tightest && !reaches(tenth)) tenth += 10;
    for (int looser = std::max(tenth - 9, 20); looser < tenth; ++looser)
        if (reaches(looser)) return at(looser);
    return at(tenth);
}

void trajectories(benchmark::State& state, const Method& method, const Workload& workload,
                  double error) {
    static std::map<std::string, double> tolerances;  // a benchmark is called more than once
    const std::string name = method.name + "/" + model::shortest(error);
    if (!tolerances.contains(name)) tolerances[name] = tuned(method, workload, error);
    const double tolerance = tolerances[name];
    const auto run = method.at_tolerance(tolerance);
    Times times = room_for(workload);
    for (auto _ : state) {
        run(workload, times);
        benchmark::DoNotOptimize(times.front().data());
    }
    const double reached = largest_error(workload, times);
    if (!(reached <= error)) wrong(state, "the error is missed");
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(workload.size()));
    state.counters["max_relative_error"] = reached;
    state.counters["tolerance"] = tolerance;
}

/// Blocks of trajectories, each of one path, to be shared out: those of 64 workloads.
Workload many_blocks() {
    const std::size_t block = 16 * count_per_start();
    const Workload workload = random_workload(4 * block, seed);
    Workload blocks;
    for (std::size_t p = 0; p < workload.paths.size(); ++p) {
        for (std::size_t first = 0; first < 4 * block; first += block) {
            const auto part = [&](const auto& all) {
                const auto begin = all[p].begin() + static_cast<std::ptrdiff_t>(first);
                return std::vector(begin, begin + static_cast<std::ptrdiff_t>(block));
            };
            blocks.paths.push_back(part(workload.paths));
            blocks.exact.push_back(part(workload.exact));
        }
    }
    return blocks;
}

void ensemble_threads(benchmark::State& state) {
    static const Workload workload = many_blocks();
    constexpr double tolerance = 1e-6;
    const auto threads = static_cast<int>(state.range(0));
    std::vector<std::vector<double>> ratios;
    for (const auto& path : workload.paths) {
        auto& ratio = ratios.emplace_back();
        for (const auto& [_, growth] : path) ratio.push_back(growth.g0 / growth.g1);
    }
    std::vector<solver::CvodeEnsemble> ensembles;
    for (int i = 0; i < threads; ++i) ensembles.emplace_back(solver::EnsembleOptions{tolerance});
    Times times = room_for(workload);
    const std::size_t blocks = ratios.size();
    const auto all = [&] {
#pragma omp parallel for num_threads(threads) schedule(dynamic)
        for (std::size_t i = 0; i < blocks; ++i)
            ensembles[static_cast<std::size_t>(omp_get_thread_num())].unit_times(
                workload.paths[i].front().path, ratios[i], times[i]);
    };
    all();  // a sweep's threads and their memory last for all of it
    for (auto _ : state) all();
    for (std::size_t i = 0; i < blocks; ++i)
        for (std::size_t j = 0; j < times[i].size(); ++j)
            times[i][j] /= std::abs(workload.paths[i][j].growth.g1);
    const double reached = largest_error(workload, times);
    if (!(reached <= tolerance)) wrong(state, "the error is missed");
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(workload.size()));
    state.counters["max_relative_error"] = reached;
    state.counters["tolerance"] = tolerance;
}

int write_sample(const std::string& file) {
    std::ofstream out(file);
    out << "x0,saturation,a,b,q,time\n";
    const Workload workload = random_workload(count_per_start(), seed);
    for (std::size_t p = 0; p < workload.paths.size(); ++p) {
        for (std::size_t i = 0; i < workload.paths[p].size(); ++i) {
            const auto& [path, growth] = workload.paths[p][i];
            for (const double value : {path.x0, path.x1, growth.a, growth.q - growth.a, growth.q})
                out << model::shortest(value) << ',';
            out << model::shortest(workload.exact[p][i]) << '\n';
        }
    }
    return out.flush() ? 0 : 74;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 3 && std::string_view(argv[1]) == "--write-sample") return write_sample(argv[2]);
    const Workload all = random_workload(count_per_start(), seed);
    const Workload some = all.thinned(16);
    for (const auto& method : methods()) {
        for (const std::string error : {"1e-03", "1e-06", "1e-09", "1e-11"}) {
            const double allowed = std::stod(error);
            if (allowed < method.finest * 0.999) continue;
            benchmark::RegisterBenchmark(
                ("trajectories/" + method.name + "/" + error).c_str(),
                [&, method, allowed](benchmark::State& state) {
                    trajectories(state, method, method.thinning > 1 ? some : all, allowed);
                });
        }
    }
    benchmark::RegisterBenchmark("ensemble/threads", ensemble_threads)
        ->Arg(1)
        ->Arg(2)
        ->UseRealTime();
    return run(argc, argv);
}
