#include "essmap/model/game.hpp"

#include <gtest/gtest.h>

#include <random>

#include "../reference.hpp"
#include "essmap/model/classification.hpp"

namespace {

using namespace essmap;
using namespace essmap::model;

ParameterValues table3(int number) {
    const double gamma[] = {2, 4, 7};
    return {4,
            2,
            gamma[number - 1],
            number == 2 ? 0.2 : 8.0,
            0.25,
            1.0,
            {BenefitKind::given, number == 2 ? 4.0 : 10.0}};
}

TEST(game, table3_gives_the_papers_cases) {
    const auto first = classify(table3(1));
    EXPECT_EQ(first.outcome, Case::all_share);
    EXPECT_EQ(first.a, 0.5);
    EXPECT_EQ(first.b, 10.5);
    EXPECT_FALSE(first.eta);
    EXPECT_EQ(first.stable, std::vector<double>{1.0});
    EXPECT_EQ(first.margin, 0.5);
    const auto second = classify(table3(2));
    EXPECT_EQ(second.outcome, Case::none_share);
    EXPECT_EQ(second.a, -3);
    EXPECT_EQ(second.b, 1.2);
    EXPECT_EQ(second.stable, std::vector<double>{0.0});
    const auto third = classify(table3(3));
    EXPECT_EQ(third.outcome, Case::bistable);
    EXPECT_EQ(third.a, -4.5);
    EXPECT_DOUBLE_EQ(*third.eta, 3.0 / 7.0);
    EXPECT_EQ(third.stable, (std::vector<double>{0.0, 1.0}));
    EXPECT_EQ(third.margin, -4.5);
}

TEST(game, boundaries_in_decimals_are_exactly_degenerate) {
    auto p = table3(1);
    p.theta = 2.2;  // a = 10 (1 - 0.55 - 0.25) - 2 = 0, though not in doubles
    const auto c = classify(p);
    EXPECT_EQ(c.outcome, Case::degenerate);
    EXPECT_EQ(c.a, 0.0);
    EXPECT_EQ(c.margin, 0.0);
    EXPECT_EQ(c.stable, std::vector<double>{1.0});  // F = b x^2 (1-x), b > 0
    p.theta = std::nextafter(2.2, 3.0);
    EXPECT_EQ(classify(p).outcome, Case::bistable);
    p.theta = std::nextafter(2.2, 2.0);
    EXPECT_EQ(classify(p).outcome, Case::all_share);
    // With C given U is transcendental: a = 0 only where slope and gamma both vanish.
    ParameterValues q{4, 3, 0, 1, 0.25, 1, {BenefitKind::from_cost, 10}};
    EXPECT_EQ(classify(q).outcome, Case::degenerate);
    q.gamma = 1e-100;
    EXPECT_EQ(classify(q).outcome, Case::bistable);
    EXPECT_NEAR(classify(q).a, -1e-100, 1e-115);
}

TEST(game, neutral_where_a_and_b_vanish) {
    // 1 - theta/r = 0.5, gamma = 2.5 = U (0.5 - k), mu = -k U.
    const ParameterValues p{4, 2, 2.5, -2.5, 0.25, 1, {BenefitKind::given, 10}};
    const auto c = classify(p);
    EXPECT_EQ(c.outcome, Case::degenerate);
    EXPECT_TRUE(c.stable.empty());
    EXPECT_EQ(PointGame(p).attractor(0.3), Attractor::stays);
}

TEST(game, every_reference_row) {
    for (const auto& row : test::reference_rows()) {
        const auto c = classify(row.values);
        const double scale = test::largest_term(row.values);
        ASSERT_EQ(static_cast<int>(c.outcome), row.outcome);
        ASSERT_NEAR(c.a, row.a, 1e-14 * scale);
        ASSERT_NEAR(c.b, row.b, 1e-14 * scale);
        ASSERT_EQ(c.eta.has_value(), row.eta.has_value());
        if (row.eta) {
            // Condition of eta = -a/b in the largest term of a and b.
            const double condition = scale * (1 / std::abs(row.a) + 1 / std::abs(row.b));
            ASSERT_NEAR(*c.eta, *row.eta, *row.eta * std::max(1e-12, 10 * condition * 0x1p-53));
        }
    }
}

TEST(game, attractors_by_the_exact_side_of_eta) {
    const PointGame game(table3(3));
    EXPECT_EQ(game.attractor(0.0), Attractor::stays);
    EXPECT_EQ(game.attractor(1.0), Attractor::stays);
    EXPECT_EQ(game.attractor(3.0 / 7.0 - 1e-15), Attractor::none);
    EXPECT_EQ(game.attractor(3.0 / 7.0 + 1e-15), Attractor::all);
    // eta = 0.2 exactly: U = 10, level 2/5 of EGDSI's R2 (theta/r = 0.6).
    const PointGame at(ParameterValues{5, 3, 2, 0, 0.25, 4, {BenefitKind::given, 10}});
    EXPECT_EQ(at.attractor(0.2), Attractor::stays);
    EXPECT_EQ(at.attractor(std::nextafter(0.2, 1.0)), Attractor::all);
    const PointGame inside(ParameterValues{4, 1, 4, -5, 0.25, 1, {BenefitKind::given, 10}});
    EXPECT_EQ(inside.outcome(), Case::coexistence);
    EXPECT_EQ(inside.attractor(0.01), Attractor::interior);
    EXPECT_EQ(inside.attractor(0.99), Attractor::interior);
}

TEST(game, eq6_follows_from_table1_and_omega_drops_out) {
    std::mt19937_64 random(3);
    std::uniform_int_distribution<int> draw(-40, 40);
    const auto rational = [&]() -> Rational { return Rational(draw(random)) / 7; };
    for (int i = 0; i < 500; ++i) {
        Parameters<Rational> p{Rational(1) + abs(rational()),
                               abs(rational()),
                               rational(),
                               rational(),
                               Rational(1 + i % 6, 7),
                               abs(rational()),
                               Rational(1, 9) + abs(rational())};
        const Rational x = Rational(i % 8) / 7;
        const Rational expected = replicator(coefficients(p), x);
        ASSERT_EQ(replicator_from_payoffs(payoff_matrix(p), x), expected);
        p.omega += 17;
        ASSERT_EQ(replicator_from_payoffs(payoff_matrix(p), x), expected);
        const auto c = coefficients(p);
        ASSERT_EQ(c.a + c.b, c.q);
        ASSERT_EQ(phi(p) - delta(p) - p.gamma, c.a);
        ASSERT_EQ(delta(p) + p.mu, c.b);
    }
}

TEST(game, the_case_function_is_total) {
    for (int a = -1; a <= 1; ++a) {
        for (int q = -1; q <= 1; ++q) {
            const Case c = case_of_signs(a, q);
            EXPECT_EQ(c == Case::degenerate, a == 0 || q == 0);
            EXPECT_EQ(c == Case::all_share, a > 0 && q > 0);
            EXPECT_EQ(c == Case::coexistence, a > 0 && q < 0);
            EXPECT_FALSE(case_name(c).empty());
        }
    }
}

}  // namespace
