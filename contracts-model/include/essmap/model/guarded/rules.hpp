#pragma once

#include "essmap/model/domain.hpp"

/// The contract a platform would deploy: its rules, what they pay, and the guard they must pass.
namespace essmap::model::guarded {

/// Largest values the contract accepts, so that nothing it computes leaves 64 bits.
struct Limits {
    static constexpr long scale = 1'000'000;
    static constexpr long rank = 10'000;
    static constexpr long points_per_share = 100'000'000;  ///< B, Delta, gamma, its step, mu, s, e
    static constexpr long points = 1'000'000'000'000'000'000;
    static constexpr long ticks = 10'000'000'000;
    static constexpr long duration = 1'000'000'000;  ///< of limits, periods and intervals, in ticks
    static constexpr long seconds = 100'000'000;     ///< of a round, and of a notice
    static constexpr long members = 1'000'000'000;
    static constexpr long numerator = 1'000'000'000'000'000'000;
    static constexpr long rounds = 500'000'000'000;
    static constexpr long reports = 30'000;  ///< counted towards the next level
    static constexpr long seats = 16;        ///< of reviewers
    static constexpr long epochs = 100'000'000'000'000;
};

/// Rules of one deployment. theta, the shares P* and saturation, and the chances p and f are whole
/// multiples of 1/scale; B, Delta, gamma, mu, s and e are points; times are ticks of the chain's
/// clock. Delta, e, p and f are bounds that the operator vouches for: the contract cannot see them.
template <class T>
struct Rules {
    T scale;                  ///< fixed-point one; 1 over the reals
    T rank_min, rank_max;     ///< r of every member that may share
    T promotion;              ///< counted reports to the next level; 0: only the registrar promotes
    T benefit;                ///< B, paid for a counted report: the game's U
    T stock_max;              ///< Delta, what the stock gives to whoever keeps, at most
    T theta_min, theta_max;   ///< theta never leaves them
    T gamma_min, gamma_max;   ///< gamma never leaves them
    T gamma_step;             ///< how far gamma moves in a round
    T mu;                     ///< deduction per period of idleness
    T numerator;              ///< N of theta = N / T
    T threshold, saturation;  ///< P* and the share that ends a round
    T round_limit;            ///< a round that lasts as long ends unsaturated
    T idle_limit, idle_period;  ///< idleness that is free; each further period costs mu
    T share_interval;           ///< shortest time between two reports of a member
    T retire_after;             ///< idleness that ends a membership
    T notice;                   ///< time between the announcement of other rules and their force
    T initial_points;           ///< rho
    T points_max;               ///< points saturate here, and at 0
    T quorum;                   ///< votes that reject a report; 0: no review, and junk pays
    T window;                   ///< time after a report within which it may be rejected
    T penalty;                  ///< s, owed for a rejected report beyond its pay
    T effort_max;               ///< e, what an honest report costs its author, at most
    T detection_min;            ///< p, the chance that junk is rejected, at least
    T error_max;                ///< f, the chance that an honest report is rejected, at most

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"scale", "per unit"}, s.scale...);
        v(Field{"rank_min", "level"}, s.rank_min...);
        v(Field{"rank_max", "level"}, s.rank_max...);
        v(Field{"promotion", "reports"}, s.promotion...);
        v(Field{"benefit", "points"}, s.benefit...);
        v(Field{"stock_max", "points"}, s.stock_max...);
        v(Field{"theta_min", "levels/scale"}, s.theta_min...);
        v(Field{"theta_max", "levels/scale"}, s.theta_max...);
        v(Field{"gamma_min", "points"}, s.gamma_min...);
        v(Field{"gamma_max", "points"}, s.gamma_max...);
        v(Field{"gamma_step", "points"}, s.gamma_step...);
        v(Field{"mu", "points"}, s.mu...);
        v(Field{"numerator", "levels/scale x ticks"}, s.numerator...);
        v(Field{"threshold", "1/scale"}, s.threshold...);
        v(Field{"saturation", "1/scale"}, s.saturation...);
        v(Field{"round_limit", "ticks"}, s.round_limit...);
        v(Field{"idle_limit", "ticks"}, s.idle_limit...);
        v(Field{"idle_period", "ticks"}, s.idle_period...);
        v(Field{"share_interval", "ticks"}, s.share_interval...);
        v(Field{"retire_after", "ticks"}, s.retire_after...);
        v(Field{"notice", "ticks"}, s.notice...);
        v(Field{"initial_points", "points"}, s.initial_points...);
        v(Field{"points_max", "points"}, s.points_max...);
        v(Field{"quorum", "votes"}, s.quorum...);
        v(Field{"window", "ticks"}, s.window...);
        v(Field{"penalty", "points"}, s.penalty...);
        v(Field{"effort_max", "points"}, s.effort_max...);
        v(Field{"detection_min", "1/scale"}, s.detection_min...);
        v(Field{"error_max", "1/scale"}, s.error_max...);
    }
};

