#include "essmap/model/guarded/payout.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

/// The payout as a program: amounts by hand, all small cases against the definition, refusals.
namespace {

using namespace essmap::model;
using namespace essmap::model::guarded;
using Numbers = std::vector<std::int64_t>;

TEST(payout, shares_a_pot_by_largest_remainders) {
    // 100 x 3/7 = 42 6/7, 100 x 2/7 = 28 4/7 twice: two units left over, the equals by number.
    EXPECT_EQ(payouts(100, {3, 2, 2}), (Numbers{43, 29, 28}));
    EXPECT_EQ(payouts(100, {2, 3, 2}), (Numbers{29, 43, 28}));
    // Hamilton's method on 47 16 15.8 12 6.1 3.1 thousand votes for 10 seats.
    EXPECT_EQ(payouts(10, {47'000, 16'000, 15'800, 12'000, 6'100, 3'100}),
              (Numbers{5, 2, 1, 1, 1, 0}));
    // Shapley values 9.5, 8 and 6.5 (paper.md section 7) of a pot of 24, 25 and 1.
    EXPECT_EQ(payouts(24, {95, 80, 65}), (Numbers{10, 8, 6}));
    EXPECT_EQ(payouts(25, {95, 80, 65}), (Numbers{10, 8, 7}));
    EXPECT_EQ(payouts(1, {95, 80, 65}), (Numbers{1, 0, 0}));
}

TEST(payout, gives_ties_to_the_lower_number) {
    EXPECT_EQ(payouts(2, {5, 5, 5}), (Numbers{1, 1, 0}));
    EXPECT_EQ(payouts(7, {1, 1, 1, 1}), (Numbers{2, 2, 2, 1}));
    EXPECT_EQ(payouts(1, {0, 1, 0, 1}), (Numbers{0, 1, 0, 0}));
}

TEST(payout, pays_one_member_all_and_nobody_of_nothing) {
    EXPECT_EQ(payouts(12, {3}), (Numbers{12}));
    EXPECT_EQ(payouts(0, {3, 0, 4}), (Numbers{0, 0, 0}));
    EXPECT_EQ(payouts(12, {0, 0, 1, 0}), (Numbers{0, 0, 12, 0}));
}

TEST(payout, reaches_its_limits_without_overflow) {
    EXPECT_EQ(payouts(PayoutLimits::pot, {PayoutLimits::weight}), (Numbers{PayoutLimits::pot}));
    EXPECT_EQ(payouts(PayoutLimits::pot - 1, {PayoutLimits::weight - 1, 1}),
              (Numbers{PayoutLimits::pot - 2, 1}));
}

TEST(payout, has_the_alabama_paradox) {
    EXPECT_EQ(payouts(10, {6, 6, 2}), (Numbers{4, 4, 2}));
    EXPECT_EQ(payouts(11, {6, 6, 2}), (Numbers{5, 5, 1}));
}

/// By the definition: unit after unit to whom most of his quota is still owed, bases first.
Numbers by_definition(std::int64_t pot, const Numbers& weights) {
    std::int64_t total = 0;
    for (const std::int64_t weight : weights) total += weight;
    Numbers amounts;
    std::int64_t left = pot;
    for (const std::int64_t weight : weights) {
        amounts.push_back(pot * weight / total);
        left -= amounts.back();
    }
    for (; left > 0; --left) {
        std::size_t most = 0;
        const auto owed = [&](std::size_t i) { return pot * weights[i] - amounts[i] * total; };
        for (std::size_t i = 1; i < weights.size(); ++i)
            if (owed(i) > owed(most)) most = i;
        ++amounts[most];
    }
    return amounts;
}

TEST(payout, follows_the_definition_in_all_small_cases) {
    int cases = 0;
    for (std::size_t members = 1; members <= 4; ++members) {
        Numbers weights(members, 0);
        const std::function<void(std::size_t)> each = [&](std::size_t at) {
            if (at < members) {
                for (weights[at] = 0; weights[at] <= 5; ++weights[at]) each(at + 1);
                return;
            }
            if (std::accumulate(weights.begin(), weights.end(), std::int64_t{0}) == 0) return;
            for (std::int64_t pot = 0; pot <= 12; ++pot, ++cases)
                ASSERT_EQ(payouts(pot, weights), by_definition(pot, weights)) << "pot " << pot;
        };
        each(0);
    }
    EXPECT_EQ(cases, 13 * (5 + 35 + 215 + 1295));
}

TEST(payout, shares_exactly_over_the_rationals) {
    const std::vector<Rational> weights{3, 2, 2};
    const auto paid = pay_out<Rational>(100, weights, {0, 1, 2});
    ASSERT_EQ(paid.refusal, PayoutRefusal::none);
    EXPECT_EQ(paid.amounts,
              (std::vector<Rational>{Rational(300, 7), Rational(200, 7), Rational(200, 7)}));
}

template <class Call>
std::string message_of(const Call& call) {
    try {
        call();
    } catch (const InvalidValue& error) {
        return error.what();
    }
    return "nothing is refused";
}

TEST(payout, refuses_what_is_out_of_range) {
    constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
    EXPECT_EQ(message_of([] { payouts(-1, {1}); }),
              "pot = -1 is not allowed: whole units, 0 to 1000000000");
    EXPECT_EQ(message_of([] { payouts(1'000'000'001, {1}); }),
              "pot = 1000000001 is not allowed: whole units, 0 to 1000000000");
    EXPECT_EQ(message_of([] {
                  payouts(5, {1, -2});
              }),
              "weights[1] = -2 is not allowed: 0 or more, with a sum of at most 1000000000");
    EXPECT_EQ(
        message_of([] {
            payouts(5, {1, 1'000'000'000});
        }),
        "weights[1] = 1000000000 is not allowed: 0 or more, with a sum of at most 1000000000");
    EXPECT_EQ(message_of([=] {
                  payouts(5, {largest, largest});
              }),
              "weights[0] = 9223372036854775807 is not allowed: 0 or more, with a sum of at most "
              "1000000000");
    EXPECT_EQ(message_of([] {
                  payouts(5, {0, 0});
              }),
              "sum of weights = 0 is not allowed: some weight above 0");
    EXPECT_EQ(message_of([] { payouts(5, {}); }),
              "sum of weights = 0 is not allowed: some weight above 0");
}

TEST(payout, refuses_every_order_but_the_right_one) {
    const std::vector<CheckedInteger> weights{3, 2, 2};
    const auto refusal = [&](const Numbers& order) {
        const auto paid = pay_out<CheckedInteger>(100, weights, order);
        EXPECT_EQ(paid.amounts.empty(), paid.refusal != PayoutRefusal::none);
        return name_of(paid.refusal);
    };
    EXPECT_EQ(refusal({0, 1, 2}), "None");
    int accepted = 0;
    for (std::int64_t i = 0; i < 27; ++i)
        if (refusal({i / 9, i / 3 % 3, i % 3}) == "None") ++accepted;
    EXPECT_EQ(accepted, 1);
    EXPECT_EQ(refusal({0, 2, 1}), "OutOfOrder");
    EXPECT_EQ(refusal({0, 1, 1}), "OutOfOrder");
    EXPECT_EQ(refusal({0, 1}), "OrderIncomplete");
    EXPECT_EQ(refusal({0, 1, 2, 2}), "OrderIncomplete");
    EXPECT_EQ(refusal({0, 1, 3}), "NotAMember");
    EXPECT_EQ(refusal({-1, 1, 2}), "NotAMember");
}

}  // namespace
