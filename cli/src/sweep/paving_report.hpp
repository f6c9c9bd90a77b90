#pragma once

#include "essmap/sweep/paving.hpp"
#include "sweep_report.hpp"

namespace essmap::cli {

/// Rank 0 prints what a paving came to and appends it to the statistics. @return the exit code:
/// `unknown` where too much stayed undecided
int report_paving(const sweep::MpiSession& mpi, const sweep::PavingReport& report,
                  const sweep::SweepOptions& options, const SweepReporting& reporting);

}  // namespace essmap::cli
