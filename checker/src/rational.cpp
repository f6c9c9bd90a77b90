#include "rational.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <stdexcept>

namespace checker {

namespace {

/// atanh(t) for 0 <= t <= 1/3 in multiples of 2^-scale: t + t^3/3 + t^5/5 + ...
///
/// Rounded down throughout, with t < 2^scale/3 in units: t errs by 1, t^2 by 2, so each power by
/// e < 2/3 + e/9 + 1, that is by 2; divided by its odd number, by 3 in the sum. When a power has
/// become 0 the powers left are together below 3. So n terms lose less than 3 (n + 1) units.
Interval atanh_of(const Rational& t, unsigned scale) {
    mpz_class power = t.get_num() << scale;
    power /= t.get_den();
    const mpz_class square = (power * power) >> scale;
    mpz_class sum;
    unsigned long terms = 0;
    for (; sgn(power) != 0; ++terms) {
        sum += power / (2 * terms + 1);
        power *= square;
        power >>= scale;
    }
    const mpz_class above = sum + 3 * (terms + 1);
    Interval result{Rational(sum), Rational(above)};
    mpq_div_2exp(result.lo.get_mpq_t(), result.lo.get_mpq_t(), scale);
    mpq_div_2exp(result.hi.get_mpq_t(), result.hi.get_mpq_t(), scale);
    return result;
}

/// Binary exponent: 2^(e-1) < |value| < 2^(e+1).
long exponent_of(const Rational& value) {
    return static_cast<long>(mpz_sizeinbase(value.get_num_mpz_t(), 2)) -
           static_cast<long>(mpz_sizeinbase(value.get_den_mpz_t(), 2));
}

Rational times_power_of_2(const Rational& value, long exponent) {
    Rational result;
    if (exponent >= 0)
        mpq_mul_2exp(result.get_mpq_t(), value.get_mpq_t(), static_cast<mp_bitcnt_t>(exponent));
    else
        mpq_div_2exp(result.get_mpq_t(), value.get_mpq_t(), static_cast<mp_bitcnt_t>(-exponent));
    return result;
}

}  // namespace

std::string shown(double value) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), end.ptr};
}

Rational decimal(double value) {
    if (!std::isfinite(value)) throw std::domain_error(shown(value) + " is not a finite number");
    const std::string text = shown(value);
    mpz_class digits;
    long exponent = 0;
    bool behind_point = false;
    bool negative = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '-')
            negative = true;
        else if (text[i] == '.')
            behind_point = true;
        else if (text[i] == 'e') {
            exponent += std::strtol(text.c_str() + i + 1, nullptr, 10);
            break;
        } else {
            digits = digits * 10 + (text[i] - '0');
            if (behind_point) --exponent;
        }
    }
    if (negative) digits = -digits;
    mpz_class power;
    mpz_ui_pow_ui(power.get_mpz_t(), 10, static_cast<unsigned long>(std::labs(exponent)));
    Rational result = exponent < 0 ? Rational(digits, power) : Rational(mpz_class(digits * power));
    result.canonicalize();
    return result;
}

const Interval& Logarithm::ln2(unsigned scale) {
    const auto [at, fresh] = ln2_.try_emplace(scale);
    if (fresh) {
        at->second = atanh_of(Rational(1, 3), scale);
        at->second.lo *= 2;
        at->second.hi *= 2;
    }
    return at->second;
}

Interval Logarithm::operator()(const Rational& z, unsigned bits) {
    if (sgn(z) <= 0) throw std::domain_error("logarithm of a number that is not positive");
    long e = exponent_of(z);
    Rational m = times_power_of_2(z, -e);
    for (; m * 3 > 4; ++e) m /= 2;
    for (; m * 3 < 2; --e) m *= 2;
    const Rational t = (m - 1) / (m + 1);
    if (sgn(t) == 0 && e == 0) return {};
    // Away from 1 the result is at least ln(4/3), so that bits behind the point are enough.
    const long small = e == 0 ? std::max(0L, 2 - exponent_of(t)) : 2;
    const long large = 64 - __builtin_clzl(static_cast<unsigned long>(std::labs(e)) | 1UL);
    const auto scale = static_cast<unsigned>(bits + 16 + small + large);
    Interval part = atanh_of(abs(t), scale);
    if (sgn(t) < 0) part = {-part.hi, -part.lo};
    Interval result{2 * part.lo, 2 * part.hi};
    if (e != 0) {
        const Interval& two = ln2(scale);
        result.lo += e * (e > 0 ? two.lo : two.hi);
        result.hi += e * (e > 0 ? two.hi : two.lo);
    }
    return result;
}

}  // namespace checker
