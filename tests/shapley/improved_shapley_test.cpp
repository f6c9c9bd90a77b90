#include "essmap/shapley/improved_shapley.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "../refusal.hpp"

namespace {

using namespace essmap::shapley;
using essmap::model::DoubleDouble;
using essmap::test::refusal;

constexpr Correction corrections[] = {Correction::additive, Correction::surplus_only,
                                      Correction::multiplicative};

/// The game (v1, v2, v3, v12, v13, v23, v123) = (2, 4, 5, 18, 14, 9, 24).
const ShapleyGame worked{{9.5, 8, 6.5}, {2, 4, 5}, 24};
Factors worked_factors() { return {{"a", "b", "c"}, {3, 1, 2, 2, 2, 5, 1, 3, 2}}; }

void expect_near(const std::vector<double>& found, const std::vector<double>& expected,
                 double tolerance) {
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        EXPECT_NEAR(found[i], expected[i], tolerance) << i;
}

double sum(const std::vector<double>& values) {
    DoubleDouble result;
    for (const double value : values) result = result + DoubleDouble(value);
    return result.value();
}

TEST(improved_shapley, gives_the_shares_of_the_worked_example) {
    const ImprovedShapley improved(worked);
    const auto factors = worked_factors();
    const auto lambda = entropy_weights(factors).lambda;
    const auto shares = [&](Correction correction) {
        return improved.shares(factors, lambda, correction);
    };
    expect_near(shares(Correction::additive),
                {8.5063808459806944458, 9.9872383080386111084, 5.5063808459806944458}, 1e-14);
    expect_near(shares(Correction::surplus_only),
                {8.9617896249062094915, 9.0764207501875810170, 5.9617896249062094915}, 1e-14);
    expect_near(shares(Correction::multiplicative),
                {8.3200772546020746545, 9.9872383080386111084, 5.6926844373593142372}, 1e-14);
    const Broken broken = improved.broken(shares(Correction::additive));
    EXPECT_TRUE(broken.efficient);
    EXPECT_TRUE(broken.irrational.empty());
    EXPECT_TRUE(broken.negative.empty());
    EXPECT_EQ(broken.reversed, 1U);  // of members 1 and 2
}

/// A game with phi_i >= v(i) efficient in sum, and factors of its members.
struct Drawn {
    ImprovedShapley improved;
    Factors factors;
    std::vector<double> lambda;
};
Drawn draw(std::mt19937_64& random, std::size_t n, bool costs = false) {
    std::uniform_real_distribution<double> uniform(0.0, 1.0);
    ShapleyGame game;
    game.costs = costs;
    for (std::size_t i = 0; i < n; ++i) {
        game.alone.push_back(uniform(random) * 10.0);
        const double gained = uniform(random) * (costs ? -game.alone.back() : 3.0);
        game.phi.push_back(game.alone.back() + gained);
    }
    game.total = sum(game.phi);
    std::vector<double> x(n * 3);
    for (double& value : x) value = uniform(random) < 0.2 ? 0.0 : std::exp(6.0 * uniform(random));
    x[0] = x[1] = x[2] = 1.0;
    Factors factors({"a", "b", "c"}, x);
    auto lambda = entropy_weights(factors).lambda;
    return {ImprovedShapley(game), factors, lambda};
}

TEST(improved_shapley, every_correction_is_efficient) {
    std::mt19937_64 random(1);
    for (const std::size_t n : {1U, 2U, 3U, 10U, 1000U})
        for (const auto correction : corrections) {
            const Drawn drawn = draw(random, n);
            const auto shares = drawn.improved.shares(drawn.factors, drawn.lambda, correction);
            const double total = drawn.improved.game().total;
            EXPECT_NEAR(sum(shares), total, 4e-16 * total * 10);
            EXPECT_TRUE(drawn.improved.broken(shares).efficient);
        }
}

TEST(improved_shapley, factors_that_tell_nobody_apart_change_nothing) {
    std::mt19937_64 random(2);
    const Drawn drawn = draw(random, 20);
    const Factors equal({"a"}, std::vector<double>(20, 0.1));
    for (const auto correction : corrections)
        expect_near(drawn.improved.shares(equal, entropy_weights(equal).lambda, correction),
                    drawn.improved.game().phi, 1e-14);
}

TEST(improved_shapley, a_factor_of_one_member_alone_gives_and_takes_by_the_formula) {
    const ImprovedShapley improved(worked);
    const Factors first({"a"}, {1, 0, 0});
    const std::vector<double> lambda{1};
    EXPECT_EQ(improved.shares(first, lambda, Correction::additive),
              (std::vector<double>{25.5, 0, -1.5}));
    expect_near(improved.shares(first, lambda, Correction::surplus_only),
                {9.5 + 26.0 / 3, 8 - 13.0 / 3, 6.5 - 13.0 / 3}, 1e-14);
    EXPECT_EQ(improved.shares(first, lambda, Correction::multiplicative),
              (std::vector<double>{24, 0, 0}));
}

TEST(improved_shapley, what_is_broken_is_named_with_by_how_much) {
    const ImprovedShapley improved(worked);
    const auto shares =
        improved.shares({{"a"}, {1, 0, 0}}, std::vector<double>{1}, Correction::additive);
    const Broken broken = improved.broken(shares);
    ASSERT_EQ(broken.irrational.size(), 2U);
    EXPECT_EQ(broken.irrational[0].member, 1U);
    EXPECT_EQ(broken.irrational[0].by, 4.0);
    EXPECT_EQ(broken.irrational[1].member, 2U);
    EXPECT_EQ(broken.irrational[1].by, 6.5);
    ASSERT_EQ(broken.negative.size(), 1U);
    EXPECT_EQ(broken.negative[0].member, 2U);
    EXPECT_EQ(broken.negative[0].by, 1.5);
    EXPECT_TRUE(broken.efficient);
    EXPECT_EQ(broken.reversed, 0U);

    const Broken more = improved.broken(std::vector<double>{10, 8, 6.5});
    EXPECT_FALSE(more.efficient);
    EXPECT_EQ(more.excess, 0.5);
    // Rounding breaks nothing, what is larger does.
    EXPECT_TRUE(improved.broken(std::vector<double>{2 - 1e-11, 11 + 1e-11, 11}).negative.empty());
    EXPECT_EQ(improved.broken(std::vector<double>{2 - 1e-11, 11 + 1e-11, 11}).irrational.size(),
              0U);
    EXPECT_EQ(improved.broken(std::vector<double>{2 - 1e-10, 11 + 1e-10, 11}).irrational.size(),
              1U);
}

TEST(improved_shapley, only_the_multiplicative_correction_leaves_a_dummy_without_value_alone) {
    // v(S) = 6 where members 1 and 2 are in S; 3 is a dummy, and so is 4, of value 2.
    const ImprovedShapley improved({{3, 3, 0, 2}, {0, 0, 0, 2}, 8});
    const std::vector<bool> dummies{false, false, true, true};
    const Factors factors({"a"}, {1, 2, 3, 4});
    const std::vector<double> lambda{1};
    const auto broken = [&](Correction correction) {
        return improved.broken(improved.shares(factors, lambda, correction), dummies).dummies;
    };
    const auto added = broken(Correction::additive);
    ASSERT_EQ(added.size(), 2U);
    EXPECT_EQ(added[0].member, 2U);
    EXPECT_NEAR(added[0].by, 8 * (0.3 - 0.25), 1e-15);
    EXPECT_NEAR(added[1].by, 8 * (0.4 - 0.25), 1e-15);
    EXPECT_EQ(broken(Correction::surplus_only).size(), 2U);
    const auto multiplied = broken(Correction::multiplicative);
    ASSERT_EQ(multiplied.size(), 1U);
    EXPECT_EQ(multiplied[0].member, 3U);
    EXPECT_NEAR(multiplied[0].by, 8 * 0.8 / 1.7 - 2, 1e-15);
    EXPECT_TRUE(improved.broken(improved.game().phi, dummies).dummies.empty());
    EXPECT_TRUE(improved.broken(std::vector<double>{1, 2, 3, 4}).dummies.empty());
}

TEST(improved_shapley, pairs_in_another_order_are_counted) {
    std::mt19937_64 random(3);
    std::uniform_int_distribution<int> few(0, 6);  // many are equal
    for (std::size_t n = 1; n < 60; n += 7) {
        ShapleyGame game;
        std::vector<double> shares;
        for (std::size_t i = 0; i < n; ++i) {
            game.phi.push_back(few(random));
            shares.push_back(few(random));
        }
        game.alone.assign(n, 0.0);
        std::uint64_t expected = 0;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t k = 0; k < n; ++k)
                expected += game.phi[i] > game.phi[k] && shares[i] < shares[k];
        EXPECT_EQ(ImprovedShapley(game).broken(shares).reversed, expected);
    }
}

