#include <gtest/gtest.h>

#include <cstdint>
#include <random>

#include "essmap/model/checked_integer.hpp"
#include "essmap/model/guarded/example.hpp"

namespace {

using namespace essmap::model;
using guarded::Rules;

/// The points that a counted report is paid, without the guard's arithmetic: B and gamma are whole,
/// so that pi = B (1 - theta/(scale r)) - gamma rounded down is the largest whole number not above
/// it.
std::int64_t paid(std::int64_t scale, std::int64_t rank, std::int64_t benefit, std::int64_t theta,
                  std::int64_t gamma) {
    std::int64_t points = benefit - gamma;
    while ((points - benefit + gamma) * scale * rank > -benefit * theta) --points;
    return points;
}

/// Case 1 as paid: sharing grows, P + n mu - Delta (1 - x) > 0, for shares x of fourths.
bool sharing_grows(std::int64_t paid, std::int64_t charged, std::int64_t stock) {
    for (std::int64_t fourths = 0; fourths <= 4; ++fourths)
        if (4 * (paid + charged) - stock * (4 - fourths) <= 0) return false;
    return true;
}

TEST(guard, agrees_with_brute_force_on_half_a_million_configurations) {
    std::mt19937_64 random(3);
    const auto any = [&](std::int64_t lo, std::int64_t hi) {
        return std::uniform_int_distribution<std::int64_t>(lo, hi)(random);
    };
    int safe = 0;
    int edge = 0;
    for (int trial = 0; trial < 500'000; ++trial) {
        Rules<CheckedInteger> rules{};
        const std::int64_t scale = any(1, 8);
        const std::int64_t rank_min = any(1, 4);
        const std::int64_t rank_max = rank_min + any(0, 2);
        const std::int64_t benefit = any(1, 24);
        const std::int64_t stock = any(0, 8);
        const std::int64_t theta_max = any(0, scale * 4);
        const std::int64_t theta_min = any(0, theta_max);
        const std::int64_t gamma_max = any(-12, 12);
        const std::int64_t gamma_min = gamma_max - any(0, 2);
        rules.scale = scale;
        rules.rank_min = rank_min;
        rules.rank_max = rank_max;
        rules.benefit = benefit;
        rules.stock_max = stock;
        rules.theta_min = theta_min;
        rules.theta_max = theta_max;
        rules.gamma_min = gamma_min;
        rules.gamma_max = gamma_max;
        const bool guard = guarded::keeps_case_1(rules);
        bool everybody = true;
        for (std::int64_t rank = rank_min; rank <= rank_max; ++rank)
            for (const std::int64_t theta : {theta_min, any(theta_min, theta_max), theta_max})
                for (std::int64_t gamma = gamma_min; gamma <= gamma_max; ++gamma)
                    everybody = everybody &&
                                sharing_grows(paid(scale, rank, benefit, theta, gamma),
                                              any(0, 2) * any(0, 3), any(0, stock)) &&
                                sharing_grows(paid(scale, rank, benefit, theta, gamma), 0, stock);
        ASSERT_EQ(guard, everybody)
            << "scale " << scale << " ranks " << rank_min << ".." << rank_max << " B " << benefit
            << " Delta " << stock << " theta " << theta_max << " gamma " << gamma_max;
        safe += guard ? 1 : 0;
        // On the boundary itself: one point less of gamma would have passed.
        rules.gamma_max = gamma_max - 1;
        edge += !guard && guarded::keeps_case_1(rules) ? 1 : 0;
    }
    EXPECT_GT(safe, 100'000);
    EXPECT_LT(safe, 400'000);
    EXPECT_GT(edge, 5'000);
}

TEST(guard, refuses_amounts_that_are_in_case_1_before_they_are_rounded) {
    auto rules = guarded::example_rules<CheckedInteger>();
    rules.theta_max = 2001;
    rules.gamma_max = 249;  // a = 0.75 of a point, and P - Delta = 0
    EXPECT_FALSE(guarded::keeps_case_1(rules));
    EXPECT_EQ(guarded::least_pay(rules), rules.stock_max);
}

/// Rules of small numbers, of which the guard admits some.
class SmallRules {
public:
    explicit SmallRules(unsigned seed) : random_(seed) {}

    std::int64_t any(std::int64_t lo, std::int64_t hi) {
        return std::uniform_int_distribution<std::int64_t>(lo, hi)(random_);
    }
    Rules<CheckedInteger> draw() {
        Rules<CheckedInteger> rules{};
        const std::int64_t scale = any(2, 8);
        const std::int64_t rank = any(1, 4);
        const std::int64_t theta = any(0, scale * 2);
        const std::int64_t gamma = any(-12, 8);
        const std::int64_t error = any(0, scale - 1);
        rules.scale = scale;
        rules.rank_min = rank;
        rules.rank_max = rank + any(0, 2);
        rules.benefit = any(1, 24);
        rules.stock_max = any(0, 8);
        rules.theta_max = theta;
        rules.theta_min = any(0, theta);
        rules.gamma_max = gamma;
        rules.gamma_min = gamma - any(0, 2);
        rules.quorum = any(0, 3) == 0 ? 0 : 2;
        rules.penalty = any(0, 30);
        rules.effort_max = any(0, 8);
        rules.error_max = error;
        rules.detection_min = any(error + 1, scale);
        return rules;
    }

private:
    std::mt19937_64 random_;
};

/// Case 1* at one pay and one set of chances in parts of scale, all multiplied by 4 scale: honest
/// sharing pays more than keeping, for shares x of fourths, and than junk.
bool honesty_pays(std::int64_t scale, std::int64_t paid, std::int64_t stock, std::int64_t effort,
                  std::int64_t penalty, std::int64_t found, std::int64_t error) {
    const std::int64_t honest = scale * (paid - effort) - error * (paid + penalty);
    const std::int64_t junk = scale * paid - found * (paid + penalty);
    for (std::int64_t fourths = 0; fourths <= 4; ++fourths)
        if (4 * honest <= scale * stock * (4 - fourths)) return false;
    return honest > junk;
}

/// The same for all of the rules: efforts, penalties, chances and stocks up to their bounds.
bool honesty_always_pays(const Rules<CheckedInteger>& rules, SmallRules& random) {
    const std::int64_t scale = rules.scale.value();
    const std::int64_t efforts = rules.effort_max.value();
    const std::int64_t errors = rules.error_max.value();
    const std::int64_t least = rules.detection_min.value();
    for (std::int64_t rank = rules.rank_min.value(); rank <= rules.rank_max.value(); ++rank)
        for (const auto& theta : {rules.theta_min, rules.theta_max})
            for (const auto& gamma : {rules.gamma_min, rules.gamma_max})
                for (const std::int64_t effort : {std::int64_t{0}, random.any(0, efforts), efforts})
                    for (const std::int64_t error :
                         {std::int64_t{0}, random.any(0, errors), errors})
                        for (const std::int64_t found : {least, random.any(least, scale), scale})
                            if (!honesty_pays(scale,
                                              paid(scale, rank, rules.benefit.value(),
                                                   theta.value(), gamma.value()),
                                              rules.stock_max.value(), effort,
                                              rules.penalty.value(), found, error))
                                return false;
    return true;
}

TEST(guard, of_a_review_agrees_with_brute_force_on_a_hundred_thousand_configurations) {
    SmallRules random(4);
    int honest = 0;
    int only_sharing = 0;
    for (int trial = 0; trial < 100'000; ++trial) {
        const auto rules = random.draw();
        const bool guard = guarded::keeps_case_1(rules);
        if (!guarded::reviewed(rules)) {
            if (guard) {
                ASSERT_TRUE(guarded::keeps_honesty(rules));  // nothing is asked without a review
            }
            continue;
        }
        const bool both = guard && guarded::keeps_honesty(rules);
        ASSERT_EQ(both, honesty_always_pays(rules, random))
            << "scale " << rules.scale.value() << " P " << guarded::least_pay(rules).value()
            << " Delta " << rules.stock_max.value() << " s " << rules.penalty.value() << " e "
            << rules.effort_max.value() << " p " << rules.detection_min.value() << " f "
            << rules.error_max.value();
        honest += both ? 1 : 0;
        only_sharing += guard && !both ? 1 : 0;
    }
    EXPECT_GT(honest, 5'000);
    EXPECT_GT(only_sharing, 5'000);
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
