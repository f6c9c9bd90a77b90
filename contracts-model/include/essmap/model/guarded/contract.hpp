#pragma once

#include "essmap/model/guarded/sgm.hpp"

/// Deployment, the change of rules, and membership: everything that is not a report.
namespace essmap::model::guarded {

template <class T>
struct Deployment {
    Truth<T> accepted;
    Round<T> round;
};

/// Begins the first round. It is accepted if the rules pass the guard, and theta and gamma are
/// within their bounds. The round has no users yet, so only its time limit ends it.
/// @param theta in multiples of 1/scale @param gamma in points @param now in ticks
template <class T>
Deployment<T> deploy(const Rules<T>& rules, const T& theta, const T& gamma, const T& now) {
    const Truth<T> accepted = admissible(rules) &&
                              within(theta, rules.theta_min, rules.theta_max) &&
                              within(gamma, rules.gamma_min, rules.gamma_max);
    return {accepted, {T(1), now, T(0), T(0), T(0), theta, gamma}};
}

template <class T>
struct Reconfiguration {
    Truth<T> accepted;
    Rules<T> rules;
    Round<T> round;
};

/// The owner changes the rules. They are accepted if they pass the guard; theta and gamma are then
/// clamped to their new bounds at once. The units of stored amounts and debts must stay: the scale,
/// the period of idleness, and the idleness that ends a membership. The largest points may only
/// grow. A member's idleness is charged at the rate in force when it began.
template <class T>
Reconfiguration<T> reconfigure(const Caller<T>& caller, const Rules<T>& rules,
                               const Rules<T>& proposed, const Round<T>& round) {
    const Truth<T> accepted =
        caller.owner && admissible(proposed) && proposed.scale == rules.scale &&
        proposed.idle_period == rules.idle_period && proposed.retire_after == rules.retire_after &&
        rules.points_max <= proposed.points_max;
    Round<T> next = round;
    next.theta = clamp(round.theta, proposed.theta_min, proposed.theta_max);
    next.gamma = clamp(round.gamma, proposed.gamma_min, proposed.gamma_max);
    return {accepted, select_record<T>(accepted, proposed, rules),
            select_record<T>(accepted, next, round)};
}

template <class T>
struct Membership {
    Truth<T> accepted;
    Round<T> round;
    Member<T> member;
};

/// The registrar enrols a member, or renews a member's rank and certificate. Unpaid idleness is
/// charged first. Initial points are given at the first enrolment only. A membership that had ended
/// or lapsed starts anew: in the running round, with no idleness.
/// @param rank within the rules' bounds @param expiry in ticks, after now @param now in ticks
template <class T>
Membership<T> enrol(const Caller<T>& caller, const Rules<T>& rules, const Round<T>& round,
                    const Member<T>& member, const T& rank, const T& expiry, const T& now) {
    Round<T> counted = round;
    counted.members = select<T>(member.active, round.members, round.members + T(1));
    const Truth<T> accepted = caller.registrar && within(rank, rules.rank_min, rules.rank_max) &&
                              now < expiry && counted.members <= T(Limits::members);
    Member<T> next = settle(rules, member, now).member;
    const Truth<T> starts = !member.active || lapse_time(rules, member) <= now;
    next.points = select<T>(member.known, next.points, rules.initial_points);
    next.stamp = select<T>(starts, round.number, member.stamp);
    next.last_share = select<T>(starts, now, member.last_share);
    next.paid_until = select<T>(starts, now + rules.idle_limit, next.paid_until);
    next.rate = select<T>(starts, rules.mu, member.rate);
    next.known = Truth<T>(true);
    next.active = Truth<T>(true);
    next.rank = rank;
    next.expiry = expiry;
    return {accepted, select_record<T>(accepted, counted, round),
            select_record<T>(accepted, next, member)};
}

/// Ends a membership where `accepted`, after its unpaid idleness is charged. Points are kept.
template <class T>
Membership<T> leave(const Truth<T>& accepted, const Rules<T>& rules, const Round<T>& round,
                    const Member<T>& member, const T& now) {
    Member<T> next = settle(rules, member, now).member;
    next.active = Truth<T>(false);
    Round<T> counted = round;
    counted.members = round.members - T(1);
    return {accepted, select_record<T>(accepted, counted, round),
            select_record<T>(accepted, next, member)};
}

/// The registrar revokes a membership. It is accepted if the member is active.
template <class T>
Membership<T> revoke(const Caller<T>& caller, const Rules<T>& rules, const Round<T>& round,
                     const Member<T>& member, const T& now) {
    return leave<T>(caller.registrar && member.active, rules, round, member, now);
}

/// Anyone may retire a member whose membership has lapsed, so that it no longer lowers the
/// participation P. It is accepted from lapse_time() on.
template <class T>
Membership<T> retire(const Rules<T>& rules, const Round<T>& round, const Member<T>& member,
                     const T& now) {
    return leave<T>(member.active && lapse_time(rules, member) <= now, rules, round, member, now);
}

}  // namespace essmap::model::guarded