/// P = B - ceil(B theta/(scale r)) - gamma: the points that a counted report pays a member of rank
/// r, at this theta and gamma. It is pi = (1 - theta/r) U - gamma of the game (Eq. 6) with B for U;
/// over whole numbers at most a point less.
template <class T>
T pay(const Rules<T>& rules, const T& rank, const T& theta, const T& gamma) {
    return rules.benefit - quotient_up(T(rules.benefit * theta), T(rules.scale * rank)) - gamma;
}

/// The least P of the rules: that of the lowest rank at theta_max and gamma_max, in points.
template <class T>
T least_pay(const Rules<T>& rules) {
    return pay(rules, rules.rank_min, rules.theta_max, rules.gamma_max);
}

/// The largest P of the rules: that of the highest rank at theta_min and gamma_min, in points.
template <class T>
T largest_pay(const Rules<T>& rules) {
    return pay(rules, rules.rank_max, rules.theta_min, rules.gamma_min);
}

/// The guard: strategy case 1 of the game as paid, P + n mu - Delta (1 - x) > 0, holds for every
/// rank, theta and gamma within the rules, every number n >= 0 of periods that NSP charges, every
/// Delta up to stock_max and every share x of those who report, exactly when
///     P > stock_max  at r = rank_min, theta = theta_max, gamma = gamma_max.
/// P falls in theta and gamma and rises in r, and rounding up keeps that order; n may be 0 and x
/// too.
template <class T>
Truth<T> keeps_case_1(const Rules<T>& rules) {
    return rules.stock_max < least_pay(rules);
}

/// Are reports reviewed? @return quorum > 0
template <class T>
Truth<T> reviewed(const Rules<T>& rules) {
    return T(0) < rules.quorum;
}

/// The guard where reports are reviewed: strategy case 1* of the game as paid. Honest sharing
/// strictly dominates keeping and junk in one round's payoffs, for every rank, theta and gamma
/// within the rules, n >= 0, Delta up to stock_max, x in [0, 1], effort up to e = effort_max, every
/// chance of rejection from p = detection_min on for junk and up to f = error_max for honest
/// reports, exactly when at r_min, theta_max and gamma_max
///     P (1 - f) - f s - e > Delta    and    (p - f) (P + s) > e.
/// Without review case 1 is all that is asked. @pre keeps_case_1(); so P is positive, and no
/// product leaves 64 bits
template <class T>
Truth<T> keeps_honesty(const Rules<T>& rules) {
    const T least = least_pay(rules);
    const T found = rules.detection_min - rules.error_max;
    return !reviewed(rules) ||
           ((rules.stock_max + rules.effort_max) * rules.scale + rules.error_max * rules.penalty <
                least * (rules.scale - rules.error_max) &&
            rules.effort_max * rules.scale < found * (least + rules.penalty));
}

/// The part of well_formed() for scale, ranks, B, Delta, theta, gamma and the shares.
template <class T>
Truth<T> well_formed_game(const Rules<T>& rules) {
    const T zero(0);
    const T one(1);
    const T amount(Limits::points_per_share);
    return within(rules.scale, one, T(Limits::scale)) && one <= rules.rank_min &&
           rules.rank_min <= rules.rank_max && rules.rank_max <= T(Limits::rank) &&
           within(rules.promotion, zero, T(Limits::reports)) && zero < rules.benefit &&
           rules.benefit <= amount && within(rules.stock_max, zero, amount) &&
           zero <= rules.theta_min && rules.theta_min <= rules.theta_max &&
           rules.theta_max <= T(Limits::scale * Limits::rank) && -amount <= rules.gamma_min &&
           rules.gamma_min <= rules.gamma_max && rules.gamma_max <= amount &&
           within(rules.gamma_step, zero, amount) && zero < rules.threshold &&
           rules.threshold <= rules.saturation && rules.saturation < rules.scale;
}

/// Are mu, rho, the largest points and N within their limits?
template <class T>
Truth<T> points_in_limits(const Rules<T>& rules) {
    const T zero(0);
    return zero <= rules.mu && rules.mu < rules.initial_points &&
           rules.mu <= T(Limits::points_per_share) && rules.initial_points <= rules.points_max &&
           rules.points_max <= T(Limits::points) &&
           within(rules.numerator, zero, T(Limits::numerator));
}

