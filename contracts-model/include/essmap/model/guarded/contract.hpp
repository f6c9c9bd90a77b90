#pragma once

#include "essmap/model/guarded/sgm.hpp"

/// Deployment, the announcement of rules, and membership: everything that is not a report.
namespace essmap::model::guarded {

/// May the first round have this theta and gamma? Yes iff they are within the rules' bounds.
template <class T>
Truth<T> may_begin(const Rules<T>& rules, const T& theta, const T& gamma) {
    return within(theta, rules.theta_min, rules.theta_max) &&
           within(gamma, rules.gamma_min, rules.gamma_max);
}

/// The first round. It has no users yet, so only its time limit ends it.
/// @param theta in multiples of 1/scale @param gamma in points @param now in ticks
template <class T>
Round<T> first_round(const T& theta, const T& gamma, const T& now) {
    return {T(1), now, T(0), T(0), T(0), theta, gamma, Truth<T>(false)};
}

template <class T>
struct Deployment {
    Truth<T> accepted;
    Round<T> round;
};

/// Begins the first round. It is accepted if the rules pass the guard, a round and a notice end in
/// time, theta and gamma are within their bounds, and owner and registrar are not 0.
/// @param theta in multiples of 1/scale @param gamma in points @param tick in seconds
/// @param now in ticks
template <class T>
Deployment<T> deploy(const Rules<T>& rules, const T& theta, const T& gamma, const T& tick,
                     const T& owner, const T& registrar, const T& now) {
    return {admissible(rules) && ends_in_time(rules, tick) && may_begin(rules, theta, gamma) &&
                !(owner == T(0)) && !(registrar == T(0)),
            first_round(theta, gamma, now)};
}

template <class T>
struct Announcement {
    Truth<T> accepted;
    Round<T> round;
    T from;  ///< the first tick at which a round may begin under the announced rules
};

/// The owner announces rules; they come into force with the first round that begins at
///     from = now + notice
/// or later, in place of any that were announced before. They are accepted if they pass the guard,
/// keep the units of stored amounts and debts and every rank that the rules in force admit, and
/// leave free the time of a member who is counted once a round. A member's idleness is charged at
/// the rate in force when it began.
/// @param from of the rules announced before @param tick in seconds @param now in ticks
template <class T>
Announcement<T> announce(const Caller<T>& caller, const Rules<T>& rules, const Rules<T>& proposed,
                         const Round<T>& round, const T& from, const T& tick, const T& now) {
    const Truth<T> accepted = caller.owner && admissible(proposed) &&
                              ends_in_time(proposed, tick) && keeps_units(rules, proposed) &&
                              keeps_ranks(rules, proposed) && keeps_free_time(rules, proposed);
    return {accepted,
            {round.number, round.start, round.sharers, round.users, round.members, round.theta,
             round.gamma, round.announced || accepted},
            select<T>(accepted, now + rules.notice, from)};
}

/// The counts of the round without a member: P is that of the members who are left.
template <class T>
Round<T> counts_without(const Round<T>& round, const Member<T>& member) {
    Round<T> result = round;
    result.sharers = round.sharers - indicator<T>(counted_in(round, member));
    result.users = round.users - indicator<T>(used_by(round, member));
    result.members = round.members - indicator<T>(member.active);
    return result;
}

/// What the registrar enrols.
template <class T>
struct Application {
    T account;  ///< the member's, not 0
    T hash;     ///< of the certificate, not 0
    T rank;     ///< within the rules' bounds
    T expiry;   ///< of the certificate, in ticks, after now

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"account", "account"}, s.account...);
        v(Field{"hash", ""}, s.hash...);
        v(Field{"rank", "level"}, s.rank...);
        v(Field{"expiry", "ticks"}, s.expiry...);
    }
};

template <class T>
struct Enrolment {
    Truth<T> accepted;
    Round<T> round;
    Member<T> member;
    Certificate<T> certificate;
    T punished;  ///< what NSP charged before
};

