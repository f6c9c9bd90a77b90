#include "essmap/model/guarded/payout_contract.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <numeric>

/// The payout as a program: amounts by hand, all small cases against the definition, every split
/// into batches, every cut, refusals.
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
    const auto paid = check_batch<Rational>(begin_payout<Rational>({100, 3, 7, {7, 0}}), weights);
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

using Checked = std::vector<CheckedInteger>;
using Terms = PayoutTerms<CheckedInteger>;
constexpr std::uint64_t ana = 1;
constexpr std::uint64_t ben = 2;
const Checked weights{3, 2, 2, 7, 0, 1};
const Checked amounts{20, 14, 13, 47, 0, 7};  // members 1 and 2 have equal remainders
const Terms terms = payout_terms(101, weights);

Checked part(const Checked& all, std::size_t first, std::size_t length) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first);
    return {begin, begin + static_cast<std::ptrdiff_t>(length)};
}

/// Runs a payout in the batches that the bits of `split` give: one ends behind member i where bit i
/// is set. @return the amounts that its events pay, by member
Numbers paid_in_batches(unsigned split) {
    PayoutContract contract;
    EXPECT_EQ(contract.begin(ana, 5, terms).refusal, PayoutRefusal::none);
    Numbers paid;
    for (const bool pays : {false, true})
        for (std::size_t first = 0, end = 1; end <= weights.size(); ++end) {
            if (end < weights.size() && (split >> (end - 1) & 1U) == 0) continue;
            const auto at = static_cast<std::int64_t>(first);
            const auto receipt =
                pays ? contract.pay(ana, 5, at, part(amounts, first, end - first))
                     : contract.check(ana, 5, at, part(weights, first, end - first));
            EXPECT_EQ(receipt.refusal, PayoutRefusal::none) << name_of(receipt.refusal);
            EXPECT_EQ(receipt.events.size(), pays ? 1U : 0U);
            for (const auto& event : receipt.events)
                paid.insert(paid.end(), event.data.begin() + 1, event.data.end());
            first = end;
        }
    EXPECT_EQ(contract.payout(ana, 5).steps, CheckedInteger(12));
    return paid;
}

TEST(payout_contract, pays_the_same_in_every_split_into_batches) {
    const Numbers expected = payouts(101, {3, 2, 2, 7, 0, 1});
    EXPECT_EQ(expected, (Numbers{20, 14, 13, 47, 0, 7}));
    for (unsigned split = 0; split < 32; ++split) EXPECT_EQ(paid_in_batches(split), expected);
}

TEST(payout_contract, pays_the_same_with_every_cut_that_it_accepts) {
    int accepted = 0;
    for (std::int64_t remainder = -1; remainder <= 15; ++remainder)
        for (std::int64_t number = -1; number <= 6; ++number) {
            const Terms tried{100, 6, 15, {remainder, number}};
            const auto checked = check_batch<CheckedInteger>(begin_payout(tried), weights);
            if (checked.refusal != PayoutRefusal::none) {
                EXPECT_EQ(checked.refusal, PayoutRefusal::cut_wrong);
                continue;
            }
            EXPECT_EQ(checked.amounts, (Checked{20, 13, 13, 47, 0, 7}));
            ++accepted;
        }
    // From member 5 with 10/15, the last who is paid a unit more, to before member 1 with 5/15.
    EXPECT_EQ(accepted, 2 + 4 * 8 + 2);
}

/// One call: whose, which, under which key, from which member.
PayoutRefusal refusal_of(PayoutContract& contract, bool pays, const CheckedInteger& first,
                         const Checked& batch, std::uint64_t sender = ana, std::uint64_t key = 5) {
    const auto before = contract.payout(sender, key);
    const auto receipt =
        pays ? contract.pay(sender, key, first, batch) : contract.check(sender, key, first, batch);
    EXPECT_EQ(receipt.events.size(), pays && receipt.refusal == PayoutRefusal::none ? 1U : 0U);
    if (receipt.refusal != PayoutRefusal::none) {
        EXPECT_EQ(contract.payout(sender, key).steps, before.steps);
    }
    return receipt.refusal;
}

