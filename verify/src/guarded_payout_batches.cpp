#include "guarded_payout_state.hpp"

/// What the payout promises of batches: whatever their sizes, the members are taken once each in
/// either pass, one behind the other, and nobody is paid before all have been checked. A batch is
/// as many steps as members: of the payment by pay_members(), of the check by guarded.payout.count.
namespace essmap::verify::guarded {

namespace {

/// The next batch of a pass, which is taken.
template <class T>
struct Batch {
    T first, length;
};
template <class S, class T>
Batch<T> any_batch(S& s, const Payout<T>& payout, const T& before, long first, long length) {
    const Batch<T> batch{s.number("first", "", first), s.number("length", "members", length)};
    s.assume(contract::in_turn(payout, before, batch.first) &&
             contract::fits(payout, batch.first, batch.length));
    return batch;
}

constexpr auto payout_batches = proved(
    "A batch is taken only where the last one of its pass has ended; taken once, it never is "
    "again. "
    "No batch is paid before all members have been checked, and the right next one always is "
    "taken.",
    "steps' = steps + length; check: steps' <= n; pay: n <= steps, steps' <= 2 n",
    []<class S, class T = Number<S>>(S& s) {
        const auto payout = any_payout(s);
        const auto& members = payout.terms.members;
        // A pass begins after no step, or after n.
        const auto pays = s.truth("pays", true);
        const T before = select<T>(pays, members, T(0));
        const T first = s.number("first", "", 0);
        const T length = s.number("length", "members", 2);
        const T later = s.number("later", "", 5);
        const Truth<T> taken =
            contract::in_turn(payout, before, first) && contract::fits(payout, first, length);
        const auto after = contract::pay_members(payout, length);
        s.claim("it has a member", !taken || T(1) <= length);
        s.claim("nothing is paid before all are checked",
                !taken || !pays || members <= payout.steps);
        s.claim("nobody is checked after that", !taken || pays || payout.steps < members);
        s.claim("it ends with its pass at the latest", !taken || after.steps <= before + members);
        s.claim("it is in turn no more, whatever has been taken since",
                !taken || later < after.steps ||
                    !contract::in_turn<T>({payout.terms, later, payout.weight, payout.left}, before,
                                          first));
        s.claim("a batch from where the last one ended is in turn",
                contract::in_turn<T>(payout, before, payout.steps - before) ==
                    (before <= payout.steps && payout.steps <= before + members - T(1)));
        s.claim("and fits with one member", !taken || contract::fits<T>(payout, first, T(1)));
        s.claim("its payout stays begun", contract::is_begun(after));
    });

constexpr auto payout_split = proved(
    "A batch is the same as any two that make it up: they are taken exactly where it is, and leave "
    "the same payout.",
    "take(a + b) = take(a), take(b)", []<class S, class T = Number<S>>(S& s) {
        const auto payout = any_payout(s);
        const T before = select<T>(s.truth("pays", true), payout.terms.members, T(0));
        const T first = s.number("first", "", 0);
        const T one = s.number("one", "members", 1);
        const T other = s.number("other", "members", 2);
        s.assume(T(1) <= one && T(1) <= other && contract::in_turn(payout, before, first));
        const auto between = contract::pay_members(payout, one);
        const auto after = contract::pay_members(between, other);
        const auto at_once = contract::pay_members<T>(payout, one + other);
        s.step("in two batches");
        s.change("payout", payout, after);
        const T second = first + one;
        s.claim(
            "both are taken exactly where the one is",
            contract::fits<T>(payout, first, one + other) ==
                (contract::fits(payout, first, one) && contract::in_turn(between, before, second) &&
                 contract::fits(between, second, other)));
        s.claim("as many steps", after.steps == at_once.steps);
        s.claim("the same weight", after.weight == at_once.weight);
        s.claim("the same is left", after.left == at_once.left);
    });

constexpr auto payout_steps = proved(
    "The terms of a payout are those it begins with. A check takes the member's amount from what "
    "is "
    "left, a payment moves on by its members, and neither changes anything else.",
    "begin: terms, 0, 0, P; check: steps + 1, weight + w, left - amount; pay: steps + length",
    []<class S, class T = Number<S>>(S& s) {
        const auto payout = any_payout(s);
        const auto& [terms, steps, weight, left] = payout;
        const T next = s.number("next", "weight", 2);
        const T amount = s.number("amount", "units", 28);
        const T length = s.number("length", "members", 2);
        const T zero(0);
        s.claim("no payout has begun in an empty record",
                !contract::is_begun<T>({{zero, zero, zero, {zero, zero}}, zero, zero, zero}));
        s.claim("one has with its terms", contract::is_begun(contract::begin_payout(terms)));
        claim_record(s, "begun", contract::begin_payout(terms),
                     Payout<T>{terms, T(0), T(0), terms.pot});
        claim_record(s, "checked", contract::count_member<T>(payout, next, amount),
                     Payout<T>{terms, steps + T(1), weight + next, left - amount});
        claim_record(s, "paid", contract::pay_members<T>(payout, length),
                     Payout<T>{terms, steps + length, weight, left});
    });

constexpr auto payout_once = proved(
    "In any batches, each member is paid exactly once: never before the check is done, never "
    "again.",
    "times(i) = [n + i < steps]; at the end steps = 2 n, times(i) = 1",
    []<class S, class T = Number<S>>(S& s) {
        const auto payout = any_payout(s);
        const T& members = payout.terms.members;
        const auto pays = s.truth("pays", true);
        const auto batch = any_batch(s, payout, select<T>(pays, members, T(0)), 0, 2);
        const T member = s.number("i", "", 1);
        const T times = s.number("times", "", 0);
        s.assume(T(0) <= member && member <= members - T(1));
        const auto holds = [&](const Payout<T>& p, const T& paid) {
            return paid == model::indicator<T>(members + member < p.steps);
        };
        s.assume(holds(payout, times));
        const auto after = contract::pay_members(payout, batch.length);
        s.step("a batch is taken");
        s.change("payout", payout, after);
        const T paid = times + model::indicator<T>(pays && batch.first <= member &&
                                                   member < batch.first + batch.length);
        s.claim("it begins so", holds(contract::begin_payout(payout.terms), T(0)));
        s.claim("it stays so with every batch", holds(after, paid));
        s.claim("never twice", paid <= T(1));
        s.claim("once when all batches are taken", after.steps < members + members || paid == T(1));
    });

constexpr auto payout_pays_the_pot = proved(
    "In any batches, what has been paid is what the check has counted for the same members; at the "
    "end it is the pot.",
    "sum paid = sum payout of the first k; k = n -> sum paid = P",
    []<class S, class T = Number<S>>(S& s) {
        const auto payout = any_payout(s);
        const auto& [terms, steps, weight, left] = payout;
        const auto batch = any_batch(s, payout, terms.members, 0, 3);
        // What the check had left before the batch, and after it: its amounts are the same ones.
        const T left_before = s.number("left.before", "units", 100);
        const T left_after = s.number("left.after", "units", 0);
        const T paid = s.number("paid", "units", 0);
        const T amounts = left_before - left_after;
        const T end = batch.first + batch.length;
        // guarded.payout.conserved: all were checked, and it added up, or nobody would be paid.
        s.assume(contract::adds_up(payout) && (!(end == terms.members) || left_after == left));
        s.assume(paid == terms.pot - left_before);
        s.claim("it begins so", T(0) == terms.pot - contract::begin_payout(terms).left);
        s.claim("it stays so with every batch", paid + amounts == terms.pot - left_after);
        s.claim("after the last one the pot is paid",
                !(end == terms.members) || paid + amounts == terms.pot);
        s.claim("and that is the end",
                (end == terms.members) == (contract::pay_members(payout, batch.length).steps ==
                                           terms.members + terms.members));
    });

constexpr auto arithmetic_payout = proved(
    "A payout: no division by zero and, in whole numbers, no overflow of 64 bits.",
    "within the limits -> every operation of every step is defined",
    []<class S, class T = Number<S>>(S& s) {
        const auto progress = any_progress(s);
        const auto& payout = progress.payout;
        const auto& terms = payout.terms;
        const T weight = s.number("next", "weight", 2);
        s.assume(contract::may_weigh(payout, weight) && payout.steps + T(1) <= terms.members);
        const auto part = contract::part_of<T>(terms.pot, terms.total, payout.steps, weight);
        s.claim("a base is within the pot", model::within(part.base, T(0), terms.pot));
        const T amount = contract::amount_of<T>(terms, payout.steps, weight);
        s.step("a member is checked, a batch is paid");
        s.show("payout", contract::count_member(payout, weight, amount));
        const T first = s.number("first", "", 0);
        const T length = s.number("length", "members", 2);
        s.assume(model::within<T>(first, T(0), terms.members - T(1)));
        s.assume(contract::in_turn<T>({terms, terms.members + first, weight, T(0)}, terms.members,
                                      first) &&
                 contract::fits(payout, first, length));
        s.show("paid",
               contract::pay_members<T>({terms, terms.members + first, weight, T(0)}, length));
        s.claim_arithmetic();
    });

}  // namespace

std::vector<Property> payout_batches_properties() {
    PropertyTable table(Subject::guarded);
    table.both("guarded.payout.batches", payout_batches);
    table.both("guarded.payout.split", payout_split);
    table.both("guarded.payout.steps", payout_steps);
    table.both("guarded.payout.once", payout_once);
    table.both("guarded.payout.pays-the-pot", payout_pays_the_pot);
    table.both("guarded.arithmetic.payout", arithmetic_payout);
    return table.properties();
}

}  // namespace essmap::verify::guarded
