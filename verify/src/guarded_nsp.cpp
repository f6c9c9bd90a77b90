#include "guarded_state.hpp"

/// What NSP promises: idleness costs what it should, whenever it is looked at.
namespace essmap::verify::guarded {

namespace {

constexpr auto nsp_polling = proved(
    "Settling twice costs what settling once does: polling often, rarely or never makes no "
    "difference.",
    "settle(settle(m, t1), t2) = settle(m, t2) for t1 <= t2",
    []<class S, class T = Number<S>>(S& s) {
        const auto state = any_state(s);
        const auto& [rules, member, now] = std::tie(state.rules, state.member, state.now);
        const T later = any_time(s, "later", 1090);
        s.assume(now <= later);
        const auto once = contract::settle<T>(rules, member, later);
        const auto first = contract::settle<T>(rules, member, now);
        const auto second = contract::settle<T>(rules, first.member, later);
        s.step("settled once, at the later time");
        s.change("member", member, once.member);
        s.step("settled twice");
        s.change("member", member, first.member);
        s.change("member", first.member, second.member);
        const T more = once.periods - first.periods - second.periods;
        s.claim("the periods charged differ by less than one", T(-1) < more && more < T(1));
        s.claim("the same periods are charged", once.periods == first.periods + second.periods);
        s.claim("the same watermark", once.member.paid_until == second.member.paid_until);
        s.claim("the same amount is due", once.due == first.due + second.due);
        s.claim("the same balance", once.member.balance == second.member.balance);
    });

constexpr auto nsp_due = proved(
    "What is due is mu for each whole period of unpaid idleness, up to the lapse of the "
    "membership; the charge never exceeds it, nor the points.",
    "due = mu floor(idle / period); charged = min(due, points), points = max(balance, 0)",
    []<class S, class T = Number<S>>(S& s) {
        const auto state = any_state(s);
        const auto& [rules, member, now] = std::tie(state.rules, state.member, state.now);
        const auto result = settled(s, rules, member, now);
        const T lapse = model::at_most<T>(member.expiry, member.last_counted + rules.retire_after);
        const T idle = model::at_least<T>(model::at_most<T>(now, lapse) - member.paid_until, T(0));
        const T charged = member.balance - result.member.balance;
        const T points = select<T>(member.balance < T(0), T(0), member.balance);
        s.claim("as reported", charged == result.charged);
        s.claim("nothing is due of who is not active",
                member.active || (result.periods == T(0) && result.due == T(0)));
        s.claim("whole periods",
                !member.active || (result.periods * rules.idle_period <= idle &&
                                   idle < (result.periods + T(1)) * rules.idle_period));
        s.claim("mu each", result.due == member.rate * result.periods);
        s.claim("never a gift", T(0) <= charged);
        s.claim("never more than is due", charged <= result.due);
        s.claim("never more than the points", charged <= points);
        s.claim("all that is due, or all the points", charged == result.due || charged == points);
        s.claim("the watermark moves by the periods charged",
                result.member.paid_until == member.paid_until + result.periods * rules.idle_period);
    });

constexpr auto nsp_frame = proved(
    "NSP changes the balance and the watermark, and nothing else of a member.",
    "settle(m) = m but for balance, paid_until", []<class S, class T = Number<S>>(S& s) {
        const auto state = any_state(s);
        const auto after = settled(s, state.rules, state.member, state.now);
        Member<T> expected = state.member;
        expected.balance = after.member.balance;
        expected.paid_until = after.member.paid_until;
        claim_record(s, "member", after.member, expected);
    });

constexpr auto nsp_free = proved(
    "Idleness up to idle_limit after a counted report is free, the limit included.",
    "now <= last_counted + idle_limit -> charged = 0", []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s);
        s.assume(report.after.accepted && report.after.counted && !report.timed_out);
        const T later = any_time(s, "later", 1385);
        s.assume(report.before.now <= later &&
                 later - report.before.now <= report.before.rules.idle_limit);
        const auto result = settled(s, report.before.rules, report.after.member, later);
        s.claim("no period has passed", result.periods <= T(0));
        s.claim("nothing is charged", result.charged == T(0));
    });

constexpr auto nsp_after_the_limit = proved(
    "From idle_limit on, every period costs the mu in force at the report.",
    "now = last_counted + idle_limit + idle_period -> due = mu",
    []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s);
        const auto& rules = report.before.rules;
        s.assume(report.after.accepted && report.after.counted && !report.timed_out &&
                 report.before.member.paid_until <= report.before.now + rules.idle_limit);
        const T later = any_time(s, "later", 1460);
        s.assume(later == report.before.now + rules.idle_limit + rules.idle_period &&
                 later <= report.after.member.expiry &&
                 rules.idle_limit + rules.idle_period <= rules.retire_after);
        const auto result = settled(s, rules, report.after.member, later);
        s.claim("about one period has passed", T(0) < result.periods && result.periods < T(2));
        s.claim("one period has passed", result.periods == T(1));
        s.claim("mu is due", result.due == rules.mu);
    });

constexpr auto nsp_never_erased = proved(
    "A counted report after long idleness is charged all that settling would have charged: it "
    "erases nothing.",
    "punished(share) = charged(settle)", []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s);
        s.assume(report.after.accepted && report.after.counted);
        const auto& before = report.before;
        const auto settled = contract::settle<T>(before.rules, before.member, before.now);
        s.claim("the same charge", report.after.punished == settled.charged);
    });

constexpr auto nsp_rate = proved(
    "Idleness is charged at the mu in force when it began: other rules neither raise nor forgive "
    "what is owed.",
    "settle(rules', m, t) = settle(rules, m, t)", []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s);
        const auto other = any_rules(s, "other");
        s.assume(may_follow(before.rules, other));
        const auto under_old = contract::settle<T>(before.rules, before.member, before.now);
        const auto under_new = contract::settle<T>(other, before.member, before.now);
        s.step("settled under the old rules");
        s.change("member", before.member, under_old.member);
        s.step("settled under the new rules");
        s.change("member", before.member, under_new.member);
        s.claim("the same charge", same(under_old.member, under_new.member));
    });

constexpr auto nsp_lapse = proved(
    "After a membership has lapsed, time costs nothing more: it does not matter when somebody "
    "retires the member.",
    "settle(m, t1) = settle(m, t2) for lapse <= t1, t2", []<class S, class T = Number<S>>(S& s) {
        const auto state = any_state(s, example([](Example& e) { e.now = 9100; }));
        const auto& [rules, member, now] = std::tie(state.rules, state.member, state.now);
        const T later = any_time(s, "later", 9200);
        const T lapse = model::at_most<T>(member.expiry, member.last_counted + rules.retire_after);
        s.assume(lapse <= now && lapse <= later);
        s.claim("the same charge", same(contract::settle<T>(rules, member, now).member,
                                        contract::settle<T>(rules, member, later).member));
    });

}  // namespace

std::vector<Property> nsp_properties() {
    PropertyTable table(Subject::guarded);
    table.both("guarded.nsp.polling", nsp_polling);
    table.both("guarded.nsp.due", nsp_due);
    table.both("guarded.nsp.frame", nsp_frame);
    table.both("guarded.nsp.free", nsp_free);
    table.both("guarded.nsp.after-the-limit", nsp_after_the_limit);
    table.both("guarded.nsp.never-erased", nsp_never_erased);
    table.both("guarded.nsp.rate", nsp_rate);
    table.both("guarded.nsp.lapse", nsp_lapse);
    return table.properties();
}

}  // namespace essmap::verify::guarded
