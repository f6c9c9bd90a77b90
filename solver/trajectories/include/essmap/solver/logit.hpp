#pragma once

#include <cmath>

#include "essmap/model/exact.hpp"

/// Shares by their logits, of any size: exp runs into 0 or infinity where the share is an end.
namespace essmap::solver {

/// From here on a double's 1 - x has lost more than 10 bits of the decimal's.
inline constexpr double near_one = 1.0 - 0x1p-10;
/// 1 - x of the decimal x in [0,1]. Up to near_one it is the double's, good to 2^-43.
inline double one_minus(double x) { return x < near_one ? 1.0 - x : model::complement(x); }

inline double logit(double x) { return std::log(x / one_minus(x)); }
inline double sigma(double z) { return 1.0 / (1.0 + std::exp(-z)); }

/// sigma(z0 + u) - x0 to its relative accuracy, for z0 = logit x0, c0 = 1 - x0, u finite; 0 from an
/// end.
inline double gained_share(double x0, double c0, double z0, double u) {
    const double z = z0 + u;
    return u >= 0 ? -std::expm1(-u) * c0 / (1.0 + std::exp(-z))
                  : std::expm1(u) * x0 / (1.0 + std::exp(z));
}

}  // namespace essmap::solver
