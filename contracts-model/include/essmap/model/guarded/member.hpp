#pragma once

#include "essmap/model/guarded/rules.hpp"

/// What the contract stores of a member, and the roles of a caller.
namespace essmap::model::guarded {

template <class T>
struct Member {
    Truth<T> known;    ///< has ever been enrolled: initial points are given once
    Truth<T> active;   ///< enrolled, neither revoked nor retired
    T rank;            ///< r
    T balance;         ///< points, or less than 0: a debt, which later pay settles first
    T stamp;           ///< last round in which the member was counted, or joined
    Truth<T> user;     ///< was among its users, and did not only join
    Truth<T> counted;  ///< is counted in it: as a user, unless that report was rejected
    T last_counted;    ///< time of the last counted report, or of joining
    T last_extra;      ///< time of the last report that was not counted
    T paid_until;      ///< idleness up to here is free or paid for; lies ahead after a report
    T rate;            ///< mu in force when the idleness began
    T reports;         ///< counted less rejected, towards the next level
    T expiry;          ///< end of the certificate
    T epoch;           ///< times that the account was revoked

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"known", ""}, s.known...);
        v(Field{"active", ""}, s.active...);
        v(Field{"rank", "level"}, s.rank...);
        v(Field{"balance", "points"}, s.balance...);
        v(Field{"stamp", "round"}, s.stamp...);
        v(Field{"user", ""}, s.user...);
        v(Field{"counted", ""}, s.counted...);
        v(Field{"last_counted", "ticks"}, s.last_counted...);
        v(Field{"last_extra", "ticks"}, s.last_extra...);
        v(Field{"paid_until", "ticks"}, s.paid_until...);
        v(Field{"rate", "points"}, s.rate...);
        v(Field{"reports", "reports"}, s.reports...);
        v(Field{"expiry", "ticks"}, s.expiry...);
        v(Field{"epoch", ""}, s.epoch...);
    }
};

/// Whose a certificate is. Accounts are numbers; 0 is nobody's.
template <class T>
struct Certificate {
    T holder;  ///< the account that it was enrolled with
    T epoch;   ///< of the account at its latest enrolment with this certificate

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"holder", "account"}, s.holder...);
        v(Field{"epoch", ""}, s.epoch...);
    }
};

/// Roles of the caller of a transition. A caller without a role may still report, and make the
/// calls that depend on the clock alone: punish, end a round, retire.
template <class T>
struct Caller {
    Truth<T> owner;      ///< the consortium: may change the rules
    Truth<T> registrar;  ///< the certificate authority: may enrol and revoke

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"owner", ""}, s.owner...);
        v(Field{"registrar", ""}, s.registrar...);
    }
};

/// The points that there are, max(balance, 0).
template <class T>
T points(const Member<T>& member) {
    return at_least(member.balance, T(0));
}

/// The time, in ticks, at which a membership lapses without a call:
/// min(expiry, last_counted + retire_after), when its certificate ends or after long idleness.
template <class T>
T lapse_time(const Rules<T>& rules, const Member<T>& member) {
    return at_most<T>(member.expiry, member.last_counted + rules.retire_after);
}

/// Has the membership lapsed: lapse_time <= now? @param now in ticks
template <class T>
Truth<T> lapsed(const Rules<T>& rules, const Member<T>& member, const T& now) {
    return lapse_time(rules, member) <= now;
}

/// Has this certificate of an account been revoked? Yes iff the account has been revoked since it
/// was last enrolled with it. @pre member is the holder's record
template <class T>
Truth<T> revoked(const Certificate<T>& certificate, const Member<T>& member) {
    return !(certificate.holder == T(0)) && certificate.epoch < member.epoch;
}

}  // namespace essmap::model::guarded
