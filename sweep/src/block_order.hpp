#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "essmap/maps/blocks.hpp"
#include "essmap/sweep/sweep.hpp"

namespace essmap::sweep {

/// The order in which blocks are filled: steps of the golden section through the map, so that every
/// stretch of positions is spread evenly over it. Ranks then begin with like work, parts are alike,
/// and the first n blocks are a fair sample.
class BlockOrder {
public:
    explicit BlockOrder(std::int64_t blocks)
        : blocks_(blocks), step_(std::llround(static_cast<double>(blocks) * 0.6180339887498949)) {
        while (std::gcd(step_, blocks_) != 1) ++step_;
    }
    [[nodiscard]] std::int64_t size() const { return blocks_; }
    [[nodiscard]] std::int64_t block(std::int64_t position) const {
        __extension__ using Wide = __int128;
        return static_cast<std::int64_t>(Wide{position} * step_ % blocks_);
    }
    /// The positions of a part are first..last-1; parts differ by one block at most.
    [[nodiscard]] std::int64_t first(const Part& part) const {
        return begin(part.number - 1, part.of);
    }
    [[nodiscard]] std::int64_t last(const Part& part) const { return begin(part.number, part.of); }

private:
    [[nodiscard]] std::int64_t begin(std::int64_t number, std::int64_t of) const {
        return blocks_ / of * number + std::min(blocks_ % of, number);
    }

    std::int64_t blocks_;
    std::int64_t step_;
};

/// Cells of a block that is not cut off at the grid's end.
inline std::int64_t full_block_cells(const maps::MapDescription& map) {
    maps::Block full;
    full.count = maps::Blocking(map.grid.shape()).extent();
    return static_cast<std::int64_t>(full.cells());
}

/// Threads of a rank. @throws model::InvalidValue if OpenMP may not start so many
int threads_of(const SweepOptions& options);

}  // namespace essmap::sweep