/// The conditions of Karush, Kuhn and Tucker for the nearest x to y with sum x = v(N) and x_i >=
/// v(i): y_i - x_i is one number tau where x_i > v(i), and at most tau where x_i = v(i). They are
/// sufficient: the problem is convex.
void expect_nearest(const ImprovedShapley& improved, const std::vector<double>& y) {
    const auto& game = improved.game();
    const double sign = game.costs ? -1.0 : 1.0;
    const auto x = improved.repaired(y);
    ASSERT_EQ(x.size(), y.size());
    double size = 0.0;
    for (const double value : x) size += std::abs(value);
    EXPECT_NEAR(sum(x), game.total, 3e-16 * size);
    double tau = -INFINITY;
    for (std::size_t i = 0; i < x.size(); ++i) {
        EXPECT_GE(sign * (x[i] - game.alone[i]), 0.0);
        tau = std::max(tau, sign * (y[i] - x[i]));
    }
    for (std::size_t i = 0; i < x.size(); ++i)
        if (x[i] != game.alone[i]) {
            EXPECT_NEAR(sign * (y[i] - x[i]), tau, 1e-13 * size);
        }
}

TEST(improved_shapley, repair_gives_the_nearest_rational_shares) {
    std::mt19937_64 random(4);
    for (const bool costs : {false, true})
        for (const std::size_t n : {1U, 2U, 3U, 7U, 50U, 1000U})
            for (int repeat = 0; repeat < 20; ++repeat) {
                const Drawn drawn = draw(random, n, costs);
                std::normal_distribution<double> any(1.0, 10.0);
                std::vector<double> y(n);
                for (double& value : y) value = any(random);
                expect_nearest(drawn.improved, y);
                const auto shares =
                    drawn.improved.shares(drawn.factors, drawn.lambda, Correction::additive);
                expect_nearest(drawn.improved, shares);
                const Broken broken = drawn.improved.broken(drawn.improved.repaired(shares));
                EXPECT_TRUE(broken.efficient);
                EXPECT_TRUE(broken.irrational.empty());
            }
}

