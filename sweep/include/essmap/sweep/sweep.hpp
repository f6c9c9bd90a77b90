#pragma once

#include <cstdint>
#include <string>

#include "essmap/maps/block_filler.hpp"
#include "essmap/sweep/mpi_session.hpp"
#include "essmap/sweep/specification.hpp"

namespace essmap::sweep {

struct SweepOptions {
    std::string out;              ///< map to write
    int threads = 0;              ///< per rank; 0: OpenMP's own default
    std::int64_t tile_cells = 0;  ///< cells a rank takes at a time; 0: two blocks a thread
    bool progress = true;         ///< progress on stderr, from rank 0
    std::string version;          ///< of essmap, recorded in the map
};

/// What a sweep did, the same on every rank.
struct SweepReport {
    std::int64_t cells = 0;         ///< asked for, omega included
    std::int64_t stored_cells = 0;  ///< computed: omega dropped
    maps::FillStatistics fill;
    std::string digest;
    int ranks = 1;
    int threads = 1;
    double seconds = 0.0;
};

/// Fills a map over all ranks and writes it: tile t goes to rank t mod size; a tile is a run of
/// blocks, computed by the rank's threads, then written by all ranks together. Memory per rank is
/// one tile.
/// @throws maps::IoError, maps::DataError, std::runtime_error: alike on every rank, no file left.
SweepReport run_sweep(MpiSession& mpi, const Specification& specification,
                      const SweepOptions& options);

/// What a sweep would take.
struct SweepEstimate {
    std::int64_t cells = 0;
    std::int64_t stored_cells = 0;
    std::int64_t trajectories = 0;
    std::int64_t integrations = 0;    ///< distinct, extrapolated from the blocks sampled
    double seconds = 0.0;             ///< computing and compressing, on these ranks and threads
    std::int64_t bytes_per_rank = 0;  ///< memory, at most
    std::int64_t file_bytes = 0;      ///< compressed, extrapolated
    std::int64_t raw_bytes = 0;
    std::int64_t blocks = 0;
    std::int64_t sampled_blocks = 0;
    int ranks = 1;
    int threads = 1;
};

/// Fills a few blocks spread over the map, for about `budget_seconds`, and extrapolates.
/// Collective.
SweepEstimate estimate_sweep(const MpiSession& mpi, const Specification& specification,
                             const SweepOptions& options, double budget_seconds = 2.0);

}  // namespace essmap::sweep
