#include "essmap/maps/axis.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "essmap/model/exact.hpp"

namespace {

using essmap::maps::Axis;
using essmap::maps::Spacing;
using essmap::model::InvalidValue;

TEST(axis, linear_points_are_the_nearest_doubles_to_exact_decimals) {
    const Axis axis = Axis::from_range("theta", Spacing::linear, 0.0, 4.0, 41);
    ASSERT_EQ(axis.size(), 41U);
    EXPECT_EQ(axis.points()[3], 0.3);  // 0 + 3 * 0.1 is not, in doubles
    EXPECT_EQ(axis.points()[22], 2.2);
    EXPECT_EQ(axis.points()[40], 4.0);
}

TEST(axis, log_points_hit_the_powers) {
    const Axis axis = Axis::from_range("C", Spacing::log, 0.001, 1e6, 10);
    const double expected[] = {0.001, 0.01, 0.1, 1, 10, 100, 1000, 1e4, 1e5, 1e6};
    for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(axis.points()[i], expected[i]);
}

/// The nearest double, by as many digits as it takes: the definition.
double defined(Spacing spacing, double from, double to, long i, long n) {
    const auto lo = essmap::model::decimal_value(from);
    const auto hi = essmap::model::decimal_value(to);
    if (spacing == Spacing::linear)
        return essmap::model::to_double(lo + (hi - lo) * (essmap::model::Rational(i) / n));
    essmap::model::BigFloat number(400);
    mpfr_set_q(number.get(), essmap::model::Rational(hi / lo).get_mpq_t(), MPFR_RNDN);
    mpfr_log(number.get(), number.get(), MPFR_RNDN);
    mpfr_mul_si(number.get(), number.get(), i, MPFR_RNDN);
    mpfr_div_si(number.get(), number.get(), n, MPFR_RNDN);
    mpfr_exp(number.get(), number.get(), MPFR_RNDN);
    mpfr_mul_q(number.get(), number.get(), lo.get_mpq_t(), MPFR_RNDN);
    return mpfr_get_d(number.get(), MPFR_RNDN);
}

TEST(axis, every_point_of_any_range_is_the_nearest_double) {
    std::mt19937_64 random(5);
    const auto decimal = [&](double scale) {
        return static_cast<double>(static_cast<long>(random() % 20001) - 10000) * scale;
    };
    for (int trial = 0; trial < 60; ++trial) {
        const bool log = trial % 2 == 0;
        const double scale = std::pow(10.0, static_cast<double>(random() % 12) - 6.0);
        double from = decimal(scale);
        double to = decimal(trial % 3 == 0 ? scale : 1.0);
        if (log) {
            from = std::abs(from) + scale;
            to = from * std::pow(10.0, static_cast<double>(1 + random() % 80));
        }
        if (from >= to) std::swap(from, to);
        if (from == to) continue;
        const auto spacing = log ? Spacing::log : Spacing::linear;
        const auto count = static_cast<long>(2 + random() % 2000);
        const Axis axis = Axis::from_range(log ? "C" : "gamma", spacing, from, to, count);
        for (long i = 1; i < count - 1; ++i)
            ASSERT_EQ(axis.points()[static_cast<std::size_t>(i)],
                      defined(spacing, from, to, i, count - 1))
                << from << " to " << to << ", " << i << " of " << count;
    }
}

TEST(axis, cells_tile_the_range_without_gaps) {
    for (const auto spacing : {Spacing::linear, Spacing::log}) {
        const Axis axis = Axis::from_range("C", spacing, 0.5, 77.0, 23);
        EXPECT_EQ(axis.lo(0), 0.5);
        EXPECT_EQ(axis.hi(22), 77.0);
        for (std::size_t i = 0; i < axis.size(); ++i) {
            EXPECT_LE(axis.lo(i), axis.points()[i]);
            EXPECT_GE(axis.hi(i), axis.points()[i]);
            if (i > 0) {
                EXPECT_EQ(axis.lo(i), axis.hi(i - 1));
            }
        }
    }
}

TEST(axis, discrete_and_single_points_have_no_width) {
    const Axis ranks = Axis::from_values("r", {1, 2, 5}, true);
    EXPECT_EQ(ranks.lo(1), 2.0);
    EXPECT_EQ(ranks.hi(1), 2.0);
    const Axis one = Axis::from_values("k", {0.25});
    EXPECT_EQ(one.lo(0), one.hi(0));
}

TEST(axis, neighbours_one_ulp_apart_keep_their_points_inside) {
    const double above = std::nextafter(1.0, 2.0);
    const Axis axis = Axis::from_values("gamma", {1.0, above});
    EXPECT_LE(axis.lo(1), above);
    EXPECT_EQ(axis.hi(0), axis.lo(1));
    EXPECT_GE(axis.hi(0), 1.0);
}

TEST(axis, refuses_by_name) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THROW(Axis::from_values("theta", {}), InvalidValue);
    EXPECT_THROW(Axis::from_values("theta", {1, 1}), InvalidValue);
    EXPECT_THROW(Axis::from_values("theta", {2, 1}), InvalidValue);
    EXPECT_THROW(Axis::from_values("theta", {nan}), InvalidValue);
    EXPECT_THROW(Axis::from_range("theta", Spacing::linear, 4, 0, 3), InvalidValue);
    EXPECT_THROW(Axis::from_range("theta", Spacing::linear, 0, 4, 0), InvalidValue);
    EXPECT_THROW(Axis::from_range("theta", Spacing::linear, 0, 4, 1), InvalidValue);
    EXPECT_THROW(Axis::from_range("theta", Spacing::linear, 0, 4, 1 << 21), InvalidValue);
    EXPECT_THROW(Axis::from_range("theta", Spacing::log, 0, 4, 5), InvalidValue);
    // More points than there are doubles between the ends.
    EXPECT_THROW(Axis::from_range("theta", Spacing::linear, 1, std::nextafter(1.0, 2.0), 5),
                 InvalidValue);
    try {
        Axis::from_values("k", {0.5, 1.5});
        FAIL();
    } catch (const InvalidValue& error) {
        EXPECT_STREQ(error.what(), "k = 1.5 is not allowed: 0 < k < 1");
    }
}

}  // namespace
