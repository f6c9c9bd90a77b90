#pragma once

#include <cmath>

#include "essmap/model/exact.hpp"

/// Shares by their logits, of any size: exp runs into 0 or infinity where the share is an end.
namespace essmap::solver {

/// From here on 1 - x of a double may differ from that of its decimal in more than the last 10
/// bits.
inline constexpr double near_one = 1.0 - 0x1p-10;
/// 1 - x of the decimal x in [0,1]. Up to near_one it is the double's, good to 2^-43.
inline double one_minus(double x) { return x < near_one ? 1.0 - x : model::complement(x); }

/// logit x = ln(x/(1 - x)) of the decimal x in [0,1]; -infinity at 0, +infinity at 1.
inline double logit(double x) { return std::log(x / one_minus(x)); }
/// sigma(z) = 1/(1 + exp(-z)) in [0,1], the share whose logit is z.
inline double sigma(double z) { return 1.0 / (1.0 + std::exp(-z)); }

/// sigma(z0 + u) - x0: what a share x0 gains while its logit z0 grows by u. It is relatively
/// accurate however small u is, and 0 for x0 = 0 or 1.
/// @param c0 1 - x0 @param z0 logit of x0 @param u finite
inline double gained_share(double x0, double c0, double z0, double u) {
    const double z = z0 + u;
    return u >= 0 ? -std::expm1(-u) * c0 / (1.0 + std::exp(-z))
                  : std::expm1(u) * x0 / (1.0 + std::exp(z));
}

}  // namespace essmap::solver
