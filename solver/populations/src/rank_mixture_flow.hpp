#pragma once

#include "essmap/solver/rank_mixture.hpp"

/// What a mixture does from one start: the system to integrate, and where it leads.
namespace essmap::solver {

/// Below this a difference of shares, or relative to |a_r| + |b| a growth rate, is 0 in
/// double-double.
inline constexpr double exact_zero = 0x1p-90;

/// Saturation and 1 - saturation.
struct Saturation {
    double share;
    double rest;
};

/// The system, with tau = speed t and rates over speed. From logits z_r0 the ranks gain u_r, and
///
///     u_r' = rate_r + b (X - X_ref),   rate_r = a_r + b X_ref
///
/// X_ref is X0 for b >= 0: relative to u, tolerances hold next to an equilibrium that repels. It is
/// the limit for b < 0: a rank that is left interior there has rate 0, so u_r = rate_r tau + b V,
/// V' = X - X_ref, does not cancel, however long it takes.
struct MixtureFlow {
    MixtureForm form = MixtureForm::reduced;
    double speed = 0.0;  ///< largest |a_r + b x|, x in [0,1]; 0 where nothing moves
    double b = 0.0;
    double reference = 0.0;  ///< X_ref - X0
    DoubleDouble start;      ///< X0
    std::vector<double> p, x0, c0, z0, rate;
    std::vector<char> stays;  ///< x0 is 0 or 1, or the rate is 0 for good
    std::vector<double> u;    ///< logits gained at the state read last

    [[nodiscard]] std::size_t ranks() const { return p.size(); }
    [[nodiscard]] std::size_t equations() const { return form == MixtureForm::full ? ranks() : 1; }
    [[nodiscard]] bool moves(std::size_t i) const { return p[i] > 0.0 && stays[i] == 0; }

    /// Sets u from CVODE's state.
    void read(double tau, const double* state) noexcept;
    /// X - X0 at u.
    [[nodiscard]] double gained() const noexcept;
    /// d(X - X0) for du_r = direction_r, or for the same du in all ranks where null.
    [[nodiscard]] double gained_along(const double* direction) const noexcept;
    /// Share of a rank at u, and 1 minus it.
    [[nodiscard]] double share(std::size_t i) const noexcept;
    [[nodiscard]] double rest(std::size_t i) const noexcept;
    /// X, and by rank, at u.
    [[nodiscard]] double x() const noexcept;
    [[nodiscard]] std::vector<double> shares() const;
    /// dX/dtau at u.
    [[nodiscard]] double slope() const noexcept;
    /// tau within which, at the rates of now, no rank with members goes further than a logit into
    /// or in the logits where its share is neither below `tolerance` nor above 1 - tolerance.
    [[nodiscard]] double passage(double tolerance) const noexcept;
    /// X - saturation at u, from the nearer end.
    [[nodiscard]] double past(const Saturation& at) const noexcept;
};

/// Where the ranks with members head: to 1 (side 1), to 0 (-1), or neither (0).
struct Heading {
    std::vector<int> side;
    DoubleDouble limit;     ///< X in the limit
    bool interior = false;  ///< b < 0: side 0 is left partly sharing
};

/// Heading and where X can still come from a state (see integrate).
struct Outlook {
    bool caught = false;  ///< the heading is for good
    bool near = false;    ///< and each rank within `near` of where it goes
    double hi = 0.0;      ///< bound of X - X0 from here on
    double left = 0.0;    ///< |X - limit|
};

/// A mixture from one start.
class MixtureProspect {
public:
    MixtureProspect(const RankMixture& mixture, std::span<const double> x0, MixtureForm form);

    MixtureFlow flow;

    /// @return true where no rank with members ever moves.
    [[nodiscard]] bool still() const;
    /// X0 - saturation.
    [[nodiscard]] double start_past(double saturation) const;
    /// Largest |a_r + b X0|, over speed, of the ranks with members that move.
    [[nodiscard]] double fastest_start() const;
    /// What is to be expected at flow.u.
    Outlook look(double near);
    /// The limit, each rank's and its attractor, at flow.u once caught: see MixtureTrajectory.
    void conclude(MixtureTrajectory& result) const;
    /// Is every share at flow.u that has a known limit within the tolerance of it?
    [[nodiscard]] bool arrived(const MixtureTrajectory& concluded, double tolerance) const;
    /// X - saturation in the limit, once caught.
    [[nodiscard]] double limit_past(double saturation) const;

private:
    [[nodiscard]] DoubleDouble growth(std::size_t i, DoubleDouble x) const;
    [[nodiscard]] bool no_growth(std::size_t i, DoubleDouble x, double tolerance) const;
    [[nodiscard]] DoubleDouble staying() const;
    void head_for_maximum();
    void head_by_growth();
    [[nodiscard]] double common_gain() const;

    const RankMixture& mixture_;
    const bool concave_;  ///< b < 0
    std::vector<DoubleDouble> starts_;
    Heading heading_;
};

}  // namespace essmap::solver
