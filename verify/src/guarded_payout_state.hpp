#pragma once

#include "essmap/model/guarded/payout.hpp"
#include "guarded_state.hpp"

/// States of the payout that its properties speak of. Examples are of a pot of 100 for weights 3, 2
/// and 2: bases 42, 28 and 28, remainders 6, 4 and 4; members 0 and 1 are paid a unit more.
namespace essmap::verify::guarded {

using model::guarded::Cut;
using model::guarded::Part;
using model::guarded::Payout;
using model::guarded::PayoutLimits;
using model::guarded::PayoutTerms;

/// Terms with which a payout begins, with any cut.
template <class S>
PayoutTerms<typename S::Number> any_terms(S& s) {
    const auto terms = s.template record<PayoutTerms>("payout", {100, 3, 7, {4, 1}});
    s.assume(contract::may_begin(terms));
    return terms;
}

/// A payout in either pass, by default when all of the example's members have been checked.
template <class S>
Payout<typename S::Number> any_payout(S& s, const Rational& steps = 3) {
    using T = typename S::Number;
    const auto payout =
        s.template record<Payout>("payout", {{100, 3, 7, {4, 1}}, steps, 7, steps < 3 ? 29 : 0});
    s.assume(contract::may_begin(payout.terms));
    s.assume(model::within<T>(payout.steps, T(0), payout.terms.members + payout.terms.members));
    return payout;
}

/// Is a member paid a unit more than the base?
template <class T>
Truth<T> is_paid_more(const Cut<T>& cut, const Part<T>& part) {
    return !contract::comes_before(cut, part);
}

/// A member of some weight.
template <class T>
struct Sharer {
    T number, weight;
    Part<T> part;
    T amount;
};
template <class S, class T>
Sharer<T> any_sharer(S& s, const PayoutTerms<T>& terms, const std::string& name, long number,
                     long weight) {
    const T index = s.number(name + ".number", "", number);
    const T w = s.number(name + ".weight", "weight", weight);
    s.assume(T(0) <= index && index <= terms.members - T(1) && model::within(w, T(0), terms.total));
    const Sharer<T> sharer{index, w, contract::part_of<T>(terms.pot, terms.total, index, w),
                           contract::amount_of<T>(terms, index, w)};
    s.step(name + "'s part");
    s.show(name, sharer.part);
    s.show(name + ".amount", sharer.amount, "units");
    return sharer;
}

/// A member of a payout whose sums are right: what guarded.payout.whole proves of it is assumed.
template <class S, class T>
Sharer<T> any_paid(S& s, const PayoutTerms<T>& terms, const std::string& name, long number,
                   long weight) {
    const auto sharer = any_sharer(s, terms, name, number, weight);
    s.assume(!is_paid_more(terms.cut, sharer.part) || T(0) < sharer.part.remainder);
    return sharer;
}

/// The check after some members, and what is summed over these.
template <class T>
struct Progress {
    Payout<T> payout;
    T remainders;  ///< sum rho
    T owed;        ///< how many have rho > 0
    T more;        ///< how many are paid a unit more

    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        Payout<T>::visit(v, s.payout...);
        v(Field{"remainders", "units/W"}, s.remainders...);
        v(Field{"owed", "members"}, s.owed...);
        v(Field{"more", "members"}, s.more...);
    }
};

/// J, which holds after any number of members have been checked, conjunct by conjunct:
/// f(sentence, truth).
template <class T, class F>
void progress_invariant(const Progress<T>& p, const F& f) {
    const T zero(0);
    const auto& [terms, steps, weight, left] = p.payout;
    const T bases = terms.pot - left - p.more;
    f("bases and remainders make up the quotas so far: sum base W + sum rho = P sum w",
      bases * terms.total + p.remainders == terms.pot * weight);
    f("the bases are within the pot", model::within(bases, zero, terms.pot));
    f("the weights are within W", model::within(weight, zero, terms.total));
    f("no more members are checked than there are", model::within(steps, zero, terms.members));
    f("nobody is paid two units more", model::within(p.more, zero, steps));
    f("each remainder is below W: sum rho = 0, or sum rho < W times those that have one",
      zero <= p.remainders && ((p.owed == zero && p.remainders == zero) ||
                               (zero < p.owed && p.remainders < p.owed * terms.total)));
    f("nobody has two remainders", model::within(p.owed, zero, steps));
}

/// Nobody has been checked.
template <class T>
Progress<T> no_progress(const PayoutTerms<T>& terms) {
    return {contract::begin_payout(terms), T(0), T(0), T(0)};
}

/// Checks one member more.
template <class T>
Progress<T> counted(const Progress<T>& p, const Sharer<T>& next) {
    return {contract::count_member(p.payout, next.weight, next.amount),
            p.remainders + next.part.remainder,
            p.owed + model::indicator<T>(T(0) < next.part.remainder),
            p.more + model::indicator<T>(is_paid_more(p.payout.terms.cut, next.part))};
}

/// Any state of the check: by default after the example's first member.
template <class S>
Progress<typename S::Number> any_progress(S& s, const Progress<Rational>& example = {
                                                    {{100, 3, 7, {4, 1}}, 1, 3, 57}, 6, 1, 1}) {
    using T = typename S::Number;
    s.step("the check of the members");
    const auto before = s.template record<Progress>("payout", example);
    s.assume(contract::may_begin(before.payout.terms));
    progress_invariant(before, [&](const std::string&, const Truth<T>& truth) { s.assume(truth); });
    return before;
}

}  // namespace essmap::verify::guarded
