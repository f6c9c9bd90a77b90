#pragma once

#include "essmap/model/guarded/nsp.hpp"

/// SGM, the shared game mechanism (Algorithm 1): a report, and the rounds it advances.
namespace essmap::model::guarded {

/// What the contract stores of the running round.
template <class T>
struct Round {
    T number;   ///< of the round; no relation to the payoff factor k
    T start;    ///< time it began
    T sharers;  ///< users counted in it, each once
    T users;    ///< members since it began
    T members;  ///< members now
    T theta, gamma;
    Truth<T> announced;  ///< other rules await their force

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"number", "round"}, s.number...);
        v(Field{"start", "ticks"}, s.start...);
        v(Field{"sharers", "members"}, s.sharers...);
        v(Field{"users", "members"}, s.users...);
        v(Field{"members", "members"}, s.members...);
        v(Field{"theta", "levels/scale"}, s.theta...);
        v(Field{"gamma", "points"}, s.gamma...);
        v(Field{"announced", ""}, s.announced...);
    }
};

/// The rules that a transition runs by. They are referred to, not copied.
template <class T>
struct Rulebook {
    const Rules<T>& in_force;
    const Rules<T>& next;  ///< those of a round that begins now
    Truth<T> changes;      ///< these are the announced ones
};

/// Would the announced rules be in force in a round that begins now? Yes iff there are any and
/// from <= now. @param from, now in ticks
template <class T>
Truth<T> change_is_due(const Round<T>& round, const T& from, const T& now) {
    return round.announced && from <= now;
}

/// The gamma in force, in points: one step below the round's gamma while the participation
/// P = sharers/users is below P* (a reward), one step above it from P* on (a cost), clamped to its
/// bounds. It is the round's gamma itself where the round has no users, and so no participation.
/// The end of the round makes it permanent.
template <class T>
T gamma_in_force(const Rules<T>& rules, const Round<T>& round) {
    const Truth<T> below = round.sharers * rules.scale < rules.threshold * round.users;
    const T moved =
        select<T>(below, round.gamma - rules.gamma_step, round.gamma + rules.gamma_step);
    return select<T>(round.users == T(0), round.gamma,
                     clamp(moved, rules.gamma_min, rules.gamma_max));
}

/// Ends the round. theta becomes N/T, clamped to its bounds, where T is the number of ticks that
/// the round lasted, at least 1. gamma moves by its one step. The present members are the users of
/// the next round. After a round without users, as the first one, theta and gamma stay. Announced
/// rules that are due come into force; theta and gamma are brought within their bounds.
template <class T>
Round<T> roll_over(const Rulebook<T>& book, const Round<T>& round, const T& now) {
    const Rules<T>& rules = book.in_force;
    const T lasted = at_least<T>(now - round.start, T(1));
    const T learnt = clamp<T>(quotient(rules.numerator, lasted), rules.theta_min, rules.theta_max);
    const T theta = select<T>(round.users == T(0), round.theta, learnt);
    return {round.number + T(1),
            now,
            T(0),
            round.members,
            round.members,
            clamp(theta, book.next.theta_min, book.next.theta_max),
            clamp(gamma_in_force(rules, round), book.next.gamma_min, book.next.gamma_max),
            round.announced && !book.changes};
}

/// Has the round lasted its limit: now - start >= round_limit? @param now in ticks
template <class T>
Truth<T> timed_out(const Rules<T>& rules, const Round<T>& round, const T& now) {
    return rules.round_limit <= now - round.start;
}

/// The round after its time limit is applied: the next round where it has lasted its limit, else
/// the same one. Anyone may call for it. @param now in ticks
template <class T>
Round<T> tick(const Rulebook<T>& book, const Round<T>& round, const T& now) {
    return choose_record<T>(
        timed_out(book.in_force, round, now), [&] { return roll_over(book, round, now); },
        [&] { return round; });
}

/// Is the member among the users of the round, and not counted in it yet? Then the next report is
/// counted.
template <class T>
Truth<T> awaited(const Round<T>& round, const Member<T>& member) {
    return member.active && member.stamp < round.number;
}
/// Is the member among the users of the round, counted or not?
template <class T>
Truth<T> used_by(const Round<T>& round, const Member<T>& member) {
    return member.active &&
           (member.stamp < round.number || (member.user && member.stamp == round.number));
}
/// Is the member among those counted in the round?
template <class T>
Truth<T> counted_in(const Round<T>& round, const Member<T>& member) {
    return member.active && member.counted && member.stamp == round.number;
}

template <class T>
struct ReportTransition {
    Truth<T> accepted;
    Truth<T> counted;    ///< the first of the member in the round: the others are not paid
    Truth<T> saturated;  ///< this report ended its round
    Truth<T> promoted;   ///< the member has risen by a level
    Round<T> round;
    Member<T> member;
    T charge;           ///< -P where the report is counted, else 0
    T punished;         ///< what NSP charged before
    Truth<T> reviewed;  ///< it may be rejected
    T brought;          ///< what it added to the balance, where it may be
    T penalty;          ///< s as of this report, where it may be

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"accepted", ""}, s.accepted...);
        v(Field{"counted", ""}, s.counted...);
        v(Field{"saturated", ""}, s.saturated...);
        v(Field{"promoted", ""}, s.promoted...);
        Round<T>::visit(v, s.round...);
        Member<T>::visit(v, s.member...);
        v(Field{"charge", "points"}, s.charge...);
        v(Field{"punished", "points"}, s.punished...);
        v(Field{"reviewed", ""}, s.reviewed...);
        v(Field{"brought", "points"}, s.brought...);
        v(Field{"penalty", "points"}, s.penalty...);
    }
};

