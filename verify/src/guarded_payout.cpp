#include <array>

#include "guarded_payout_state.hpp"

/// What the payout promises, step by step: each pass over the members is an induction, of which the
/// base and the step are claimed, so that the sentences hold for any number of members. Those on
/// batches are in guarded_payout_batches.cpp.
namespace essmap::verify::guarded {

namespace {

/// What three members are paid, with a cut for which it is the pot.
template <class S, class T>
std::array<T, 3> paid_to_three(S& s, const PayoutTerms<T>& terms, const std::array<T, 3>& weights) {
    auto payout = contract::begin_payout(terms);
    std::array<T, 3> amounts;
    s.step("a pot is paid out");
    for (std::size_t i = 0; i < 3; ++i) {
        amounts[i] = contract::amount_of<T>(terms, T(static_cast<long>(i)), weights[i]);
        payout = contract::count_member(payout, weights[i], amounts[i]);
        s.show("member" + std::to_string(i), amounts[i], "units");
    }
    s.assume(contract::adds_up(payout));
    return amounts;
}

constexpr auto payout_weights = proved(
    "A payout begins exactly with a pot, members and a total weight within their limits; a weight "
    "is taken exactly if it is not negative and the sum of all weights stays within that total.",
    "0 <= P <= P_max, 1 <= n <= n_max, 1 <= W <= W_max; w >= 0, sum w <= W",
    []<class S, class T = Number<S>>(S& s) {
        const auto terms = s.template record<PayoutTerms>("payout", {100, 3, 7, {4, 1}});
        const T total = s.number("weight", "weight", 3);
        const T weight = s.number("next", "weight", 2);
        s.claim("the limits",
                contract::may_begin(terms) ==
                    (T(0) <= terms.pot && terms.pot <= T(PayoutLimits::pot) &&
                     T(1) <= terms.members && terms.members <= T(PayoutLimits::members) &&
                     T(1) <= terms.total && terms.total <= T(PayoutLimits::weight)));
        s.claim("it begins with the whole pot and nobody",
                contract::begin_payout(terms).left == terms.pot &&
                    contract::begin_payout(terms).weight == T(0) &&
                    contract::begin_payout(terms).steps == T(0));
        s.claim("the weight is not negative, the sum within the total",
                contract::may_weigh<T>({terms, T(1), total, terms.pot}, weight) ==
                    (T(0) <= weight && total + weight <= terms.total));
    });

constexpr auto payout_part = proved(
    "A member's base is his quota P w/W rounded down, the remainder what that drops, and he is "
    "paid the base or one unit more.",
    "base W + rho = P w, 0 <= rho < W, 0 <= base <= P, payout = base + [no cut before him]",
    []<class S, class T = Number<S>>(S& s) {
        const auto terms = any_terms(s);
        const auto member = any_sharer(s, terms, "member", 0, 3);
        const auto& part = member.part;
        s.claim("base and remainder make up the quota",
                part.base * terms.total + part.remainder == terms.pot * member.weight);
        s.claim("0 <= rho < W", T(0) <= part.remainder && part.remainder < terms.total);
        s.claim("it is the member's", part.number == member.number);
        s.claim("no base is negative", T(0) <= part.base);
        s.claim("none is more than the pot", part.base <= terms.pot);
        s.claim("the base, or one unit more up to the cut",
                member.amount == part.base + model::indicator<T>(is_paid_more(terms.cut, part)));
        s.claim("with a remainder of W the cut comes before everyone",
                terms.cut.remainder < terms.total || !is_paid_more(terms.cut, part));
    });

constexpr auto payout_one_order = proved(
    "The order of the members is strict and total, whoever pays out, and those who are paid a unit "
    "more are the first in it.",
    "comes_before is irreflexive, asymmetric, transitive, total; a before b, b more -> a more",
    [](auto& s) {
        const auto a = s.template record<Part>("first", {0, 42, 6});
        const auto b = s.template record<Part>("second", {1, 28, 4});
        const auto c = s.template record<Part>("third", {2, 28, 4});
        const auto cut = s.template record<Cut>("cut", {4, 1});
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
        s.claim("who comes before a member with a unit more has one too",
                !before(a, b) || !is_paid_more(cut, b) || is_paid_more(cut, a));
    });

constexpr auto payout_count = proved(
    "The check begins with its invariant J and keeps it with every member: bases, remainders and "
    "units more make up the quotas.",
    "J: sum base W + sum rho = P sum w, 0 <= sum rho < W #{rho > 0}; J and step -> J'",
    []<class S, class T = Number<S>>(S& s) {
        const auto claim = [&](const std::string& sentence, const Truth<T>& truth) {
            s.claim(sentence, truth);
        };
        const auto before = any_progress(s);
        const auto& terms = before.payout.terms;
        progress_invariant(no_progress(terms), claim);
        const auto next = any_sharer(s, terms, "member", 1, 2);
        s.assume(contract::may_weigh(before.payout, next.weight) &&
                 before.payout.steps + T(1) <= terms.members);
        const auto after = counted(before, next);
        s.step("he is checked");
        s.change("payout", before, after);
        const auto& part = next.part;
        s.claim("base and remainder make up the quota",
                part.base * terms.total + part.remainder == terms.pot * next.weight);
        s.claim("0 <= rho < W", T(0) <= part.remainder && part.remainder < terms.total);
        s.claim("he is one step", after.payout.steps == before.payout.steps + T(1));
        s.claim("what is left is what the others are owed, and the remainders",
                (after.payout.left + after.more) * terms.total ==
                    terms.pot * (terms.total - after.payout.weight) + after.remainders);
        progress_invariant(after, claim);
    });

constexpr auto payout_left = proved(
    "When all are checked and the sums are right, as many members are paid a unit more as there "
    "are units left over by the bases, and fewer than have a remainder.",
    "sum w = W, sum payout = P -> L = P - sum base, L W = sum rho; L = 0 or L < #{rho > 0}",
    []<class S, class T = Number<S>>(S& s) {
        const auto all = any_progress(s, {{{100, 3, 7, {4, 1}}, 3, 7, 0}, 14, 3, 2});
        const auto& [terms, steps, weight, left] = all.payout;
        s.assume(steps == terms.members && contract::adds_up(all.payout));
        s.claim("the remainders are left over", all.more * terms.total == all.remainders);
        s.claim("fewer than the members with a remainder",
                all.more == T(0) || (T(0) < all.more && all.more < all.owed));
    });

constexpr auto payout_places = proved(
    "The first L members in the order, and nobody else, are paid one unit more than their base.",
    "with k members before him and L units left over: payout = base + [k < L]",
    []<class S, class T = Number<S>>(S& s) {
        const auto cut = s.template record<Cut>("cut", {4, 1});
        const auto he = s.template record<Part>("member", {1, 28, 4});
        const auto other = s.template record<Part>("other", {2, 28, 4});
        s.assume(!(he.number == other.number));
        const Truth<T> more = is_paid_more(cut, he);
        // So far: how many come before him, how many are paid a unit more, whether he is checked.
        const T before = s.number("before", "members", 1);
        const T paid_more = s.number("more", "members", 2);
        const T seen = s.number("seen", "", 1);
        const auto holds = [&](const T& members_before, const T& members_more, const T& checked) {
            return (!more || members_before + checked <= members_more) &&
                   (more || members_more <= members_before);
        };
        s.assume(model::within(seen, T(0), T(1)) && holds(before, paid_more, seen));
        s.claim("it begins so", holds(T(0), T(0), T(0)));
        s.claim("it stays so with every other member",
                holds(before + model::indicator<T>(contract::comes_before(other, he)),
                      paid_more + model::indicator<T>(is_paid_more(cut, other)), seen));
        s.claim("and with him",
                !(seen == T(0)) || holds(before, paid_more + model::indicator<T>(more), T(1)));
        s.claim("when all are checked, he is paid more if fewer than L come before him",
                !(seen == T(1)) || more == (before < paid_more));
    });

constexpr auto payout_one_cut = proved(
    "Whoever begins the payout has no choice: with any two cuts for which the amounts sum to the "
    "pot, every member is paid the same.",
    "sum payout = sum payout' = P -> payout = payout'", []<class S, class T = Number<S>>(S& s) {
        const auto early = any_terms(s);
        auto late = early;
        late.cut = s.template record<Cut>("later", {3, 0});
        // Of two cuts that differ one comes before the other (guarded.payout.one-order).
        s.assume(contract::comes_before(early.cut, late.cut));
        const auto member = any_sharer(s, early, "member", 1, 2);
        const T amount = contract::amount_of<T>(late, member.part.number, member.weight);
        // So far: what either leaves of the pot, and what one member is paid more by the later cut.
        const T left = s.number("left", "units", 29);
        const T left_late = s.number("left.later", "units", 29);
        const T gained = s.number("gained", "units", 0);
        s.assume(T(0) <= gained && gained <= left - left_late);
        const auto after =
            contract::count_member<T>({early, T(1), T(0), left}, member.weight, member.amount);
        const auto after_late =
            contract::count_member<T>({late, T(1), T(0), left_late}, member.weight, amount);
        s.claim("it begins so",
                contract::begin_payout(early).left - contract::begin_payout(late).left == T(0));
        s.claim("the later cut pays nobody less", member.amount <= amount);
        s.claim("what one member has gained is missing in the end",
                gained <= after.left - after_late.left);
        s.claim("also what this one has", amount - member.amount <= after.left - after_late.left);
        s.claim("where both pay out the pot, nobody has gained",
                !(left == T(0) && left_late == T(0)) || gained == T(0));
    });

constexpr auto payout_conserved = proved(
    "The payouts sum to the pot, to the unit.",
    "sum payout + left = P at every step of the check; at the end left = 0 or it is refused",
    []<class S, class T = Number<S>>(S& s) {
        const auto before = any_progress(s).payout;
        const auto& terms = before.terms;
        const auto next = any_sharer(s, terms, "member", 1, 2);
        const auto after = contract::count_member(before, next.weight, next.amount);
        s.step("he is checked");
        s.change("payout", before, after);
        const T amounts = s.number("amounts", "units", 43);
        s.assume(amounts + before.left == terms.pot);
        s.claim("it begins so", T(0) + contract::begin_payout(terms).left == terms.pot);
        s.claim("nothing is lost", amounts + next.amount + after.left == terms.pot);
        s.claim("when it adds up, the amounts are the pot and the weights W",
                !contract::adds_up(after) ||
                    (amounts + next.amount == terms.pot && after.weight == terms.total));
    });

constexpr auto payout_whole = proved(
    "Only a member with a remainder is paid a unit more: whose quota is a whole number is paid "
    "exactly that, and who weighs nothing is paid nothing.",
    "rho = 0 -> payout W = P w; w = 0 -> payout = 0", []<class S, class T = Number<S>>(S& s) {
        const auto terms = any_terms(s);
        const auto member = any_sharer(s, terms, "member", 2, 0);
        const auto other = any_sharer(s, terms, "other", 1, 2);
        s.assume(member.part.remainder == T(0));
        // So far: how many come before him, and how many have a remainder.
        const T before = s.number("before", "members", 2);
        const T owed = s.number("owed", "members", 2);
        const T leftover = s.number("L", "units", 1);
        s.assume(T(0) <= owed && owed <= before);
        s.claim("whoever has a remainder comes before him",
                owed + model::indicator<T>(T(0) < other.part.remainder) <=
                    before + model::indicator<T>(contract::comes_before(other.part, member.part)));
        // guarded.payout.left and guarded.payout.places, when all are checked.
        s.assume(leftover == T(0) || leftover < owed);
        s.assume(is_paid_more(terms.cut, member.part) == (before < leftover));
        s.claim("no remainder, no unit more", member.amount == member.part.base);
        s.claim("a whole quota is paid exactly",
                member.amount * terms.total == terms.pot * member.weight);
        s.claim("no weight, no payout", !(member.weight == T(0)) || member.amount == T(0));
    });

constexpr auto payout_fair = proved(
    "Every payout is the quota rounded down or up: less than one unit off, not negative, not above "
    "the pot.",
    "|payout W - P w| < W, 0 <= payout <= P", []<class S, class T = Number<S>>(S& s) {
        const auto terms = any_terms(s);
        const auto member = any_paid(s, terms, "member", 0, 3);
        const T off = member.amount * terms.total - terms.pot * member.weight;
        s.claim("less than one unit off", -terms.total < off && off < terms.total);
        s.claim("not negative", T(0) <= member.amount);
        s.claim("the quota is not above the pot",
                terms.pot * member.weight <= terms.pot * terms.total);
        s.claim("nor is a base that drops something",
                member.part.remainder == T(0) || member.part.base < terms.pot);
        s.claim("nor a base", member.part.base <= terms.pot);
        s.claim("not above the pot", member.amount <= terms.pot);
    });

constexpr auto payout_order_kept = proved(
    "Who weighs more is not paid less; who weighs the same is paid the same or, being first in the "
    "order, one unit more.",
    "w_i > w_j -> payout_i >= payout_j; w_i = w_j, i < j -> 0 <= payout_i - payout_j <= 1",
    []<class S, class T = Number<S>>(S& s) {
        const auto terms = any_terms(s);
        const auto one = any_paid(s, terms, "one", 0, 3);
        const auto other = any_paid(s, terms, "other", 1, 2);
        const T& pot = terms.pot;
        const T& total = terms.total;
        s.claim("base and remainder make up either quota",
                one.part.base * total + one.part.remainder == pot * one.weight &&
                    other.part.base * total + other.part.remainder == pot * other.weight);
        s.claim("a unit more is above the quota",
                pot * one.weight < (one.part.base + T(1)) * total);
        s.claim("the larger weight has no smaller quota",
                one.weight < other.weight || pot * other.weight <= pot * one.weight);
        s.claim("the larger weight has no smaller base",
                one.weight < other.weight || other.part.base <= one.part.base);
        s.claim("no pot, no remainder",
                T(0) < pot || (one.part.remainder == T(0) && other.part.remainder == T(0)));
        s.claim("of equal bases the larger weight has the larger remainder",
                one.weight <= other.weight || other.part.base < one.part.base || pot == T(0) ||
                    other.part.remainder < one.part.remainder);
        s.claim("the larger weight is not paid less",
                one.weight <= other.weight || other.amount <= one.amount);
        s.claim("equal weights differ by a unit at most, in the order of their numbers",
                !(one.weight == other.weight && one.part.number < other.part.number) ||
                    (other.amount <= one.amount && one.amount <= other.amount + T(1)));
    });

constexpr auto payout_larger_pot = refuted(
    "A larger pot pays nobody less. (False of largest remainders: the Alabama paradox.)",
    "P < P' -> payout <= payout'", []<class S, class T = Number<S>>(S& s) {
        const auto terms = s.template record<PayoutTerms>("payout", {10, 3, 14, {6, 2}});
        auto larger = terms;
        larger.pot = terms.pot + s.number("more", "units", 1);
        larger.cut = s.template record<Cut>("larger", {10, 1});
        std::array<T, 3> weights;
        for (std::size_t i = 0; i < 3; ++i) {
            weights[i] = s.number("weight" + std::to_string(i), "weight", i < 2 ? 6 : 2);
            s.assume(model::within(weights[i], T(1), T(100)));
        }
        s.assume(T(0) <= terms.pot && terms.pot < larger.pot && larger.pot <= T(100) &&
                 terms.total == weights[0] + weights[1] + weights[2] && terms.members == T(3));
        const auto before = paid_to_three(s, terms, weights);
        const auto after = paid_to_three(s, larger, weights);
        s.claim("the third member is not paid less", before[2] <= after[2]);
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
    table.both("guarded.payout.one-cut", payout_one_cut);
    table.both("guarded.payout.conserved", payout_conserved);
    table.both("guarded.payout.whole", payout_whole);
    table.both("guarded.payout.fair", payout_fair);
    table.both("guarded.payout.order-kept", payout_order_kept);
    table.fixed("guarded.payout.larger-pot", payout_larger_pot);
    return table.properties();
}

}  // namespace essmap::verify::guarded
