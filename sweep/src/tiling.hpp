#pragma once

#include <omp.h>

#include <algorithm>
#include <cstdint>

#include "essmap/maps/blocks.hpp"
#include "essmap/sweep/sweep.hpp"

namespace essmap::sweep {

/// How a map's blocks are dealt out.
struct Tiling {
    maps::Blocking blocking;
    int threads;
    std::int64_t tile_blocks;  ///< blocks of a tile
    std::int64_t tiles;
    std::int64_t block_cells;  ///< of a full block

    Tiling(const maps::MapDescription& map, const SweepOptions& options)
        : blocking(map.grid.shape()),
          threads(options.threads > 0 ? options.threads : omp_get_max_threads()) {
        maps::Block full;
        full.count = blocking.extent();
        block_cells = static_cast<std::int64_t>(full.cells());
        tile_blocks =
            options.tile_cells > 0 ? options.tile_cells / block_cells : std::int64_t{2} * threads;
        tile_blocks = std::clamp<std::int64_t>(tile_blocks, 1, blocking.size());
        tiles = (blocking.size() + tile_blocks - 1) / tile_blocks;
    }
};

}  // namespace essmap::sweep
