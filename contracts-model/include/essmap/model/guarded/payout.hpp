#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "essmap/model/checked_integer.hpp"
#include "essmap/model/parameters.hpp"

/// The payout contract: it divides a pot into whole units by whole-number weights, to the last
/// unit.
///
///     base_i = floor(P w_i / W),  rho_i = P w_i - base_i W,  L = P - sum base_i,  W = sum w_i:
///
/// the L members with the largest remainders rho_i get one unit more than base_i; of equal
/// remainders the lower number comes first (largest remainder, Hamilton). The weights are, for
/// instance, Shapley values in fixed point.
///
/// Nothing is sorted on the chain. Whoever begins a payout says where the members with a unit more
/// end in the order (the cut), and the contract checks that the amounts sum to the pot: the order
/// is total, so only one set of L members passes.
///
/// A payout is two passes over the members, by their numbers from 0. The first checks all weights
/// and computes the amounts, the second pays them. Each pass takes the members in batches of any
/// size, and the state between two batches is all that a step needs. `essmap verify --only
/// guarded.payout` proves the properties of the steps for any number of members and of batches.
namespace essmap::model::guarded {

/// Largest values that the payout accepts, so that nothing it computes leaves 64 bits.
struct PayoutLimits {
    static constexpr long pot = 1'000'000'000;
    static constexpr long weight = 1'000'000'000;  ///< of all members
    static constexpr long members = 1'000'000'000;
};

/// A member's part of the pot, before the units that are left over.
template <class T>
struct Part {
    T number;     ///< of the member, from 0
    T base;       ///< whole units
    T remainder;  ///< 0 <= rho < W, in units / W

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"number", ""}, s.number...);
        v(Field{"base", "units"}, s.base...);
        v(Field{"remainder", "units/W"}, s.remainder...);
    }
};

/// A place in the order of the members: a unit more is paid up to it, itself included.
template <class T>
struct Cut {
    T remainder;  ///< of the last member who is paid a unit more; W where nobody is
    T number;     ///< of that member

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"cut_remainder", "units/W"}, s.remainder...);
        v(Field{"cut_number", ""}, s.number...);
    }
};

/// What is said of a payout when it begins.
template <class T>
struct PayoutTerms {
    T pot;      ///< P, in units
    T members;  ///< n
    T total;    ///< W, what all members weigh
    Cut<T> cut;

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"pot", "units"}, s.pot...);
        v(Field{"members", ""}, s.members...);
        v(Field{"total", "weight"}, s.total...);
        Cut<T>::visit(v, s.cut...);
    }
};

/// A payout between two batches; all 0 before it begins.
template <class T>
struct Payout {
    PayoutTerms<T> terms;
    T steps;   ///< members taken in both passes: below n they are checked, from n to 2n paid
    T weight;  ///< of the members checked so far
    T left;    ///< of the pot, after the amounts of the members checked so far

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        PayoutTerms<T>::visit(v, s.terms...);
        v(Field{"steps", ""}, s.steps...);
        v(Field{"weight", "weight"}, s.weight...);
        v(Field{"left", "units"}, s.left...);
    }
};

/// The part of one member: base = floor(P w / W), rho = P w - base W.
/// @param pot P @param total W > 0 @param number of the member @param weight w
template <class T>
Part<T> part_of(const T& pot, const T& total, const T& number, const T& weight) {
    const T product = pot * weight;
    const T base = quotient(product, total);
    return {number, base, product - base * total};
}

/// Does a left-over unit go to a rather than to b, each a Part or a Cut? The larger remainder comes
/// first; of equal ones the lower number does. This is a strict total order of the members.
template <class A, class B>
auto comes_before(const A& a, const B& b) {
    return b.remainder < a.remainder || (a.remainder == b.remainder && a.number < b.number);
}

/// What a member is paid: the base, and one unit more unless the cut comes before the member.
/// @pre terms.total > 0 @return 0 or more units
template <class T>
T amount_of(const PayoutTerms<T>& terms, const T& number, const T& weight) {
    const Part<T> part = part_of<T>(terms.pot, terms.total, number, weight);
    return part.base + indicator<T>(!comes_before(terms.cut, part));
}

