#pragma once

#include <functional>

#include "essmap/sweep/sweep.hpp"
#include "options.hpp"

/// What sweep and merge say when they are done.
namespace essmap::cli {

struct SweepReporting {
    bool json = false;
    std::string statistics;  ///< file to append a line to; empty: none
};

/// --log, --statistics and --format.
void add_sweep_reporting(CLI::App& command, SweepReporting& reporting,
                         sweep::SweepOptions& options);

/// "map written", "stopped", ...
const char* name_of(sweep::SweepEnd end);

/// Before any work: may the outputs be written? The map becomes the file that --out names, links
/// followed, so that its checkpoint lies beside it. Collective.
/// @throws files::IoError, model::InvalidValue
void prepare_outputs(const sweep::MpiSession& mpi, sweep::SweepOptions& options,
                     const SweepReporting& reporting);

/// Says how it ended, as JSON or by `print_text`, and appends the line to the statistics.
/// @throws files::IoError
void tell(const nlohmann::json& line, const SweepReporting& reporting,
          const std::function<void()>& print_text);

/// Rank 0 prints the report and appends it to the statistics. @return the exit code
int report_sweep(const sweep::MpiSession& mpi, const sweep::SweepReport& report,
                 const sweep::SweepOptions& options, const SweepReporting& reporting);

}  // namespace essmap::cli
