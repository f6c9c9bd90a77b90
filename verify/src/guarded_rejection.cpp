#include "guarded_review.hpp"

/// What the review promises of rejections: what one takes, from whom, and what it leaves of the
/// round.
namespace essmap::verify::guarded {

namespace {

/// A vote that makes the quorum.
template <class S>
Ballot<S> any_rejection(S& s, const ReviewExample& example = {}) {
    auto ballot = any_ballot(s, example);
    s.assume(ballot.after.rejected);
    return ballot;
}

constexpr auto rejection_member = proved(
    "What a rejection changes of the author: after his idleness is charged the balance by what the "
    "report brought and its penalty, down to the limit of debts; the reports towards a level by "
    "one; that he is counted, if by this report in the running round. Rank, stamp and watermark "
    "stay.",
    "balance' = max(balance - punished - brought - penalty, -limit), reports' = reports - 1",
    []<class S, class T = Number<S>>(S& s) {
        const auto ballot = any_rejection(s);
        const auto& [before, report, after] = std::tie(ballot.before, ballot.report, ballot.after);
        const auto& member = before.member;
        const auto settled = contract::settle<T>(before.rules, member, before.now);
        const T balance = member.balance - settled.charged - report.brought - report.penalty;
        const T least(-Limits::points);
        const T fewest(-Limits::reports);
        const T reports = member.reports - T(1);
        Member<T> expected = member;
        expected.paid_until = settled.member.paid_until;
        expected.balance = select<T>(balance < least, least, balance);
        expected.reports = select<T>(reports < fewest, fewest, reports);
        expected.counted = member.counted && !counts_by(before.round, member, report);
        claim_record(s, "member", after.member, expected);
        s.claim("idleness is charged", after.punished == settled.charged);
        s.claim("the rest is stated as taken",
                after.member.balance == member.balance - after.punished - after.taken);
    });

constexpr auto rejection_rest = proved(
    "What a rejection changes of the round: the count of who reported, by one, if its author is "
    "counted by this report in the running round. Of the record of the report: one more vote, and "
    "nothing is left to reject.",
    "sharers' = sharers - [counted by it], votes' = votes + 1, time' = 0",
    []<class S, class T = Number<S>>(S& s) {
        const auto ballot = any_rejection(s);
        const auto& [before, report, after] = std::tie(ballot.before, ballot.report, ballot.after);
        Round<T> round = before.round;
        round.sharers = select<T>(counts_by(before.round, before.member, report),
                                  before.others_counted, before.round.sharers);
        claim_record(s, "round", after.round, round);
        ReportRecord<T> expected = report;
        expected.votes = report.votes + T(1);
        expected.time = T(0);
        claim_record(s, "report", after.report, expected);
    });

constexpr auto rejection_taken = proved(
    "A rejection takes exactly what the report brought and its penalty, after idleness is charged; "
    "less only of whom that leaves the largest debt.",
    "taken = brought + penalty, or balance' = -limit", []<class S, class T = Number<S>>(S& s) {
        const auto ballot = any_rejection(s);
        const auto& [report, after] = std::tie(ballot.report, ballot.after);
        const T due = report.brought + report.penalty;
        s.claim("exactly, where there is room",
                after.taken == due ||
                    (after.taken < due && after.member.balance == T(-Limits::points)));
        s.claim("never a gift", T(0) <= after.taken);
        s.claim("no points are less than none", T(0) <= contract::points(after.member));
        s.claim("the points there are, the rest is a debt",
                contract::points(after.member) ==
                    select<T>(T(0) < after.member.balance, after.member.balance, T(0)));
    });

/// A counted report of the state's member that is rejected later, perhaps under other rules.
template <class S>
struct TakenBack {
    using T = typename S::Number;
    Report<S> report;
    Rules<T> rules;  ///< of the round of the report
    T paid;          ///< P
    Rules<T> later_rules;
    T later;
    ReportRecord<T> record;
};
template <class S>
TakenBack<S> any_taken_back(S& s) {
    using T = typename S::Number;
    const auto report = any_report(s);
    s.assume(report.after.accepted && report.after.counted && report.after.reviewed);
    const auto [rules, round, paid] = setting_of(report.before);
    const auto later_rules = any_rules(s, "later_rules");
    const T later = any_time(s, "later", 1100);
    s.assume((same(later_rules, rules) || may_follow(rules, later_rules)) &&
             report.before.now <= later);
    const T author = s.number("author", "account", 7);
    return {report,      rules, paid,
            later_rules, later, contract::record_of<T>(report.after, author, report.before.now)};
}

constexpr auto rejection_bound = proved(
    "A wrong rejection takes at most that report's pay and the penalty of the rules it was made "
    "under, whatever rules follow.",
    "taken <= P + s", []<class S, class T = Number<S>>(S& s) {
        const auto [report, rules, paid, later_rules, later, record] = any_taken_back(s);
        const auto& after = report.after;
        const auto back =
            contract::reject<T>(later_rules, after.round, after.member, record, later);
        s.step("the report is rejected");
        s.change("member", after.member, back.member);
        claim_paid(s, report.before);
        s.claim("what it brought is P at most", record.brought <= paid);
        s.claim("the penalty is that of its rules", record.penalty == rules.penalty);
        s.claim("no more is taken", back.taken <= paid + rules.penalty);
        s.claim("and all that, where there was room",
                back.taken == paid + rules.penalty || after.member.balance == rules.points_max ||
                    back.member.balance == T(-Limits::points));
    });

constexpr auto rejection_balance = proved(
    "The balance after a report and its rejection is that without the pay, less s: nothing is left "
    "of the report but its penalty. Idleness apart, and down to the limit of debts; the largest "
    "points do not matter.",
    "balance'' = max(balance - punished - punished' - s, -limit)",
    []<class S, class T = Number<S>>(S& s) {
        const auto [report, rules, paid, later_rules, later, record] = any_taken_back(s);
        const auto& [before, after] = std::tie(report.before, report.after);
        const auto back =
            contract::reject<T>(later_rules, after.round, after.member, record, later);
        s.step("the report is rejected");
        s.change("member", after.member, back.member);
        const T least(-Limits::points);
        const T balance = before.member.balance - after.punished - back.punished - rules.penalty;
        s.claim("the penalty, and idleness",
                back.member.balance == select<T>(balance < least, least, balance));
        s.claim("idleness is charged as NSP does",
                back.punished == contract::settle<T>(later_rules, after.member, later).charged);
        s.claim("no more of it than there are points",
                T(0) <= back.punished && back.punished <= contract::points(after.member));
        s.claim("the watermark stays where the report set it, but for what is paid for",
                back.member.paid_until ==
                    contract::settle<T>(later_rules, after.member, later).member.paid_until);
        s.claim("the rank stays", back.member.rank == after.member.rank);
    });

constexpr auto rejection_used_up = proved(
    "A rejected report uses up its author's round: he stays a user of it, is not counted and not "
    "awaited, and a further report in it is not paid.",
    "counted by it -> user, not counted, not awaited; share in the same round -> not counted",
    []<class S, class T = Number<S>>(S& s) {
        const auto ballot = any_rejection(s);
        const auto& [before, after] = std::tie(ballot.before, ballot.after);
        const auto& rules = before.rules;
        s.assume(counts_by(before.round, before.member, ballot.report));
        const T later = any_time(s, "later", 1070);
        s.assume(before.now <= later && later - before.round.start < rules.round_limit);
        s.claim("a user still", contract::used_by(after.round, after.member) &&
                                    after.round.users == before.round.users);
        s.claim("not counted", !contract::counted_in(after.round, after.member) &&
                                   after.round.sharers + T(1) == before.round.sharers);
        s.claim("not awaited", !contract::awaited(after.round, after.member));
        const Rulebook<T> book{rules, rules, Truth<T>(false)};
        const auto again = contract::share<T>(book, after.round, after.member, Truth<T>(true),
                                              T(Limits::points_per_share), later);
        s.step("he reports again in the same round");
        s.change("member", after.member, again.member);
        s.claim("not counted again", !again.counted);
        s.claim("not paid", again.member.balance == after.member.balance);
    });

constexpr auto rejection_aside = proved(
    "Once its author has left, has come back, or its round is over, the rejection of a report "
    "leaves the running round as it is.",
    "left, enrolled anew or number' > number -> round'' = round'",
    []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s, ReviewExample{}.state);
        const auto& rules = before.rules;
        const auto& round = before.round;
        const auto& member = before.member;
        const T& now = before.now;
        const auto record = s.template record<ReportRecord>("report", ReviewExample{}.report);
        s.assume(model::within(record.time, T(1), now));
        const Caller<T> registrar{Truth<T>(false), Truth<T>(true)};
        const auto stays = [&](const std::string& since, const Truth<T>& is, const Round<T>& in,
                               const Member<T>& of) {
            const auto after = contract::reject<T>(rules, in, of, record, now);
            s.claim("the round stays: " + since, !is || same(after.round, in));
            s.claim("so does that he is counted or not: " + since,
                    !is || after.member.counted == of.counted);
        };
        const auto left = contract::revoke<T>(registrar, rules, round, member, now);
        stays("he has left", left.accepted, left.round, left.member);
        const T expiry = s.number("expiry", "ticks", 9500);
        const contract::Application<T> wanted{T(7), T(9), rules.rank_min, expiry};
        const auto back = contract::enrol<T>(registrar, rules, left.round, wanted, left.member,
                                             Certificate<T>{T(0), T(0)}, now);
        stays("he has come back", left.accepted && back.accepted, back.round, back.member);
        const auto next = contract::roll_over<T>(before.book(), round, now);
        stays("the round is over", Truth<T>(true), next, member);
    });

