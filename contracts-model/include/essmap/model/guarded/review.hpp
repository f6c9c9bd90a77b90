#pragma once

#include "essmap/model/guarded/sgm.hpp"

/// The review: reviewers whom the owner has appointed with notice reject a report that they find
/// empty. Its pay is taken back, and a penalty is owed.
namespace essmap::model::guarded {

/// A reviewer's seat and the term of office of whoever had it last; all 0 where nobody has.
template <class T>
struct Seat {
    T holder;  ///< account
    T from;    ///< reports made from here on may be judged, in ticks
    T until;   ///< votes count before it, in ticks

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"holder", "account"}, s.holder...);
        v(Field{"from", "ticks"}, s.from...);
        v(Field{"until", "ticks"}, s.until...);
    }
};

/// What the contract keeps of a report; all 0 of one that has not been made.
template <class T>
struct ReportRecord {
    T author;   ///< account
    T time;     ///< of the report, in ticks; 0 where there is nothing to reject (any more)
    T brought;  ///< what it added to its author's balance
    T penalty;  ///< s as of the report
    T votes;    ///< seats that found it empty

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"author", "account"}, s.author...);
        v(Field{"time", "ticks"}, s.time...);
        v(Field{"brought", "points"}, s.brought...);
        v(Field{"penalty", "points"}, s.penalty...);
        v(Field{"votes", "votes"}, s.votes...);
    }
};

/// What is kept of an accepted report. @param author its account @param now in ticks
template <class T>
ReportRecord<T> record_of(const ReportTransition<T>& report, const T& author, const T& now) {
    return {author, select<T>(report.reviewed, now, T(0)), report.brought, report.penalty, T(0)};
}

/// Does the term of a seat last at this time, or is it to come: now < until? @param now in ticks
template <class T>
Truth<T> in_term(const Seat<T>& seat, const T& now) {
    return now < seat.until;
}

template <class T>
struct Appointment {
    Truth<T> accepted;
    Seat<T> seat;
};

/// The owner gives a seat to an account, with the notice of the rules in force: it judges reports
/// that are made from now + notice on. The seat must be free: the term of whoever had it is over.
/// An account has one seat at a time, so that it has one vote.
/// @param seat the one to give @param latest the seat that the account had last; all 0 for none
/// @param now in ticks
template <class T>
Appointment<T> appoint(const Caller<T>& caller, const Rules<T>& rules, const Seat<T>& seat,
                       const Seat<T>& latest, const T& account, const T& now) {
    const Truth<T> has_another = latest.holder == account && in_term(latest, now);
    const Truth<T> accepted =
        caller.owner && !(account == T(0)) && !in_term(seat, now) && !has_another;
    return {accepted, select_record<T>(
                          accepted, Seat<T>{account, now + rules.notice, T(Limits::ticks)}, seat)};
}

/// The owner ends a term, with the notice of the rules in force. It never gets longer by that.
/// @param now in ticks
template <class T>
Appointment<T> dismiss(const Caller<T>& caller, const Rules<T>& rules, const Seat<T>& seat,
                       const T& now) {
    const Truth<T> accepted = caller.owner && in_term(seat, now);
    Seat<T> ended = seat;
    ended.until = at_most<T>(seat.until, now + rules.notice);
    return {accepted, select_record<T>(accepted, ended, seat)};
}

/// A vote: which account finds whose report empty.
template <class T>
struct Vote {
    T voter;         ///< account of the caller
    T author;        ///< account whose report it is said to be
    Truth<T> voted;  ///< the seat has found this report empty before

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"voter", "account"}, s.voter...);
        v(Field{"author", "account"}, s.author...);
        v(Field{"voted", ""}, s.voted...);
    }
};

/// Does the voter hold the seat: is it his, and his term not over? @param now in ticks
template <class T>
Truth<T> holds(const Vote<T>& vote, const Seat<T>& seat, const T& now) {
    return seat.holder == vote.voter && in_term(seat, now);
}

