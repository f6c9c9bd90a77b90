#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "essmap/maps/block_data.hpp"
#include "essmap/sweep/balance.hpp"
#include "essmap/sweep/mpi_session.hpp"
#include "essmap/sweep/specification.hpp"
#include "essmap/sweep/sweep_options.hpp"

namespace essmap::sweep {

enum class SweepEnd {
    map_written,
    part_filled,   ///< its blocks are in the checkpoint
    stopped,       ///< by a signal; its finished blocks are in the checkpoint
    was_finished,  ///< --resume, or a merge, found the finished map
};

/// What a sweep did, the same on every rank. Times are summed over ranks.
struct SweepReport {
    SweepEnd end = SweepEnd::map_written;
    std::int64_t cells = 0;         ///< asked for, omega included
    std::int64_t stored_cells = 0;  ///< computed: omega dropped
    std::int64_t blocks = 0;        ///< of the map, or of this part
    std::int64_t blocks_found = 0;  ///< finished by earlier runs
    bool loops = false;             ///< cells are closed loops: integrations are their rounds
    maps::FillStatistics fill;      ///< of all blocks in the map or part, whoever filled them
    std::string digest;             ///< of the map; empty if none was written
    int run = 1;                    ///< 1 + how often it was resumed
    int ranks = 1;
    int threads = 1;  ///< per rank
    int hosts = 1;
    double seconds = 0.0;  ///< of everything
    BalanceReport balance;
    double filling_seconds = 0.0;   ///< threads in CVODE, or the closed form
    double packing_seconds = 0.0;   ///< threads digesting and compressing
    double waiting_seconds = 0.0;   ///< threads without a block, or held up by the journal
    double writing_seconds = 0.0;   ///< main threads in the journal
    double assembly_seconds = 0.0;  ///< from the last block to the finished map
    std::int64_t journal_bytes = 0;
    std::int64_t retries = 0;  ///< of writes that the system interrupted or refused for a moment

    /// Stored cells of the blocks that this run completed, per second of filling; 0 where it took
    /// no time.
    [[nodiscard]] double cells_per_second() const {
        const double filled = static_cast<double>(stored_cells) *
                              static_cast<double>(balance.completed) / static_cast<double>(blocks);
        return balance.seconds > 0.0 ? filled / balance.seconds : 0.0;
    }
};

/// Fills a map, or a part, over all ranks: finished blocks go to a journal of each rank in
/// OUT.checkpoint, and when all are there the map is put together from the journals and the folder
/// removed. Collective. Stops early if StopSignal, where there is one, was asked to.
/// @throws files::IoError, files::DataError, std::runtime_error: alike on every rank; blocks that
/// were finished stay for --resume.
SweepReport run_sweep(const MpiSession& mpi, const Specification& specification,
                      const SweepOptions& options);

/// Puts a map together from the checkpoint folders its parts were filled in; none given means
/// OUT.checkpoint, which is removed afterwards. Where OUT is that map already, and whole, nothing
/// is left to do. Collective.
/// @throws files::DataError naming what is missing, or the difference between two folders
SweepReport merge_parts(const MpiSession& mpi, const std::vector<std::string>& folders,
                        const SweepOptions& options);

/// What a sweep would take.
struct SweepEstimate {
    std::int64_t cells = 0;
    std::int64_t stored_cells = 0;
    std::int64_t trajectories = 0;
    std::int64_t integrations = 0;   ///< distinct, extrapolated from the blocks sampled
    double seconds = 0.0;            ///< computing and compressing, on these ranks and threads
    double block_seconds = 0.0;      ///< of one block, on one thread
    std::int64_t working_bytes = 0;  ///< memory of a rank, whatever their number
    std::int64_t file_bytes = 0;     ///< compressed, extrapolated
    std::int64_t raw_bytes = 0;
    std::int64_t blocks = 0;
    std::int64_t sampled_blocks = 0;  ///< or parts of blocks, where a block takes too long
    int ranks = 1;
    int threads = 1;

    /// Memory of a rank, at most, of a sweep over so many.
    [[nodiscard]] std::int64_t bytes_per_rank(std::int64_t of_ranks) const;
};

/// Fills a few blocks, or parts of them, spread over the map, for about `budget_seconds`, and
/// extrapolates. Collective. Numbers beyond 2^63 - 1 are that.
SweepEstimate estimate_sweep(const MpiSession& mpi, const Specification& specification,
                             const SweepOptions& options, double budget_seconds = 2.0);

}  // namespace essmap::sweep