/// A report that is not counted: round and member stay, and nothing is paid or charged.
template <class T>
ReportTransition<T> uncounted(const Truth<T>& accepted, const Round<T>& round,
                              const Member<T>& member) {
    const Truth<T> no(false);
    return {accepted, no, no, no, round, member, T(0), T(0), no, T(0), T(0)};
}

/// May this member report now? The member must be active and the membership not lapsed, the content
/// fresh, and share_interval over since the last report. Points do not matter.
template <class T>
Truth<T> may_share(const Rules<T>& rules, const Member<T>& member, const Truth<T>& fresh,
                   const T& now) {
    return member.active && fresh && now < lapse_time(rules, member) &&
           rules.share_interval <= now - at_least(member.last_counted, member.last_extra);
}

/// A report that counts is paid P at the theta of the round and at gamma_in_force() with this
/// report counted; the balance stops at points_max. The watermark of NSP moves to max(paid_until,
/// now + idle_limit). Every `promotion` counted reports raise the rank by a level, up to rank_max.
/// P > saturation ends the round. Under rules with a review it may be rejected, within their
/// window: what it brought and their penalty are kept with it. @pre awaited(); idleness is settled
template <class T>
ReportTransition<T> count(const Rulebook<T>& book, const Round<T>& round, const Member<T>& member,
                          const T& now) {
    const Rules<T>& rules = book.in_force;
    Round<T> current = round;
    current.sharers = round.sharers + T(1);
    const T paid = pay(rules, member.rank, round.theta, gamma_in_force(rules, current));

    Member<T> sharer = member;
    sharer.balance = at_most<T>(member.balance + paid, rules.points_max);
    sharer.stamp = round.number;
    sharer.user = Truth<T>(true);
    sharer.counted = Truth<T>(true);
    sharer.last_counted = now;
    sharer.paid_until = at_least<T>(member.paid_until, now + rules.idle_limit);
    sharer.rate = rules.mu;
    const T reports = at_most<T>(member.reports + T(1), T(Limits::reports));
    const Truth<T> promoted = T(0) < rules.promotion && rules.promotion <= reports &&
                              member.rank + T(1) <= rules.rank_max;
    sharer.reports = select<T>(promoted, reports - rules.promotion, reports);
    sharer.rank = member.rank + indicator<T>(promoted);

    const Truth<T> saturated = rules.saturation * current.users < current.sharers * rules.scale;
    return {Truth<T>(true),
            Truth<T>(true),
            saturated,
            promoted,
            choose_record<T>(
                saturated, [&] { return roll_over(book, current, now); }, [&] { return current; }),
            sharer,
            -paid,
            T(0),
            reviewed(rules),
            select<T>(reviewed(rules), sharer.balance - member.balance, T(0)),
            rules.penalty};
}

/// The transition of an accepted report. A round that has lasted its limit ends first. The member's
/// first report in a round is counted, if the member was one when it began (count()), after
/// idleness is charged (NSP). Any other report pays nothing, and changes nothing but last_extra.
/// @pre may_share()
template <class T>
ReportTransition<T> accept(const Rulebook<T>& book, const Round<T>& round, const Member<T>& member,
                           const T& now) {
    const auto counted = [&](const Rulebook<T>& rules, const Round<T>& current) {
        const Settlement<T> settled = settle(book.in_force, member, now);
        ReportTransition<T> result = count(rules, current, settled.member, now);
        result.punished = settled.charged;
        return result;
    };
    const auto extra = [&] {
        ReportTransition<T> result = uncounted<T>(Truth<T>(true), round, member);
        result.member.last_extra = now;
        return result;
    };
    return choose_record<T>(
        timed_out(book.in_force, round, now),
        [&] {
            const Rulebook<T> next{book.next, book.next, Truth<T>(false)};
            return counted(next, roll_over(book, round, now));
        },
        [&] {
            return choose_record<T>(
                awaited(round, member), [&] { return counted(book, round); }, extra);
        });
}

/// SGM: a member reports. The report is accepted iff may_share() and its charge is at most
/// `max_charge`; a refused one changes nothing.
/// @param fresh the report's content has not been seen before @param now in ticks
template <class T>
ReportTransition<T> share(const Rulebook<T>& book, const Round<T>& round, const Member<T>& member,
                          const Truth<T>& fresh, const T& max_charge, const T& now) {
    const auto refused = [&] { return uncounted<T>(Truth<T>(false), round, member); };
    return choose_record<T>(
        may_share(book.in_force, member, fresh, now),
        [&] {
            const ReportTransition<T> report = accept(book, round, member, now);
            return choose_record<T>(
                report.charge <= max_charge, [&] { return report; }, refused);
        },
        refused);
}

}  // namespace essmap::model::guarded
