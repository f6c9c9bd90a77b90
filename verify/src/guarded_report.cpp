#include "guarded_state.hpp"

/// What SGM promises of reports: which are accepted and counted, and what each changes, field by
/// field.
namespace essmap::verify::guarded {

namespace {

/// A report, with the round it is made in and the rules of that round.
template <class S>
struct Told {
    using T = typename S::Number;
    Report<S> report;
    Rules<T> rules;    ///< of the round it is made in
    Round<T> current;  ///< that round: the running one, or the next where that is over
    T paid;            ///< P of its sender in it
    contract::Settlement<T> settled;
    /// What a round that ends with this report is ended by. @pre this lives as long
    [[nodiscard]] Rulebook<T> book() const {
        const Truth<T>& over = report.timed_out;
        return {rules, report.before.next, report.before.changes && !over};
    }
};
template <class S>
Told<S> any_told(S& s, const Example& example = {}) {
    using T = typename S::Number;
    const auto report = any_report(s, example);
    const auto& before = report.before;
    const auto [rules, current, paid] = setting_of(before);
    return {report, rules, current, paid,
            contract::settle<T>(before.rules, before.member, before.now)};
}
/// A report that is accepted and counted.
template <class S>
Told<S> any_counted(S& s, const Example& example = {}) {
    auto told = any_told(s, example);
    s.assume(told.report.after.accepted && told.report.after.counted);
    return told;
}

constexpr auto report_may = proved(
    "A member may report exactly if he is active, his membership has not lapsed, he has something "
    "new to report, and share_interval is over since his last report. Points do not matter.",
    "may <-> active, fresh, now < expiry, now < last_counted + retire_after, now - last >= "
    "share_interval",
    []<class S, class T = Number<S>>(S& s) {
        s.step("rules, a member and a time");
        const Example example;
        const auto rules = any_rules(s);
        const auto member = s.template record<Member>("member", example.member);
        const Truth<T> fresh = s.truth("fresh", true);
        const T now = any_time(s, "now", example.now);
        s.claim("exactly then", contract::may_share<T>(rules, member, fresh, now) ==
                                    (member.active && fresh && now < member.expiry &&
                                     now < member.last_counted + rules.retire_after &&
                                     member.last_counted + rules.share_interval <= now &&
                                     member.last_extra + rules.share_interval <= now));
    });

constexpr auto report_accepted = proved(
    "A report is accepted exactly if its sender may report (guarded.report.may) and its charge is "
    "no more than he allows.",
    "accepted <-> may, charge <= max_charge", []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s);
        const auto& [rules, member, now] =
            std::tie(report.before.rules, report.before.member, report.before.now);
        const T charge =
            contract::accept<T>(report.before.book(), report.before.round, member, now).charge;
        s.claim("exactly then", report.after.accepted ==
                                    (contract::may_share<T>(rules, member, report.fresh, now) &&
                                     charge <= report.max_charge));
    });

constexpr auto report_counted = proved(
    "A member is counted once a round, and only in one that began when he was a member.",
    "counted <-> accepted and (round over or stamp < number)",
    []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s);
        const auto& [round, member] = std::tie(report.before.round, report.before.member);
        s.claim("exactly then",
                report.after.counted ==
                    (report.after.accepted && (report.timed_out || member.stamp < round.number)));
    });

constexpr auto report_refused = proved(
    "A report that is refused says that nothing happened.",
    "not accepted -> charge = 0, not counted, saturated or promoted",
    []<class S, class T = Number<S>>(S& s) {
        const auto after = any_report(s).after;
        s.claim("no charge", after.accepted || after.charge == T(0));
        s.claim("not counted, no end of a round, no promotion",
                after.accepted || !(after.counted || after.saturated || after.promoted));
        s.claim("nothing to reject", after.accepted || !after.reviewed);
    });

constexpr auto report_extra = proved(
    "A report that is not counted pays nothing, costs nothing, and changes nothing but the time of "
    "the sender's last one.",
    "accepted, not counted -> charge = 0, last_extra' = now, all else stays",
    []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s, example([](Example& e) { e.set_counted(1010); }));
        const auto& [before, after] = std::tie(report.before, report.after);
        s.assume(after.accepted && !after.counted);
        Member<T> expected = before.member;
        expected.last_extra = before.now;
        claim_record(s, "member", after.member, expected);
        claim_record(s, "round", after.round, before.round);
        s.claim("no charge", after.charge == T(0));
        s.claim("no idleness", after.punished == T(0));
        s.claim("no end of the round, no promotion", !after.saturated && !after.promoted);
    });

constexpr auto report_charge = proved(
    "A counted report is charged -P, at the theta of its round, and the gamma in force with it "
    "counted; idleness is charged before as NSP does.",
    "charge = -(B - ceil(B theta/(scale r)) - gamma)", []<class S, class T = Number<S>>(S& s) {
        const auto told = any_counted(s);
        const auto& after = told.report.after;
        s.claim("the charge", after.charge == -told.paid);
        s.claim("idleness", after.punished == told.settled.charged);
    });

