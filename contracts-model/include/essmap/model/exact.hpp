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

/// The shortest decimal that rounds to `value`, as an exact rational. @throws std::domain_error for
/// NaN and infinities.
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

/// One MPFR number, owned.
class BigFloat {
public:
    explicit BigFloat(mpfr_prec_t bits) { mpfr_init2(value_, bits); }
    BigFloat(const BigFloat&) = delete;
    BigFloat& operator=(const BigFloat&) = delete;
    ~BigFloat() { mpfr_clear(value_); }
    mpfr_ptr get() { return value_; }

    /// Its exact value.
    Rational rational() {
        Rational result;
        mpfr_get_q(result.get_mpq_t(), value_);
        return result;
    }
    /// Nearest double-double.
    DoubleDouble double_double() {
        const double high = mpfr_get_d(value_, MPFR_RNDN);
        mpfr_sub_d(value_, value_, high, MPFR_RNDN);
        return {high, mpfr_get_d(value_, MPFR_RNDN)};
    }

private:
    mpfr_t value_;
};

/// Nearest double-double of an exact rational.
inline DoubleDouble to_double_double(const Rational& value) {
    BigFloat number(256);
    mpfr_set_q(number.get(), value.get_mpq_t(), MPFR_RNDN);
    return number.double_double();
}

/// Nearest double of an exact rational (mpq_class::get_d truncates).
inline double to_double(const Rational& value) {
    BigFloat number(53);
    mpfr_set_q(number.get(), value.get_mpq_t(), MPFR_RNDN);
    return mpfr_get_d(number.get(), MPFR_RNDN);
}

/// 1 - x of the decimal x: what is left to 1, to its last digit however near x is.
/// @throws std::domain_error for NaN and infinities.
inline double complement(double x) { return to_double(1 - decimal_value(x)); }

/// Closed interval of rationals.
struct RationalInterval {
    Rational lo;
    Rational hi;
};

/// How rounding errors are met: ln(1+C) is enclosed between two rationals by rounding outward at
/// every step, and double-doubles are believed only beyond a proved bound. The only policy to use;
/// tests put wrong ones in its place to see that the checks of certification catch them.
struct OutwardRounding {
    static constexpr mpfr_rnd_t below = MPFR_RNDD;
    static constexpr mpfr_rnd_t above = MPFR_RNDU;
    static constexpr mpfr_prec_t first_bits = 128;
    /// Relative error within which a double-double growth rate decides no sign (growth.hpp).
    static constexpr double error_bound = 0x1p-95;
};

/// Enclosure of ln(1+C), C > 0, to `bits` bits.
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

/// Nearest double-double of U.
inline DoubleDouble benefit_value(Benefit benefit) {
    const Rational exact = decimal_value(benefit.value);
    if (benefit.kind == BenefitKind::given) return to_double_double(exact);
    const auto interval = enclose_log1p(exact, 256);
    return to_double_double(interval.lo);
}

/// Enclosure of slope * U + offset that does not contain zero, or is exactly {0, 0}.
///
/// Always terminates: for rational C > 0, ln(1+C) is transcendental (Lindemann-Weierstrass), so the
/// form vanishes only where slope = offset = 0; otherwise some precision separates it from zero.
/// @param bits precision to begin with
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

/// Exact sign of slope * U + offset: -1, 0 or 1.
template <class Rounding = OutwardRounding>
int sign_affine(const Rational& slope, const Rational& offset, Benefit benefit) {
    return sgn(enclose_affine<Rounding>(slope, offset, benefit).lo);
}

/// Nearest double-double of slope * U + offset, to a relative error below 2^-60; 0 only where it is
/// 0: below the range of a double it is the least one of its sign.
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