constexpr auto rejection_supply = proved(
    "A rejection gives nobody room to be paid once more in the round: the reports paid so far are "
    "as many as before it, and the points of its author do not grow.",
    "sharers' + rejected' = sharers + rejected, points' <= points",
    []<class S, class T = Number<S>>(S& s) {
        const auto ballot = any_rejection(s);
        const auto& [before, after] = std::tie(ballot.before, ballot.after);
        const T rejected =
            model::indicator<T>(counts_by(before.round, before.member, ballot.report));
        s.claim("paid as before", after.round.sharers + rejected == before.round.sharers);
        s.claim("users as before", after.round.users == before.round.users);
        s.claim("no points more",
                contract::points(after.member) <= contract::points(before.member));
    });

constexpr auto rejection_order = proved(
    "Of two reports of an author it does not matter which is rejected first, however large his "
    "debt is.",
    "reject(reject(m, a), b) = reject(reject(m, b), a)", []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s, ReviewExample{}.state);
        const auto& rules = before.rules;
        const T& now = before.now;
        const auto any_of = [&](const std::string& name, long time) {
            auto example = ReviewExample{}.report;
            example.time = time;
            const auto report = s.template record<ReportRecord>(name, example);
            invariant_of_report(
                report, T(report.votes), Truth<T>(false), now,
                [&](const std::string&, const Truth<T>& truth) { s.assume(truth); });
            return report;
        };
        const auto a = any_of("report", 1050);
        const auto b = any_of("other", 840);
        s.assume(!(a.time == b.time));
        const auto both = [&](const ReportRecord<T>& one, const ReportRecord<T>& two) {
            const auto first = contract::reject<T>(rules, before.round, before.member, one, now);
            return contract::reject<T>(rules, first.round, first.member, two, now);
        };
        const auto forth = both(a, b);
        const auto back = both(b, a);
        s.step("one report is rejected, then the other");
        s.change("member", before.member, forth.member);
        s.step("and the other way round");
        s.change("member", before.member, back.member);
        claim_record(s, "member", forth.member, back.member);
        claim_record(s, "round", forth.round, back.round);
    });

