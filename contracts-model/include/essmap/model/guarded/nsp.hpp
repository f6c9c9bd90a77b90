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

/// Charges the idleness since the watermark: due = mu floor((now - paid_until)/period), and moves
/// the watermark by the periods charged. So polling often, rarely or only at the next report costs
/// the same. Idleness counts until the membership lapses; points stop at 0.
/// @param now any time; one before the watermark charges nothing
template <class T>
Settlement<T> settle(const Rules<T>& rules, const Member<T>& member, const T& now) {
    const T zero(0);
    const T until = at_most<T>(now, lapse_time(rules, member));
    const T idle = select<T>(member.active, at_least<T>(until - member.paid_until, zero), zero);
    const T periods = quotient(idle, rules.idle_period);
    Settlement<T> result{member, periods, member.rate * periods, zero};
    result.charged = at_most(result.due, member.points);
    result.member.points = member.points - result.charged;
    result.member.paid_until = member.paid_until + periods * rules.idle_period;
    return result;
}

}  // namespace essmap::model::guarded
