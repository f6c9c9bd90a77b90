#pragma once

#include "essmap/model/guarded/member.hpp"

/// NSP, the negative shared punishment (Algorithm 2), for one member.
namespace essmap::model::guarded {

template <class T>
struct Settlement {
    Member<T> member;
    T periods;  ///< whole periods of unpaid idleness
    T due;      ///< mu for each of them
    T charged;  ///< what the points could bear of it
};

/// Charges the idleness since paid_until: due = mu floor((now - paid_until)/period), with the mu in
/// force when it began, and moves paid_until on by the periods charged. So the sum charged does not
/// depend on how often this is called. Idleness counts until the membership lapses; an inactive
/// member owes nothing. It takes no more than the points that there are: the rest is forgiven.
/// @param now any time, in ticks; one before paid_until charges nothing
template <class T>
Settlement<T> settle(const Rules<T>& rules, const Member<T>& member, const T& now) {
    const T zero(0);
    const T until = at_most<T>(now, lapse_time(rules, member));
    const T idle = select<T>(member.active, at_least<T>(until - member.paid_until, zero), zero);
    const T periods = quotient(idle, rules.idle_period);
    Settlement<T> result{member, periods, member.rate * periods, zero};
    result.charged = at_most(result.due, points(member));
    result.member.balance = member.balance - result.charged;
    result.member.paid_until = member.paid_until + periods * rules.idle_period;
    return result;
}

}  // namespace essmap::model::guarded