TEST(payout_contract, refuses_a_batch_out_of_turn_changed_or_repeated) {
    constexpr bool check = false;
    constexpr bool pay = true;
    constexpr auto none = PayoutRefusal::none;
    PayoutContract c;
    EXPECT_EQ(refusal_of(c, check, 0, weights), PayoutRefusal::not_begun);
    EXPECT_EQ(refusal_of(c, pay, 0, amounts), PayoutRefusal::not_begun);
    EXPECT_EQ(c.begin(ana, 5, terms).refusal, none);
    EXPECT_EQ(refusal_of(c, check, 0, weights, ben), PayoutRefusal::not_begun);
    EXPECT_EQ(refusal_of(c, pay, 0, part(amounts, 0, 2)), PayoutRefusal::out_of_turn);
    EXPECT_EQ(refusal_of(c, check, 2, part(weights, 2, 2)), PayoutRefusal::out_of_turn);
    EXPECT_EQ(refusal_of(c, check, -1, weights), PayoutRefusal::out_of_turn);
    EXPECT_EQ(refusal_of(c, check, 0, {}), PayoutRefusal::batch_out_of_range);
    EXPECT_EQ(refusal_of(c, check, 0, {3, 2, 2, 7, 0, 1, 0}), PayoutRefusal::batch_out_of_range);
    EXPECT_EQ(refusal_of(c, check, 0, {3, -2}), PayoutRefusal::weight_out_of_range);
    EXPECT_EQ(refusal_of(c, check, 0, {3, 13}), PayoutRefusal::weight_out_of_range);
    EXPECT_EQ(refusal_of(c, check, 0, part(weights, 0, 2)), none);
    EXPECT_EQ(refusal_of(c, check, 0, part(weights, 0, 2)), PayoutRefusal::out_of_turn);
    EXPECT_EQ(refusal_of(c, check, 2, {2, 7, 0, 0}), PayoutRefusal::total_wrong);
    EXPECT_EQ(refusal_of(c, check, 2, {1, 8, 0, 1}), PayoutRefusal::cut_wrong);
    EXPECT_EQ(refusal_of(c, pay, 0, part(amounts, 0, 2)), PayoutRefusal::out_of_turn);
    EXPECT_EQ(refusal_of(c, check, 2, part(weights, 2, 4)), none);
    EXPECT_EQ(refusal_of(c, check, 0, part(weights, 0, 2)), PayoutRefusal::out_of_turn);
    EXPECT_EQ(refusal_of(c, check, 6, {1}), PayoutRefusal::out_of_turn);
    EXPECT_EQ(refusal_of(c, pay, 2, part(amounts, 2, 4)), PayoutRefusal::out_of_turn);
    EXPECT_EQ(refusal_of(c, pay, 0, part(amounts, 0, 3)), PayoutRefusal::batch_changed);
    EXPECT_EQ(refusal_of(c, pay, 0, {14, 20}), PayoutRefusal::batch_changed);
    EXPECT_EQ(refusal_of(c, pay, 0, part(amounts, 0, 2), ben), PayoutRefusal::not_begun);
    EXPECT_EQ(refusal_of(c, pay, 0, part(amounts, 0, 2)), none);
    EXPECT_EQ(refusal_of(c, pay, 0, part(amounts, 0, 2)), PayoutRefusal::out_of_turn);
    EXPECT_EQ(refusal_of(c, pay, 2, part(amounts, 2, 4)), none);
    EXPECT_EQ(refusal_of(c, pay, 2, part(amounts, 2, 4)), PayoutRefusal::out_of_turn);
    EXPECT_EQ(refusal_of(c, pay, 6, {1}), PayoutRefusal::out_of_turn);
    EXPECT_EQ(c.begin(ana, 5, terms).refusal, PayoutRefusal::already_begun);
}

TEST(payout_contract, refuses_terms_out_of_range) {
    const auto refusal = [](const Terms& tried) {
        return PayoutContract().begin(ana, 5, tried).refusal;
    };
    constexpr std::int64_t most = 1'000'000'000;
    EXPECT_EQ(refusal({most, most, most, {0, 0}}), PayoutRefusal::none);
    EXPECT_EQ(refusal({0, 1, 1, {-5, -5}}), PayoutRefusal::none);
    EXPECT_EQ(refusal({-1, 1, 1, {0, 0}}), PayoutRefusal::pot_out_of_range);
    EXPECT_EQ(refusal({most + 1, 1, 1, {0, 0}}), PayoutRefusal::pot_out_of_range);
    EXPECT_EQ(refusal({0, 0, 1, {0, 0}}), PayoutRefusal::members_out_of_range);
    EXPECT_EQ(refusal({0, most + 1, 1, {0, 0}}), PayoutRefusal::members_out_of_range);
    EXPECT_EQ(refusal({0, 1, 0, {0, 0}}), PayoutRefusal::total_out_of_range);
    EXPECT_EQ(refusal({0, 1, most + 1, {0, 0}}), PayoutRefusal::total_out_of_range);
}

TEST(payout_contract, an_abandoned_payout_holds_up_no_other) {
    PayoutContract c;
    EXPECT_EQ(c.begin(ana, 5, terms).refusal, PayoutRefusal::none);
    EXPECT_EQ(refusal_of(c, false, 0, part(weights, 0, 2)), PayoutRefusal::none);
    // The same key of another sender, and another key of the same one.
    for (const auto& [sender, key] : {std::pair{ben, 5UL}, std::pair{ana, 6UL}}) {
        EXPECT_EQ(c.begin(sender, key, terms).refusal, PayoutRefusal::none);
        EXPECT_EQ(refusal_of(c, false, 0, weights, sender, key), PayoutRefusal::none);
        EXPECT_EQ(refusal_of(c, true, 0, amounts, sender, key), PayoutRefusal::none);
    }
    EXPECT_EQ(c.payout(ana, 5).steps, CheckedInteger(2));
    EXPECT_EQ(refusal_of(c, false, 2, part(weights, 2, 4)), PayoutRefusal::none);
    EXPECT_EQ(refusal_of(c, true, 0, part(amounts, 0, 2)), PayoutRefusal::none);
}

}  // namespace
