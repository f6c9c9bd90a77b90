#pragma once

#include <cstdint>

#include "essmap/sweep/sweep.hpp"

namespace essmap::sweep {

/// What to ask Slurm for.
struct JobSuggestion {
    std::int64_t cores_per_node = 1;
    std::int64_t nodes = 1;
    std::int64_t tasks_per_node = 1;      ///< of the estimate's threads each
    std::int64_t minutes = 1;             ///< to ask for
    std::int64_t megabytes_per_core = 1;  ///< to ask for
    double seconds = 0.0;                 ///< expected
};

/// A job for a sweep: enough cores for half an hour, but with at least 20 blocks for each, so that
/// the last ones to finish keep few others waiting, on the fewest nodes that have them. It asks for
/// twice the time expected and a minute, and for a quarter more memory.
/// @param cores_per_node of the nodes; a node with fewer cores than the estimate's threads counts
/// as one with as many
JobSuggestion suggest_job(const SweepEstimate& estimate, std::int64_t cores_per_node);

}  // namespace essmap::sweep
