#include "essmap/model/growth.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using namespace essmap::model;

struct Draw {
    double r, theta, mu, k, x;
    Benefit benefit;
};

class random_points : public testing::Test {
protected:
    Draw draw() {
        const auto pick = [&](double lo, double hi) {
            return std::uniform_real_distribution<double>(lo, hi)(random_);
        };
        // Half of the points on a decimal grid, where exact ties happen.
        const auto on_grid = [&](double value, double step) {
            return std::round(value / step) * step;
        };
        const bool grid = (random_() & 1U) != 0;
        const auto snap = [&](double v, double step) {
            return grid ? to_double(decimal_value(on_grid(v, step))) : v;
        };
        const bool cost = (random_() & 1U) != 0;
        return {snap(pick(1, 9), 1),
                snap(pick(0, 9), 0.5),
                snap(pick(-12, 12), 0.5),
                grid ? 0.25 : pick(0.01, 0.99),
                grid ? 0.5 : pick(0.001, 0.999),
                cost ? Benefit{BenefitKind::from_cost, std::pow(10, pick(-3, 6))}
                     : Benefit{BenefitKind::given, snap(pick(1, 12), 1)}};
    }
    static int exact(const Draw& d, double gamma) {
        const auto form =
            growth_form<Rational>(decimal_value(d.r), decimal_value(d.theta), decimal_value(gamma),
                                  decimal_value(d.mu), decimal_value(d.k), decimal_value(d.x));
        return sign_affine(form.slope, form.offset, d.benefit);
    }
    std::mt19937_64 random_{5};
};

TEST_F(random_points, sign_is_exact_within_a_few_ulps_of_the_boundary) {
    int ties = 0;
    for (int i = 0; i < 4000; ++i) {
        const Draw d = draw();
        const GrowthLevel<> level(Decimal(d.r), Decimal(d.theta), Decimal(d.mu), Decimal(d.k),
                                  BenefitPoint(d.benefit), Decimal(d.x));
        double gamma = level.level().value();
        for (int step = 0; step < 3; ++step) gamma = std::nextafter(gamma, -1e300);
        for (int step = 0; step < 7; ++step) {
            const int sign = level.sign(Decimal(gamma));
            ASSERT_EQ(sign, exact(d, gamma));
            ties += sign == 0 ? 1 : 0;
            gamma = std::nextafter(gamma, 1e300);
        }
    }
    EXPECT_GT(ties, 100);
}

TEST_F(random_points, growth_keeps_its_relative_accuracy_next_to_the_boundary) {
    for (int i = 0; i < 2000; ++i) {
        const Draw d = draw();
        const GrowthLevel<> level(Decimal(d.r), Decimal(d.theta), Decimal(d.mu), Decimal(d.k),
                                  BenefitPoint(d.benefit), Decimal(d.x));
        const double gamma = std::nextafter(level.level().value(), i % 2 == 0 ? -1e300 : 1e300);
        const auto form =
            growth_form<Rational>(decimal_value(d.r), decimal_value(d.theta), decimal_value(gamma),
                                  decimal_value(d.mu), decimal_value(d.k), decimal_value(d.x));
        const double expected =
            to_double(enclose_affine(form.slope, form.offset, d.benefit, 512).lo);
        ASSERT_DOUBLE_EQ(level.growth(Decimal(gamma)).value(), expected);
    }
}

}  // namespace
