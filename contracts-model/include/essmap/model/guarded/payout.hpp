#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>
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
/// Nothing is sorted on the chain. The caller gives the members' order, and one comparison of each
/// neighbouring pair shows that it is the only right one. So a payout is three passes over the
/// members. `essmap verify --only guarded.payout` proves the properties of each pass's step for any
/// number of members.
namespace essmap::model::guarded {

/// Largest values that the payout accepts, so that nothing it computes leaves 64 bits.
struct PayoutLimits {
    static constexpr long pot = 1'000'000'000;
    static constexpr long weight = 1'000'000'000;  ///< of all members
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

/// How far the count of the parts has come.
template <class T>
struct Count {
    T left;        ///< of the pot
    Part<T> last;  ///< the part counted last

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"left", "units"}, s.left...);
        Part<T>::visit(v, s.last...);
    }
};

/// What a member is paid, and the units that are left over for those behind him.
template <class T>
struct Payment {
    T amount, left;

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"amount", "units"}, s.amount...);
        v(Field{"left", "units"}, s.left...);
    }
};

/// Is the pot one that the contract accepts: 0 <= pot <= PayoutLimits::pot?
template <class T>
Truth<T> may_share_out(const T& pot) {
    return within(pot, T(0), T(PayoutLimits::pot));
}

/// May a member of this weight follow members whose weights sum to `total`? Yes iff it is >= 0 and
/// the new sum is at most PayoutLimits::weight.
template <class T>
Truth<T> may_weigh(const T& total, const T& weight) {
    return within<T>(weight, T(0), T(PayoutLimits::weight) - total);
}

/// The part of one member: base = floor(P w / W), rho = P w - base W.
/// @param pot P @param total W > 0 @param number of the member @param weight w
template <class T>
Part<T> part_of(const T& pot, const T& total, const T& number, const T& weight) {
    const T product = pot * weight;
    const T base = quotient(product, total);
    return {number, base, product - base * total};
}

/// Does a left-over unit go to a rather than to b? The larger remainder comes first; of equal ones
/// the lower number does. This is a strict total order of the members.
template <class T>
Truth<T> comes_before(const Part<T>& a, const Part<T>& b) {
    return b.remainder < a.remainder || (a.remainder == b.remainder && a.number < b.number);
}

/// The count before the first part: the whole pot is left, and the last part has the remainder W,
/// so that every part comes after it. @param total W
template <class T>
Count<T> first_count(const T& pot, const T& total) {
    return {pot, {T(-1), T(0), total}};
}

/// May this part be counted next? Yes iff it comes after the last one, so none is counted twice.
template <class T>
Truth<T> may_count(const Count<T>& count, const Part<T>& part) {
    return comes_before(count.last, part);
}
/// Counts a part: takes its base off the pot. @pre may_count(count, part)
template <class T>
Count<T> count_part(const Count<T>& count, const Part<T>& part) {
    return {count.left - part.base, part};
}

/// Pays a member the base, and one unit more while any is left over.
/// @param left units left over, >= 0 @return the amount, and the units that remain
template <class T>
Payment<T> pay(const T& base, const T& left) {
    const T more = indicator<T>(T(0) < left);
    return {base + more, left - more};
}

/// Why a payout is refused: the first condition that it does not meet. They are asked in this
/// order, which is also that of the Solidity contract's enum (solidity/src/guarded/Payout.sol).
enum class PayoutRefusal : std::uint8_t {
    none,
    pot_out_of_range,
    weight_out_of_range,  ///< negative, or too much with those before it
    nothing_weighs,       ///< W = 0
    order_incomplete,     ///< not as many numbers as members
    not_a_member,         ///< a number that is nobody's
    out_of_order,         ///< a member behind one he comes before, or a second time
};

/// The name of a refusal in the Solidity contract, e.g. "PotOutOfRange".
constexpr std::string_view name_of(PayoutRefusal refusal) {
    constexpr std::array<std::string_view, 7> names{
        "None",       "PotOutOfRange", "WeightOutOfRange", "NothingWeighs", "OrderIncomplete",
        "NotAMember", "OutOfOrder"};
    return names[static_cast<std::size_t>(refusal)];
}

