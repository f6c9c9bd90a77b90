#include "guarded_state.hpp"

/// What the contract promises to a member and to the community, for any rules, state and order of
/// calls: it pays the game, and cannot be farmed.
namespace essmap::verify::guarded {

namespace {

/// How many users of the round are not counted in it and not awaited, at most: the others who are
/// not counted, and the state's member where his report was rejected.
template <class S>
typename S::Number uncounted_of(const State<S>& state) {
    using T = typename S::Number;
    const auto& [round, member] = std::tie(state.round, state.member);
    return state.others_uncounted + model::indicator<T>(contract::used_by(round, member) &&
                                                        !contract::awaited(round, member) &&
                                                        !contract::counted_in(round, member));
}

constexpr auto promise_payoff = proved(
    "The change of a member's balance by a counted report is the payoff of the game: P at the "
    "theta "
    "of the round and a gamma within the rules, less the idleness charged, which is at most mu a "
    "period and at most the points; P is above Delta, whatever the member's rank.",
    "balance' - balance = P - charged, P > stock_max, up to points_max; points = max(balance, 0)",
    []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s);
        const auto& [before, after] = std::tie(report.before, report.after);
        s.assume(after.accepted && after.counted);
        const auto [rules, round, paid] = setting_of(before);
        claim_paid(s, before);
        s.claim("P is paid", after.charge == -paid);
        const T change = after.member.balance - before.member.balance;
        const T points = select<T>(before.member.balance < T(0), T(0), before.member.balance);
        s.claim("no points are less than none", contract::points(before.member) == points);
        const T due = -after.charge - after.punished;
        s.claim("in full where there is room",
                change == due || (change < due && after.member.balance == rules.points_max));
        s.claim("idleness takes no more than there is",
                T(0) <= after.punished && after.punished <= points);
    });

constexpr auto promise_gain = proved(
    "No report pays more than the largest P of the rules; so nobody gains more than that in a "
    "round, as nobody is counted twice in it.",
    "balance' - balance <= P(r_max, theta_min, gamma_min)", []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s);
        const auto& [before, after] = std::tie(report.before, report.after);
        const auto [rules, round, paid] = setting_of(before);
        s.assume(after.accepted);  // a refused one changes nothing
        claim_at_most_largest(s, before);
        s.claim("P is paid, or nothing", after.charge == -paid || !after.counted);
        const T most = contract::largest_pay(rules);
        s.claim("the largest is that of the rules which begin",
                !report.timed_out || most == contract::largest_pay(before.next));
        s.claim("or of those in force",
                report.timed_out || most == contract::largest_pay(before.rules));
        s.claim("the balance grows by no more",
                !after.counted || after.member.balance - before.member.balance <= most);
        s.claim("by nothing where it is not counted",
                after.counted || after.member.balance <= before.member.balance);
        s.claim("not counted again in its round",
                !after.counted || after.saturated || !contract::awaited(after.round, after.member));
    });

constexpr auto promise_supply = proved(
    "In a round the points of all members grow by at most the largest P for each user that it "
    "began with: the reports paid so far are at most those users, whoever leaves and whatever is "
    "rejected.",
    "growth <= paid P_max, paid = sharers + rejected + those who left <= users at the beginning",
    []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s);
        const auto& [before, after] = std::tie(report.before, report.after);
        const T growth = s.number("growth", "points", 30'000);
        const T rejected = s.number("rejected", "members", 1);
        const T left_paid = s.number("left_paid", "members", 2);
        const T left = s.number("left", "members", 3);
        const T most = contract::largest_pay(before.rules);
        const T paid = before.round.sharers + rejected + left_paid;
        s.assume(T(0) <= rejected && rejected <= uncounted_of(before) && T(0) <= left_paid &&
                 left_paid <= left && growth <= paid * most);
        s.claim("no more are paid than were users", paid <= before.round.users + left);
        s.assume(after.accepted && !report.timed_out && !after.saturated);
        claim_at_most_largest(s, before);
        const T more = contract::points(after.member) - contract::points(before.member);
        const T now_paid = after.round.sharers + rejected + left_paid;
        s.claim("one more is paid at most",
                now_paid == paid || (after.counted && now_paid == paid + T(1)));
        s.claim("nothing grows where none is", after.counted || more <= T(0));
        const auto& rules = before.rules;
        claim_rises(s, rules, worst_corner(rules), best_corner(rules));
        s.claim("the largest P is no loss", T(0) <= most);
        s.claim("the largest P at most", !after.counted || more <= most);
        s.claim("the growth stays within its bound",
                select<T>(after.counted, growth + most, growth) <=
                    select<T>(after.counted, paid * most + most, paid * most));
        s.claim("still no more than were users", now_paid <= after.round.users + left);
    });

