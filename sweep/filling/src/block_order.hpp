#pragma once

#include <cmath>
#include <cstdint>
#include <numeric>

#include "essmap/sweep/sweep.hpp"
#include "essmap/sweep/work_queue.hpp"

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
    /// The positions of a part.
    [[nodiscard]] IndexRange part(const Part& part) const {
        return IndexRange{0, blocks_}.part(part.number - 1, part.of);
    }

private:
    std::int64_t blocks_;
    std::int64_t step_;
};

}  // namespace essmap::sweep
