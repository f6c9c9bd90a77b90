#include "essmap/solver/closed_form.hpp"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <random>

#include "../reference.hpp"

namespace {

using namespace essmap;
using namespace essmap::solver;
using Big = boost::multiprecision::cpp_bin_float_100;

/// Partial fractions and the degenerate formulas of the theory, as written, at 100 digits.
Big naive_time(Big a, Big q, Big x0, Big x1) {
    const Big y0 = x0 / (1 - x0);
    const Big y = x1 / (1 - x1);
    if (a == 0) return (1 / y0 - 1 / y + log(y / y0)) / q;
    if (q == 0) return (y - y0 + log(y / y0)) / a;
    return log(y / y0) / a + (1 / q - 1 / a) * log((a + q * y) / (a + q * y0));
}

double relative_error(double got, const Big& expected) {
    return static_cast<double>(abs(Big(got) - expected) / abs(expected));
}

TEST(closed_form, agrees_with_partial_fractions_at_100_digits) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> rate(-20, 20);
    std::uniform_real_distribution<double> share(0.001, 0.999);
    double worst = 0;
    int finite = 0;
    for (int i = 0; i < 20000; ++i) {
        const model::Coefficients<double> c{rate(random), 0, rate(random)};
        Path path{};
        path.x0 = share(random);
        path.x1 = share(random);
        path.c0 = 1 - path.x0;
        path.c1 = 1 - path.x1;
        path.d = path.x1 - path.x0;
        // Growth as the exact values round: conditioning near eta is not the formula's.
        const auto growth = [&](double x) {
            return static_cast<double>(Big(c.a) * (1 - Big(x)) + Big(c.q) * Big(x));
        };
        const Growth g{c.a, c.q, growth(path.x0), growth(path.x1)};
        const double t = travel_time(path, g);
        if (!flows_along(path, g)) {
            ASSERT_EQ(t, never);
            continue;
        }
        ++finite;
        // Shares in (0.001, 0.999) lose up to 10 bits in 1 - x: compare along the same path.
        const Big expected = naive_time(c.a, c.q, path.x0, path.x1);
        worst = std::max(worst, relative_error(t, expected));
    }
    EXPECT_GT(finite, 5000);
    EXPECT_LT(worst, 1e-13);
}

TEST(closed_form, loses_nothing_near_a_degeneracy) {
    const double shares[][2] = {{0.2, 0.95}, {0.02, 0.99}, {0.5, 0.9}, {0.75, 0.875}};
    for (double gap : {0.0, 1e-300, 1e-100, 1e-30, 1e-18, 1e-16, 1e-14, 1e-12, 1e-10, 1e-9, 1e-6}) {
        for (const double sign : {1.0, -1.0}) {
            const double e = sign * gap;
            // a = 0, q = 0, b = 0 (q = a + e), and all but equal rates.
            const double rates[][2] = {{e, 3.0}, {2.5, e}, {1.7, 1.7 + e}, {1e-5 + e, 1e-5}};
            for (const auto& [a, q] : rates) {
                for (const auto& [x0, x1] : shares) {
                    const Path path{x0, 1 - x0, x1, 1 - x1, x1 - x0};
                    const Big slope = Big(q) - Big(a);
                    const Growth g{a, q, static_cast<double>(Big(a) + slope * x0),
                                   static_cast<double>(Big(a) + slope * x1)};
                    ASSERT_TRUE(flows_along(path, g));
                    // 100 digits resolve gaps to 1e-40; below, the degenerate formula is as near.
                    const auto or_zero = [](double v) { return std::abs(v) < 1e-40 ? 0.0 : v; };
                    const Big expected = naive_time(or_zero(a), or_zero(q), x0, x1);
                    ASSERT_LT(relative_error(travel_time(path, g), expected), 1e-14)
                        << a << " " << q << " " << x0 << " " << x1;
                }
            }
        }
    }
}

/// Condition of T in all inputs, as a relative error per relative error of 2^-53 in each.
double condition(const test::ReferenceRow& row, const model::PointGame& game) {
    const Path path = Path::between(row.x0, row.x_sat);
    const auto gradient = travel_time_gradient(path, Growth::along(path, game));
    const double terms = test::largest_term(row.values);
    return (std::abs(gradient.da) * 4 * terms + std::abs(gradient.db) * 2 * terms +
            std::abs(gradient.dx0) * row.x0 + std::abs(gradient.dx1) * row.x_sat) /
           row.t_sat;
}

TEST(closed_form, every_reference_row) {
    int finite = 0;
    for (const auto& row : test::reference_rows()) {
        const model::PointGame game(row.values);
        const double t = time_to_saturation(game, row.x0, row.x_sat);
        ASSERT_EQ(std::isfinite(t), std::isfinite(row.t_sat));
        if (!std::isfinite(t)) continue;
        ++finite;
        const double allowed =
            row.t_sat == 0 ? 0 : std::max(1e-12, 10 * condition(row, game) * 0x1p-53);
        ASSERT_NEAR(t, row.t_sat, row.t_sat * allowed);
    }
    EXPECT_GT(finite, 150);
}

