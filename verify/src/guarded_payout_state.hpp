#pragma once

#include "essmap/model/guarded/payout.hpp"
#include "guarded_state.hpp"

/// States of the payout that its properties speak of. Examples are of a pot of 100 for weights 3, 2
/// and 2.
namespace essmap::verify::guarded {

using model::guarded::Count;
using model::guarded::Part;
using model::guarded::Payment;
using model::guarded::PayoutLimits;

/// A pot P and a total weight W that the contract accepts.
template <class T>
struct Pot {
    T units, total;
};
template <class S>
Pot<typename S::Number> any_pot(S& s) {
    using T = typename S::Number;
    const Pot<T> pot{s.number("P", "units", 100), s.number("W", "weight", 7)};
    s.assume(model::within(pot.units, T(0), T(PayoutLimits::pot)) && T(0) < pot.total &&
             pot.total <= T(PayoutLimits::weight));
    return pot;
}

/// A member of some weight, and his part.
template <class T>
struct Sharer {
    T weight;
    Part<T> part;
};
template <class S, class T>
Sharer<T> any_sharer(S& s, const Pot<T>& pot, const std::string& name, long number, long weight) {
    const T index = s.number(name + ".number", "", number);
    const T w = s.number(name + ".weight", "weight", weight);
    s.assume(T(0) <= index && model::within(w, T(0), pot.total));
    const Sharer<T> sharer{w, contract::part_of<T>(pot.units, pot.total, index, w)};
    s.step(name + "'s part");
    s.show(name, sharer.part);
    return sharer;
}

/// The count of the parts after some members, and what is summed over these.
template <class T>
struct Progress {
    Count<T> count;
    T weight, remainders;  ///< sum w, sum rho
    T members, owed;       ///< how many; how many of them with rho > 0

    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        Count<T>::visit(v, s.count...);
        v(Field{"weight", "weight"}, s.weight...);
        v(Field{"remainders", "units/W"}, s.remainders...);
        v(Field{"members", ""}, s.members...);
        v(Field{"owed", "members"}, s.owed...);
    }
};

/// What holds after any number of members, conjunct by conjunct: f(sentence, truth).
template <class T, class F>
void progress_invariant(const Pot<T>& pot, const Progress<T>& p, const F& f) {
    const T zero(0);
    f("bases and remainders make up the quotas so far: sum base W + sum rho = P sum w",
      (pot.units - p.count.left) * pot.total + p.remainders == pot.units * p.weight);
    f("the pot is not overdrawn", model::within(p.count.left, zero, pot.units));
    f("no remainder is negative, nor that of the last above W",
      zero <= p.remainders && model::within(p.count.last.remainder, zero, pot.total));
    f("each is below W: sum rho = 0, or sum rho < W times those that have one",
      (p.owed == zero && p.remainders == zero) ||
          (zero < p.owed && p.remainders < p.owed * pot.total));
    f("members with a remainder come first",
      zero <= p.owed && p.owed <= p.members &&
          (p.count.last.remainder == zero || p.owed == p.members));
}

/// Counts one member more.
template <class T>
Progress<T> counted(const Progress<T>& p, const Sharer<T>& next) {
    return {contract::count_part(p.count, next.part), p.weight + next.weight,
            p.remainders + next.part.remainder, p.members + T(1),
            p.owed + model::indicator<T>(T(0) < next.part.remainder)};
}

/// Any state of the count: by default after the example's first member.
template <class S, class T>
Progress<T> any_progress(S& s, const Pot<T>& pot,
                         const Progress<Rational>& example = {{58, {0, 42, 6}}, 3, 6, 1, 1}) {
    s.step("the count of the parts");
    const auto before = s.template record<Progress>("count", example);
    s.assume(model::within(before.weight, T(0), pot.total) && T(0) <= before.members);
    progress_invariant(pot, before,
                       [&](const std::string&, const Truth<T>& truth) { s.assume(truth); });
    return before;
}

/// Places and units are whole: none lies between k and k + 1. Of the reals this is assumed.
template <class T>
Truth<T> whole_apart(const T& place, const T& leftover) {
    return leftover <= place || place + T(1) <= leftover;
}

/// L after all have been counted: fewer than the members with a remainder (guarded.payout.left).
template <class S>
typename S::Number any_leftover(S& s, const typename S::Number& owed, long example) {
    using T = typename S::Number;
    const T leftover = s.number("L", "units", example);
    s.assume(leftover == T(0) || (T(0) < leftover && leftover < owed));
    return leftover;
}

/// A member is paid at a place, from 0: max(L - place, 0) units are then left
/// (guarded.payout.places).
template <class S, class T>
Payment<T> paid_at(S& s, const std::string& name, const Part<T>& part, const T& leftover,
                   const T& place) {
    const auto payment = contract::pay<T>(part.base, model::at_least<T>(leftover - place, T(0)));
    s.step(name + " is paid");
    s.show(name, payment);
    return payment;
}

/// As paid_at, at any place, with what guarded.payout.whole proves of it.
template <class S, class T>
Payment<T> any_payment(S& s, const std::string& name, const Part<T>& part, const T& leftover,
                       const T& place) {
    s.assume(T(0) <= leftover && T(0) <= place);
    s.assume(leftover <= place || T(0) < part.remainder);
    return paid_at(s, name, part, leftover, place);
}

}  // namespace essmap::verify::guarded
