#pragma once

#include <cmath>

/// Decimals of few digits beside a number, for people to read and write.
namespace essmap::recommend {

/// e with 10^(e-1) <= |value| < 10^e, to rounding. @pre value is not 0
inline int decimal_exponent(double value) {
    return static_cast<int>(std::floor(std::log10(std::abs(value)))) + 1;
}

/// Largest multiple of 10^exponent, to rounding, that is not above the value.
inline double round_down(double value, int exponent) {
    const double power = std::pow(10.0, std::abs(exponent));
    const auto multiple = [&](double count) {
        return exponent < 0 ? count / power : count * power;
    };
    const double count = std::floor(exponent < 0 ? value * power : value / power);
    return multiple(count) > value ? multiple(count - 1.0) : multiple(count);
}
inline double round_up(double value, int exponent) { return -round_down(-value, exponent); }

}  // namespace essmap::recommend