TEST(closed_form, times_of_table4_and_figure7) {
    const auto time = [](double a, double b) {
        const Path path = Path::between(0.2, 0.95);
        return travel_time(path, Growth::along(path, {a, b, a + b}));
    };
    const double table4[][2] = {{5.5, 0.3717413337}, {3, 0.4826663623},    {0.5, 0.7080627166},
                                {-2, 2.2517272929},  {10.5, 0.2573033401}, {6.5, 0.3410355248},
                                {2.5, 0.5142096397}, {-0.5, 0.8961411917}};
    for (const auto& [a, t] : table4) EXPECT_NEAR(time(a, 10.5), t, 1e-10);
    EXPECT_EQ(time(-4.5, 10.5), never);
    EXPECT_EQ(time(-3.5, 10.5), never);
    EXPECT_NEAR(time(5.5, 2.5), 0.6144218325, 1e-10);  // R1 and R2(5)
    EXPECT_NEAR(time(3.5, 2.5), 0.8615189995, 1e-10);  // R2(4)
    EXPECT_NEAR(time(1.5, 2.5), 1.4563275583, 1e-10);  // R2(3)
    EXPECT_EQ(time(-0.5, 2.5), never);
    EXPECT_EQ(time(-2.5, 2.5), never);
}

TEST(closed_form, saturated_and_motionless_starts) {
    const model::PointGame game({4, 2, 2, 8, 0.25, 1, {model::BenefitKind::given, 10}});
    EXPECT_EQ(time_to_saturation(game, 0.95, 0.95), 0.0);
    EXPECT_EQ(time_to_saturation(game, 1.0, 0.95), 0.0);
    EXPECT_EQ(time_to_saturation(game, 0.0, 0.95), never);
}

TEST(closed_form, odds_beyond_the_range_of_double_do_not_overflow) {
    // x0 = 1e-300, g0/g1 = 1e12: the ratio of shares times the ratio of growths is beyond 1e308.
    const Path path = Path::between(1e-300, 0.95);
    const double t = travel_time(path, {1e12, 1 - 1e12 * 0.05 / 0.95, 1e12, 1.0});
    EXPECT_TRUE(std::isfinite(t));
    EXPECT_GT(t, 600e-12);
    EXPECT_FALSE(std::isnan(travel_time(path, {0.0, 1e-20, 1e-320, 1e-20})));
}

TEST(closed_form, the_inverse_comes_back) {
    std::mt19937_64 random(4);
    std::uniform_real_distribution<double> rate(-12, 12);
    std::uniform_real_distribution<double> logit(-25, 25);
    int checked = 0;
    for (int i = 0; i < 20000; ++i) {
        model::Coefficients<double> c{rate(random), 0, rate(random)};
        if (i % 5 == 0) c.a = 0;
        if (i % 5 == 1) c.q = 0;
        if (i % 5 == 2) c.q = c.a;
        c.b = c.q - c.a;
        const double z0 = 0.3 * logit(random);
        const double x0 = 1 / (1 + std::exp(-z0));
        const double t = std::exp(0.3 * logit(random) - 3);
        const Share share = share_at(c, x0, t);
        ASSERT_NEAR(share.x + share.one_minus_x, 1.0, 1e-15);
        const Path path{x0, 1 - x0, share.x, share.one_minus_x, share.x - x0};
        const Growth g = Growth::along(path, c);
        // Too near the start, or the limit, shares do not resolve the time.
        const bool at_the_end = std::min(share.x, share.one_minus_x) < 1e-303;
        if (at_the_end || std::abs(path.d) < 1e-6 || std::abs(g.g1) < 1e-6) continue;
        ++checked;
        ASSERT_NEAR(travel_time(path, g), t, 1e-7 * t)
            << c.a << " " << c.q << " x0 " << x0 << " x " << share.x << " g1 " << g.g1 << " g0 "
            << g.g0 << " c " << share.one_minus_x;
    }
    EXPECT_GT(checked, 5000);
}

TEST(closed_form, the_inverse_reaches_the_limits) {
    EXPECT_EQ(share_at({1, 0, 1}, 0.5, 1e6).x, 1.0);
    EXPECT_LT(share_at({1, 0, 1}, 0.5, 600).one_minus_x, 1e-259);
    EXPECT_LT(share_at({-1, 0, -1}, 0.5, 600).x, 1e-259);
    EXPECT_NEAR(share_at({2, -5, -3}, 0.1, 1e3).x, 0.4, 1e-15);
    EXPECT_EQ(share_at({2, 1, 3}, 0.0, 5).x, 0.0);
    EXPECT_EQ(share_at({2, 1, 3}, 0.25, 0).x, 0.25);
    // All but algebraic: eta = 2.5e-14 is 5e11 away when x = 4e-7 is reached.
    const model::Coefficients<double> c{1.65115e-11, -658.208 - 1.65115e-11, -658.208};
    EXPECT_NEAR(share_at(c, 0.12739681677994535, 3652.11475).x, 4.16e-7, 1e-15);
    // Algebraic approach at q = 0: y = W0(y0 exp(y0 + a t)), so y + ln y = y0 + ln y0 + a t.
    const Share slow = share_at({2, -2, 0}, 0.5, 50);
    const double y = slow.x / slow.one_minus_x;
    EXPECT_NEAR(y + std::log(y), 1 + 2 * 50, 1e-11);
}

}  // namespace