TEST(improved_shapley, repair_leaves_what_is_not_broken) {
    const ImprovedShapley improved(worked);
    expect_near(improved.repaired(worked.phi), worked.phi, 1e-15);
    const auto repaired = improved.repaired(std::vector<double>{25.5, 0, -1.5});
    EXPECT_EQ(repaired, (std::vector<double>{15, 4, 5}));
    expect_near(improved.repaired(repaired), repaired, 1e-15);
    // 9 less than v(N): all get the same more, or none less.
    EXPECT_EQ(improved.repaired(std::vector<double>{5, 5, 5}), (std::vector<double>{8, 8, 8}));
}

TEST(improved_shapley, costs_are_rational_where_nobody_pays_more_than_alone) {
    // The airport of costs 8, 11, 13, 18.
    const ImprovedShapley airport({{2, 3, 4, 9}, {8, 11, 13, 18}, 18, true});
    EXPECT_TRUE(airport.broken(airport.game().phi).irrational.empty());
    const Factors movements({"movements"}, {7, 1, 1, 1});
    const auto shares = airport.shares(movements, std::vector<double>{1}, Correction::additive);
    expect_near(shares, {2 + 18 * 0.45, 3 - 18 * 0.15, 4 - 18 * 0.15, 9 - 18 * 0.15}, 1e-14);
    const Broken broken = airport.broken(shares);
    ASSERT_EQ(broken.irrational.size(), 1U);
    EXPECT_EQ(broken.irrational[0].member, 0U);
    EXPECT_NEAR(broken.irrational[0].by, 2.1, 1e-14);
    expect_near(airport.repaired(shares), {8, 1, 2, 7}, 1e-14);
}

