#include <gtest/gtest.h>

#include <cstdint>
#include <random>

#include "essmap/model/checked_integer.hpp"
#include "essmap/model/game.hpp"
#include "essmap/model/guarded/rules.hpp"

namespace {

using namespace essmap::model;
using guarded::Rules;

/// A fraction of small whole numbers, exact: the game's payoffs, without the guard's arithmetic.
struct Fraction {
    std::int64_t above = 0;
    std::int64_t below = 1;  ///< > 0
    explicit Fraction(std::int64_t a, std::int64_t b = 1) : above(a), below(b) {}
    friend Fraction operator+(Fraction x, Fraction y) {
        return Fraction(x.above * y.below + y.above * x.below, x.below * y.below);
    }
    friend Fraction operator-(Fraction x, Fraction y) {
        return Fraction(x.above * y.below - y.above * x.below, x.below * y.below);
    }
    friend Fraction operator*(Fraction x, Fraction y) {
        return Fraction(x.above * y.above, x.below * y.below);
    }
    friend Fraction operator/(Fraction x, Fraction y) {
        return Fraction(x.above * y.below, x.below * y.above);
    }
    friend bool operator>(Fraction x, Fraction y) { return x.above * y.below > y.above * x.below; }
};

/// Case 1 from the payoffs (Table 1): sharing pays more than not sharing where nobody shares, and
/// where everybody does.
bool sharing_dominates(std::int64_t scale, std::int64_t rank, std::int64_t theta,
                       std::int64_t gamma, std::int64_t mu, std::int64_t k, std::int64_t benefit) {
    const Parameters<Fraction> game{Fraction(rank),   Fraction(theta, scale), Fraction(gamma),
                                    Fraction(mu),     Fraction(k, scale),     Fraction(0),
                                    Fraction(benefit)};
    const auto pays = payoff_matrix(game);
    return pays.share_keep > pays.keep_keep && pays.share_share > pays.keep_share;
}

TEST(guard, agrees_with_brute_force_on_a_million_configurations) {
    std::mt19937_64 random(3);
    const auto any = [&](std::int64_t lo, std::int64_t hi) {
        return std::uniform_int_distribution<std::int64_t>(lo, hi)(random);
    };
    int safe = 0;
    int edge = 0;
    for (int trial = 0; trial < 1'000'000; ++trial) {
        Rules<CheckedInteger> rules{};
        const std::int64_t scale = any(2, 8);
        const std::int64_t rank_min = any(1, 4);
        const std::int64_t rank_max = rank_min + any(0, 2);
        const std::int64_t low = any(1, 12);
        const std::int64_t high = low + any(0, 4);
        const std::int64_t k = any(1, scale - 1);
        const std::int64_t theta = any(0, scale * 4);
        const std::int64_t gamma = any(-12, 12);
        rules.scale = scale;
        rules.rank_min = rank_min;
        rules.rank_max = rank_max;
        rules.benefit_min = low;
        rules.benefit_max = high;
        rules.stock_share = k;
        const bool guard = guarded::keeps_case_1<CheckedInteger>(rules, CheckedInteger(theta),
                                                                 CheckedInteger(gamma));
        bool everybody = true;
        for (std::int64_t rank = rank_min; rank <= rank_max; ++rank)
            for (std::int64_t benefit = low; benefit <= high; ++benefit)
                for (const std::int64_t share : {std::int64_t{1}, k})
                    everybody = everybody && sharing_dominates(scale, rank, theta, gamma, any(0, 3),
                                                               share, benefit);
        ASSERT_EQ(guard, everybody)
            << "scale " << scale << " ranks " << rank_min << ".." << rank_max << " U " << low
            << ".." << high << " k " << k << " theta " << theta << " gamma " << gamma;
        safe += guard ? 1 : 0;
        // On the boundary itself: one point less of gamma would have passed.
        edge += !guard && guarded::keeps_case_1<CheckedInteger>(rules, CheckedInteger(theta),
                                                                CheckedInteger(gamma - 1))
                    ? 1
                    : 0;
    }
    EXPECT_GT(safe, 200'000);
    EXPECT_LT(safe, 800'000);
    EXPECT_GT(edge, 10'000);
}

TEST(checked_integer, refuses_what_the_chain_refuses) {
    const CheckedInteger largest(INT64_MAX);
    const CheckedInteger one(1);
    EXPECT_THROW(largest + one, ArithmeticFault);
    EXPECT_THROW(CheckedInteger(INT64_MIN) - one, ArithmeticFault);
    EXPECT_THROW(largest * CheckedInteger(2), ArithmeticFault);
    EXPECT_THROW(-CheckedInteger(INT64_MIN), ArithmeticFault);
    EXPECT_THROW(quotient(one, CheckedInteger(0)), ArithmeticFault);
    EXPECT_THROW(quotient(-one, one), ArithmeticFault);
    EXPECT_EQ(quotient(CheckedInteger(7), CheckedInteger(2)), CheckedInteger(3));
    EXPECT_EQ(largest - one + one, largest);
}

}  // namespace
