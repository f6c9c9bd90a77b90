#include "essmap/maps/blocks.hpp"

#include <gtest/gtest.h>

namespace {

using essmap::maps::Block;
using essmap::maps::Blocking;
using essmap::maps::Index;

/// Linear number of a cell, last dimension fastest.
std::size_t linear(const Index& shape, const Index& at) {
    std::size_t number = 0;
    for (std::size_t d = 0; d < shape.size(); ++d) number = number * shape[d] + at[d];
    return number;
}

TEST(blocks, cover_every_cell_once_in_linear_order) {
    const Index shapes[] = {{3, 4, 2, 5, 3, 7},
                            {1, 1, 1, 1, 1, 1},
                            {2, 1, 1, 1, 1, 100},
                            {7, 1, 3, 1, 2, 1},
                            {1000, 1, 1, 1, 1, 1},
                            {11},
                            {2, 1, 3, 1, 2, 2, 1, 5, 1, 2, 3}};
    for (const Index& shape : shapes) {
        for (const std::size_t target : {1U, 2U, 7U, 30U, 64U, 100000U}) {
            const Blocking blocking(shape, target);
            std::size_t next = 0;
            for (std::int64_t n = 0; n < blocking.size(); ++n) {
                const Block block = blocking.block(n);
                EXPECT_LE(block.cells(), target);
                EXPECT_EQ(linear(shape, block.start), next);
                Index last = block.start;
                for (std::size_t d = 0; d < shape.size(); ++d) last[d] += block.count[d] - 1;
                EXPECT_EQ(linear(shape, last) + 1, next + block.cells());  // contiguous
                next += block.cells();
            }
            Index end = shape;
            for (std::size_t& last : end) --last;
            EXPECT_EQ(next, linear(shape, end) + 1);
        }
    }
}

}  // namespace
