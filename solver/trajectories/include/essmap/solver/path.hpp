#pragma once

#include <cmath>

#include "essmap/model/classification.hpp"

namespace essmap::solver {

using model::Coefficients;
using model::DoubleDouble;

/// A path through the state space, from share x0 to share x1, both in (0,1).
///
/// c0 = 1 - x0 and c1 = 1 - x1 are kept, and d = x1 - x0 is correctly rounded, so that nothing is
/// lost to cancellation at either end.
struct Path {
    double x0, c0;
    double x1, c1;
    double d;

    /// The path between two decimals (model/exact.hpp).
    /// @throws std::domain_error for NaN and infinities
    static Path between(double from, double to) {
        const DoubleDouble x0 = model::Decimal(from).value;
        const DoubleDouble x1 = model::Decimal(to).value;
        const DoubleDouble one(1.0);
        return {from, (one - x0).value(), to, (one - x1).value(), (x1 - x0).value()};
    }

    [[nodiscard]] double z0() const { return std::log(x0 / c0); }  ///< logit of x0
    [[nodiscard]] double z1() const { return std::log(x1 / c1); }  ///< logit of x1
};

/// Growth rates of the logit at the four shares a travel time needs: g(x) = a + b x at 0 (a), at 1
/// (q = a + b), at the start and at the end of a path. g0 and g1 are given, not recomputed, so that
/// they keep their relative accuracy near eta, where a + b x cancels.
struct Growth {
    double a, q, g0, g1;

    /// From coefficients, in doubles: near eta g0 and g1 lose accuracy.
    static Growth along(const Path& path, const Coefficients<double>& c) {
        return {c.a, c.q, model::growth_rate(c, path.x0, path.c0),
                model::growth_rate(c, path.x1, path.c1)};
    }
    /// From a game: each is correctly rounded, and 0 only where it is exactly 0.
    static Growth along(const Path& path, const model::PointGame& game) {
        return {game.a().value(), game.q().value(), game.growth(path.x0).value(),
                game.growth(path.x1).value()};
    }
};

}  // namespace essmap::solver