/// May this account be enrolled with this certificate? Neither may be 0, and the certificate must
/// be nobody's, or the account's own and not revoked. @param member the account's record
template <class T>
Truth<T> may_hold(const Application<T>& wanted, const Member<T>& member,
                  const Certificate<T>& certificate) {
    return !(wanted.account == T(0)) && !(wanted.hash == T(0)) &&
           (certificate.holder == T(0) ||
            (certificate.holder == wanted.account && !revoked(certificate, member)));
}

/// The registrar enrols a member, or renews a member's certificate; a renewal never lowers the
/// rank. Unpaid idleness is charged first. Initial points are given at the first enrolment only. A
/// membership that had ended or lapsed starts anew: in the running round, of which the member is no
/// user, with no idleness, at the given rank; free time that lies ahead is kept.
/// @param member, certificate the records of the account and of the hash @param now in ticks
template <class T>
Enrolment<T> enrol(const Caller<T>& caller, const Rules<T>& rules, const Round<T>& round,
                   const Application<T>& wanted, const Member<T>& member,
                   const Certificate<T>& certificate, const T& now) {
    const Truth<T> starts = !member.active || lapsed(rules, member, now);
    Round<T> counted = select_record<T>(starts, counts_without(round, member), round);
    counted.members = counted.members + indicator<T>(starts);
    const Truth<T> accepted = caller.registrar && may_hold(wanted, member, certificate) &&
                              within(wanted.rank, rules.rank_min, rules.rank_max) &&
                              now < wanted.expiry && wanted.expiry <= T(Limits::ticks) &&
                              counted.members <= T(Limits::members);
    const Settlement<T> settled = settle(rules, member, now);
    Member<T> next = settled.member;
    next.balance = select<T>(member.known, next.balance, rules.initial_points);
    next.stamp = select<T>(starts, round.number, member.stamp);
    next.user = member.user && !starts;
    next.counted = member.counted && !starts;
    next.last_counted = select<T>(starts, now, member.last_counted);
    next.paid_until =
        select<T>(starts, at_least<T>(next.paid_until, now + rules.idle_limit), next.paid_until);
    next.rate = select<T>(starts, rules.mu, member.rate);
    next.reports = select<T>(starts, T(0), member.reports);
    next.known = Truth<T>(true);
    next.active = Truth<T>(true);
    next.rank = select<T>(starts, wanted.rank, at_least(wanted.rank, member.rank));
    next.expiry = wanted.expiry;
    return {accepted, select_record<T>(accepted, counted, round),
            select_record<T>(accepted, next, member),
            select_record<T>(accepted, Certificate<T>{wanted.account, member.epoch}, certificate),
            select<T>(accepted, settled.charged, T(0))};
}

template <class T>
struct Departure {
    Truth<T> accepted;
    Round<T> round;
    Member<T> member;
    T punished;  ///< what NSP charged before
};

/// Ends a membership where `accepted`, after its unpaid idleness is charged. The balance is kept.
template <class T>
Departure<T> leave(const Truth<T>& accepted, const Rules<T>& rules, const Round<T>& round,
                   const Member<T>& member, const T& now) {
    const Settlement<T> settled = settle(rules, member, now);
    Member<T> next = settled.member;
    next.active = Truth<T>(false);
    return {accepted, select_record<T>(accepted, counts_without(round, member), round),
            select_record<T>(accepted, next, member), select<T>(accepted, settled.charged, T(0))};
}

/// The registrar revokes an account: all certificates that it has ever had are revoked for good
/// (its epoch rises), and the membership ends if it has not. It is accepted if the account has ever
/// been enrolled.
template <class T>
Departure<T> revoke(const Caller<T>& caller, const Rules<T>& rules, const Round<T>& round,
                    const Member<T>& member, const T& now) {
    Departure<T> result = leave<T>(caller.registrar && member.known, rules, round, member, now);
    result.member.epoch = member.epoch + indicator<T>(result.accepted);
    return result;
}

/// Anyone may retire a member whose membership has lapsed, so that it no longer lowers the
/// participation P. It is accepted from lapse_time() on.
template <class T>
Departure<T> retire(const Rules<T>& rules, const Round<T>& round, const Member<T>& member,
                    const T& now) {
    return leave<T>(member.active && lapsed(rules, member, now), rules, round, member, now);
}

}  // namespace essmap::model::guarded
