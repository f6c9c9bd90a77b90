#include <array>

#include "guarded_payout_state.hpp"

/// What the payout promises, step by step: each pass over the members is an induction, so that the
/// sentences hold for any number of them.
namespace essmap::verify::guarded {

namespace {

/// What three members are paid, by their places in the order.
template <class S, class T>
std::array<T, 3> paid_to_three(S& s, const T& pot, const std::array<T, 3>& weights) {
    const T total = weights[0] + weights[1] + weights[2];
    std::array<Part<T>, 3> parts;
    auto count = contract::first_count(pot, total);
    for (std::size_t i = 0; i < 3; ++i) {
        parts[i] = contract::part_of<T>(pot, total, T(static_cast<long>(i)), weights[i]);
        count = contract::count_part(count, parts[i]);
    }
    s.step("a pot is paid out");
    std::array<T, 3> amounts;
    for (std::size_t i = 0; i < 3; ++i) {
        T place(0);
        for (const auto& other : parts)
            place = place + model::indicator<T>(contract::comes_before(other, parts[i]));
        amounts[i] =
            contract::pay<T>(parts[i].base, model::at_least<T>(count.left - place, T(0))).amount;
        s.show("member" + std::to_string(i), amounts[i], "units");
    }
    return amounts;
}

constexpr auto payout_weights = proved(
    "A pot is accepted within its limits; a weight exactly if it is not negative and the sum of "
    "all weights stays within its limit.",
    "0 <= P <= P_max; w >= 0, sum w <= W_max", []<class S, class T = Number<S>>(S& s) {
        const T pot = s.number("P", "units", 100);
        const T total = s.number("total", "weight", 3);
        const T weight = s.number("weight", "weight", 2);
        const T most(PayoutLimits::weight);
        s.assume(model::within(total, T(0), most));
        s.claim("the pot is within its limits",
                contract::may_share_out(pot) == (T(0) <= pot && pot <= T(PayoutLimits::pot)));
        s.claim("the weight is not negative, the total within its limit",
                contract::may_weigh(total, weight) == (T(0) <= weight && total + weight <= most));
    });

constexpr auto payout_part = proved(
    "A member's base is his quota P w/W rounded down, and the remainder what that drops.",
    "base W + rho = P w, 0 <= rho < W, 0 <= base <= P", []<class S, class T = Number<S>>(S& s) {
        const auto pot = any_pot(s);
        const auto member = any_sharer(s, pot, "member", 0, 3);
        const auto& part = member.part;
        s.claim("base and remainder make up the quota",
                part.base * pot.total + part.remainder == pot.units * member.weight);
        s.claim("0 <= rho < W", T(0) <= part.remainder && part.remainder < pot.total);
        s.claim("no base is negative", T(0) <= part.base);
        s.claim("none is more than the pot", part.base <= pot.units);
        s.claim("the first member may always be counted",
                contract::may_count(contract::first_count(pot.units, pot.total), part));
    });

constexpr auto payout_one_order = proved(
    "The order of the members is strict and total: exactly one order is accepted, whoever hands it "
    "in, and no member twice.",
    "comes_before is irreflexive, asymmetric, transitive, total", [](auto& s) {
        const auto a = s.template record<Part>("first", {0, 42, 6});
        const auto b = s.template record<Part>("second", {1, 28, 4});
        const auto c = s.template record<Part>("third", {2, 28, 4});
        const auto before = [](const auto& x, const auto& y) {
            return contract::comes_before(x, y);
        };
        s.claim("larger remainders first, of equal ones the lower number",
                before(a, b) == (a.remainder > b.remainder ||
                                 (a.remainder == b.remainder && a.number < b.number)));
        s.claim("nobody before himself", !before(a, a));
        s.claim("never both ways", !(before(a, b) && before(b, a)));
        s.claim("neighbours decide", !(before(a, b) && before(b, c)) || before(a, c));
        s.claim("one of two comes first", a.number == b.number || before(a, b) || before(b, a));
    });

constexpr auto payout_count = proved(
    "The count of the parts keeps its invariant J with every member: bases and remainders make up "
    "the quotas, and whoever has a remainder comes before all who have none.",
    "J: sum base W + sum rho = P sum w, 0 <= sum rho < W #{rho > 0}; J and step -> J'",
    []<class S, class T = Number<S>>(S& s) {
        const auto pot = any_pot(s);
        const auto claim = [&](const std::string& sentence, const Truth<T>& truth) {
            s.claim(sentence, truth);
        };
        const Progress<T> start{contract::first_count(pot.units, pot.total), T(0), T(0), T(0),
                                T(0)};
        progress_invariant(pot, start, claim);
        const auto before = any_progress(s, pot);
        const auto next = any_sharer(s, pot, "member", 1, 2);
        s.assume(contract::may_count(before.count, next.part));
        // Nobody is counted twice.
        s.assume(before.weight + next.weight <= pot.total);
        const auto after = counted(before, next);
        s.step("he is counted");
        s.change("count", before, after);
        const auto& part = next.part;
        s.claim("base and remainder make up the quota",
                part.base * pot.total + part.remainder == pot.units * next.weight);
        s.claim("what is left is what the others are owed, and the remainders",
                after.count.left * pot.total ==
                    pot.units * (pot.total - after.weight) + after.remainders);
        progress_invariant(pot, after, claim);
        s.claim("behind a member without a remainder nobody has one",
                T(0) < before.count.last.remainder || after.owed == before.owed);
    });

constexpr auto payout_left = proved(
    "When all are counted, what is left over is the sum of the remainders, and fewer units than "
    "there are members with one: a unit each is enough.",
    "sum w = W -> L W = sum rho; L = 0 or L < #{rho > 0}", []<class S, class T = Number<S>>(S& s) {
        const auto pot = any_pot(s);
        const auto all_counted = any_progress(s, pot, {{2, {2, 28, 4}}, 7, 14, 3, 3});
        s.assume(all_counted.weight == pot.total);
        const T& left = all_counted.count.left;
        s.claim("the remainders are left over", left * pot.total == all_counted.remainders);
        s.claim("fewer than the members with a remainder",
                left == T(0) || (T(0) < left && left < all_counted.owed));
    });

constexpr auto payout_places = proved(
    "The first L members in the order, and nobody else, are paid one unit more than their base.",
    "after k members max(L - k, 0) are left; payout = base + [k < L]",
    []<class S, class T = Number<S>>(S& s) {
        const T leftover = s.number("L", "units", 2);
        const T place = s.number("k", "", 1);
        const T base = s.number("base", "units", 28);
        const auto left_after = [&](const T& members) {
            return model::at_least<T>(leftover - members, T(0));
        };
        s.assume(T(0) <= leftover && T(0) <= place && whole_apart(place, leftover));
        const auto payment = contract::pay<T>(base, left_after(place));
        s.step("the member is paid");
        s.show("member", payment);
        s.claim("it begins with L", left_after(T(0)) == leftover);
        s.claim("one unit less is left, or none", payment.left == left_after(place + T(1)));
        s.claim("base, and one more for the first L",
                payment.amount == base + model::indicator<T>(place < leftover));
    });

constexpr auto payout_conserved = proved(
    "The payouts sum to the pot, to the unit.",
    "sum payout + left = sum base + L at every step; at the end sum payout = P",
    []<class S, class T = Number<S>>(S& s) {
        const auto pot = any_pot(s);
        const T members = s.number("n", "members", 3);
        const T leftover = any_leftover(s, members, 2);
        const T place = s.number("k", "", 2);
        const T bases = s.number("bases", "units", 70);
        const T paid = s.number("paid", "units", 72);
        const T base = s.number("base", "units", 28);
        const T left = model::at_least<T>(leftover - place, T(0));
        s.assume(T(0) <= place && whole_apart(place, leftover) && paid + left == bases + leftover);
        const auto payment = contract::pay<T>(base, left);
        s.step("the member is paid");
        s.show("member", payment);
        const T sum = paid + payment.amount;
        s.claim("it begins so", model::at_least<T>(leftover - T(0), T(0)) == leftover);
        s.claim("nothing is lost", sum + payment.left == bases + base + leftover);
        s.claim("after the last nothing is left and the pot is paid",
                !(place + T(1) == members && bases + base == pot.units - leftover) ||
                    (payment.left == T(0) && sum == pot.units));
    });

constexpr auto payout_whole = proved(
    "Only a member with a remainder is paid a unit more: whose quota is a whole number is paid "
    "exactly that, and who weighs nothing is paid nothing.",
    "rho = 0 -> payout W = P w; w = 0 -> payout = 0", []<class S, class T = Number<S>>(S& s) {
        const auto pot = any_pot(s);
        const auto before = any_progress(s, pot, {{0, {0, 100, 0}}, 7, 0, 1, 0});
        const auto member = any_sharer(s, pot, "member", 1, 0);
        s.assume(contract::may_count(before.count, member.part));
        const T owed = s.number("owed", "members", 0);
        // guarded.payout.count: behind a member without a remainder nobody has one, and before
        // it nobody else can.
        const T so_far = before.owed + model::indicator<T>(T(0) < member.part.remainder);
        s.assume(T(0) < member.part.remainder || owed == so_far);
        const T leftover = any_leftover(s, owed, 0);
        const auto payment = paid_at(s, "member", member.part, leftover, before.members);
        s.claim("no remainder, no unit more",
                T(0) < member.part.remainder || payment.amount == member.part.base);
        s.claim("a whole quota is paid exactly",
                T(0) < member.part.remainder ||
                    payment.amount * pot.total == pot.units * member.weight);
        s.claim("no weight, no payout", !(member.weight == T(0)) || payment.amount == T(0));
    });

constexpr auto payout_fair = proved(
    "Every payout is the quota rounded down or up: less than one unit off, not negative, not above "
    "the pot.",
    "|payout W - P w| < W, 0 <= payout <= P", []<class S, class T = Number<S>>(S& s) {
        const auto pot = any_pot(s);
        const auto member = any_sharer(s, pot, "member", 0, 3);
        const T leftover = s.number("L", "units", 0);
        const T place = s.number("k", "", 0);
        const auto payment = any_payment(s, "member", member.part, leftover, place);
        const T off = payment.amount * pot.total - pot.units * member.weight;
        s.claim("less than one unit off", -pot.total < off && off < pot.total);
        s.claim("not negative", T(0) <= payment.amount);
        s.claim("the quota is not above the pot",
                pot.units * member.weight <= pot.units * pot.total);
        s.claim("nor is a base that drops something",
                member.part.remainder == T(0) || member.part.base < pot.units);
        s.claim("nor a base", member.part.base <= pot.units);
        s.claim("not above the pot", payment.amount <= pot.units);
    });

constexpr auto payout_order_kept = proved(
    "Who weighs more is not paid less; who weighs the same is paid the same or, being first in the "
    "order, one unit more.",
    "w_i > w_j -> payout_i >= payout_j; w_i = w_j, i < j -> 0 <= payout_i - payout_j <= 1",
    []<class S, class T = Number<S>>(S& s) {
        const auto pot = any_pot(s);
        const auto one = any_sharer(s, pot, "one", 0, 3);
        const auto other = any_sharer(s, pot, "other", 1, 2);
        const T leftover = s.number("L", "units", 0);
        const T place = s.number("k.one", "", 0);
        const T behind = s.number("k.other", "", 1);
        // guarded.payout.one-order: in the order of comes_before, each at a place of his own.
        s.assume((place < behind) == contract::comes_before(one.part, other.part) &&
                 (behind < place) == contract::comes_before(other.part, one.part));
        const auto first = any_payment(s, "one", one.part, leftover, place);
        const auto second = any_payment(s, "other", other.part, leftover, behind);
        s.claim("base and remainder make up either quota",
                one.part.base * pot.total + one.part.remainder == pot.units * one.weight &&
                    other.part.base * pot.total + other.part.remainder == pot.units * other.weight);
        s.claim("a unit more is above the quota",
                pot.units * one.weight < (one.part.base + T(1)) * pot.total);
        s.claim("the larger weight has no smaller quota",
                one.weight < other.weight || pot.units * other.weight <= pot.units * one.weight);
        s.claim("the larger weight has no smaller base",
                one.weight < other.weight || other.part.base <= one.part.base);
        s.claim("no pot, no remainder",
                T(0) < pot.units || (one.part.remainder == T(0) && other.part.remainder == T(0)));
        s.claim("of equal bases the larger weight has the larger remainder",
                one.weight <= other.weight || other.part.base < one.part.base ||
                    pot.units == T(0) || other.part.remainder < one.part.remainder);
        s.claim("the larger weight is not paid less",
                one.weight <= other.weight || second.amount <= first.amount);
        s.claim("equal weights differ by a unit at most, in the order of their numbers",
                !(one.weight == other.weight && one.part.number < other.part.number) ||
                    (second.amount <= first.amount && first.amount <= second.amount + T(1)));
    });

constexpr auto payout_larger_pot = refuted(
    "A larger pot pays nobody less. (False of largest remainders: the Alabama paradox.)",
    "P < P' -> payout <= payout'", []<class S, class T = Number<S>>(S& s) {
        const T pot = s.number("P", "units", 10);
        const T more = s.number("more", "units", 1);
        std::array<T, 3> weights;
        for (std::size_t i = 0; i < 3; ++i) {
            weights[i] = s.number("weight" + std::to_string(i), "weight", i < 2 ? 6 : 2);
            s.assume(model::within(weights[i], T(1), T(100)));
        }
        s.assume(T(0) <= pot && T(0) < more && pot + more <= T(100));
        const auto before = paid_to_three(s, pot, weights);
        const auto after = paid_to_three(s, T(pot + more), weights);
        s.claim("the third member is not paid less", before[2] <= after[2]);
    });

constexpr auto arithmetic_payout = proved(
    "A payout: no division by zero and, in whole numbers, no overflow of 64 bits.",
    "within the limits -> every operation of every step is defined",
    []<class S, class T = Number<S>>(S& s) {
        const auto pot = any_pot(s);
        const T total = s.number("total", "weight", 3);
        const T weight = s.number("weight", "weight", 2);
        const T left = s.number("left", "units", 58);
        // Guards: guarded.payout.weights, .part and .count.
        s.assume(model::within(total, T(0), pot.total) && contract::may_weigh(total, weight) &&
                 weight <= pot.total && model::within(left, T(0), pot.units));
        s.step("a weight is added, a part is counted, a member is paid");
        s.show("total", total + weight, "weight");
        const auto part = contract::part_of<T>(pot.units, pot.total, T(0), weight);
        const auto counted = contract::count_part<T>({left, {T(0), T(0), T(0)}}, part);
        s.assume(model::within(part.base, T(0), pot.units));
        s.show("count", counted);
        contract::pay<T>(part.base, left);
        s.claim_arithmetic();
    });

}  // namespace

std::vector<Property> payout_properties() {
    PropertyTable table(Subject::guarded);
    table.both("guarded.payout.weights", payout_weights);
    table.both("guarded.payout.part", payout_part);
    table.both("guarded.payout.one-order", payout_one_order);
    table.both("guarded.payout.count", payout_count);
    table.both("guarded.payout.left", payout_left);
    table.both("guarded.payout.places", payout_places);
    table.both("guarded.payout.conserved", payout_conserved);
    table.both("guarded.payout.whole", payout_whole);
    table.both("guarded.payout.fair", payout_fair);
    table.both("guarded.payout.order-kept", payout_order_kept);
    table.fixed("guarded.payout.larger-pot", payout_larger_pot);
    table.both("guarded.arithmetic.payout", arithmetic_payout);
    return table.properties();
}

}  // namespace essmap::verify::guarded
