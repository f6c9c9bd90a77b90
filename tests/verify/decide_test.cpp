#include "essmap/verify/decide.hpp"

#include <gtest/gtest.h>

namespace {

using namespace essmap::verify;
using essmap::model::quotient;

template <class T, class Text>
Property property(const Text& text, Expect expect = Expect::proved) {
    return make_property<T>(Subject::theory, {"test.property", "a sentence", "x", expect}, text);
}

/// x^2 - 2 y^2 = 1 has whole solutions beyond (1, 0): the claim is that there is none.
const auto pell = [](auto& s) {
    using T = Number<decltype(s)>;
    const T x = s.number("x", "", 1);
    const T y = s.number("y", "", 0);
    s.assume(T(0) <= y && T(0) < x);
    s.claim("only the trivial one", y == T(0) || !(x * x - T(2) * y * y == T(1)));
};

TEST(decide, proves_a_truth_over_reals_and_integers) {
    const auto square = [](auto& s) {
        using T = Number<decltype(s)>;
        const T x = s.number("x", "", 1);
        const T y = s.number("y", "", 2);
        s.claim("squares do not cancel", T(0) <= x * x + y * y);
    };
    EXPECT_EQ(decide(property<Rational>(square), {}).result, Result::proved);
    EXPECT_EQ(decide(property<CheckedInteger>(square), {}).result, Result::proved);
}

TEST(decide, refutes_with_the_smallest_change_of_the_example) {
    const auto verdict = decide(property<CheckedInteger>(pell), {});
    ASSERT_EQ(verdict.result, Result::refuted);
    EXPECT_EQ(verdict.counterexample->values.at("y"), 2);
    EXPECT_EQ(verdict.counterexample->values.at("x"), 3);
    EXPECT_EQ(verdict.counterexample->changed, (std::vector<std::string>{"x", "y"}));
    EXPECT_FALSE(verdict.counterexample->trace.empty());
}

TEST(decide, tells_reals_from_integers) {
    const auto half = [](auto& s) {
        using T = Number<decltype(s)>;
        const T x = s.number("x", "", 3);
        s.assume(T(0) <= x);
        s.claim("dividing by 2 loses nothing", quotient(x, T(2)) * T(2) == x);
    };
    EXPECT_EQ(decide(property<Rational>(half), {}).result, Result::proved);
    EXPECT_EQ(decide(property<CheckedInteger>(half), {}).result, Result::refuted);
}

TEST(decide, refutes_by_a_fault_of_arithmetic) {
    const auto grow = [](auto& s) {
        using T = Number<decltype(s)>;
        const T x = s.number("x", "", 3);
        s.assume(T(0) <= x && x <= T(5'000'000'000));
        const T square = x * x;
        s.show("square", square, "");
        s.claim_arithmetic();
    };
    EXPECT_EQ(decide(property<Rational>(grow), {}).result, Result::proved);
    const auto verdict = decide(property<CheckedInteger>(grow), {});
    ASSERT_EQ(verdict.result, Result::refuted);
    EXPECT_GE(verdict.counterexample->values.at("x"), 3'037'000'500L);
    EXPECT_NE(verdict.counterexample->trace.back().find("overflows"), std::string::npos);
}

TEST(decide, refutes_a_division_by_zero) {
    const auto share = [](auto& s) {
        using T = Number<decltype(s)>;
        const T x = s.number("x", "", 3);
        s.assume(T(0) <= x);
        const T part = quotient(T(1), x);
        s.show("part", part, "");
        s.claim_arithmetic();
    };
    for (const auto& p : {property<Rational>(share), property<CheckedInteger>(share)}) {
        const auto verdict = decide(p, {});
        ASSERT_EQ(verdict.result, Result::refuted);
        EXPECT_EQ(verdict.counterexample->values.at("x"), 0);
    }
}

TEST(decide, sees_that_a_property_holds_of_nothing) {
    const auto empty = [](auto& s) {
        using T = Number<decltype(s)>;
        const T x = s.number("x", "", 3);
        s.assume(x < T(0) && T(0) < x);
        s.claim("anything", T(1) <= T(0));
    };
    const auto verdict = decide(property<Rational>(empty), {});
    EXPECT_EQ(verdict.result, Result::proved);
    EXPECT_FALSE(verdict.assumptions_satisfiable);
}

TEST(decide, never_takes_a_timeout_for_a_success) {
    // x^3 + y^3 + z^3 = 42: the smallest solution has 17 digits.
    const auto cubes = [](auto& s) {
        using T = Number<decltype(s)>;
        const T x = s.number("x", "", 1);
        const T y = s.number("y", "", 2);
        const T z = s.number("z", "", 3);
        s.claim("no solution", !(x * x * x + y * y * y + z * z * z == T(42)));
    };
    const auto verdict = decide(property<CheckedInteger>(cubes), {Solver::z3, 200, false});
    EXPECT_EQ(verdict.result, Result::unknown);
    EXPECT_FALSE(verdict.why_unknown.empty());
    EXPECT_LT(verdict.seconds, 60.0);
}

TEST(decide, cvc5_finds_and_refutes_by_itself) {
    const auto verdict = decide(property<CheckedInteger>(pell), {Solver::cvc5, 5'000, false});
    ASSERT_EQ(verdict.result, Result::refuted);
    EXPECT_EQ(verdict.counterexample->values.at("x"), 3);
    const auto third = [](auto& s) {
        using T = Number<decltype(s)>;
        const T x = s.number("x", "", 1);
        const auto flag = s.truth("flag", false);
        s.claim("not a third below 0", flag || !(x * T(3) == T(-1)));
    };
    const auto fraction = decide(property<Rational>(third), {Solver::cvc5, 5'000, false});
    EXPECT_NE(fraction.result, Result::proved);
    if (fraction.counterexample) {
        EXPECT_EQ(fraction.counterexample->values.at("x"), Rational(-1, 3));
    }
}

TEST(second_opinion, notices_a_contradiction) {
    auto verdict = decide(property<CheckedInteger>(pell), {Solver::z3, 10'000, true});
    ASSERT_FALSE(verdict.queries.empty());
    EXPECT_TRUE(second_opinion(verdict.queries, 5'000).disagreed.empty());
    for (auto& query : verdict.queries)
        if (query.result == Result::refuted) query.result = Result::proved;
    const auto opinion = second_opinion(verdict.queries, 5'000);
    EXPECT_FALSE(opinion.disagreed.empty());
}

TEST(decide, uses_earlier_claims_only_once_they_are_proved) {
    const auto steps = [](auto& s) {
        using T = Number<decltype(s)>;
        const T x = s.number("x", "", 1);
        s.claim("false", T(1) <= x);
        s.claim("follows from it", T(0) < x);
    };
    EXPECT_EQ(decide(property<Rational>(steps), {}).result, Result::refuted);
}

}  // namespace
