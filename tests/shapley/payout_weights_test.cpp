#include "essmap/shapley/payout_weights.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

#include "../refusal.hpp"
#include "essmap/model/guarded/payout.hpp"

namespace {

using namespace essmap;
using model::Rational;
using Whole = std::vector<std::int64_t>;

TEST(payout_weights, are_the_fractions_themselves_where_they_have_a_small_denominator) {
    EXPECT_EQ(shapley::payout_weights(std::vector<Rational>{{19, 2}, 8, {13, 2}}),
              (Whole{19, 16, 13}));
    EXPECT_EQ(shapley::payout_weights(std::vector<Rational>{{1, 6}, {1, 6}, {2, 3}}),
              (Whole{1, 1, 4}));
    EXPECT_EQ(shapley::payout_weights(std::vector<Rational>{0, 3}), (Whole{0, 3}));
}

TEST(payout_weights, pay_out_the_largest_pot_by_largest_remainder_of_the_shares) {
    // Floors would leave two units of weight, and the contract would give both to the third.
    const std::vector<double> shares{173021374.93, 144425187.75, 682553437.32};
    const auto weights = shapley::payout_weights(shares);
    EXPECT_EQ(weights, (Whole{173021375, 144425188, 682553437}));
    EXPECT_EQ(model::guarded::payouts(1'000'000'000, weights), weights);
}

TEST(payout_weights, are_off_by_less_than_one_and_sum_to_the_most) {
    std::mt19937_64 random(2);
    for (int trial = 0; trial < 200; ++trial) {
        std::vector<double> shares(1 + random() % 50);
        for (double& share : shares) share = std::ldexp(static_cast<double>(random()), -70);
        const auto weights = shapley::payout_weights(shares);
        Rational total;
        for (const double share : shares) total += Rational(share);
        for (std::size_t i = 0; i < shares.size(); ++i) {
            const Rational exact = Rational(shares[i]) * 1'000'000'000 / total;
            EXPECT_LT(abs(Rational(static_cast<long>(weights[i])) - exact), 1);
        }
        EXPECT_EQ(std::accumulate(weights.begin(), weights.end(), std::int64_t{0}), 1'000'000'000);
    }
}

TEST(payout_weights, refuse_who_would_pay) {
    EXPECT_THROW(shapley::payout_weights(std::vector<double>{1.0, -0.1}), model::InvalidValue);
    EXPECT_EQ(shapley::payout_weights(std::vector<double>{1.0, -1e-17})[1], 0);
    EXPECT_THROW(shapley::payout_weights(std::vector<double>{0.0, 0.0}), model::InvalidValue);
    EXPECT_THROW(shapley::payout_weights(std::vector<double>{NAN}), model::InvalidValue);
    const std::vector<std::string> names{"ana", "ben", "cleo", "dan", "eve", "fay", "gus", "hal"};
    const auto message = [&](const auto& shares) {
        return test::refusal([&] { shapley::payout_weights(shares, names); });
    };
    EXPECT_EQ(message(std::vector<Rational>{{-1, 2}, 5}),
              "share of ana = -0.5 is not allowed: 0 or more: nobody pays into the pot");
    EXPECT_EQ(
        message(std::vector<double>{-1, 5, -2}),
        "share of ana = -1, of cleo = -2 is not allowed: 0 or more: nobody pays into the pot");
    EXPECT_EQ(
        message(std::vector<double>{-1, -2, -3, -4, 50, -5, -6, -7}),
        "share of ana = -1, of ben = -2, of cleo = -3, of dan = -4, of fay = -5 and of 2 more "
        "is not allowed: 0 or more: nobody pays into the pot");
}

}  // namespace
