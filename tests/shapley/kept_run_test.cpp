#include "kept_run.hpp"

#include <gtest/gtest.h>

namespace essmap::shapley {
namespace {

const KeptState stopped{5, {0.1, -0.0}, {{7, 6}, {1, 2, 3, 4, 5, 6}}};

TEST(kept_state, is_read_as_it_was_written) {
    const auto read = state_of(bytes_of(stopped), 2, 3);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->next, 5);
    EXPECT_EQ(read->sums, stopped.sums);
    EXPECT_TRUE(std::signbit(read->sums[1]));
    EXPECT_EQ(read->pending.items, stopped.pending.items);
    EXPECT_EQ(read->pending.numbers, stopped.pending.numbers);
}

TEST(kept_state, of_other_sizes_is_none) {
    const auto bytes = bytes_of(stopped);
    EXPECT_FALSE(state_of(bytes, 2, 2));
    EXPECT_FALSE(state_of(bytes, 3, 3));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const bool fewer_items = size == bytes.size() - 32 || size == bytes.size() - 64;
        EXPECT_EQ(state_of(std::span(bytes).first(size), 2, 3).has_value(), fewer_items) << size;
    }
}

TEST(kept_state, of_fewer_than_no_items_is_none) {
    KeptState state = stopped;
    state.next = -1;
    EXPECT_FALSE(state_of(bytes_of(state), 2, 3));
}

}  // namespace
}  // namespace essmap::shapley
