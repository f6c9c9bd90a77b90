#include "coalition_games.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <numeric>

#include "essmap/model/parameters.hpp"
#include "gauss_legendre.hpp"

namespace {

using namespace essmap;
using namespace essmap::shapley;
using model::InvalidValue;

std::vector<Rational> fractions(const CoalitionGame& game) {
    return by_formula(game).value().fractions;
}
std::vector<double> values(const ShapleyValues& shares) {
    std::vector<double> result;
    for (const DoubleDouble& value : shares.values) result.push_back(value.value());
    return result;
}
std::vector<double> values(const CoalitionGame& game) { return values(by_formula(game).value()); }
std::vector<Rational> rationals(const std::vector<const char*>& texts) {
    std::vector<Rational> result;
    for (const char* text : texts) result.emplace_back(text);
    return result;
}

/// As the definition says: over all orders.
std::vector<double> over_all_orders(const CoalitionGame& game) {
    std::vector<std::size_t> order(game.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::vector<double> sums(game.size());
    const auto group = game.assembly();
    double orders = 0.0;
    do {
        group->clear();
        double before = 0.0;
        for (const std::size_t member : order) {
            const double now = group->join(member);
            sums[member] += now - before;
            before = now;
        }
        ++orders;
    } while (std::next_permutation(order.begin(), order.end()));
    for (double& sum : sums) sum /= orders;
    return sums;
}

void expect_near(const std::vector<double>& one, const std::vector<double>& other, double error) {
    ASSERT_EQ(one.size(), other.size());
    for (std::size_t i = 0; i < one.size(); ++i) EXPECT_NEAR(one[i], other[i], error) << i;
}

TEST(coalition_games, vectors_of_the_theory_as_fractions) {
    EXPECT_EQ(fractions(TableGame({0, 2, 4, 18, 5, 14, 9, 24})), rationals({"19/2", "8", "13/2"}));
    EXPECT_EQ(fractions(GloveGame(2, 1)), rationals({"1/6", "1/6", "2/3"}));
    const std::vector<Holding> runway{{0, 0, 8}, {1, 0, 11}, {2, 0, 13}, {3, 0, 18}};
    EXPECT_EQ(fractions(UnionGame(4, 1, runway, true)), rationals({"2", "3", "4", "9"}));
    EXPECT_EQ(fractions(SumGame({4, 4, 4, 2, 2, 1}, SumFunction::quota, 12)),
              rationals({"7/30", "7/30", "7/30", "3/20", "3/20", "0"}));
    const auto council = fractions(security_council());
    EXPECT_EQ(council.front(), Rational("421/2145"));
    EXPECT_EQ(council.back(), Rational("4/2145"));
}

TEST(coalition_games, logarithms_of_twenty_contributions) {
    const auto shares = values(log_game(20));  // by exact counts and 45 digits elsewhere
    EXPECT_NEAR(shares[0], 0.051725763659862086, 1e-15);
    EXPECT_NEAR(shares[9], 0.271575783037750853, 1e-15);
    EXPECT_NEAR(shares[19], 0.428166680357878190, 1e-15);
    EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), std::log1p(210.0), 1e-14);
}

TEST(coalition_games, formulas_agree_with_all_orders) {
    expect_near(values(GloveGame(3, 4)), over_all_orders(GloveGame(3, 4)), 1e-14);
    expect_near(values(GloveGame(0, 3)), {0, 0, 0}, 0.0);
    const auto shared = random_union(6, 9, 1);
    expect_near(values(shared), over_all_orders(shared), 1e-13);
    const std::vector<double> c{0.5, 0, 2.25, 1.75, 0.5, 3};
    for (const auto& [function, parameter] :
         std::vector<std::pair<SumFunction, double>>{{SumFunction::identity, 0},
                                                     {SumFunction::log1p, 0},
                                                     {SumFunction::sqrt, 0},
                                                     {SumFunction::power, 1.7},
                                                     {SumFunction::capped, 3.1},
                                                     {SumFunction::quota, 4.25}}) {
        const SumGame game(c, function, parameter);
        expect_near(values(game), over_all_orders(game), 1e-13);
        expect_near(values(tabulated(game)), over_all_orders(game), 1e-13);
    }
}

TEST(coalition_games, the_integral_agrees_with_exact_counts) {
    std::mt19937_64 random(3);
    for (int trial = 0; trial < 10; ++trial) {
        std::vector<double> weights(30);
        for (double& weight : weights) weight = static_cast<double>(random() % 12);
        const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
        const SumGame game(weights, SumFunction::quota, std::ceil(total * 0.6));
        const auto exact = by_formula(game).value();
        const auto rounded = by_formula(game, 1e7).value();  // too little to count
        ASSERT_FALSE(exact.fractions.empty());
        ASSERT_TRUE(rounded.fractions.empty());
        expect_near(values(rounded), values(exact), 1e-15);
    }
    const auto many = values(GloveGame(300, 200));  // beyond exact counting
    EXPECT_NEAR(300 * many.front() + 200 * many.back(), 200.0, 1e-11);
    const auto few = values(GloveGame(200, 200));
    EXPECT_NEAR(few.front(), 0.5, 1e-14);
}

TEST(coalition_games, hundreds_of_voters) {
    std::vector<double> weights(400);
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = 1.0 + static_cast<double>(i % 9);
    const auto shares = values(SumGame(weights, SumFunction::quota, 1200));
    EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1.0, 1e-13);
    for (std::size_t i = 1; i < 9; ++i) EXPECT_GT(shares[i], shares[i - 1]);
    EXPECT_EQ(shares[0], shares[9]);
}