/// Is this a report of that author that can be rejected, by rules with a review?
template <class T>
Truth<T> rejectable(const Rules<T>& rules, const Vote<T>& vote, const ReportRecord<T>& report) {
    return reviewed(rules) && T(0) < report.time && report.author == vote.author;
}

/// May this seat find this report empty now? The voter must hold it since before the report, not be
/// its author, and not have voted on it; the report can be rejected, and its window is open, its
/// last tick included. @param now in ticks
template <class T>
Truth<T> may_vote(const Rules<T>& rules, const Seat<T>& seat, const ReportRecord<T>& report,
                  const Vote<T>& vote, const T& now) {
    return holds(vote, seat, now) && rejectable(rules, vote, report) &&
           !(vote.voter == vote.author) && seat.from <= report.time &&
           now - report.time <= rules.window && !vote.voted;
}

/// What a rejection leaves.
template <class T>
struct Rejection {
    Round<T> round;
    Member<T> member;
    T punished;  ///< what NSP charged before
    T taken;     ///< from the balance besides

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        Round<T>::visit(v, s.round...);
        Member<T>::visit(v, s.member...);
        v(Field{"punished", "points"}, s.punished...);
        v(Field{"taken", "points"}, s.taken...);
    }
};

/// Takes back what a report brought, and its penalty, after its author's idleness is charged; a
/// balance may fall below 0 by that, not below -Limits::points. The report counts towards no level
/// any more; the rank and the watermark of NSP stay. In the round in which it is counted, while
/// that runs and its author is a member, it is counted no more; it uses up his round all the same:
/// he remains a user of it, and is not awaited. @param member the author's record @param now in
/// ticks
template <class T>
Rejection<T> reject(const Rules<T>& rules, const Round<T>& round, const Member<T>& member,
                    const ReportRecord<T>& report, const T& now) {
    const Settlement<T> settled = settle(rules, member, now);
    const Truth<T> running = counted_in(round, member) && member.last_counted == report.time;
    Rejection<T> result{round, settled.member, settled.charged, T(0)};
    result.member.balance =
        at_least<T>(settled.member.balance - report.brought - report.penalty, T(-Limits::points));
    result.member.reports = at_least<T>(member.reports - T(1), T(-Limits::reports));
    result.member.counted = member.counted && !running;
    result.round.sharers = round.sharers - indicator<T>(running);
    result.taken = settled.member.balance - result.member.balance;
    return result;
}

template <class T>
struct VoteTransition {
    Truth<T> accepted;
    Truth<T> rejected;  ///< this vote made the quorum
    Round<T> round;
    Member<T> member;  ///< the author
    ReportRecord<T> report;
    T punished;  ///< what NSP charged the author before
    T taken;     ///< from his balance besides
};

/// A reviewer finds a report empty. With `quorum` votes it is rejected; fewer change nothing but
/// their number. @param member the author's record @param now in ticks
template <class T>
VoteTransition<T> find_empty(const Rules<T>& rules, const Round<T>& round, const Member<T>& member,
                             const Seat<T>& seat, const ReportRecord<T>& report,
                             const Vote<T>& vote, const T& now) {
    const Truth<T> accepted = may_vote(rules, seat, report, vote, now);
    const Truth<T> rejected = accepted && rules.quorum <= report.votes + T(1);
    const Rejection<T> left = choose_record<T>(
        rejected, [&] { return reject(rules, round, member, report, now); },
        [&] {
            return Rejection<T>{round, member, T(0), T(0)};
        });
    const ReportRecord<T> kept{report.author, select<T>(rejected, T(0), report.time),
                               report.brought, report.penalty,
                               report.votes + indicator<T>(accepted)};
    return {accepted, rejected, left.round, left.member, kept, left.punished, left.taken};
}

}  // namespace essmap::model::guarded
