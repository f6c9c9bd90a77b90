#include "essmap/sweep/job_suggestion.hpp"

#include <algorithm>
#include <cmath>

namespace essmap::sweep {

JobSuggestion suggest_job(const SweepEstimate& e, std::int64_t cores_per_node) {
    constexpr double wanted_seconds = 1800.0;
    constexpr std::int64_t blocks_per_core = 20;
    JobSuggestion job;
    job.cores_per_node = std::max<std::int64_t>(cores_per_node, e.threads);
    const double core_seconds = e.seconds * e.ranks * e.threads;
    const auto busy = std::max<std::int64_t>(e.blocks / blocks_per_core, 1);
    const auto cores = static_cast<std::int64_t>(
        std::clamp(std::ceil(core_seconds / wanted_seconds), 1.0, static_cast<double>(busy)));
    const auto tasks = (cores + e.threads - 1) / e.threads;
    const auto most = std::max<std::int64_t>(job.cores_per_node / e.threads, 1);
    job.nodes = (tasks + most - 1) / most;
    job.tasks_per_node = (tasks + job.nodes - 1) / job.nodes;
    job.seconds = core_seconds / static_cast<double>(job.nodes * job.tasks_per_node * e.threads);
    job.minutes = static_cast<std::int64_t>(std::ceil(2.0 * job.seconds / 60.0)) + 1;
    job.megabytes_per_core =
        e.bytes_per_rank(job.nodes * job.tasks_per_node) / 4 * 5 / e.threads / 1000000 + 1;
    return job;
}

}  // namespace essmap::sweep