TEST(improved_shapley, no_repair_where_no_shares_are_rational) {
    const ImprovedShapley dear({{5, 5}, {6, 5}, 10});
    EXPECT_EQ(refusal([&] { static_cast<void>(dear.repaired(dear.game().phi)); }),
              "sum of v(i) = 11 is not allowed: at most v(N) = 10: no shares are individually "
              "rational");
    const ImprovedShapley cheap({{5, 5}, {4, 5}, 10, true});
    EXPECT_EQ(refusal([&] { static_cast<void>(cheap.repaired(cheap.game().phi)); }).substr(0, 44),
              "sum of v(i) = 9 is not allowed: at least v(N");
    // One point only: 0.1 + 0.2 is not 0.3 but for rounding.
    const ImprovedShapley point({{0.1, 0.2}, {0.1, 0.2}, 0.3});
    EXPECT_EQ(point.repaired(std::vector<double>{0.3, 0}), (std::vector<double>{0.1, 0.2}));
}

TEST(improved_shapley, what_cannot_be_is_refused_by_name) {
    const auto make = [](ShapleyGame game) { return refusal([&] { ImprovedShapley{game}; }); };
    EXPECT_EQ(make({}), "members = 0 is not allowed: at least 1");
    EXPECT_EQ(make({{1, 2}, {1}, 3}), "values alone = 1 is not allowed: one per member: 2");
    EXPECT_EQ(make({{1, NAN}, {1, 1}, 3}),
              "Shapley value of member 2 = nan is not allowed: a number within +-1e100");
    EXPECT_EQ(make({{1, 1}, {1, INFINITY}, 3}).substr(0, 25), "v of member 2 alone = inf");
    EXPECT_EQ(make({{1, 1}, {1, 1}, 1e101}).substr(0, 13), "v(N) = 1e+101");

    const ImprovedShapley improved(worked);
    const Factors two({"a"}, {1, 2});
    const std::vector<double> lambda{1};
    EXPECT_EQ(
        refusal([&] { static_cast<void>(improved.shares(two, lambda, Correction::additive)); }),
        "members with factors = 2 is not allowed: one per member: 3");
    EXPECT_EQ(refusal([&] { static_cast<void>(improved.broken(lambda)); }),
              "shares = 1 is not allowed: one per member: 3");
    EXPECT_EQ(refusal([&] { static_cast<void>(improved.broken(worked.phi, {true})); }),
              "dummies = 1 is not allowed: one per member: 3");
    EXPECT_EQ(refusal([&] {
                  static_cast<void>(improved.repaired(std::vector<double>{1, NAN, 1}));
              }),
              "share of member 2 = nan is not allowed: a number within +-1e100");
    const ImprovedShapley none({{1, -1, 0}, {0, 0, 0}, 0});
    const Factors equal({"a"}, {1, 1, 1});
    EXPECT_EQ(
        refusal([&] { static_cast<void>(none.shares(equal, lambda, Correction::multiplicative)); }),
        "sum of phi_j R_j = 0 is not allowed: more than 0 for the multiplicative correction");
}

TEST(improved_shapley, corrections_are_known_by_name) {
    for (const auto correction : corrections) {
        Correction found{};
        by_name("correction", std::string(name_of(correction)), found);
        EXPECT_EQ(found, correction);
    }
    Correction found{};
    EXPECT_EQ(refusal([&] { by_name("correction", "none", found); }),
              "correction = none is not allowed: additive, surplus-only, multiplicative");
}

}  // namespace
