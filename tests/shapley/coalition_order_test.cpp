#include "essmap/shapley/coalition_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>

#include "../refusal.hpp"
#include "essmap/shapley/table_game.hpp"

namespace {

using namespace essmap;
using shapley::Coalition;
using shapley::CoalitionOrder;
using Values = std::vector<double>;

std::vector<std::size_t> members_of(Coalition who) {
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < 64; ++i)
        if ((who >> i & 1U) != 0) members.push_back(i);
    return members;
}

TEST(coalition_order, lists_the_smaller_first_and_one_size_by_members) {
    EXPECT_EQ(shapley::coalitions_by_size(1), (std::vector<Coalition>{0, 1}));
    EXPECT_EQ(shapley::coalitions_by_size(3), (std::vector<Coalition>{0, 1, 2, 4, 3, 5, 6, 7}));
    for (std::size_t n = 1; n <= 10; ++n) {
        auto sorted = shapley::coalitions_by_size(n);
        const auto listed = sorted;
        std::ranges::sort(sorted, {}, [](Coalition who) {
            return std::pair(std::popcount(who), members_of(who));
        });
        EXPECT_EQ(listed, sorted) << n;
        EXPECT_EQ(std::ranges::adjacent_find(sorted), sorted.end());
    }
}

TEST(coalition_order, values_go_to_the_place_of_their_coalition) {
    EXPECT_EQ(shapley::from_order_of_size(Values{0, 2, 4, 5, 18, 14, 9, 24}),
              (Values{0, 2, 4, 18, 5, 14, 9, 24}));
    EXPECT_EQ(shapley::from_order_of_size(Values{0, 1, 2, 5}), (Values{0, 1, 2, 5}));
    const std::size_t n = 9;
    const auto order = shapley::coalitions_by_size(n);
    Values listed(order.size());
    for (std::size_t place = 0; place < order.size(); ++place)
        listed[place] = static_cast<double>(order[place]);
    const auto values = shapley::from_order_of_size(listed);
    for (std::size_t who = 0; who < values.size(); ++who)
        EXPECT_EQ(values[who], static_cast<double>(who));
}

TEST(coalition_order, sees_what_is_monotone_and_superadditive) {
    const Values both{0, 2, 4, 18, 5, 14, 9, 24};
    EXPECT_TRUE(shapley::is_monotone(both) && shapley::is_superadditive(both));
    const Values neither{0, 2, 4, 5, 18, 14, 9, 24};
    EXPECT_FALSE(shapley::is_monotone(neither) || shapley::is_superadditive(neither));
    EXPECT_FALSE(shapley::is_superadditive(Values{0, 3, 3, 5}));
    EXPECT_TRUE(shapley::is_monotone(Values{0, 3, 3, 5}));
    EXPECT_TRUE(shapley::is_superadditive(Values{0, -1, -1, -2}));
    EXPECT_FALSE(shapley::is_monotone(Values{0, -1, -1, -2}));
    // Sums of decimals are rounded: 0.1 + 0.2 is more than 0.3.
    EXPECT_TRUE(shapley::is_superadditive(Values{0, 0.1, 0.2, 0.3}));
}

TEST(coalition_order, doubts_only_what_the_other_order_suits_better) {
    const Values by_size{0, 2, 4, 5, 18, 14, 9, 24};
    const Values binary{0, 2, 4, 18, 5, 14, 9, 24};
    EXPECT_EQ(shapley::only_in_other_order(by_size, CoalitionOrder::binary),
              "monotone and superadditive");
    EXPECT_FALSE(shapley::only_in_other_order(by_size, CoalitionOrder::size));
    EXPECT_EQ(shapley::only_in_other_order(binary, CoalitionOrder::size),
              "monotone and superadditive");
    EXPECT_FALSE(shapley::only_in_other_order(binary, CoalitionOrder::binary));
    EXPECT_EQ(shapley::only_in_other_order(Values{0, 3, 3, 3, 4, 4, 4, 5}, CoalitionOrder::size),
              std::nullopt);
    EXPECT_EQ(shapley::only_in_other_order(Values{0, 3, 3, 2, 4, 4, 4, 5}, CoalitionOrder::binary),
              "monotone");
    // Both orders of one or two members are the same, and many members are not compared.
    EXPECT_FALSE(shapley::only_in_other_order(Values{0, 3, 1, 2}, CoalitionOrder::binary));
    EXPECT_FALSE(shapley::only_in_other_order(Values(std::size_t{1} << 13U), CoalitionOrder::size));
}

TEST(coalition_order, is_named_binary_or_size) {
    auto order = CoalitionOrder::binary;
    shapley::by_name("game.order", "size", order);
    EXPECT_EQ(order, CoalitionOrder::size);
    EXPECT_EQ(test::refusal([&] { shapley::by_name("game.order", "bits", order); }),
              "game.order = bits is not allowed: binary, size");
}

}  // namespace
