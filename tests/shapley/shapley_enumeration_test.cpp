#include "essmap/shapley/shapley_enumeration.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <cmath>

#include "coalition_games.hpp"
#include "essmap/model/parameters.hpp"

namespace {

using namespace essmap;
using namespace essmap::shapley;

/// To a few ulps of v(N), the largest |v| here.
void expect_formula(const CoalitionGame& game) {
    const double error = 2e-15 * std::abs(game.grand_value());
    const auto enumerated = ShapleyEnumeration(game).run();
    const auto formula = by_formula(game).value();
    ASSERT_EQ(enumerated.values.size(), game.size());
    for (std::size_t i = 0; i < game.size(); ++i)
        EXPECT_NEAR((enumerated.values[i] - formula.values[i]).value(), 0.0, error) << i;
}

TEST(shapley_enumeration, agrees_with_formulas) {
    for (std::size_t n = 1; n <= 14; ++n) expect_formula(log_game(n));
    expect_formula(log_game(20));
    expect_formula(security_council());
    expect_formula(GloveGame(7, 9));
    expect_formula(random_union(11, 30, 4));
    expect_formula(TableGame({0, 2, 4, 18, 5, 14, 9, 24}));
    expect_formula(TableGame({0, -3.5}));
}

TEST(shapley_enumeration, large_values_leave_small_differences) {
    // 10^6 for every coalition of more than half, as weights times 10^6, and a dummy.
    std::vector<double> weights(16, 1.0);
    weights[15] = 0.0;
    const SumGame voting(weights, SumFunction::quota, 8);
    auto table = std::vector<double>(std::size_t{1} << 16);
    const auto values = voting.values(0, 16, table);
    std::vector<double> scaled(values.begin(), values.end());
    for (double& value : scaled) value *= 1e6;
    const auto shares = ShapleyEnumeration(TableGame(scaled)).run();
    EXPECT_NEAR(shares.values[15].value(), 0.0, 1e-10);
    EXPECT_NEAR(shares.values[0].value(), 1e6 / 15, 1e-9);
}

TEST(shapley_enumeration, has_the_same_bits_for_any_number_of_threads) {
    const auto game = log_game(19);
    const ShapleyEnumeration enumeration(game);
    ASSERT_GT(enumeration.pieces(), 1);
    const auto by_default = enumeration.run();
    const int threads = omp_get_max_threads();
    omp_set_num_threads(threads == 1 ? 3 : 1);
    const auto otherwise = enumeration.run();
    omp_set_num_threads(threads);
    for (std::size_t i = 0; i < 19; ++i)
        EXPECT_TRUE(by_default.values[i] == otherwise.values[i]) << i;
}

TEST(shapley_enumeration, refuses_what_it_cannot_sum) {
    auto values = std::make_shared<std::vector<double>>(8, 1.0);
    values->front() = 0.0;
    (*values)[5] = NAN;
    const TableGame broken(*values, values);
    EXPECT_THROW(static_cast<void>(ShapleyEnumeration(broken).run()), model::InvalidValue);
    EXPECT_THROW(ShapleyEnumeration(log_game(49)), model::InvalidValue);
}

}  // namespace