/// Is 0 <= P <= PayoutLimits::pot?
template <class T>
Truth<T> pot_in_range(const PayoutTerms<T>& terms) {
    return within(terms.pot, T(0), T(PayoutLimits::pot));
}
/// Is 1 <= n <= PayoutLimits::members?
template <class T>
Truth<T> members_in_range(const PayoutTerms<T>& terms) {
    return within(terms.members, T(1), T(PayoutLimits::members));
}
/// Is 1 <= W <= PayoutLimits::weight?
template <class T>
Truth<T> total_in_range(const PayoutTerms<T>& terms) {
    return within(terms.total, T(1), T(PayoutLimits::weight));
}
/// May a payout begin with these terms? The cut may be any: a wrong one is found when all members
/// have been checked.
template <class T>
Truth<T> may_begin(const PayoutTerms<T>& terms) {
    return pot_in_range(terms) && members_in_range(terms) && total_in_range(terms);
}

/// The payout before its first batch: nobody weighed, the whole pot left. @pre may_begin(terms)
template <class T>
Payout<T> begin_payout(const PayoutTerms<T>& terms) {
    return {terms, T(0), T(0), terms.pot};
}

/// Does the next batch begin with member `first` of the pass that begins after `before` steps (0:
/// the check; n: the payment)? A batch that has been taken is never in turn again.
template <class T>
Truth<T> in_turn(const Payout<T>& payout, const T& before, const T& first) {
    return within<T>(first, T(0), payout.terms.members - T(1)) && payout.steps == before + first;
}

/// Has a batch at least one member, and no more than are still to come in its pass?
/// @pre in_turn(payout, ..., first)
template <class T>
Truth<T> fits(const Payout<T>& payout, const T& first, const T& length) {
    return within<T>(length, T(1), payout.terms.members - first);
}

/// May a member of this weight be checked next? Yes iff it is >= 0 and no more than W with all
/// before it.
template <class T>
Truth<T> may_weigh(const Payout<T>& payout, const T& weight) {
    return within<T>(weight, T(0), payout.terms.total - payout.weight);
}

/// Counts the member whose number is payout.steps. @pre may_weigh(payout, weight)
/// @param amount amount_of() this member
template <class T>
Payout<T> count_member(const Payout<T>& payout, const T& weight, const T& amount) {
    return {payout.terms, payout.steps + T(1), payout.weight + weight, payout.left - amount};
}

/// Once all members are checked: do they weigh W together, and is the pot paid out to the unit?
template <class T>
Truth<T> adds_up(const Payout<T>& payout) {
    return payout.weight == payout.terms.total && payout.left == T(0);
}

/// The payout after a batch of payments. @pre in_turn(payout, n, first) && fits(payout, first,
/// length)
template <class T>
Payout<T> pay_members(const Payout<T>& payout, const T& length) {
    return {payout.terms, payout.steps + length, payout.weight, payout.left};
}

/// Why a call is refused: the first condition that it does not meet. They are asked in this
/// order, which is also that of the Solidity contract's enum (solidity/src/guarded/Payout.sol).
enum class PayoutRefusal : std::uint8_t {
    none,
    already_begun,         ///< by this sender, under this key
    pot_out_of_range,      ///< 0 to PayoutLimits::pot
    members_out_of_range,  ///< 1 to PayoutLimits::members
    total_out_of_range,    ///< 1 to PayoutLimits::weight
    not_begun,             ///< by this sender, under this key
    out_of_turn,           ///< another batch is next: this one has been taken, or is too early
    batch_out_of_range,    ///< empty, or more members than are still to come
    weight_out_of_range,   ///< negative, or more than W with those before it
    total_wrong,           ///< all members are checked, and do not weigh W
    cut_wrong,             ///< all members are checked, and their amounts are not the pot
    batch_changed,         ///< these are not the amounts of the batch that was checked
};

/// The name of a refusal in the Solidity contract, e.g. "PotOutOfRange".
constexpr std::string_view name_of(PayoutRefusal refusal) {
    constexpr std::array<std::string_view, 12> names{
        "None",     "AlreadyBegun", "PotOutOfRange",   "MembersOutOfRange", "TotalOutOfRange",
        "NotBegun", "OutOfTurn",    "BatchOutOfRange", "WeightOutOfRange",  "TotalWrong",
        "CutWrong", "BatchChanged"};
    return names[static_cast<std::size_t>(refusal)];
}

/// Has a payout begun in this record? A payout has a member at least, and its terms never change.
template <class T>
Truth<T> is_begun(const Payout<T>& payout) {
    return T(0) < payout.terms.members;
}

/// Why no payout begins with these terms. @param known the record that it would take
template <class T>
PayoutRefusal refusal_of_beginning(const Payout<T>& known, const PayoutTerms<T>& terms) {
    if (is_begun(known)) return PayoutRefusal::already_begun;
    if (!pot_in_range(terms)) return PayoutRefusal::pot_out_of_range;
    if (!members_in_range(terms)) return PayoutRefusal::members_out_of_range;
    if (!total_in_range(terms)) return PayoutRefusal::total_out_of_range;
    return PayoutRefusal::none;
}

