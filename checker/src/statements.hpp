#pragma once

#include "times.hpp"

/// What can be said of every point of a closed box, decided between exact rationals: `true` is a
/// proof, `false` that these bounds give none.
namespace checker {

/// Starts, and the share that counts as everyone.
struct Run {
    Interval x0;
    Rational saturation;

    [[nodiscard]] Leg longest() const { return {x0.lo, saturation}; }
    [[nodiscard]] Leg shortest() const { return {x0.hi, saturation}; }
};

class Statements {
public:
    Game& game() { return game_; }
    Times& times() { return times_; }

    /// T <= within.
    bool saturates(const Box& box, const Run& run, const Rational& within);
    /// T > within, or never.
    bool slower(const Box& box, const Run& run, const Rational& within);
    /// N/T <= theta, for given theta: N <= theta T.
    bool stays_below(const Box& box, const Run& run, const Rational& N, const Rational& theta);

    /// N < theta_c T at theta = 0, theta_c = r (1 - k - gamma/U) > 0. The theta of the box is not
    /// used, here and below.
    bool keeps(const Box& box, const Run& run, const Interval& N);
    /// theta_c <= 0, or N >= theta_c T at theta = 0.
    bool loses(const Box& box, const Run& run, const Interval& N);

    /// theta* = N/T(theta*) exists and damping (1 + eps) < 2 there, eps = theta (U/r) J/T.
    bool stable(const Box& box, const Run& run, const Interval& N, const Rational& damping);
    /// theta* does not exist, or damping (1 + eps) > 2 there.
    bool unstable(const Box& box, const Run& run, const Interval& N, const Rational& damping);

private:
    using Attempt = std::optional<bool>;

    /// Least and greatest 1 - k - gamma/U over a box, between these.
    Interval case_1_share(const Box& box, unsigned bits);
    Attempt stable_at(const Box& box, const Run& run, const Interval& N, const Rational& damping,
                      const Rational& theta, unsigned bits);
    Attempt unstable_at(const Box& box, const Run& run, const Interval& N, const Rational& damping,
                        const Rational& theta, unsigned bits);

    Game game_;
    Times times_{game_};
};

}  // namespace checker
