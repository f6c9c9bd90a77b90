#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <string>

#include "essmap/sweep/sweep.hpp"

namespace essmap::sweep {

/// What a paving came to, the same on every rank. Times are summed over ranks.
struct PavingReport {
    SweepEnd end = SweepEnd::map_written;
    maps::Region region = maps::Region::strategy;
    bool reached = true;  ///< the undecided share is within its bound
    double undecided_bound = 0.0;
    std::array<std::int64_t, maps::paving_labels> boxes{};  ///< by label, 0 = undecided
    std::array<double, maps::paving_labels> shares{};       ///< of the volume, by label
    std::int64_t roots = 0;
    std::int64_t nodes = 0;
    int depth = 0;             ///< splits above the undecided boxes, the smallest
    double dense_cells = 0.0;  ///< of a grid as fine, along each axis, as the finest box
    std::int64_t pieces = 0;
    std::int64_t pieces_found = 0;  ///< split by earlier runs, of the first round
    int rounds = 0;
    std::string digest;  ///< empty if nothing was written
    int run = 1;
    int ranks = 1;
    int threads = 1;  ///< per rank
    int hosts = 1;
    double seconds = 0.0;           ///< of everything
    double planning_seconds = 0.0;  ///< first splits, on every rank alike
    double judging_seconds = 0.0;   ///< threads
    double writing_seconds = 0.0;   ///< main threads in the journal
    double assembly_seconds = 0.0;  ///< from the last piece to the finished file
    double judged = 0.0;            ///< boxes judged in all rounds of this run
    std::int64_t journal_bytes = 0;
    std::int64_t requests = 0;
    std::int64_t grants = 0;

    /// Boxes of all labels.
    [[nodiscard]] std::int64_t all_boxes() const {
        return std::accumulate(boxes.begin(), boxes.end(), std::int64_t{0});
    }
    /// How many cells of the dense grid there are for one box.
    [[nodiscard]] double times_fewer() const {
        return dense_cells / static_cast<double>(std::max<std::int64_t>(all_boxes(), 1));
    }
    /// Is it finished, with more undecided than its bound allows?
    [[nodiscard]] bool short_of_bound() const { return end == SweepEnd::map_written && !reached; }
};

/// Paves the parameters with boxes that a region's boundary does not cross, over all ranks, until
/// the share of the rest is within its bound. Trees of finished pieces go to a journal of each rank
/// in OUT.checkpoint; what follows is as in run_sweep. Collective.
/// @throws model::InvalidValue where there is no [paving]; as run_sweep
PavingReport run_paving(const MpiSession& mpi, const Specification& specification,
                        const SweepOptions& options);

}  // namespace essmap::sweep
