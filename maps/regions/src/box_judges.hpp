#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "essmap/maps/paver.hpp"

/// What the judges of all regions share. Everything is IEEE + - * / sqrt: the same on every
/// processor.
namespace essmap::maps {

inline constexpr std::size_t no_axis = max_paving_axes;

/// A corner of a box in the parameters that growth falls or rises in, for both ends of U.
struct GrowthCorner {
    double r, theta, mu, k, gamma;
};
/// Growth at every share is least at the one corner and greatest at the other, at some end of U.
inline GrowthCorner least_corner(const PavingBox& b) {
    return {b.lo[dim_r], b.hi[dim_theta], b.lo[dim_mu], b.hi[dim_k], b.hi[dim_gamma]};
}
inline GrowthCorner greatest_corner(const PavingBox& b) {
    return {b.hi[dim_r], b.lo[dim_theta], b.hi[dim_mu], b.lo[dim_k], b.lo[dim_gamma]};
}

/// Growth rates a and q = a + b at a corner and a U, and a bound on each of their terms.
struct CornerRates {
    double a, q, largest;
};
inline CornerRates rates_at(const GrowthCorner& c, double U) {
    const double cost = c.theta / c.r;
    return {U * (1.0 - cost - c.k) - c.gamma, U * (1.0 - cost) + c.mu - c.gamma,
            U * (1.0 + cost + c.k) + std::abs(c.mu) + std::abs(c.gamma)};
}

/// By how much the growth rate at share x varies along each axis of a box: over the whole range of
/// that axis, the others at an end.
inline std::array<double, max_paving_axes> growth_smear(const PavingBox& b, double x) {
    std::array<double, max_paving_axes> smear{};
    const double U = 0.5 * (b.U_lo + b.U_hi);
    const auto slope = [&](const GrowthCorner& c) {
        return std::abs(1.0 - c.theta / c.r - c.k * (1.0 - x));
    };
    smear[dim_r] = U * b.hi[dim_theta] * (1.0 / b.lo[dim_r] - 1.0 / b.hi[dim_r]);
    smear[dim_theta] = U * (b.hi[dim_theta] - b.lo[dim_theta]) / b.lo[dim_r];
    smear[dim_mu] = x * (b.hi[dim_mu] - b.lo[dim_mu]);
    smear[dim_k] = (1.0 - x) * U * (b.hi[dim_k] - b.lo[dim_k]);
    smear[dim_benefit] =
        (b.U_hi - b.U_lo) * std::max(slope(least_corner(b)), slope(greatest_corner(b)));
    smear[dim_gamma] = b.hi[dim_gamma] - b.lo[dim_gamma];
    return smear;
}

/// Can the range be bisected: does its middle lie strictly inside?
inline bool can_split(const PavingDescription& paving, const PavingBox& box, std::size_t axis) {
    if (!(box.lo[axis] < box.hi[axis])) return false;
    const double at = middle(paving.axes[axis].spacing(), box.lo[axis], box.hi[axis]);
    return box.lo[axis] < at && at < box.hi[axis];
}

/// The axis of the largest smear that can be split; no_axis if all others are 0.
inline std::size_t widest_axis(const PavingDescription& paving, const PavingBox& box,
                               const std::array<double, max_paving_axes>& smear) {
    std::size_t best = no_axis;
    double most = 0.0;
    for (std::size_t d = 0; d < paving.axes.size(); ++d)
        if (smear[d] > most && can_split(paving, box, d)) {
            best = d;
            most = smear[d];
        }
    return best;
}

inline PavingNode split_along(std::size_t axis) {
    return axis == no_axis ? PavingNode{0}
                           : static_cast<PavingNode>(split_node + static_cast<int>(axis));
}

}  // namespace essmap::maps
