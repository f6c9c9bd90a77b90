#pragma once

#include "essmap/model/guarded/nsp.hpp"

/// SGM, the shared game mechanism (Algorithm 1): a report, and the rounds it advances.
namespace essmap::model::guarded {

/// What the contract stores of the running round.
template <class T>
struct Round {
    T number;   ///< of the round; no relation to the payoff factor k
    T start;    ///< time it began
    T sharers;  ///< members counted in it, each once
    T users;    ///< members when it began
    T members;  ///< members now
    T theta, gamma;

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
    }
};

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
/// the next round. After a round without users, as the first one, theta and gamma stay.
template <class T>
Round<T> roll_over(const Rules<T>& rules, const Round<T>& round, const T& now) {
    const T lasted = at_least<T>(now - round.start, T(1));
    const T learnt = clamp<T>(quotient(rules.numerator, lasted), rules.theta_min, rules.theta_max);
    const T theta = select<T>(round.users == T(0), round.theta, learnt);
    return {round.number + T(1),         now, T(0), round.members, round.members, theta,
            gamma_in_force(rules, round)};
}

/// Has the round lasted its limit: now - start >= round_limit? @param now in ticks
template <class T>
Truth<T> timed_out(const Rules<T>& rules, const Round<T>& round, const T& now) {
    return rules.round_limit <= now - round.start;
}

/// The round after its time limit is applied: the next round where it has lasted its limit, else
/// the same one. Anyone may call for it. @param now in ticks
template <class T>
Round<T> tick(const Rules<T>& rules, const Round<T>& round, const T& now) {
    return choose_record<T>(
        timed_out(rules, round, now), [&] { return roll_over(rules, round, now); },
        [&] { return round; });
}

template <class T>
struct ReportTransition {
    Truth<T> accepted;
    Truth<T> saturated;  ///< this report ended its round
    Round<T> round;
    Member<T> member;
    T charge;    ///< gamma in force: < 0 a reward, > 0 a cost; never both
    T punished;  ///< what NSP charged before

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"accepted", ""}, s.accepted...);
        v(Field{"saturated", ""}, s.saturated...);
        Round<T>::visit(v, s.round...);
        Member<T>::visit(v, s.member...);
        v(Field{"charge", "points"}, s.charge...);
        v(Field{"punished", "points"}, s.punished...);
    }
};

/// May this member report now? The member must be active, the content fresh, the certificate valid,
/// the rank within the rules, and share_interval over since the last report. Points do not matter.
template <class T>
Truth<T> may_share(const Rules<T>& rules, const Member<T>& member, const Truth<T>& fresh,
                   const T& now) {
    return member.active && fresh && now < member.expiry &&
           within(member.rank, rules.rank_min, rules.rank_max) &&
           rules.share_interval <= now - member.last_share;
}

/// The transition of an accepted report. The member's idleness is charged first (NSP), and a round
/// that has lasted its limit ends. The member is counted once a round. gamma_in_force(), with this
/// report counted, is then charged, or paid where negative; points stay within 0..points_max.
/// P > saturation ends the round. @pre may_share()
template <class T>
ReportTransition<T> accept(const Rules<T>& rules, const Round<T>& round, const Member<T>& member,
                           const T& now) {
    const Settlement<T> settled = settle(rules, member, now);
    Round<T> current = tick(rules, round, now);
    const T once = indicator<T>(member.stamp < current.number);
    current.sharers = at_most<T>(current.sharers + once, current.users);
    const T charge = gamma_in_force(rules, current);

    Member<T> sharer = settled.member;
    sharer.points = clamp<T>(sharer.points - charge, T(0), rules.points_max);
    sharer.stamp = current.number;
    sharer.last_share = now;
    sharer.paid_until = now + rules.idle_limit;
    sharer.rate = rules.mu;

    const Truth<T> saturated = rules.saturation * current.users < current.sharers * rules.scale;
    return {Truth<T>(true),
            saturated,
            choose_record<T>(
                saturated, [&] { return roll_over(rules, current, now); }, [&] { return current; }),
            sharer,
            charge,
            settled.charged};
}

/// SGM: a member reports. The report is accepted iff may_share(); a refused one changes nothing.
/// @param fresh the report's content has not been seen before @param now in ticks
template <class T>
ReportTransition<T> share(const Rules<T>& rules, const Round<T>& round, const Member<T>& member,
                          const Truth<T>& fresh, const T& now) {
    return choose_record<T>(
        may_share(rules, member, fresh, now), [&] { return accept(rules, round, member, now); },
        [&] {
            return ReportTransition<T>{Truth<T>(false), Truth<T>(false), round, member, T(0), T(0)};
        });
}

}  // namespace essmap::model::guarded