TEST(coalition_games, a_coalition_that_just_reaches_the_quota_wins) {
    const SumGame game({0.1, 0.2, 0.3}, SumFunction::quota, 0.3);  // 0.1 + 0.2 > 0.3 in doubles
    EXPECT_EQ(tabulated(game).values(0, 3, {})[3], 1.0);
    EXPECT_EQ(fractions(game), rationals({"1/6", "1/6", "2/3"}));
    const SumGame other({0.3, 0.6, 0.1}, SumFunction::quota, 0.9);  // 0.3 + 0.6 < 0.9 in doubles
    EXPECT_EQ(tabulated(other).values(0, 3, {})[3], 1.0);
    EXPECT_EQ(fractions(other), rationals({"1/2", "1/2", "0"}));
}

TEST(coalition_games, thousands_share_a_union_exactly) {
    std::mt19937_64 random(5);
    std::vector<Holding> holdings;
    for (std::uint32_t i = 0; i < 3000; ++i)
        for (int j = 0; j < 100; ++j)
            holdings.push_back({i, static_cast<std::uint32_t>(random() % 20000), 1.0});
    const UnionGame game(3000, 20000, holdings);
    const auto shares = values(game);
    EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), game.grand_value(), 1e-9);
    std::vector<double> holders(20000);  // of value 1 each: 1/m a holder
    for (std::size_t i = 0; i < 3000; ++i)
        for (const Holding& holding : game.of(i)) ++holders[holding.item];
    double first = 0.0;
    for (const Holding& holding : game.of(0)) first += 1.0 / holders[holding.item];
    EXPECT_NEAR(shares[0], first, 1e-12);
}

TEST(coalition_games, marginal_bounds_hold_and_are_reached) {
    const auto check = [](const CoalitionGame& game) {
        const auto table = tabulated(game);
        for (std::size_t i = 0; i < game.size(); ++i) {
            const auto bounds = game.marginal_bounds(i);
            const auto seen = table.marginal_bounds(i);
            EXPECT_LE(bounds.least, seen.least + 1e-12);
            EXPECT_GE(bounds.largest, seen.largest - 1e-12);
        }
    };
    check(log_game(6));
    check(SumGame({1, 2, 3, 4}, SumFunction::power, 2));
    check(SumGame({1, 2, 3, 4}, SumFunction::capped, 4));
    check(SumGame({1, 2, 0, 4}, SumFunction::quota, 5));
    check(GloveGame(2, 3));
    check(random_union(6, 5, 2));
}

TEST(coalition_games, dummies_are_known) {
    const SumGame voting({4, 4, 4, 2, 2, 1}, SumFunction::quota, 12);
    const auto shares = values(voting);
    const auto table = tabulated(voting);
    for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_EQ(voting.is_dummy(i, shares[i]), i == 5);
        EXPECT_EQ(table.is_dummy(i, shares[i]), i == 5);
    }
    // Here phi_1 = v({1}) = 0, and 1 is none: it adds 1 to {2} and takes 1 from {3}.
    const TableGame up_and_down({0, 0, 1, 2, 1, 0, 1, 1});
    EXPECT_FALSE(up_and_down.is_dummy(0, values(up_and_down)[0]));
}

TEST(coalition_games, refusals_name_the_key) {
    const auto message = [](const auto& make) -> std::string {
        try {
            make();
        } catch (const InvalidValue& error) {
            return error.what();
        }
        return "accepted";
    };
    EXPECT_EQ(message([] {
                  TableGame({0, 1, 2});
              }),
              "values = 3 of them is not allowed: 2^n, one for each coalition of n members, "
              "nobody's first");
    EXPECT_EQ(message([] { TableGame({1, 1}); }), "values 1 = 1 is not allowed: 0: v of nobody");
    EXPECT_EQ(message([] {
                  TableGame({0, NAN});
              }),
              "values 2 = nan is not allowed: -1e100 to 1e100");
    EXPECT_EQ(message([] {
                  SumGame({1, -1}, SumFunction::log1p);
              }),
              "contributions 2 = -1 is not allowed: 0 to 1e100");
    EXPECT_EQ(message([] {
                  SumGame({1, 1}, SumFunction::quota, 3);
              }),
              "quota = 3 is not allowed: at most 2, the sum of weights");
    EXPECT_EQ(message([] {
                  SumGame({1e-9, 1e20}, SumFunction::quota, 3);
              }),
              "weights = total 1e+20 is not allowed: below 2^53 times the largest number that all "
              "are multiples of");
    EXPECT_EQ(message([] { SumGame({}, SumFunction::log1p); }),
              "members = 0 is not allowed: 1 to 1000000 of them");
    EXPECT_EQ(message([] { GloveGame(-1, 2); }),
              "left = -1 is not allowed: a whole number from 0 to 1000000");
    EXPECT_EQ(message([] {
                  UnionGame(1, 1, {{0, 0, INFINITY}});
              }),
              "value = inf is not allowed: 0 to 1e100");
}

TEST(gauss_legendre, integrates_polynomials_exactly) {
    for (const unsigned count : {1U, 2U, 7U, 8U, 100U, 501U}) {
        const auto nodes = gauss_legendre(count);
        ASSERT_EQ(nodes.size(), count);
        for (unsigned power = 0; power < 2 * count; power += 1 + power / 3) {
            double sum = 0.0;
            for (const auto& [t, weight] : nodes) sum += weight * std::pow(t, power);
            EXPECT_NEAR(sum * (power + 1), 1.0, 1e-13) << count << " " << power;
        }
    }
}

}  // namespace
