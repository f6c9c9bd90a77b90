#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "essmap/solver/logit.hpp"
#include "essmap/solver/path.hpp"

/// One orbit in the logit variable, and the way to where it settles: what CVODE integrates.
namespace essmap::solver {

inline constexpr double nowhere = std::numeric_limits<double>::infinity();
/// Differences of logits below this, of those of size 1, come from the difference of the shares.
inline constexpr double short_way = 0x1p-10;

/// One orbit in u = z - z0, the logits from an origin, and tau = speed t.
///
/// du/dtau = g/speed, g = g0 + b (sigma(z0 + u) - x0): relative to u, so that tolerances hold next
/// to an eta that the orbit leaves, if it begins at the origin, and next to the one it ends at, if
/// that is the origin. Or g = a (1-x) + q x: relative to the ends, where growth dies away on the
/// way there.
struct Orbit {
    double x0 = 0.0, c0 = 0.0, z0 = 0.0;  ///< the origin: its share, 1 - x0, its logit
    double g0 = 0.0;                      ///< growth there
    double a = 0.0, q = 0.0, b = 0.0;
    double speed = 1.0;
    double start = 0.0;      ///< u where it begins
    double direction = 1.0;  ///< the sign of g
    bool by_ends = false;
    std::vector<double> targets{};  ///< u of the first targets, then the thresholds

    [[nodiscard]] double rate(double u) const {
        const double g =
            by_ends ? a * sigma(-z0 - u) + q * sigma(z0 + u) : g0 + b * gained_share(x0, c0, z0, u);
        return g / speed;
    }
    [[nodiscard]] double share(double u) const { return sigma(z0 + u); }
    /// d rate/du
    [[nodiscard]] double slope(double u) const {
        const double x = share(u);
        return b * x / (1.0 + std::exp(z0 + u)) / speed;
    }
};

/// The orbit of growth rates c with its origin at the start. @param g0 growth rate there, not 0
Orbit orbit_from(const Coefficients<double>& c, double x0, double c0, double g0);

/// Logits from one decimal to another, z0 those of the first.
double logits_between(double from, double z0, double to);

/// An interior limit eta = -a/b, 1 - eta, and the shares that grow or fall towards it.
struct Interior {
    double eta, rest;
    bool rising;

    /// Logits from the share that is `distance` before the limit to the limit; nowhere if there is
    /// none in (0,1).
    [[nodiscard]] double logits_left(double distance) const;
};

/// Where an orbit settles: its limit, and the share that counts as there, in logits from the start.
struct Settling {
    double limit;
    double near;          ///< 1 - saturation
    double way_to_limit;  ///< logits to an interior limit
    double target;        ///< logits to the share that counts as there
    bool done;            ///< it is there
    std::optional<Interior> interior{};
};

/// @param orbit with its origin at the start @param saturation as a decimal
Settling settling(const Orbit& orbit, double saturation);

/// Makes the interior limit the origin of the orbit, so that ever smaller distances from it are
/// resolved. The ways of `settling` are logits from there afterwards. @pre there is one
void begin_at_limit(Orbit& orbit, Settling& settling);

}  // namespace essmap::solver
