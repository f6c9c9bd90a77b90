#pragma once

#include <gmpxx.h>
#include <mpfr.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "essmap/model/double_double.hpp"

/// Exact arithmetic of the game's sign decisions.
///
/// A parameter means the decimal number a person reads: the shortest decimal that rounds to its
/// double. So theta = 2.2 is 11/5, and Table 3's case-1 edge at theta = 2.2 is found to be one.
/// The map double -> decimal is strictly increasing, so order between parameters is kept.
namespace essmap::model {

using Rational = mpq_class;

/// The shortest decimal that rounds to `value`, as an exact rational.
/// @throws std::domain_error for NaN and infinities.
inline Rational decimal_value(double value) {
    if (!std::isfinite(value)) throw std::domain_error("decimal_value: not a finite number");
    std::array<char, 40> text{};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific);
    const std::string decimal(text.data(), end.ptr);
    const auto exponent_at = decimal.find('e');
    std::string digits = decimal.substr(0, exponent_at);
    int exponent = std::stoi(decimal.substr(exponent_at + 1));
    if (const auto point = digits.find('.'); point != std::string::npos) {
        exponent -= static_cast<int>(digits.size() - point - 1);
        digits.erase(point, 1);
    }
    mpz_class power;
    mpz_ui_pow_ui(power.get_mpz_t(), 10, static_cast<unsigned long>(std::abs(exponent)));
    const mpz_class mantissa(digits, 10);
    Rational result = exponent >= 0 ? Rational(mantissa * power) : Rational(mantissa, power);
    result.canonicalize();
    return result;
}

/// Owns one MPFR number.
class BigFloat {
public:
    /// A number with a precision of `bits` bits; NaN until MPFR sets it.
    explicit BigFloat(mpfr_prec_t bits) { mpfr_init2(value_, bits); }
    BigFloat(const BigFloat&) = delete;
    BigFloat& operator=(const BigFloat&) = delete;
    ~BigFloat() { mpfr_clear(value_); }
    /// The handle for MPFR's functions; it stays owned.
    mpfr_ptr get() { return value_; }

    /// The exact value of the number. @pre it is finite
    Rational rational() {
        Rational result;
        mpfr_get_q(result.get_mpq_t(), value_);
        return result;
    }
    /// The nearest double-double. Afterwards the number holds the rest, value - hi.
    DoubleDouble double_double() {
        const double high = mpfr_get_d(value_, MPFR_RNDN);
        mpfr_sub_d(value_, value_, high, MPFR_RNDN);
        return {high, mpfr_get_d(value_, MPFR_RNDN)};
    }

private:
    mpfr_t value_;
};

/// The nearest double-double of an exact rational.
inline DoubleDouble to_double_double(const Rational& value) {
    BigFloat number(256);
    mpfr_set_q(number.get(), value.get_mpq_t(), MPFR_RNDN);
    return number.double_double();
}

/// The nearest double of an exact rational. (mpq_class::get_d truncates.)
inline double to_double(const Rational& value) {
    BigFloat number(53);
    mpfr_set_q(number.get(), value.get_mpq_t(), MPFR_RNDN);
    return mpfr_get_d(number.get(), MPFR_RNDN);
}

/// 1 - x of the decimal x as the nearest double, however near x is to 1.
/// @throws std::domain_error for NaN and infinities.
inline double complement(double x) { return to_double(1 - decimal_value(x)); }

/// Closed interval of rationals.
struct RationalInterval {
    Rational lo;
    Rational hi;
};

/// The rounding policy: ln(1+C) is enclosed between two rationals by rounding outward at every
/// step, and a double-double decides a sign only beyond a proved error bound. This is the only
/// policy to use. Tests replace it by wrong ones to see that the checks of certification find them.
struct OutwardRounding {
    static constexpr mpfr_rnd_t below = MPFR_RNDD;
    static constexpr mpfr_rnd_t above = MPFR_RNDU;
    static constexpr mpfr_prec_t first_bits = 128;
    /// Relative error within which a double-double growth rate decides no sign (growth.hpp).
    static constexpr double error_bound = 0x1p-95;
};

/// An interval that contains ln(1+C). Its ends have a precision of `bits` bits.
/// @param cost C > 0
template <class Rounding = OutwardRounding>
RationalInterval enclose_log1p(const Rational& cost, mpfr_prec_t bits) {
    const auto bound = [&](mpfr_rnd_t direction) {
        BigFloat number(bits);
        mpfr_set_q(number.get(), cost.get_mpq_t(), direction);
        mpfr_log1p(number.get(), number.get(), direction);
        return number.rational();
    };
    return {bound(Rounding::below), bound(Rounding::above)};
}

enum class BenefitKind { from_cost, given };

/// The benefit of sharing, U = ln(1+C) (paper sec. 3.1) or U given: what a user writes.
struct Benefit {
    BenefitKind kind = BenefitKind::given;
    double value = 0.0;  ///< C where kind is from_cost, else U; > 0
};

/// The benefit U as a double-double: the nearest one to U given, and ln(1+C) to a relative 2^-105.
/// @throws std::domain_error for NaN and infinities
inline DoubleDouble benefit_value(Benefit benefit) {
    const Rational exact = decimal_value(benefit.value);
    if (benefit.kind == BenefitKind::given) return to_double_double(exact);
    const auto interval = enclose_log1p(exact, 256);
    return to_double_double(interval.lo);
}

/// An interval that contains slope U + offset, and does not contain 0 unless it is exactly {0, 0}.
///
/// It always terminates. For rational C > 0, ln(1+C) is transcendental (Lindemann-Weierstrass), so
/// the form is 0 only where slope = offset = 0. Otherwise some precision separates it from 0.
/// @param bits precision to begin with; it is doubled until it suffices
template <class Rounding = OutwardRounding>
RationalInterval enclose_affine(const Rational& slope, const Rational& offset, Benefit benefit,
                                mpfr_prec_t bits = Rounding::first_bits) {
    if (sgn(slope) == 0) return {offset, offset};
    const Rational exact = decimal_value(benefit.value);
    if (benefit.kind == BenefitKind::given) {
        const Rational value = slope * exact + offset;
        return {value, value};
    }
    for (;; bits *= 2) {
        const auto U = enclose_log1p<Rounding>(exact, bits);
        RationalInterval form{slope * U.lo + offset, slope * U.hi + offset};
        if (sgn(form.lo) * sgn(form.hi) > 0) return form;
    }
}

/// The exact sign of slope U + offset: -1, 0 or 1.
template <class Rounding = OutwardRounding>
int sign_affine(const Rational& slope, const Rational& offset, Benefit benefit) {
    return sgn(enclose_affine<Rounding>(slope, offset, benefit).lo);
}

/// slope U + offset as a double-double with a relative error of about 2^-60. It is 0 only where the
/// form is exactly 0: a value below the range of a double becomes the least double of its sign.
template <class Rounding = OutwardRounding>
DoubleDouble value_affine(const Rational& slope, const Rational& offset, Benefit benefit) {
    for (mpfr_prec_t bits = Rounding::first_bits;; bits *= 2) {
        const auto form = enclose_affine<Rounding>(slope, offset, benefit, bits);
        const Rational width = form.hi - form.lo;
        if (abs(width) * Rational(mpz_class(1) << 60) > abs(form.lo)) continue;
        const DoubleDouble value = to_double_double(form.lo);
        if (value.hi != 0.0) return value;
        return sgn(form.lo) * std::numeric_limits<double>::denorm_min();
    }
}

}  // namespace essmap::model
