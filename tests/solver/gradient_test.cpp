#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <random>

#include "essmap/solver/closed_form.hpp"

namespace {

using namespace essmap::solver;
using Big = boost::multiprecision::cpp_bin_float_100;

Big time_of(Big a, Big b, Big x0, Big x1) {
    const Big q = a + b;
    const Big y0 = x0 / (1 - x0);
    const Big y = x1 / (1 - x1);
    return log(y / y0) / a + (1 / q - 1 / a) * log((a + q * y) / (a + q * y0));
}

TEST(gradient, equals_central_differences_at_100_digits) {
    std::mt19937_64 random(9);
    std::uniform_real_distribution<double> rate(-12, 12);
    std::uniform_real_distribution<double> share(0.01, 0.99);
    const Big h("1e-25");
    int checked = 0;
    for (int i = 0; i < 4000; ++i) {
        double a = rate(random);
        double b = rate(random);
        if (i % 4 == 0) a = 1e-7 * rate(random);
        if (i % 4 == 1) b = -a + 1e-7 * rate(random);
        const double x0 = share(random);
        const double x1 = share(random);
        const Path path{x0, 1 - x0, x1, 1 - x1, x1 - x0};
        const auto growth = [&](double x) { return static_cast<double>(Big(a) + Big(b) * x); };
        const Growth g{a, static_cast<double>(Big(a) + Big(b)), growth(x0), growth(x1)};
        if (!flows_along(path, g) || a == 0 || g.q == 0 || std::abs(path.d) < 1e-3) continue;
        ++checked;
        const auto gradient = travel_time_gradient(path, g);
        const auto near = [](double got, const Big& expected) {
            const auto value = static_cast<double>(expected);
            ASSERT_NEAR(got, value, 2e-9 * std::abs(value));
        };
        near(gradient.da, (time_of(a + h, b, x0, x1) - time_of(a - h, b, x0, x1)) / (2 * h));
        near(gradient.db, (time_of(a, b + h, x0, x1) - time_of(a, b - h, x0, x1)) / (2 * h));
        near(gradient.dx0, (time_of(a, b, x0 + h, x1) - time_of(a, b, x0 - h, x1)) / (2 * h));
        near(gradient.dx1, (time_of(a, b, x0, x1 + h) - time_of(a, b, x0, x1 - h)) / (2 * h));
    }
    EXPECT_GT(checked, 800);
}

TEST(gradient, is_finite_on_the_degeneracies) {
    const Path path = Path::between(0.2, 0.95);
    for (const auto& [a, q] : {std::pair{0.0, 3.0}, {2.0, 0.0}, {2.0, 2.0}}) {
        const auto exact = travel_time_gradient(path, Growth::along(path, {a, q - a, q}));
        const auto near =
            travel_time_gradient(path, Growth::along(path, {a + 1e-9, q - a - 1e-9, q}));
        EXPECT_NEAR(exact.da, near.da, 1e-6 * std::abs(exact.da));
        EXPECT_NEAR(exact.db, near.db, 1e-6 * std::abs(exact.db));
    }
}

TEST(gradient, theta_and_gamma_slow_saturation_by_the_papers_j) {
    // Table 3 case 1: theta* T'/T at theta = 2 is 0.99620476 (section 6), T' = (U/r) J.
    const Path path = Path::between(0.2, 0.95);
    const Growth g = Growth::along(path, {0.5, 10.5, 11});
    const double J = -travel_time_gradient(path, g).da;
    const double T = travel_time(path, g);
    EXPECT_NEAR(2 * (10.0 / 4) * J / T, 0.99620476, 1e-8);
}

}  // namespace