constexpr auto report_member = proved(
    "What a counted report changes of its sender: the balance by P less idleness, up to "
    "points_max; "
    "the stamps; the watermark, never back; the rate; the level and the reports towards it.",
    "balance' = min(balance - punished + P, points_max), paid_until' = max(paid_until, now + "
    "limit)",
    []<class S, class T = Number<S>>(S& s) {
        const auto told = any_counted(s);
        const auto& [before, after] = std::tie(told.report.before, told.report.after);
        const auto& rules = told.rules;
        const T free = before.now + rules.idle_limit;
        const T watermark = told.settled.member.paid_until;
        const T balance = before.member.balance - after.punished - after.charge;
        Member<T> expected = before.member;
        expected.balance = select<T>(rules.points_max < balance, rules.points_max, balance);
        expected.stamp = told.current.number;
        expected.user = Truth<T>(true);
        expected.counted = Truth<T>(true);
        expected.last_counted = before.now;
        expected.paid_until = select<T>(watermark < free, free, watermark);
        expected.rate = rules.mu;
        expected.rank = after.member.rank;
        expected.reports = after.member.reports;
        claim_record(s, "member", after.member, expected);
    });

constexpr auto report_promotion = proved(
    "Every `promotion` counted reports raise the rank by one level, up to rank_max; with "
    "promotion = 0 only the registrar raises it.",
    "reports + 1 >= promotion > 0, r < r_max -> r' = r + 1, reports' = reports + 1 - promotion",
    []<class S, class T = Number<S>>(S& s) {
        const auto told = any_counted(s, example([](Example& e) { e.member.reports = 19; }));
        const auto& [before, after] = std::tie(told.report.before.member, told.report.after);
        const auto& rules = told.rules;
        const T reports = select<T>(before.reports + T(1) <= T(Limits::reports),
                                    before.reports + T(1), T(Limits::reports));
        const Truth<T> rises = !(rules.promotion == T(0)) && rules.promotion <= reports &&
                               before.rank + T(1) <= rules.rank_max;
        s.claim("it says so", after.promoted == rises);
        s.claim("one level",
                after.member.rank == select<T>(rises, before.rank + T(1), before.rank));
        s.claim("the rest counts towards the next",
                !rises || after.member.reports == reports - rules.promotion);
        s.claim("one more, up to the limit", rises || after.member.reports == reports);
    });

constexpr auto report_saturation = proved(
    "A counted report ends its round exactly if it brings the participation above the saturation "
    "share.",
    "saturated <-> sharers'/users > saturation", []<class S, class T = Number<S>>(S& s) {
        const auto told = any_counted(s, example([](Example& e) { e.set_sharers(95); }));
        const auto& current = told.current;
        s.claim("exactly then",
                told.report.after.saturated == (told.rules.saturation * current.users <
                                                (current.sharers + T(1)) * told.rules.scale));
    });

constexpr auto report_round = proved(
    "What a counted report changes of the round: it is counted in the running one, or in the next "
    "where that is over; if it saturates that round, one more begins.",
    "round' = current with sharers + 1, or the round after it",
    []<class S, class T = Number<S>>(S& s) {
        const auto told = any_counted(s);
        const auto& after = told.report.after;
        Round<T> counted = told.current;
        counted.sharers = counted.sharers + T(1);
        const auto next = contract::roll_over<T>(told.book(), counted, told.report.before.now);
        claim_record(s, "round", after.round,
                     model::select_record<T>(after.saturated, next, counted));
    });

constexpr auto report_everyone = proved(
    "The counted report with which everybody has shared ends the round.",
    "P = 1 -> round' = round + 1 (saturation < 1)", []<class S, class T = Number<S>>(S& s) {
        const auto told = any_counted(s, example([](Example& e) { e.set_sharers(99); }));
        s.assume(told.current.sharers + T(1) == told.current.users);
        s.claim("the round ends", told.report.after.saturated);
    });

constexpr auto report_rounds = proved(
    "A report ends no round, its own, or an overdue one and its own.",
    "number' - number in {0, 1, 2}", []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s);
        const T rounds = report.after.round.number - report.before.round.number;
        s.claim("at most two", rounds == T(0) || rounds == T(1) || rounds == T(2));
        s.claim("not two without an overdue one", report.timed_out || !(rounds == T(2)));
    });

}  // namespace

std::vector<Property> report_properties() {
    PropertyTable table(Subject::guarded);
    table.both("guarded.report.may", report_may);
    table.both("guarded.report.accepted", report_accepted);
    table.both("guarded.report.counted", report_counted);
    table.both("guarded.report.refused", report_refused);
    table.both("guarded.report.extra", report_extra);
    table.both("guarded.report.charge", report_charge);
    table.both("guarded.report.member", report_member);
    table.both("guarded.report.promotion", report_promotion);
    table.both("guarded.report.saturation", report_saturation);
    table.both("guarded.report.round", report_round);
    table.both("guarded.report.everyone", report_everyone);
    table.both("guarded.report.rounds", report_rounds);
    return table.properties();
}

}  // namespace essmap::verify::guarded
