#pragma once

#include <string>

#include "essmap/sweep/part.hpp"

namespace essmap::sweep {

struct SweepOptions {
    std::string out;       ///< map to write
    int threads = 0;       ///< per rank; 0: OpenMP's own default
    Part part;             ///< fill this part only, and leave the map to merge_parts
    bool resume = false;   ///< go on from the blocks in OUT.checkpoint
    bool progress = true;  ///< progress on stderr, from rank 0
    bool log = false;      ///< every rank says on stderr what it does
    std::string version;   ///< of essmap, recorded in the map
};

/// The folder that keeps a sweep's finished blocks until its map is whole: OUT.checkpoint.
inline std::string checkpoint_of(const std::string& out) { return out + ".checkpoint"; }

}  // namespace essmap::sweep
