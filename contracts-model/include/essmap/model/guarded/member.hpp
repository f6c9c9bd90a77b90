#pragma once

#include "essmap/model/guarded/rules.hpp"

/// What the contract stores of a member, and the roles of a caller.
namespace essmap::model::guarded {

template <class T>
struct Member {
    Truth<T> known;   ///< has ever been enrolled: initial points are given once
    Truth<T> active;  ///< enrolled, neither revoked nor retired
    T rank;           ///< r
    T points;
    T stamp;       ///< last round in which the member was counted, or joined
    T last_share;  ///< time of the last report, or of joining
    T paid_until;  ///< idleness up to here is free or paid for; lies ahead after a report
    T rate;        ///< mu in force when the idleness began
    T expiry;      ///< end of the certificate

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"known", ""}, s.known...);
        v(Field{"active", ""}, s.active...);
        v(Field{"rank", "level"}, s.rank...);
        v(Field{"points", "points"}, s.points...);
        v(Field{"stamp", "round"}, s.stamp...);
        v(Field{"last_share", "ticks"}, s.last_share...);
        v(Field{"paid_until", "ticks"}, s.paid_until...);
        v(Field{"rate", "points"}, s.rate...);
        v(Field{"expiry", "ticks"}, s.expiry...);
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

/// The time, in ticks, at which a membership lapses without a call:
/// min(expiry, last_share + retire_after), when its certificate ends or after long idleness.
template <class T>
T lapse_time(const Rules<T>& rules, const Member<T>& member) {
    return at_most<T>(member.expiry, member.last_share + rules.retire_after);
}

}  // namespace essmap::model::guarded
