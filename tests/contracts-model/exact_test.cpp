#include "essmap/model/exact.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <random>

namespace {

using namespace essmap::model;

Rational exactly(double value) { return Rational(value); }
Rational exactly(DoubleDouble value) { return exactly(value.hi) + exactly(value.lo); }

TEST(exact, a_decimal_is_what_a_person_reads) {
    EXPECT_EQ(decimal_value(2.2), Rational(11, 5));
    EXPECT_EQ(decimal_value(-0.1), Rational(-1, 10));
    EXPECT_EQ(decimal_value(0.0), Rational(0));
    EXPECT_EQ(decimal_value(1e22), Rational(mpz_class("10000000000000000000000")));
    EXPECT_EQ(decimal_value(4096.0), Rational(4096));
    EXPECT_THROW(decimal_value(std::numeric_limits<double>::infinity()), std::domain_error);
    EXPECT_THROW(decimal_value(std::numeric_limits<double>::quiet_NaN()), std::domain_error);
}

TEST(exact, a_decimal_rounds_back_to_its_double_and_keeps_order) {
    std::mt19937_64 random(7);
    for (int i = 0; i < 20000; ++i) {
        const auto bits = random();
        double value = 0;
        std::memcpy(&value, &bits, sizeof value);
        if (!std::isfinite(value)) continue;
        const Rational decimal = decimal_value(value);
        // Normal doubles only: to_double has double's precision, not its denormal range.
        if (std::abs(value) > 1e-300) {
            ASSERT_EQ(to_double(decimal), value);
        }
        const double next = std::nextafter(value, std::numeric_limits<double>::infinity());
        if (std::isfinite(next)) {
            ASSERT_LT(decimal, decimal_value(next));
        }
    }
    EXPECT_GT(decimal_value(std::numeric_limits<double>::denorm_min()), Rational(0));
}

TEST(exact, double_double_operations_keep_their_bounds) {
    std::mt19937_64 random(11);
    std::uniform_real_distribution<double> mantissa(-1, 1);
    std::uniform_int_distribution<int> exponent(-40, 40);
    const auto draw = [&] {
        const double hi = std::ldexp(mantissa(random), exponent(random));
        return fast_two_sum(hi, hi * std::ldexp(mantissa(random), -53));
    };
    const Rational bound(1, mpz_class(1) << 100);
    for (int i = 0; i < 20000; ++i) {
        const DoubleDouble x = draw();
        const DoubleDouble y = draw();
        const auto check = [&](DoubleDouble got, const Rational& expected) {
            const Rational error = abs(exactly(got) - expected);
            ASSERT_LE(error, bound * abs(expected));
        };
        check(x + y, exactly(x) + exactly(y));
        check(x - y, exactly(x) - exactly(y));
        check(x * y, exactly(x) * exactly(y));
        check(x / y, exactly(x) / exactly(y));
        ASSERT_EQ(x < y, exactly(x) < exactly(y));
    }
}

TEST(exact, logarithm_is_enclosed_tightly) {
    for (const double C : {1e-100, 1e-9, 0.1, 1.0, 22025.465794806718, 1e100}) {
        const auto narrow = enclose_log1p(decimal_value(C), 256);
        for (const mpfr_prec_t bits : {24, 53, 128}) {
            const auto wide = enclose_log1p(decimal_value(C), bits);
            EXPECT_LE(wide.lo, narrow.lo);
            EXPECT_GE(wide.hi, narrow.hi);
            EXPECT_LT(wide.lo, wide.hi);
            EXPECT_LE(
                (wide.hi - wide.lo) / narrow.lo,
                Rational(mpz_class(8)) / Rational(mpz_class(1) << static_cast<mp_bitcnt_t>(bits)));
        }
        EXPECT_NEAR(narrow.lo.get_d(), std::log1p(C), 1e-15 * std::log1p(C));
    }
}

TEST(exact, signs_of_affine_forms_in_the_benefit) {
    const Benefit cost{BenefitKind::from_cost, 10};  // U = ln 11, transcendental
    EXPECT_EQ(sign_affine(Rational(0), Rational(0), cost), 0);
    EXPECT_EQ(sign_affine(Rational(0), Rational(-1, 3), cost), -1);
    // offset = -ln 11 to 60 digits, truncated and rounded up in the last place: both signs come
    // out.
    const std::string digits = "239789527279837054406194357796512929981990659354838834456889";
    const mpz_class scale = [] {
        mpz_class s;
        mpz_ui_pow_ui(s.get_mpz_t(), 10, 59);
        return s;
    }();
    Rational below(mpz_class(digits), scale);
    below.canonicalize();
    const auto U = enclose_log1p(Rational(10), 400);
    const int expected = sgn(Rational(U.lo - below));
    EXPECT_EQ(sign_affine(Rational(1), Rational(-below), cost), expected);
    const Benefit given{BenefitKind::given, 2.5};
    EXPECT_EQ(sign_affine(Rational(2), Rational(-5), given), 0);
    EXPECT_EQ(sign_affine(Rational(2), Rational(-5) + Rational(1, mpz_class(1) << 300), given), 1);
}

}  // namespace
