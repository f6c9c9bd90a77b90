#pragma once

#include <limits>
#include <optional>
#include <span>

#include "essmap/solver/path.hpp"

/// Closed form of the trajectory of dx/dt = x (1-x) (a + b x) (Eq. 6), its inverse and derivatives.
///
/// The time from x0 to x1 in one form for all cases, with d = x1 - x0, g = a + b x:
///
///     T = ln(1 + a u)/a + ln(1 + q v)/q,   u = d/(x0 g1),  v = d/(g0 c1),  q = a + b, c = 1 - x
///
/// It equals the partial-fraction form ln(y/y0)/P + (1/Q - 1/P) ln[(P + Q y)/(P + Q y0)], but both
/// terms are >= 0 along the flow, so nothing cancels, and a = 0, q = 0, b = 0 are limits ln(1+w)/w
/// -> 1, not cases of their own. Derivation: docs/theory.md.
namespace essmap::solver {

inline constexpr double never = std::numeric_limits<double>::infinity();

/// Does the flow lead along the path? Yes iff g has the path's direction at both ends, as g is
/// affine in x.
inline bool flows_along(const Path& path, const Growth& g) {
    return path.d > 0 ? g.g0 > 0 && g.g1 > 0 : g.g0 < 0 && g.g1 < 0;
}

/// T(x0 -> x1) >= 0; +infinity where the flow does not lead there. Relative error below 2e-15 for
/// growth rates and path as given. Does not allocate.
double travel_time(const Path& path, const Growth& g);

/// Growth rates of many trajectories along one path, as in Growth. All of one length.
struct GrowthColumns {
    std::span<const double> a, q, g0, g1;
};

/// travel_time of each, to the bit, as many at a time as the processor takes. One path for all.
/// Only IEEE sums, products, quotients and fused multiply-adds: the same bits on every machine,
/// but where g0 g1 or a q leave 2^-240..2^240 or the path 2^-400..2^400, which libm serves.
/// @param times as long as the columns
void travel_times(const Path& path, const GrowthColumns& growth, std::span<double> times);

/// Time to saturation T(x0 -> saturation): 0 where x0 >= saturation, +infinity where never.
/// @param x0 in [0,1] @param saturation in (0,1).
double time_to_saturation(const model::PointGame& game, double x0, double saturation);

/// Where the orbit from x0 in [0,1] ends: 0, 1, eta, or x0 where it stays.
double limit_of(const model::PointGame& game, double x0);

/// A path along an orbit with the growth rates that its travel time needs.
struct Approach {
    Path path;
    Growth growth;
};

/// The way from x0 to the share `near` short of an interior limit eta = a/(a-q), a > 0 > q,
/// resolved however small `near` is: at distance d from eta the growth rate is |a - q| d. nullopt
/// where x0 is as near already. @param g0 growth rate at x0, not 0 @param near in (0,1)
std::optional<Approach> approach_within(double near, double x0, double a, double q, double g0);

/// Time until the orbit from x0 is within 1 - saturation (of the decimals) of its limit: 0 where it
/// begins there, +infinity where a double holds no such time.
/// @param x0 in [0,1] @param saturation in (0,1).
double settling_time(const model::PointGame& game, double x0, double saturation);

/// Partial derivatives of T(x0 -> x1). J = -dT/da at fixed b; dT/dtheta = (U/r) J, dT/dgamma = J.
struct TimeGradient {
    double da;   ///< at fixed b
    double db;   ///< at fixed a
    double dx0;  ///< -1/(x0 (1-x0) g0)
    double dx1;  ///< 1/(x1 (1-x1) g1)
};

/// Gradient of travel_time. @pre the flow leads along the path.
TimeGradient travel_time_gradient(const Path& path, const Growth& g);

/// A share with its distance to 1, so that both ends are resolved.
struct Share {
    double x;
    double one_minus_x;
};

/// Inverse of T: the share at time t >= 0 of the orbit from x0 in [0,1]. Relative error of x and
/// 1-x about 1e-15 (1 + |g| t). 700 logits from the middle, the end of double's range, count as the
/// end.
///
/// @param growth_at_start a + b x0 where it is known better than c gives it (near eta)
Share share_at(const Coefficients<double>& c, double x0, double t,
               std::optional<double> growth_at_start = std::nullopt);

}  // namespace essmap::solver