constexpr auto rejection_alone = proved(
    "Nobody takes points from a member alone, owner and registrar included: a call takes the "
    "idleness that is due, or nothing, unless it is the vote that makes a quorum.",
    "balance' = balance or settled balance, but after rejections",
    []<class S, class T = Number<S>>(S& s) {
        const auto ballot = any_ballot(s);
        const auto& before = ballot.before;
        const auto& rules = before.rules;
        const auto& round = before.round;
        const auto& member = before.member;
        const T& now = before.now;
        const auto caller = any_caller(s, true, true);
        const auto wanted = s.template record<contract::Application>(
            "wanted", contract::Application<Rational>{7, 9, 5, 9500});
        const auto certificate =
            s.template record<Certificate>("certificate", Certificate<Rational>{0, 0});
        const T due = contract::settle<T>(rules, member, now).member.balance;
        const auto kept = [&](const std::string& call, const Member<T>& next) {
            s.claim(call, next.balance == member.balance || next.balance == due);
        };
        s.claim("the idleness due is no more than the points",
                model::within<T>(member.balance - due, T(0), contract::points(member)));
        s.assume(member.known);  // else the initial points are given
        kept("an enrolment",
             contract::enrol<T>(caller, rules, round, wanted, member, certificate, now).member);
        kept("a revocation", contract::revoke<T>(caller, rules, round, member, now).member);
        kept("a retirement", contract::retire<T>(rules, round, member, now).member);
        s.claim("a vote", ballot.after.rejected || ballot.after.member.balance == member.balance);
        s.claim("which is one of two at least",
                !ballot.after.rejected || T(1) <= ballot.others_voted);
    });

}  // namespace

std::vector<Property> rejection_properties() {
    PropertyTable table(Subject::guarded);
    table.both("guarded.review.member", rejection_member);
    table.both("guarded.review.rest", rejection_rest);
    table.both("guarded.review.taken", rejection_taken);
    table.both("guarded.review.bound", rejection_bound);
    table.both("guarded.review.balance", rejection_balance);
    table.both("guarded.review.used-up", rejection_used_up);
    table.both("guarded.review.aside", rejection_aside);
    table.both("guarded.review.supply", rejection_supply);
    table.both("guarded.review.order", rejection_order);
    table.both("guarded.review.alone", rejection_alone);
    return table.properties();
}

}  // namespace essmap::verify::guarded