/// Why a batch is not taken, whatever its members are. @param before, first see in_turn()
template <class T>
PayoutRefusal refusal_of_batch(const Payout<T>& payout, const T& before, const T& first,
                               const T& length) {
    if (!is_begun(payout)) return PayoutRefusal::not_begun;
    if (!in_turn(payout, before, first)) return PayoutRefusal::out_of_turn;
    if (!fits(payout, first, length)) return PayoutRefusal::batch_out_of_range;
    return PayoutRefusal::none;
}

/// The result of checking a batch.
template <class T>
struct CheckedBatch {
    PayoutRefusal refusal;
    Payout<T> payout;        ///< after it
    std::vector<T> amounts;  ///< by member
};

/// Checks a batch: each weight, and with the last member the sums.
/// @pre refusal_of_batch(payout, 0, payout.steps, weights.size()) is none
/// @return the amounts, or why one of the weights or sums is refused
template <class T>
CheckedBatch<T> check_batch(const Payout<T>& payout, std::span<const T> weights) {
    CheckedBatch<T> checked{PayoutRefusal::none, payout, {}};
    Payout<T>& p = checked.payout;
    checked.amounts.reserve(weights.size());
    for (const T& weight : weights) {
        if (!may_weigh(p, weight)) return {PayoutRefusal::weight_out_of_range, payout, {}};
        checked.amounts.push_back(amount_of(p.terms, p.steps, weight));
        p = count_member(p, weight, checked.amounts.back());
    }
    if (p.steps == p.terms.members && !adds_up(p))
        return {p.weight == p.terms.total ? PayoutRefusal::cut_wrong : PayoutRefusal::total_wrong,
                payout,
                {}};
    return checked;
}

/// The cut with which the amounts sum to the pot: the place of the L-th member in the order; before
/// everyone where L = 0.
/// @param pot P @param total W = sum of the weights > 0
template <class T>
Cut<T> cut_of(const T& pot, const T& total, std::span<const T> weights) {
    std::vector<Part<T>> parts;
    parts.reserve(weights.size());
    T left = pot;
    for (const T& weight : weights) {
        parts.push_back(part_of<T>(pot, total, T(static_cast<std::int64_t>(parts.size())), weight));
        left = left - parts.back().base;
    }
    if (left == T(0)) return {total, T(0)};
    auto last = parts.begin();
    for (T place(1); place < left; place = place + T(1)) ++last;
    std::nth_element(parts.begin(), last, parts.end(), comes_before<Part<T>, Part<T>>);
    return {last->remainder, last->number};
}

/// The terms of a payout of this pot by these weights.
/// @param pot P, 0 to PayoutLimits::pot
/// @param weights w_i >= 0, one a member, 0 < sum <= PayoutLimits::weight
/// @throws InvalidValue naming the pot, the first weight or the sum that is not allowed
inline PayoutTerms<CheckedInteger> payout_terms(std::int64_t pot,
                                                std::span<const CheckedInteger> weights) {
    using T = CheckedInteger;
    if (!within<T>(pot, 0, PayoutLimits::pot))
        throw InvalidValue("pot", std::to_string(pot),
                           "whole units, 0 to " + std::to_string(PayoutLimits::pot));
    T total(0);
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (!within<T>(weights[i], 0, T(PayoutLimits::weight) - total))
            throw InvalidValue(
                "weights[" + std::to_string(i) + "]", std::to_string(weights[i].value()),
                "0 or more, with a sum of at most " + std::to_string(PayoutLimits::weight));
        total = total + weights[i];
    }
    if (total == T(0)) throw InvalidValue("sum of weights", "0", "some weight above 0");
    return {pot, static_cast<std::int64_t>(weights.size()), total, cut_of<T>(pot, total, weights)};
}

/// payouts_i = floor(P w_i / W), and one more for the L largest remainders: what the contract pays
/// each member, in whole units that sum to the pot.
/// @param pot, weights as payout_terms() @throws InvalidValue likewise
inline std::vector<std::int64_t> payouts(std::int64_t pot,
                                         const std::vector<std::int64_t>& weights) {
    using T = CheckedInteger;
    const std::vector<T> numbers(weights.begin(), weights.end());
    const auto checked = check_batch<T>(begin_payout(payout_terms(pot, numbers)), numbers);
    std::vector<std::int64_t> result;
    result.reserve(weights.size());
    for (const T& amount : checked.amounts) result.push_back(amount.value());
    return result;
}

}  // namespace essmap::model::guarded
