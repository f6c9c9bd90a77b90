/// Times to saturation by seven methods at equal achieved error, side by side.
///
/// Each method's tolerance is searched for: the loosest on a grid of ten per decade at which the
/// largest relative error over all trajectories, measured against the closed form, is at most the
/// target. ESSMAP_BENCH_ERROR (default 1e-6) sets the target, ESSMAP_BENCH_COUNT (1024)
/// trajectories per start. Exit code 1 where a method misses the target.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

#include "essmap/model/parameters.hpp"
#include "solver_methods.hpp"

namespace {

using namespace essmap;
using namespace essmap::bench;

double setting(const char* name, double otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtod(text, nullptr);
}

/// A method with the tolerance that reaches the target.
struct Entry {
    Method method;
    double tolerance = 0.0;
    double error = 0.0;
    double microseconds = 0.0;  ///< per trajectory, as measured
};

Times room_for(const Workload& workload) {
    Times times;
    for (const auto& path : workload.paths) times.emplace_back(path.size());
    return times;
}

Entry tuned(const Method& method, const Workload& workload, double target) {
    Entry entry{method};
    Times times = room_for(workload);
    for (int tenth = 20; tenth <= 140; ++tenth) {
        const double tolerance = std::pow(10.0, -0.1 * tenth);
        if (!method.exact && tolerance < method.tightest * 0.999) break;
        entry.tolerance = std::max(tolerance, method.tightest);
        method.at_tolerance(entry.tolerance)(workload, times);
        entry.error = largest_error(workload, times);
        if (entry.error <= target || method.exact) break;
    }
    return entry;
}

std::string machine() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
    return "unknown processor";
}

/// Google Benchmark's table, then ours.
class SideBySide : public benchmark::ConsoleReporter {
public:
    SideBySide(std::vector<Entry>& entries, double target, std::size_t trajectories)
        : entries_(entries), target_(target), trajectories_(trajectories) {}

    void ReportRuns(const std::vector<Run>& runs) override {
        ConsoleReporter::ReportRuns(runs);
        for (const auto& run : runs) {
            if (run.run_type != Run::RT_Iteration) continue;
            for (auto& entry : entries_)
                if (run.run_name.function_name == entry.method.name)
                    entry.microseconds = 1e6 * run.real_accumulated_time /
                                         static_cast<double>(run.iterations) /
                                         static_cast<double>(trajectories_);
        }
    }

    void Finalize() override {
        ConsoleReporter::Finalize();
        const double naive = entries_.front().microseconds;
        fmt::print("\n{} trajectories, largest relative error asked <= {:.0e}, 1 thread, {}, {}\n",
                   trajectories_, target_, compiler(), machine());
        fmt::print("{:<25}{:>11}{:>11}{:>11}{:>11}  {}\n", "method", "tolerance", "error",
                   "us each", "vs naive", "what");
        for (const auto& entry : entries_) {
            if (entry.microseconds == 0.0) continue;  // filtered out
            const std::string speedup =
                naive > 0 ? fmt::format("{:.1f}x", naive / entry.microseconds) : "-";
            const std::string tolerance =
                entry.method.exact ? "-" : fmt::format("{:.1e}", entry.tolerance);
            fmt::print("{:<25}{:>11}{:>11.1e}{:>11.3f}{:>11}  {}{}\n", entry.method.name, tolerance,
                       entry.error, entry.microseconds, speedup, entry.method.note,
                       entry.error <= target_ ? "" : "  (MISSES the target)");
        }
    }

private:
    static std::string compiler() {
#ifdef __clang__
        return "clang " __clang_version__;
#else
        return "gcc " __VERSION__;
#endif
    }

    std::vector<Entry>& entries_;
    double target_;
    std::size_t trajectories_;
};

}  // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 64;
    const double target = setting("ESSMAP_BENCH_ERROR", 1e-6);
    const auto count = static_cast<std::size_t>(setting("ESSMAP_BENCH_COUNT", 1024));
    const Workload workload = random_workload(count, 2023);
    Times times = room_for(workload);
    std::vector<Entry> entries;
    for (const auto& method : methods()) entries.push_back(tuned(method, workload, target));
    for (const auto& entry : entries) {
        benchmark::RegisterBenchmark(
            entry.method.name.c_str(),
            [&](benchmark::State& state) {
                const auto run = entry.method.at_tolerance(entry.tolerance);
                for (auto _ : state) {
                    run(workload, times);
                    benchmark::DoNotOptimize(times.front().data());
                }
                const auto total = static_cast<double>(workload.size());
                state.counters["max_relative_error"] = largest_error(workload, times);
                state.counters["tolerance"] = entry.tolerance;
                state.counters["s_per_trajectory"] =
                    benchmark::Counter(total, benchmark::Counter::kIsIterationInvariantRate |
                                                  benchmark::Counter::kInvert);
            })
            ->Unit(benchmark::kMillisecond)
            ->UseRealTime();
    }
    SideBySide reporter(entries, target, workload.size());
    benchmark::RunSpecifiedBenchmarks(&reporter);
    benchmark::Shutdown();
    return std::ranges::all_of(entries, [&](const Entry& e) { return e.error <= target; }) ? 0 : 1;
}
