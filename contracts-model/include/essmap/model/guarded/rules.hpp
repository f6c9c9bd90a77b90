#pragma once

#include "essmap/model/domain.hpp"

/// The contract a platform would deploy: its rules, and the guard they must pass.
namespace essmap::model::guarded {

/// Largest values the contract accepts, so that nothing it computes leaves 64 bits.
struct Limits {
    static constexpr long scale = 1'000'000;
    static constexpr long rank = 10'000;
    static constexpr long points_per_share = 100'000'000;  ///< U, gamma, its step, mu
    static constexpr long points = 1'000'000'000'000'000'000;
    static constexpr long ticks = 10'000'000'000;
    static constexpr long members = 1'000'000'000;
    static constexpr long numerator = 1'000'000'000'000'000'000;
    static constexpr long rounds = 1'000'000'000'000'000'000;
};

/// Rules of one deployment. theta, k and the shares P* and saturation are whole multiples of
/// 1/scale; U, gamma and mu are points; times are ticks of the chain's clock.
template <class T>
struct Rules {
    T scale;                     ///< fixed-point one; 1 over the reals
    T rank_min, rank_max;        ///< r of every member that may share
    T benefit_min, benefit_max;  ///< U = ln(1+C) lies between, for every report
    T stock_share;               ///< k of Delta = k U, at most
    T theta_min, theta_max;      ///< theta never leaves them
    T gamma_min, gamma_max;      ///< gamma never leaves them
    T gamma_step;                ///< how far gamma moves in a round
    T mu;                        ///< deduction per period of idleness
    T numerator;                 ///< N of theta = N / T
    T threshold, saturation;     ///< P* and the share that ends a round
    T round_limit;               ///< a round that lasts as long ends unsaturated
    T idle_limit, idle_period;   ///< idleness that is free; each further period costs mu
    T share_interval;            ///< shortest time between two reports of a member
    T retire_after;              ///< idleness that ends a membership
    T initial_points;            ///< rho
    T points_max;                ///< points saturate here, and at 0

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"scale", "per unit"}, s.scale...);
        v(Field{"rank_min", "level"}, s.rank_min...);
        v(Field{"rank_max", "level"}, s.rank_max...);
        v(Field{"benefit_min", "points"}, s.benefit_min...);
        v(Field{"benefit_max", "points"}, s.benefit_max...);
        v(Field{"stock_share", "1/scale"}, s.stock_share...);
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
        v(Field{"initial_points", "points"}, s.initial_points...);
        v(Field{"points_max", "points"}, s.points_max...);
    }
};

/// Is a > 0 (Eq. 6) at this rank, benefit, theta and gamma, with k = stock_share? Without division,
/// as theta and k are in multiples of 1/scale:
///     gamma scale r < U (scale r - theta - k r).
template <class T>
Truth<T> sharing_grows(const Rules<T>& rules, const T& rank, const T& benefit, const T& theta,
                       const T& gamma) {
    const T levels = rules.scale * rank;
    return gamma * levels < benefit * (levels - theta - rules.stock_share * rank);
}

/// The guard: case 1 holds at this theta and gamma for every rank, every benefit, every k up to
/// stock_share and every mu >= 0, exactly when
///     gamma < U (1 - theta/r - k)  at r = rank_min, for both U = benefit_min and U = benefit_max.
/// a falls in theta/r and k, so the lowest rank is the worst; a is linear in U with a slope of
/// either sign, so either end can be. b = k U + mu > 0, so a > 0 gives a + b > 0.
template <class T>
Truth<T> keeps_case_1(const Rules<T>& rules, const T& theta, const T& gamma) {
    return sharing_grows(rules, rules.rank_min, rules.benefit_min, theta, gamma) &&
           sharing_grows(rules, rules.rank_min, rules.benefit_max, theta, gamma);
}

/// The part of well_formed() for scale, ranks, benefit, k, theta, gamma and the shares.
template <class T>
Truth<T> well_formed_game(const Rules<T>& rules) {
    const T zero(0);
    const T one(1);
    const T amount(Limits::points_per_share);
    return within(rules.scale, one, T(Limits::scale)) && one <= rules.rank_min &&
           rules.rank_min <= rules.rank_max && rules.rank_max <= T(Limits::rank) &&
           zero < rules.benefit_min && rules.benefit_min <= rules.benefit_max &&
           rules.benefit_max <= amount && zero < rules.stock_share &&
           rules.stock_share < rules.scale && zero <= rules.theta_min &&
           rules.theta_min <= rules.theta_max &&
           rules.theta_max <= T(Limits::scale * Limits::rank) && -amount <= rules.gamma_min &&
           rules.gamma_min <= rules.gamma_max && rules.gamma_max <= amount &&
           within(rules.gamma_step, zero, amount) && zero < rules.threshold &&
           rules.threshold <= rules.saturation && rules.saturation < rules.scale;
}

/// The part of well_formed() for mu, rho, the largest points and N.
template <class T>
Truth<T> well_formed_points(const Rules<T>& rules) {
    const T zero(0);
    return zero <= rules.mu && rules.mu < rules.initial_points &&
           rules.mu <= T(Limits::points_per_share) && rules.initial_points <= rules.points_max &&
           rules.points_max <= T(Limits::points) &&
           within(rules.numerator, zero, T(Limits::numerator));
}

/// The part of well_formed() for the times: limits, periods and intervals, in ticks.
template <class T>
Truth<T> well_formed_times(const Rules<T>& rules) {
    const T zero(0);
    const T one(1);
    const T ticks(Limits::ticks);
    return within(rules.round_limit, one, ticks) && within(rules.idle_limit, zero, ticks) &&
           within(rules.idle_period, one, ticks) && within(rules.share_interval, zero, ticks) &&
           within(rules.retire_after, one, ticks);
}

/// Are all rules within their domain and limits?
template <class T>
Truth<T> well_formed(const Rules<T>& rules) {
    return well_formed_game(rules) && well_formed_points(rules) && well_formed_times(rules);
}

/// May a contract run by these rules? They must be well-formed, and case 1 must hold at theta_max
/// and gamma_max, the worst values that theta and gamma can reach. Deployment and every change of
/// the rules ask this, and nothing else does.
template <class T>
Truth<T> admissible(const Rules<T>& rules) {
    return well_formed(rules) && keeps_case_1(rules, rules.theta_max, rules.gamma_max);
}

}  // namespace essmap::model::guarded
