#pragma once

#include <cmath>

namespace essmap::solver {

/// ln(ratio)/rate where ratio = shares * growths = 1 + rate * length; length as rate -> 0.
inline double log_over_rate(double rate, double length, double shares, double growths) {
    const double w = rate * length;
    if (rate == 0.0 || w == 0.0) return length;
    if (w > -0.5 && w < 1e15) return std::log1p(w) / rate;
    const double ratio = shares * growths;
    return (std::isnormal(ratio) ? std::log(ratio) : std::log(shares) + std::log(growths)) / rate;
}

}  // namespace essmap::solver