constexpr auto promise_leaving = proved(
    "Who leaves takes himself out of the round's counts, and the bound on them stays.",
    "sharers' + left_counted' = sharers + left_counted, users' + left' = users + left",
    []<class S, class T = Number<S>>(S& s) {
        const auto state = any_state(s);
        const auto after = contract::counts_without(state.round, state.member);
        const auto one_if = [](const Truth<T>& truth) { return model::indicator<T>(truth); };
        const auto& [round, member] = std::tie(state.round, state.member);
        const T counted = one_if(contract::counted_in(round, member));
        const T awaited = one_if(contract::awaited(round, member));
        const T rejected =
            one_if(member.active && member.user && !member.counted && member.stamp == round.number);
        s.claim("counted as before", after.sharers + counted == round.sharers);
        s.claim("users as before", after.users + counted + awaited + rejected == round.users);
        s.claim("one of them at most", counted + awaited + rejected <= T(1));
    });

constexpr auto promise_debt = proved(
    "Later pay settles a debt first, and no idleness is charged to it.",
    "balance < 0: charged = 0, points' = max(balance + P, 0)",
    []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s, example([](Example& e) { e.member.balance = -100; }));
        const auto& [before, after] = std::tie(report.before, report.after);
        const T& debt = before.member.balance;
        s.assume(after.accepted && after.counted && debt < T(0));
        claim_paid(s, before);
        s.claim("idleness takes nothing", after.punished == T(0));
        s.claim("the debt falls", debt < after.member.balance);
        const T sum = debt - after.charge;
        const T most = setting_of(before).rules.points_max;
        const T positive = select<T>(sum < T(0), T(0), sum);
        s.claim("pay settles it first",
                contract::points(after.member) == select<T>(most < positive, most, positive));
    });

constexpr auto promise_no_debt = proved(
    "Nothing but a rejection makes a debt, or makes one larger.",
    "balance' >= min(balance, 0) but after a rejection", []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s);
        const auto& before = report.before;
        const auto& rules = before.rules;
        const auto& round = before.round;
        const auto& member = before.member;
        const T& now = before.now;
        s.assume(report.after.accepted);
        claim_paid(s, before);
        const auto kept = [&](const std::string& call, const Member<T>& next) {
            s.claim(call, T(0) <= next.balance || member.balance <= next.balance);
        };
        const auto registrar = any_caller(s, false, true);
        kept("a report", report.after.member);
        kept("NSP", contract::settle<T>(rules, member, now).member);
        kept("a revocation", contract::revoke<T>(registrar, rules, round, member, now).member);
        kept("a retirement", contract::retire<T>(rules, round, member, now).member);
    });

constexpr auto promise_nothing_after = proved(
    "Nothing that a member does in a round after his counted report gains him points or time: "
    "another report pays nothing, moves no watermark and puts off no lapse, and to have oneself "
    "punished charges nothing.",
    "counted at t, now < end of the round -> balance, paid_until, lapse stay",
    []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s);
        const auto& after = report.after;
        s.assume(after.accepted && after.counted && !after.saturated);
        const auto rules = setting_of(report.before).rules;
        const T later = any_time(s, "later", 1080);
        s.assume(report.before.now <= later && later - after.round.start < rules.round_limit);
        claim_paid(s, report.before);
        const Rulebook<T> book{rules, rules, Truth<T>(false)};
        const auto again = contract::share<T>(book, after.round, after.member, Truth<T>(true),
                                              T(Limits::points_per_share), later);
        s.step("he reports again in the same round");
        s.change("member", after.member, again.member);
        s.claim("not counted", !again.counted);
        s.claim("no points", again.member.balance == after.member.balance);
        s.claim("no time", again.member.paid_until == after.member.paid_until &&
                               contract::lapse_time(rules, again.member) ==
                                   contract::lapse_time(rules, after.member));
        s.claim("no level", again.member.rank == after.member.rank &&
                                again.member.reports == after.member.reports);
        const auto settled = contract::settle<T>(rules, after.member, later);
        s.claim("no whole period is due", settled.periods < T(1));
        s.claim("nothing is gained by being punished",
                settled.member.balance <= after.member.balance);
    });

constexpr auto promise_free = proved(
    "Who is counted again before 2 round_limit ticks are over is never charged for idleness, and "
    "his membership does not lapse but with his certificate; where other rules come into force "
    "between, before the limits of both rounds are over.",
    "now < last_counted + round_limit + round_limit' -> periods < 1, now < last + retire_after",
    []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s);
        const auto& after = report.after;
        s.assume(after.accepted && after.counted);
        const auto rules = setting_of(report.before).rules;
        const auto later_rules = any_rules(s, "later_rules");
        const T later = any_time(s, "later", 1400);
        s.assume((same(later_rules, rules) || may_follow(rules, later_rules)) &&
                 report.before.now <= later &&
                 later < report.before.now + rules.round_limit + later_rules.round_limit);
        const auto settled = contract::settle<T>(later_rules, after.member, later);
        s.claim("the watermark lies a free time ahead",
                report.before.now + rules.idle_limit <= after.member.paid_until);
        s.claim("no whole period is due", settled.periods < T(1));
        s.claim("the membership lasts",
                later < after.member.last_counted + later_rules.retire_after);
    });

