#pragma once

#include "essmap/model/guarded/review.hpp"
#include "guarded_state.hpp"

/// Votes of reviewers in any state: a seat, the record of a report, and the vote on it.
namespace essmap::verify::guarded {

using model::guarded::ReportRecord;
using model::guarded::Seat;
using model::guarded::Vote;

/// The example that a property of votes is told against: the second vote on the report by which the
/// member is counted in the running round.
struct ReviewExample {
    Example state = example([](Example& e) { e.set_counted(1050); });
    Seat<Rational> seat{.holder = 11, .from = 600, .until = Limits::ticks};
    ReportRecord<Rational> report{
        .author = 7, .time = 1050, .brought = 350, .penalty = 60, .votes = 1};
    Vote<Rational> vote{.voter = 11, .author = 7, .voted = false};
    long others_voted = 1;

    /// Sets how many other seats have voted.
    void set_votes(long count) {
        others_voted = count;
        report.votes = count;
    }
};
/// The example with one of its records changed by f.
template <class F>
ReviewExample review_example(const F& f) {
    ReviewExample result;
    f(result);
    return result;
}

/// What holds of the record of every report, conjunct by conjunct: f(sentence, truth).
/// @param others_voted how many seats besides one have found it empty @param voted that one has too
/// @param now no earlier than the last transaction
template <class T, class F>
void invariant_of_report(const ReportRecord<T>& report, const T& others_voted,
                         const Truth<T>& voted, const T& now, const F& f) {
    const T zero(0);
    const T amount(Limits::points_per_share);
    f("a report lies in the past", model::within(report.time, zero, now));
    f("it brought no loss, and no more than rules can pay",
      model::within(report.brought, zero, T(amount + amount)));
    f("its penalty is within the limit", model::within(report.penalty, zero, amount));
    f("each seat has found it empty once at most",
      report.votes == others_voted + model::indicator<T>(voted));
    f("there are as many votes as seats at most",
      model::within(report.votes, zero, T(Limits::seats)));
}

template <class S>
Seat<typename S::Number> any_seat(S& s, const std::string& name,
                                  const Seat<Rational>& example = ReviewExample{}.seat) {
    using T = typename S::Number;
    const auto seat = s.template record<Seat>(name, example);
    s.assume(T(0) <= seat.holder && model::within(seat.from, T(0), T(2 * Limits::ticks)) &&
             model::within(seat.until, T(0), T(Limits::ticks)));
    return seat;
}

/// A vote on a report of the state's member.
template <class S>
struct Ballot {
    using T = typename S::Number;
    State<S> before;
    Seat<T> seat;
    ReportRecord<T> report;
    T others_voted;  ///< how many other seats have found it empty
    Vote<T> vote;
    contract::VoteTransition<T> after;
};
/// A vote in a state that is there already, on a record that satisfies its invariant.
template <class S>
Ballot<S> any_ballot_in(S& s, const State<S>& before, const ReviewExample& example = {}) {
    using T = typename S::Number;
    const auto seat = any_seat(s, "seat", example.seat);
    const auto report = s.template record<ReportRecord>("report", example.report);
    const T others_voted = s.number("others_voted", "seats", example.others_voted);
    const auto vote = s.template record<Vote>("vote", example.vote);
    s.assume(model::within(others_voted, T(0), T(Limits::seats - 1)));
    invariant_of_report(report, others_voted, vote.voted, before.now,
                        [&](const std::string&, const Truth<T>& truth) { s.assume(truth); });
    return {before,
            seat,
            report,
            others_voted,
            vote,
            contract::find_empty<T>(before.rules, before.round, before.member, seat, report, vote,
                                    before.now)};
}
template <class S>
Ballot<S> any_ballot(S& s, const ReviewExample& example = {}) {
    const auto ballot = any_ballot_in(s, any_state(s, example.state), example);
    const auto& [before, after] = std::tie(ballot.before, ballot.after);
    s.step("a reviewer finds the report empty");
    s.show("accepted", after.accepted, "");
    s.show("rejected", after.rejected, "");
    s.change("round", before.round, after.round);
    s.change("member", before.member, after.member);
    s.change("report", ballot.report, after.report);
    s.show("punished", after.punished, "points");
    s.show("taken", after.taken, "points");
    return ballot;
}

/// Is this the report by which the member is counted in the running round?
template <class T>
Truth<T> counts_by(const Round<T>& round, const Member<T>& member, const ReportRecord<T>& report) {
    return member.active && member.counted && member.stamp == round.number &&
           member.last_counted == report.time;
}

}  // namespace essmap::verify::guarded
