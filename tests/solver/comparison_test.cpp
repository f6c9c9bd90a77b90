#include "essmap/solver/comparison.hpp"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <random>

#include "essmap/model/egdsi.hpp"
#include "essmap/solver/closed_form.hpp"

namespace {

using namespace essmap;
using namespace essmap::solver;
using Big = boost::multiprecision::cpp_bin_float_100;

constexpr double s = 0.95;

model::ParameterValues b_ctism() { return {4, 2, 2, 8, 0.25, 4, {model::BenefitKind::given, 10}}; }
model::PointGame r1() { return model::PointGame(model::egdsi_r1_reconstruction(b_ctism())); }
model::PointGame r2(int level) {
    return model::PointGame(model::egdsi_r2_reconstruction(level, b_ctism()));
}
/// A game with a and b as given: U = 1, k = 0.5, theta = 0.
model::PointGame game_of(double a, double b) {
    return model::PointGame({1, 0, 0.5 - a, b - 0.5, 0.5, 1, {model::BenefitKind::given, 1}});
}

/// Partial fractions of the theory as written, at 100 digits, s = 0.95. a, a + b != 0.
Big time_at_100_digits(const Big& a, const Big& b, const Big& x0) {
    const Big y0 = x0 / (1 - x0);
    const Big y = 19;
    const Big q = a + b;
    return log(y / y0) / a + (1 / q - 1 / a) * log((a + q * y) / (a + q * y0));
}

TEST(comparison, times_of_figure7) {
    const auto time = [](const model::PointGame& game) { return time_to_saturation(game, 0.2, s); };
    EXPECT_NEAR(time(model::PointGame(b_ctism())), 0.7080627166, 1e-10);
    EXPECT_NEAR(time(r1()), 0.6144218325, 1e-10);
    EXPECT_EQ(time(r2(5)), time(r1()));
    EXPECT_NEAR(time(r2(4)), 0.8615189995, 1e-10);
    EXPECT_NEAR(time(r2(3)), 1.4563275583, 1e-10);
    EXPECT_EQ(time(r2(2)), never);
    EXPECT_EQ(time(r2(1)), never);
}

TEST(comparison, crossings_of_figure7_at_100_digits) {
    const model::PointGame ours(b_ctism());
    EXPECT_NEAR(*compare_times(ours, r1(), s).crossing, 0.3121137399, 5e-11);
    for (const int level : {3, 4, 5}) {
        const auto found = compare_times(ours, r2(level), s);
        ASSERT_TRUE(found.crossing);
        EXPECT_EQ(found.near_saturation, Sooner::first);
        const auto difference = [&](const Big& x0) {
            return Big(time_at_100_digits(Big(1) / 2, Big(21) / 2, x0) -
                       time_at_100_digits(Big(2 * level) - Big(9) / 2, Big(5) / 2, x0));
        };
        EXPECT_GT(difference(Big(*found.crossing) - 1e-12), 0) << level;
        EXPECT_LT(difference(Big(*found.crossing) + 1e-12), 0) << level;
    }
}

TEST(comparison, nothing_crosses_where_the_other_saturates_late_or_never) {
    const model::PointGame ours(b_ctism());
    for (const int level : {1, 2}) {
        const auto found = compare_times(ours, r2(level), s);
        EXPECT_EQ(found.near_saturation, Sooner::first);
        EXPECT_FALSE(found.crossing);
    }
    // Above its eta = 0.2 R2(2) does saturate.
    EXPECT_GT(time_to_saturation(r2(2), 0.21, s), time_to_saturation(ours, 0.21, s));
    EXPECT_LT(time_to_saturation(r2(2), 0.21, s), never);
}

TEST(comparison, neither_is_sooner_where_games_are_equal_or_never_saturate) {
    EXPECT_EQ(compare_times(r1(), r2(5), s).near_saturation, Sooner::neither);
    EXPECT_EQ(compare_times(r2(1), game_of(-3, 1), s).near_saturation, Sooner::neither);
    // The stable coexistence is s itself: approached, never reached.
    EXPECT_EQ(compare_times(game_of(1.9, -2), game_of(-3, 1), s).near_saturation, Sooner::neither);
    EXPECT_FALSE(compare_times(r1(), r2(5), s).crossing);
    EXPECT_FALSE(compare_times(r2(1), game_of(-3, 1), s).crossing);
}

TEST(comparison, equal_growth_at_an_end_is_no_crossing) {
    // At s = 0.5 both grow at 2, below it the first grows faster.
    EXPECT_EQ(compare_times(game_of(3, -2), game_of(1, 2), 0.5).near_saturation, Sooner::first);
    EXPECT_FALSE(compare_times(game_of(3, -2), game_of(1, 2), 0.5).crossing);
    // One eta for both: equal growth where neither saturates yet.
    for (int percent = 1; percent < 95; ++percent) {
        const auto steep = [&](int b) {  // a = -b percent/100, in exact decimals
            return model::PointGame({1,
                                     0,
                                     (50 + b * percent) / 100.0,
                                     b - 0.5,
                                     0.5,
                                     1,
                                     {model::BenefitKind::given, 1}});
        };
        const auto found = compare_times(steep(7), steep(3), s);
        EXPECT_EQ(found.near_saturation, Sooner::first);
        EXPECT_FALSE(found.crossing) << percent;
    }
}

TEST(comparison, crossings_at_the_edge_of_double) {
    // The second grows faster below x* = 0.001 (0.0002) only, and by little: the first falls behind
    // from about 1e-138 (1e-465, beyond all starts) down.
    const auto tiny = compare_times(game_of(1, 11), game_of(1.01, 1), s).crossing;
    ASSERT_TRUE(tiny);
    EXPECT_NEAR(std::log10(*tiny), -138, 1);
    EXPECT_FALSE(compare_times(game_of(1, 11), game_of(1.002, 1), s).crossing);
    // One bistable: it never saturates below its eta = 0.01, and is first from a bit above.
    const auto found = compare_times(game_of(-0.1, 10), game_of(0.001, 0.2), s);
    EXPECT_EQ(found.near_saturation, Sooner::first);
    ASSERT_TRUE(found.crossing);
    EXPECT_NEAR(*found.crossing, 0.01, 1e-17);
}

TEST(comparison, refuses_a_saturation_outside_its_range) {
    EXPECT_THROW(compare_times(r1(), r1(), 1.0), model::InvalidValue);
    EXPECT_THROW(compare_times(r1(), r1(), 0.0), model::InvalidValue);
}

/// Against a scan of all starts: random games of every case, bistable and coexistence included.
TEST(comparison, all_sign_changes_of_random_games) {
    std::mt19937_64 random(7);
    std::uniform_int_distribution<int> tenths(-60, 120);
    int crossings = 0;
    int one_sided = 0;
    for (int i = 0; i < 400; ++i) {
        const auto first = game_of(tenths(random) / 10.0, tenths(random) / 10.0);
        const auto second = game_of(tenths(random) / 10.0, tenths(random) / 10.0);
        const auto found = compare_times(first, second, s);
        const auto mirrored = compare_times(second, first, s);
        ASSERT_EQ(found.crossing, mirrored.crossing);
        ASSERT_EQ(found.near_saturation == Sooner::first,
                  mirrored.near_saturation == Sooner::second);
        found.crossing ? ++crossings : ++one_sided;
        for (int j = 1; j < 190; ++j) {
            const double x0 = j * 0.005;
            const double t1 = time_to_saturation(first, x0, s);
            const double t2 = time_to_saturation(second, x0, s);
            if (t1 == t2 || std::abs(x0 - found.crossing.value_or(0)) < 1e-9) continue;
            const bool above = x0 > found.crossing.value_or(0);
            ASSERT_NE(found.near_saturation, Sooner::neither);
            ASSERT_EQ(t1 < t2, (found.near_saturation == Sooner::first) == above)
                << first.a().value() << " " << first.b().value() << " " << second.a().value() << " "
                << second.b().value() << " at " << x0 << ": " << t1 << " " << t2;
        }
    }
    EXPECT_GT(crossings, 20);
    EXPECT_GT(one_sided, 100);
}

}  // namespace
