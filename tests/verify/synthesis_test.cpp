#include "essmap/verify/synthesis.hpp"

#include <gtest/gtest.h>

#include "essmap/verify/decide.hpp"

namespace {

using namespace essmap::verify;
using essmap::model::BenefitKind;

Environment table3() {
    return {
        4, 4, {BenefitKind::given, 10}, {BenefitKind::given, 10}, Rational(1, 4), Rational(1, 4)};
}

TEST(synthesis, finds_the_edges_of_table3) {
    const TradeOff trade_off(table3());
    EXPECT_EQ(trade_off.gamma_bound(2).lo, Rational(5, 2));   // gamma < 2.5 at theta = 2
    EXPECT_EQ(trade_off.gamma_bound(Rational(11, 5)).hi, 2);  // theta = 2.2 at gamma = 2
    EXPECT_EQ(trade_off.turn(), 3);
}

TEST(synthesis, takes_the_worse_end_of_the_benefit) {
    auto environment = table3();
    environment.benefit_max.value = 12;
    const TradeOff trade_off(environment);
    EXPECT_EQ(trade_off.gamma_bound(2).lo, Rational(5, 2));
    EXPECT_EQ(trade_off.gamma_bound(4).lo, -3);  // -0.25 x 12
}

TEST(synthesis, encloses_the_logarithm) {
    auto environment = table3();
    environment.benefit_min = {BenefitKind::from_cost, 20};
    environment.benefit_max = {BenefitKind::from_cost, 400};
    const TradeOff trade_off(environment);
    const auto bound = trade_off.gamma_bound(2);
    EXPECT_LT(bound.lo, bound.hi);
    EXPECT_NEAR(bound.lo.get_d(), 0.25 * std::log(21.0), 1e-14);
    EXPECT_NEAR(trade_off.gamma_bound(4).lo.get_d(), -0.25 * std::log(401.0), 1e-14);
}

TEST(synthesis, is_proved_safe_and_weakest) {
    for (const double C : {0.5, 20.0}) {
        Environment environment{1,
                                6,
                                {BenefitKind::from_cost, C},
                                {BenefitKind::from_cost, 400},
                                Rational(1, 10),
                                Rational(1, 3)};
        for (const auto& property : TradeOff(environment).properties()) {
            const Verdict verdict = decide(property, {});
            EXPECT_EQ(verdict.result, Result::proved) << property.statement.id;
            EXPECT_TRUE(verdict.assumptions_satisfiable) << property.statement.id;
        }
    }
}

TEST(synthesis, rounds_a_printed_bound_down) {
    EXPECT_EQ(shown_below(Rational(5, 2)), "2.5");
    EXPECT_EQ(shown_below(Rational(2, 3)), "0.666666666");
    EXPECT_EQ(shown_below(Rational(-2, 3)), "-0.666666667");
    EXPECT_EQ(shown_below(Rational(3)), "3");
}

}  // namespace
