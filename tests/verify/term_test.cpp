#include "essmap/verify/term.hpp"

#include <gtest/gtest.h>

#include "essmap/verify/scenario.hpp"
#include "relaxation.hpp"

namespace {

using namespace essmap::verify;

bool satisfiable(z3::context& context, const std::vector<z3::expr>& formulas) {
    z3::solver solver(context);
    for (const auto& formula : formulas) solver.add(formula);
    return solver.check() == z3::sat;
}

TEST(term, computes_with_known_numbers_at_once) {
    const Term six = Term(2L) * Term(3L);
    EXPECT_TRUE((six == Term(6L)).is_known());
    EXPECT_TRUE((six == Term(6L)).known());
    EXPECT_TRUE((quotient(Term(1L), Term(3L)) == Term(Rational(1, 3))).known());
    EXPECT_TRUE((select(Formula(true), six, Term(0L)) == six).known());
    EXPECT_TRUE((!Formula(false) && Formula(true)).known());
}

TEST(term, divides_as_the_chain_does) {
    for (const Numbers numbers : {Numbers::reals, Numbers::integers}) {
        Encoder encoder(numbers);
        const Term x(encoder, encoder.variable("x"));
        const Term q = quotient(x, Term(4L));
        std::vector<z3::expr> formulas = encoder.definitions();
        formulas.push_back((x == Term(7L)).expression(encoder));
        formulas.push_back((q == Term(1L)).expression(encoder));
        EXPECT_EQ(satisfiable(encoder.context(), formulas), numbers == Numbers::integers);
        EXPECT_EQ(encoder.demands().size(), 1U);
    }
}

TEST(term, the_same_result_must_fit_once) {
    Encoder encoder(Numbers::integers);
    const Term x(encoder, encoder.variable("x"));
    const Term y(encoder, encoder.variable("y"));
    const Term sum = x + y;
    EXPECT_EQ(encoder.demands().size(), 1U);
    const Term again = x + y;
    EXPECT_EQ(encoder.demands().size(), 1U);
    const Term twice = sum + again;
    EXPECT_EQ(encoder.demands().size(), 2U);
    Encoder reals(Numbers::reals);
    const Term z(reals, reals.variable("z"));
    const Term larger = z + Term(1L);
    EXPECT_TRUE(reals.demands().empty());
}

TEST(term, a_fraction_of_a_whole_number_is_exact) {
    Encoder encoder(Numbers::integers);
    const Term x(encoder, encoder.variable("x"));
    const Term half = exact(x) / Term(2L);
    std::vector<z3::expr> formulas = encoder.definitions();
    formulas.push_back((x == Term(3L)).expression(encoder));
    formulas.push_back((half == Term(Rational(3, 2))).expression(encoder));
    EXPECT_TRUE(satisfiable(encoder.context(), formulas));
}

TEST(relaxation, never_loses_a_solution) {
    // x y = 6 with x + y = 5 has whole solutions; so has every relaxation of it.
    Encoder encoder(Numbers::integers);
    const z3::expr x = encoder.variable("x");
    const z3::expr y = encoder.variable("y");
    const z3::expr flag = encoder.truth_variable("flag");
    const std::vector<z3::expr> possible{
        x * y == 6, x + y == 5, z3::implies(flag, x > y), z3::ite(flag, x, y) >= 2,
        x != y,     !(x < 0)};
    for (const auto relaxation : {Relaxation::none, Relaxation::linear, Relaxation::reals}) {
        Relaxer relax(encoder.context(), relaxation);
        std::vector<z3::expr> formulas;
        for (const auto& formula : possible) formulas.push_back(relax(formula));
        for (const auto& fact : relax.facts()) formulas.push_back(fact);
        EXPECT_TRUE(satisfiable(encoder.context(), formulas));
    }
}

TEST(relaxation, of_products_knows_signs_and_order) {
    Encoder encoder(Numbers::reals);
    const z3::expr x = encoder.variable("x");
    const z3::expr y = encoder.variable("y");
    const z3::expr z = encoder.variable("z");
    const auto refutes = [&](const std::vector<z3::expr>& impossible) {
        Relaxer relax(encoder.context(), Relaxation::linear);
        std::vector<z3::expr> formulas;
        for (const auto& formula : impossible) formulas.push_back(relax(formula));
        for (const auto& fact : relax.facts()) formulas.push_back(fact);
        return !satisfiable(encoder.context(), formulas);
    };
    EXPECT_TRUE(refutes({x > 0, y > 0, x * y <= 0}));
    EXPECT_TRUE(refutes({x >= 0, y <= z, x * y > x * z}));
    EXPECT_TRUE(refutes({x == 1, x * y != y}));
    EXPECT_FALSE(refutes({x * y == 6, x == 2, y == 4}));  // what it does not know
}

TEST(shown, is_a_decimal_where_there_is_one) {
    EXPECT_EQ(shown(Rational(5)), "5");
    EXPECT_EQ(shown(Rational(-1, 4)), "-0.25");
    EXPECT_EQ(shown(Rational(-9, 4)), "-2.25");
    EXPECT_EQ(shown(Rational(1, 1000)), "0.001");
    EXPECT_EQ(shown(Rational(1, 3)), "1/3");
}

}  // namespace