/// The result of the first pass: the sum of the weights.
template <class T>
struct Weighed {
    PayoutRefusal refusal;
    std::size_t at;  ///< the weight that is refused
    T total;         ///< W
};
/// The first pass: checks the pot and every weight, and adds the weights up.
/// @return W = sum w_i; or why they are refused, with the first weight that is not allowed
template <class T>
Weighed<T> weigh(const T& pot, const std::vector<T>& weights) {
    T total(0);
    if (!may_share_out(pot)) return {PayoutRefusal::pot_out_of_range, 0, total};
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (!may_weigh(total, weights[i])) return {PayoutRefusal::weight_out_of_range, i, total};
        total = total + weights[i];
    }
    return {total == T(0) ? PayoutRefusal::nothing_weighs : PayoutRefusal::none, 0, total};
}

template <class T>
struct Payout {
    PayoutRefusal refusal;
    std::vector<T> amounts;  ///< by member; sum to the pot. None where it is refused.
};

/// The payout as the contract computes it: amount_i = base_i, and one more for the first L members
/// of the order. @param order the members' numbers from 0, sorted by comes_before()
/// @return the amounts by member, which sum to the pot; or why they are refused
template <class T>
Payout<T> pay_out(const T& pot, const std::vector<T>& weights,
                  const std::vector<std::int64_t>& order) {
    const Weighed<T> weighed = weigh(pot, weights);
    if (weighed.refusal != PayoutRefusal::none) return {weighed.refusal, {}};
    if (order.size() != weights.size()) return {PayoutRefusal::order_incomplete, {}};
    Count<T> count = first_count(pot, weighed.total);
    std::vector<T> amounts(weights.size());
    for (const std::int64_t number : order) {
        const auto who = static_cast<std::size_t>(number);
        if (weights.size() <= who) return {PayoutRefusal::not_a_member, {}};
        const Part<T> part = part_of<T>(pot, weighed.total, T(number), weights[who]);
        if (!may_count(count, part)) return {PayoutRefusal::out_of_order, {}};
        count = count_part(count, part);
        amounts[who] = part.base;
    }
    T left = count.left;
    for (const std::int64_t number : order) {
        T& amount = amounts[static_cast<std::size_t>(number)];
        const Payment<T> payment = pay(amount, left);
        amount = payment.amount;
        left = payment.left;
    }
    return {PayoutRefusal::none, std::move(amounts)};
}

/// The members' numbers sorted by comes_before(), as pay_out() needs them.
/// @pre weigh() accepts pot and weights @param total W = sum w_i > 0
template <class T>
std::vector<std::int64_t> payout_order(const T& pot, const std::vector<T>& weights,
                                       const T& total) {
    std::vector<Part<T>> parts;
    parts.reserve(weights.size());
    for (const T& weight : weights)
        parts.push_back(part_of<T>(pot, total, T(static_cast<std::int64_t>(parts.size())), weight));
    std::vector<std::int64_t> order(weights.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
        return comes_before(parts[static_cast<std::size_t>(a)], parts[static_cast<std::size_t>(b)]);
    });
    return order;
}

/// payouts_i = floor(P w_i / W), and one more for the L largest remainders: what the contract pays
/// each member, in whole units that sum to the pot.
/// @param pot P, 0 to PayoutLimits::pot
/// @param weights w_i >= 0, one a member, 0 < sum <= PayoutLimits::weight
/// @throws InvalidValue naming the pot, the first weight or the sum that is not allowed
inline std::vector<std::int64_t> payouts(std::int64_t pot,
                                         const std::vector<std::int64_t>& weights) {
    using T = CheckedInteger;
    const std::vector<T> numbers(weights.begin(), weights.end());
    const auto [refusal, at, total] = weigh<T>(pot, numbers);
    switch (refusal) {
        case PayoutRefusal::none: break;
        case PayoutRefusal::pot_out_of_range:
            throw InvalidValue("pot", std::to_string(pot),
                               "whole units, 0 to " + std::to_string(PayoutLimits::pot));
        case PayoutRefusal::weight_out_of_range:
            throw InvalidValue(
                "weights[" + std::to_string(at) + "]", std::to_string(weights[at]),
                "0 or more, with a sum of at most " + std::to_string(PayoutLimits::weight));
        default:
            throw InvalidValue("sum of weights", std::to_string(total.value()),
                               "some weight above 0");
    }
    const Payout<T> paid = pay_out<T>(pot, numbers, payout_order<T>(pot, numbers, total));
    std::vector<std::int64_t> result;
    result.reserve(paid.amounts.size());
    for (const T& amount : paid.amounts) result.push_back(amount.value());
    return result;
}

}  // namespace essmap::model::guarded
