#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <stdexcept>

/// One file per subcommand; each registers its options and leaves its work in the runner.
namespace essmap::cli {

/// Exit codes, the same for every subcommand.
enum ExitCode : int {
    done = 0,      ///< done, all as expected
    failed = 1,    ///< refuted, or a check failed
    unknown = 2,   ///< unknown or timed out
    usage = 64,    ///< the command line is wrong
    data = 65,     ///< a file holds what it must not
    bug = 70,      ///< an error of essmap itself
    io = 74,       ///< a file cannot be read or written, or memory ran out
    stopped = 75,  ///< asked to stop by a signal: --resume goes on
};

/// The command line is wrong: exit code 64, one line.
class UsageError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What the chosen subcommand does; returns the exit code.
using Runner = std::function<int()>;

/// Runs `work`; an error becomes its exit code and, if `speaks`, one line on stderr.
int report_errors(bool is_reporting_rank, const std::function<int()>& work);

void add_check(CLI::App& app, Runner& run);
void add_classify(CLI::App& app, Runner& run);
void add_simulate(CLI::App& app, Runner& run);
void add_sweep(CLI::App& app, Runner& run);
void add_merge(CLI::App& app, Runner& run);
void add_plot(CLI::App& app, Runner& run);
void add_explore(CLI::App& app, Runner& run);
void add_reproduce(CLI::App& app, Runner& run);
void add_shapley(CLI::App& app, Runner& run);
void add_recommend(CLI::App& app, Runner& run);
void add_regulate(CLI::App& app, Runner& run);
void add_verify(CLI::App& app, Runner& run);

}  // namespace essmap::cli