constexpr auto promise_chain = proved(
    "Rules stay in force for as long as a round under those before them and one under themselves, "
    "whatever the owner announces: who was counted under the rules before is counted under these "
    "before others follow.",
    "in force at t, others at t' -> t' >= t + round_limit + round_limit'",
    []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s, example([](Example& e) { e.round.announced = true; }));
        s.assume(before.changes);
        const auto after = contract::roll_over<T>(before.book(), before.round, before.now);
        const auto& rules = before.next;
        s.step("the announced rules are in force, and the owner announces others");
        const auto proposed = any_rules(s, "proposed");
        const T tick = s.number("tick", "seconds", 1);
        const T later = any_time(s, "later", 1400);
        s.assume(before.now <= later);
        const auto next = contract::announce<T>({Truth<T>(true), Truth<T>(false)}, rules, proposed,
                                                after, before.from, tick, later);
        s.assume(next.accepted);
        const T both = before.rules.round_limit + rules.round_limit;
        s.claim("no sooner than both limits later", before.now + both <= next.from);
        s.claim("his next report is counted before that",
                before.member.last_counted + rules.round_limit < next.from);
    });

constexpr auto promise_manage = proved(
    "From round_limit ticks after his last counted report on a member's next report is counted, "
    "whatever others do; round_limit is that of the rules in force at his next report.",
    "now >= last_counted + round_limit, no report in the last share_interval -> counted",
    []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s, example([](Example& e) { e.now = 1190; }));
        const auto& [before, after] = std::tie(report.before, report.after);
        const auto& [rules, member, now] = std::tie(before.rules, before.member, before.now);
        s.assume(member.active && report.fresh && now < member.expiry &&
                 now < member.last_counted + rules.retire_after &&
                 member.last_counted + rules.round_limit <= now &&
                 member.last_extra + rules.share_interval <= now);
        const auto accepted = contract::accept<T>(before.book(), before.round, member, now);
        s.claim("it would be counted", accepted.counted);
        s.claim("accepted, where the sender allows its charge",
                after.accepted || report.max_charge < accepted.charge);
        s.claim("and counted", !after.accepted || after.counted);
    });

constexpr auto promise_never_costs = proved(
    "A report never costs its sender anything: a quote of 0 is always enough.",
    "charge <= 0; counted -> charge < 0", []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s);
        const auto& [rules, member, now] = std::tie(before.rules, before.member, before.now);
        s.assume(member.active);
        const auto report = contract::accept<T>(before.book(), before.round, member, now);
        claim_paid(s, before);
        s.claim("paid where it is counted", !report.counted || report.charge < T(0));
        s.claim("free where it is not", report.counted || report.charge == T(0));
    });

constexpr auto promise_flood = proved(
    "Who floods has no more than who reports once: after any second report in a round the balance, "
    "the watermark and the level are those without it, now and when they are settled later.",
    "settle(share(share(m))) = settle(share(m))", []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s, example([](Example& e) { e.set_counted(1010); }));
        const auto& [rules, member, now] = std::tie(before.rules, before.member, before.now);
        const auto again = contract::share<T>(before.book(), before.round, member, Truth<T>(true),
                                              T(Limits::points_per_share), now);
        s.assume(again.accepted && !again.counted);
        const T later = any_time(s, "later", 1500);
        s.assume(now <= later);
        const auto without = contract::settle<T>(rules, member, later).member;
        auto with = contract::settle<T>(rules, again.member, later).member;
        with.last_extra = without.last_extra;
        claim_record(s, "member", with, without);
    });

}  // namespace

std::vector<Property> promise_properties() {
    PropertyTable table(Subject::guarded);
    table.both("guarded.promise.payoff", promise_payoff);
    table.both("guarded.promise.gain", promise_gain);
    table.both("guarded.promise.supply", promise_supply);
    table.both("guarded.promise.leaving", promise_leaving);
    table.both("guarded.promise.debt", promise_debt);
    table.both("guarded.promise.no-debt", promise_no_debt);
    table.both("guarded.promise.nothing-after", promise_nothing_after);
    table.both("guarded.promise.free", promise_free);
    table.both("guarded.promise.chain", promise_chain);
    table.both("guarded.promise.manage", promise_manage);
    table.both("guarded.promise.never-costs", promise_never_costs);
    table.both("guarded.promise.flood", promise_flood);
    return table.properties();
}

}  // namespace essmap::verify::guarded