/// The part of well_formed() for mu, rho, the largest points and N. A new member's first report is
/// paid in full, whatever it pays: rho + P <= points_max. That is asked last, so that no rho makes
/// the sum leave 64 bits.
template <class T>
Truth<T> well_formed_points(const Rules<T>& rules) {
    return points_in_limits(rules) && rules.initial_points + largest_pay(rules) <= rules.points_max;
}

/// The part of well_formed() for the times: limits, periods and intervals, in ticks. A member who
/// is counted again before two round limits are over is never charged for idleness,
///     idle_limit + idle_period >= 2 round_limit,
/// nor does his membership lapse, retire_after >= 2 round_limit; share_interval, which lasts at
/// most a round, does not keep him from it; and a notice lasts for two rounds at least, so that
/// everybody may act on it.
template <class T>
Truth<T> well_formed_times(const Rules<T>& rules) {
    const T zero(0);
    const T one(1);
    const T longest(Limits::duration);
    return within(rules.round_limit, one, longest) && within(rules.idle_limit, zero, longest) &&
           within(rules.idle_period, one, longest) &&
           T(2) * rules.round_limit <= rules.idle_limit + rules.idle_period &&
           within(rules.share_interval, one, rules.round_limit) &&
           T(2) * rules.round_limit <= rules.retire_after && rules.retire_after <= longest &&
           within(rules.notice, T(T(2) * rules.round_limit), longest);
}

/// The part of well_formed() for the review. Two votes at least reject a report, so that no one
/// account takes points; junk is found more often than honest reports are rejected by error, f < p.
/// Without review its rules are 0.
template <class T>
Truth<T> well_formed_review(const Rules<T>& rules) {
    const T zero(0);
    const T amount(Limits::points_per_share);
    const Truth<T> absent = rules.window == zero && rules.penalty == zero &&
                            rules.effort_max == zero && rules.detection_min == zero &&
                            rules.error_max == zero;
    const Truth<T> present =
        within(rules.window, T(1), T(Limits::duration)) && within(rules.penalty, zero, amount) &&
        within(rules.effort_max, zero, amount) && zero <= rules.error_max &&
        rules.error_max < rules.detection_min && rules.detection_min <= rules.scale;
    return (rules.quorum == zero && absent) ||
           (within(rules.quorum, T(2), T(Limits::seats)) && present);
}

/// Are all rules within their domain and limits?
template <class T>
Truth<T> well_formed(const Rules<T>& rules) {
    return well_formed_game(rules) && well_formed_points(rules) && well_formed_times(rules) &&
           well_formed_review(rules);
}

/// May a contract run by these rules? They must be well-formed, and the guard must hold: case 1,
/// and with review case 1*. Deployment
/// and every announcement of rules ask this, and nothing else does.
template <class T>
Truth<T> admissible(const Rules<T>& rules) {
    return well_formed(rules) && keeps_case_1(rules) && keeps_honesty(rules);
}

/// Do a round and a notice end within Limits::seconds, so that rules can change in a life?
/// @param tick in seconds
template <class T>
Truth<T> ends_in_time(const Rules<T>& rules, const T& tick) {
    const T seconds(Limits::seconds);
    return within(tick, T(1), seconds) && rules.round_limit * tick <= seconds &&
           rules.notice * tick <= seconds;
}

/// Do the proposed rules keep the units of what is stored? The scale, the period of idleness and
/// the idleness that ends a membership stay; the largest points may only grow.
template <class T>
Truth<T> keeps_units(const Rules<T>& rules, const Rules<T>& proposed) {
    return proposed.scale == rules.scale && proposed.idle_period == rules.idle_period &&
           proposed.retire_after == rules.retire_after && rules.points_max <= proposed.points_max;
}

/// Do the proposed rules admit every rank that the rules admit?
template <class T>
Truth<T> keeps_ranks(const Rules<T>& rules, const Rules<T>& proposed) {
    return proposed.rank_min <= rules.rank_min && rules.rank_max <= proposed.rank_max;
}

/// Is a member still safe who is counted in the last round under the rules and in the first one
/// under the proposed ones? Neither is he charged for idleness, nor does his membership lapse:
///     idle_limit + idle_period, retire_after >= round_limit + proposed round_limit.
/// Nor do rules that follow each other fast keep him from being counted under each: the notice
/// never gets shorter, so the proposed rules stay in force for as long as both round limits.
template <class T>
Truth<T> keeps_free_time(const Rules<T>& rules, const Rules<T>& proposed) {
    const T both = rules.round_limit + proposed.round_limit;
    return both <= rules.idle_limit + rules.idle_period && both <= rules.retire_after &&
           rules.notice <= proposed.notice;
}

}  // namespace essmap::model::guarded
