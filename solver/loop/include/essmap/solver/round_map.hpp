#pragma once

#include <optional>
#include <utility>

#include "essmap/solver/closed_form.hpp"

namespace essmap::solver {

/// theta <- N/T(theta), round after round: the regulation of the cost that SGM asks for (Algorithm
/// 1, line 8), at fixed gamma. T(theta) is the time from x0 to saturation (closed_form.hpp). It
/// rises and is convex in theta, finite up to the deadlock edge.
///
/// The damped rule is theta <- (1-lambda) theta + lambda N/T(theta), 0 < lambda <= 1.
/// Derivations: docs/regulation.md.
class RoundMap {
public:
    /// @param game its theta is not used @param x0, saturation in (0,1), x0 < saturation
    /// @throws model::InvalidValue naming what is not allowed
    RoundMap(const model::Parameters<double>& game, double x0, double saturation);

    /// T(theta); +infinity from the deadlock edge on.
    [[nodiscard]] double time(double theta) const;
    /// theta T'(theta)/T(theta), rising from 0 at theta = 0 without bound. @pre theta in
    /// [0, deadlock_edge())
    [[nodiscard]] double elasticity(double theta) const;
    /// The next theta of the damped rule, (1-lambda) theta + lambda N/T(theta); (1-lambda) theta
    /// where T is infinite.
    [[nodiscard]] double next(double theta, double N, double lambda = 1.0) const;

    /// theta_c: strategy case 1 below it (r (1 - k - gamma/U) for b >= 0).
    [[nodiscard]] double case_1_edge() const { return case_1_edge_; }
    /// theta_s: from here on the flow does not lead from x0 to saturation.
    [[nodiscard]] double deadlock_edge() const { return deadlock_edge_; }

    /// The only fixed point theta* = N/T(theta*); nullopt where the flow reaches saturation for no
    /// theta >= 0. Where it is too near the deadlock edge to be resolved, this is the last double
    /// below the edge.
    [[nodiscard]] std::optional<double> fixed_point(double N) const;

    /// Where the multiplier -elasticity of the undamped rule is -1: theta* and its N. Stable below.
    struct Flip {
        double theta;
        double N;
    };
    /// The flip of the undamped rule, where elasticity(theta) = 1; nullopt where the flow reaches
    /// saturation for no theta >= 0.
    [[nodiscard]] std::optional<Flip> flip() const;

    /// The N up to which one round leads from every theta in [0, theta_s) to a theta below theta_s:
    /// theta_s T(0).
    [[nodiscard]] double largest_capturing_numerator() const { return deadlock_edge_ * time(0.0); }
    /// The N up to which the undamped rule does not leave [0, theta_c): theta_c T(0).
    [[nodiscard]] double largest_invariant_numerator() const { return case_1_edge_ * time(0.0); }

    /// The 2-cycle of the undamped rule nearest to theta*, as (below, above); nullopt where none is
    /// found. theta* attracts every theta between them if its multiplier is above -1.
    [[nodiscard]] std::optional<std::pair<double, double>> nearest_cycle(double N) const;

    enum class Fate { settles, oscillates, deadlocks };
    /// Where the rule leads from theta0. The second iterate of the undamped rule (lambda = 1) is
    /// monotone, which decides all but starts at theta* itself. The damped rule deadlocks if the
    /// next theta is at or above the deadlock edge. Otherwise an interval around theta0 and theta*
    /// must be one that the rule does not leave: then it oscillates if the multiplier is below -1,
    /// and settles if the interval has no 2-cycle (Coppel 1955). All of this is checked on a grid
    /// only.
    /// @return nullopt where none of these decides
    [[nodiscard]] std::optional<Fate> fate(double N, double lambda, double theta0) const;

private:
    [[nodiscard]] Growth growth(double theta) const;
    /// What two rounds add to theta.
    [[nodiscard]] double drift(double theta, double N, double lambda = 1.0) const;
    /// Where, on the way from `from` to `to`, the drift of the undamped rule changes sign.
    [[nodiscard]] std::optional<double> first_turn(double N, double from, double to) const;
    /// theta from which on one undamped round leads below the deadlock edge.
    [[nodiscard]] double lowest_start(double N) const;
    [[nodiscard]] std::optional<Fate> undamped_fate(double N, double theta0) const;
    /// An interval around lo..hi that the damped rule does not leave, on a grid.
    [[nodiscard]] std::optional<std::pair<double, double>> captured(double N, double lambda,
                                                                    double lo, double hi) const;
    [[nodiscard]] std::optional<Fate> damped_fate(double N, double lambda, double theta0) const;

    Path path_{};     ///< x0 -> saturation
    double slope_;    ///< -da/dtheta = U/r
    double at_zero_;  ///< a at theta = 0
    double b_;
    double case_1_edge_;
    double deadlock_edge_;
};

/// The multiplier of theta* under the damped rule: 1 - lambda (1 + elasticity). theta* is stable
/// where it lies in (-1, 1). @param elasticity of T at theta*
inline double multiplier(double elasticity, double lambda = 1.0) {
    return 1.0 - lambda * (1.0 + elasticity);
}
/// The lambda below which theta* is stable under the damped rule: 2/(1 + elasticity).
inline double largest_stable_lambda(double elasticity) { return 2.0 / (1.0 + elasticity); }

}  // namespace essmap::solver
