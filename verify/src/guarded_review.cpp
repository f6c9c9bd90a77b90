#include "guarded_review.hpp"

/// What the review promises of votes: which are accepted, what each changes, and what is kept of a
/// report that may be rejected.
namespace essmap::verify::guarded {

namespace {

constexpr auto review_may = proved(
    "A reviewer may find a report empty exactly if the rules have a review, he holds the seat and "
    "his term is not over, the report is that author's and can be rejected, it is not his own, it "
    "was made since his term began, its window is open, and the seat has not voted on it.",
    "may <-> quorum > 0, holder = voter, now < until, time > 0, author, voter != author, from <= "
    "time, now <= time + window, not voted",
    []<class S, class T = Number<S>>(S& s) {
        s.step("rules, a seat, a report and a vote");
        const ReviewExample example;
        const auto rules = any_rules(s);
        const auto seat = s.template record<Seat>("seat", example.seat);
        const auto report = s.template record<ReportRecord>("report", example.report);
        const auto vote = s.template record<Vote>("vote", example.vote);
        const T now = any_time(s, "now", example.state.now);
        s.assume(T(0) <= rules.quorum && T(0) <= report.time);
        s.claim("exactly then",
                contract::may_vote<T>(rules, seat, report, vote, now) ==
                    (!(rules.quorum == T(0)) && vote.voter == seat.holder && now < seat.until &&
                     !(report.time == T(0)) && vote.author == report.author &&
                     !(report.author == vote.voter) && seat.from <= report.time &&
                     now <= report.time + rules.window && !vote.voted));
    });

constexpr auto review_accepted = proved(
    "A vote is accepted exactly if its sender may find the report empty (guarded.review.may).",
    "accepted <-> may", []<class S, class T = Number<S>>(S& s) {
        const auto ballot = any_ballot(s);
        const auto& [rules, now] = std::tie(ballot.before.rules, ballot.before.now);
        s.claim("exactly then",
                ballot.after.accepted ==
                    contract::may_vote<T>(rules, ballot.seat, ballot.report, ballot.vote, now));
    });

constexpr auto review_refused = proved(
    "A vote that is refused says that nothing happened, and leaves the record of the report.",
    "not accepted -> report' = report, not rejected, nothing punished or taken",
    []<class S, class T = Number<S>>(S& s) {
        const auto ballot = any_ballot(s, review_example([](auto& e) {
                                           e.vote.voted = true;
                                           e.report.votes = 2;
                                       }));
        const auto& after = ballot.after;
        s.claim("the record stays", after.accepted || same(after.report, ballot.report));
        s.claim("nothing is rejected", after.accepted || !after.rejected);
        s.claim("nothing is taken",
                after.accepted || (after.punished == T(0) && after.taken == T(0)));
    });

constexpr auto review_vote = proved(
    "A vote below the quorum changes the number of votes by one, and nothing else.",
    "accepted, votes + 1 < quorum -> votes' = votes + 1, all else stays",
    []<class S, class T = Number<S>>(S& s) {
        const auto ballot = any_ballot(s, review_example([](auto& e) { e.set_votes(0); }));
        const auto& [before, after] = std::tie(ballot.before, ballot.after);
        s.assume(after.accepted && ballot.report.votes + T(1) < before.rules.quorum);
        ReportRecord<T> expected = ballot.report;
        expected.votes = ballot.report.votes + T(1);
        claim_record(s, "report", after.report, expected);
        claim_record(s, "round", after.round, before.round);
        claim_record(s, "member", after.member, before.member);
        s.claim("no rejection", !after.rejected);
        s.claim("no charge", after.punished == T(0) && after.taken == T(0));
    });

constexpr auto review_rejected = proved(
    "A vote rejects the report exactly if it is accepted and makes the quorum of the rules in "
    "force.",
    "rejected <-> accepted and votes + 1 >= quorum", []<class S, class T = Number<S>>(S& s) {
        const auto ballot = any_ballot(s);
        const T votes = ballot.report.votes + T(1);
        s.claim("exactly then", ballot.after.rejected ==
                                    (ballot.after.accepted && ballot.before.rules.quorum <= votes));
    });

constexpr auto review_quorum = proved(
    "No quorum, no rejection: the votes of at least two seats reject a report, one alone never "
    "does, and without a review nothing is rejected.",
    "rejected -> 2 <= quorum <= other seats that voted + 1",
    []<class S, class T = Number<S>>(S& s) {
        const auto ballot = any_ballot(s);
        const auto& [before, after] = std::tie(ballot.before, ballot.after);
        const T& quorum = before.rules.quorum;
        s.claim("as many seats as the quorum have voted",
                !after.rejected || quorum <= ballot.others_voted + T(1));
        s.claim("two at least", !after.rejected || T(2) <= quorum);
        s.claim("one alone never does", !after.rejected || T(1) <= ballot.others_voted);
        s.claim("nothing without a review", !(quorum == T(0)) || !after.accepted);
    });

constexpr auto review_judges = proved(
    "Nobody judges his own report, nor one from before his term, nor after his term, nor after the "
    "window, nor twice.",
    "accepted -> voter != author, from <= time, now < until, now - time <= window, not voted",
    []<class S, class T = Number<S>>(S& s) {
        const auto ballot = any_ballot(s);
        const auto& before = ballot.before;
        const auto& after = ballot.after;
        const auto& [seat, report, vote] = std::tie(ballot.seat, ballot.report, ballot.vote);
        const auto never = [&](const std::string& who, const Truth<T>& is) {
            s.claim(who, !(after.accepted && is));
        };
        never("not the author", vote.voter == report.author);
        never("nor somebody in his name", vote.voter == vote.author);
        never("nobody but the holder", !(vote.voter == seat.holder));
        never("not before his term", report.time < seat.from);
        never("not after his term", seat.until <= before.now);
        never("not after the window", before.rules.window < before.now - report.time);
        never("not twice", vote.voted);
        never("not a report that is not that author's", !(vote.author == report.author));
    });

constexpr auto review_once = proved(
    "A report is rejected once: after that no vote on it is accepted any more, of whatever seat, "
    "at whatever time and under whatever rules.",
    "rejected -> time' = 0 -> not accepted for ever", []<class S, class T = Number<S>>(S& s) {
        const auto ballot = any_ballot(s);
        s.assume(ballot.after.rejected);
        const auto later_rules = any_rules(s, "later_rules");
        const auto seat = any_seat(s, "other_seat");
        const auto vote = s.template record<Vote>("other_vote", ReviewExample{}.vote);
        const T later = any_time(s, "later", 1070);
        const auto again =
            contract::find_empty<T>(later_rules, ballot.after.round, ballot.after.member, seat,
                                    ballot.after.report, vote, later);
        s.step("somebody finds the same report empty");
        s.show("accepted", again.accepted, "");
        s.claim("not accepted", !again.accepted);
        s.claim("not rejected again", !again.rejected);
    });

/// What is kept of a report of the state's member.
template <class S>
struct Kept {
    using T = typename S::Number;
    Report<S> report;
    Rules<T> rules;  ///< of the round it is made in
    T paid;          ///< P
    T author;
    ReportRecord<T> record;
};
template <class S>
Kept<S> any_kept(S& s, const Example& example = {}) {
    using T = typename S::Number;
    const auto report = any_report(s, example);
    const auto [rules, round, paid] = setting_of(report.before);
    const T author = s.number("author", "account", 7);
    s.assume(report.after.accepted);
    const auto record = contract::record_of<T>(report.after, author, report.before.now);
    s.show("record", record);
    return {report, rules, paid, author, record};
}

constexpr auto review_kept = proved(
    "What is kept of a report: its author; when it was made, what it added to his balance and the "
    "penalty of its round's rules where it is counted under rules with a review; and that nobody "
    "has voted.",
    "counted, quorum > 0: time = now, brought = balance' - (balance - punished), penalty = s; else "
    "0",
    []<class S, class T = Number<S>>(S& s) {
        const auto [report, rules, paid, author, record] = any_kept(s);
        const auto& [before, after] = std::tie(report.before, report.after);
        const Truth<T> kept = after.counted && T(0) < rules.quorum;
        const T brought = after.member.balance - (before.member.balance - after.punished);
        ReportRecord<T> expected{author, before.now, brought, rules.penalty, T(0)};
        expected.time = select<T>(kept, expected.time, T(0));
        expected.brought = select<T>(kept, expected.brought, T(0));
        expected.penalty = select<T>(kept, expected.penalty, T(0));
        claim_record(s, "record", record, expected);
        s.claim("it says whether it may be rejected", after.reviewed == kept);
        s.claim("and so does its time", kept == !(record.time == T(0)));
        claim_paid(s, before);
        s.claim("it brought P, or what room there was",
                !kept || brought == paid ||
                    (brought < paid && after.member.balance == rules.points_max));
        s.claim("it brought no loss", T(0) <= record.brought);
        s.claim("it is later than each of his counted reports before",
                !kept || before.member.last_counted < record.time);
    });

/// Takes a sentence and its truth as a claim.
template <class S>
auto claim_of(S& s) {
    return [&s](const std::string& sentence, const Truth<typename S::Number>& truth) {
        s.claim(sentence, truth);
    };
}

constexpr auto record_share = proved(
    "A report: what is kept of it is in the invariant of records.", "report -> I(record)",
    []<class S, class T = Number<S>>(S& s) {
        const auto [report, rules, paid, author, record] = any_kept(s);
        claim_paid(s, report.before);
        const T most = T(Limits::points_per_share) + T(Limits::points_per_share);
        claim_of_report(s, report.before, [&](const auto& in, const auto& at, const auto& of) {
            s.claim("P is no more than B - gamma", of <= in.benefit - at.gamma);
            s.claim("which is within the limit", of <= most);
        });
        invariant_of_report(record, T(0), Truth<T>(false), report.before.now, claim_of(s));
    });

constexpr auto record_vote = proved(
    "A vote of a reviewer: what is kept of the report stays in the invariant of records.",
    "I(record) and vote -> I(record')", []<class S, class T = Number<S>>(S& s) {
        const auto ballot = any_ballot(s);
        invariant_of_report<T>(ballot.after.report, ballot.others_voted,
                               ballot.vote.voted || ballot.after.accepted, ballot.before.now,
                               claim_of(s));
    });

constexpr auto review_others = proved(
    "A vote changes the points of the author alone. What it changes for others: the gamma in force "
    "at a later report of the round is at most 2 gamma_step less, never more, so that it is paid "
    "no less; theta stays, and so do the users.",
    "gamma - 2 step <= gamma' <= gamma, theta' = theta, users' = users",
    []<class S, class T = Number<S>>(S& s) {
        const auto ballot = any_ballot(s);
        const auto& [before, after] = std::tie(ballot.before, ballot.after);
        const auto& rules = before.rules;
        const T more = s.number("more", "members", 19);
        s.assume(T(0) <= more && before.round.sharers + more <= before.round.users);
        Round<T> with = before.round;
        Round<T> without = after.round;
        with.sharers = with.sharers + more;
        without.sharers = without.sharers + more;
        const T gamma = contract::gamma_in_force(rules, with);
        const T now_gamma = contract::gamma_in_force(rules, without);
        s.show("gamma", gamma, "points");
        s.show("now gamma", now_gamma, "points");
        s.claim("one less is counted at most",
                with.sharers - T(1) <= without.sharers && without.sharers <= with.sharers);
        s.claim("the participation does not rise",
                without.sharers * rules.scale <= with.sharers * rules.scale);
        s.claim("no more is charged", now_gamma <= gamma);
        s.claim("two steps less at most", gamma - rules.gamma_step - rules.gamma_step <= now_gamma);
        s.claim("theta stays", without.theta == with.theta);
        s.claim("so do the users", without.users == with.users);
        const T rank = s.number("rank", "level", 4);
        s.assume(model::within(rank, rules.rank_min, rules.rank_max));
        const T paid = contract::pay(rules, rank, with.theta, gamma);
        const T now_paid = contract::pay(rules, rank, without.theta, now_gamma);
        s.claim("a later report is paid no less", paid <= now_paid);
        s.claim("and two steps more at most",
                now_paid - paid <= rules.gamma_step + rules.gamma_step);
    });

}  // namespace

std::vector<Property> review_properties() {
    PropertyTable table(Subject::guarded);
    table.both("guarded.review.may", review_may);
    table.both("guarded.review.accepted", review_accepted);
    table.both("guarded.review.refused", review_refused);
    table.both("guarded.review.vote", review_vote);
    table.both("guarded.review.rejected", review_rejected);
    table.both("guarded.review.quorum", review_quorum);
    table.both("guarded.review.judges", review_judges);
    table.both("guarded.review.once", review_once);
    table.both("guarded.review.others", review_others);
    table.both("guarded.review.kept", review_kept);
    table.both("guarded.invariant.record.share", record_share);
    table.both("guarded.invariant.record.vote", record_vote);
    return table.properties();
}

}  // namespace essmap::verify::guarded
