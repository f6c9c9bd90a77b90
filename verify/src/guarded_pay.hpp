#pragma once

#include "essmap/model/guarded/contract.hpp"
#include "essmap/model/guarded/example.hpp"
#include "property_table.hpp"

/// What rules pay, and what properties claim of it, step by step.
namespace essmap::verify::guarded {

namespace contract = model::guarded;

using model::guarded::example_rules;
using model::guarded::Limits;
using model::guarded::Rules;

template <class S>
Rules<typename S::Number> any_rules(S& s, const std::string& name = "rules") {
    return s.template record<Rules>(name, example_rules<Rational>());
}
/// Is every rule within its own domain and limit? That is compared before anything is computed from
/// the rules: && stops at the first no.
template <class T>
Truth<T> in_limits(const Rules<T>& rules) {
    const T longest(Limits::duration);
    return contract::well_formed_game(rules) && contract::points_in_limits(rules) &&
           model::within(rules.round_limit, T(1), longest) &&
           model::within(rules.idle_limit, T(0), longest) &&
           model::within(rules.idle_period, T(1), longest) &&
           model::within(rules.notice, T(0), longest) && contract::well_formed_review(rules);
}

/// Are two records the same, field by field?
template <template <class> class R, class T>
Truth<T> same(const R<T>& a, const R<T>& b) {
    Truth<T> result(true);
    R<T>::visit([&](const Field&, const auto& x, const auto& y) { result = result && x == y; }, a,
                b);
    return result;
}

/// Claims of each field of a record what it becomes.
template <class S, template <class> class R, class T>
void claim_record(S& s, const std::string& label, const R<T>& found, const R<T>& expected) {
    R<T>::visit(
        [&](const Field& field, const auto& is, const auto& must_be) {
            s.claim(label + "." + std::string(field.name), is == must_be);
        },
        found, expected);
}

/// A member's situation: a rank that the rules admit, a benefit Delta of the stock up to
/// stock_max, and what NSP charges whoever keeps: n periods at mu.
template <class T>
struct Situation {
    T rank, stock, periods, mu;
};
template <class S, class T>
Situation<T> any_situation(S& s, const Rules<T>& rules) {
    const Situation<T> any{s.number("rank", "level", 4), s.number("stock", "points", 250),
                           s.number("periods", "periods", 0), s.number("mu", "points", 80)};
    s.assume(model::within(any.rank, rules.rank_min, rules.rank_max) &&
             model::within(any.stock, T(0), rules.stock_max) && T(0) <= any.periods &&
             T(0) <= any.mu);
    return any;
}

/// What P depends on, besides the rules.
template <class T>
struct Corner {
    T rank, theta, gamma;
};
/// Where P is least within the rules.
template <class T>
Corner<T> worst_corner(const Rules<T>& rules) {
    return {rules.rank_min, rules.theta_max, rules.gamma_max};
}
/// Where P is largest within the rules.
template <class T>
Corner<T> best_corner(const Rules<T>& rules) {
    return {rules.rank_max, rules.theta_min, rules.gamma_min};
}

/// Claims, step by step, that P at one corner is not above P at another where the rank is not
/// lower, nor theta and gamma higher: the least cost that covers the worse corner covers the better
/// one too, and its own cost, less a point, does not. @return P at the better one
template <class S, class T>
T claim_rises(S& s, const Rules<T>& rules, const Corner<T>& worse, const Corner<T>& better) {
    const T less = contract::pay(rules, worse.rank, worse.theta, worse.gamma);
    const T more = contract::pay(rules, better.rank, better.theta, better.gamma);
    const T cost = rules.benefit - better.gamma - more;
    const T most = rules.benefit - worse.gamma - less;
    const T levels = rules.scale * better.rank;
    const T least_levels = rules.scale * worse.rank;
    s.claim("a point less than the cost does not cover theta",
            (cost - T(1)) * levels < rules.benefit * better.theta);
    s.claim("the larger cost is no gift", T(0) <= most);
    s.claim("it covers its theta at its rank", rules.benefit * worse.theta <= most * least_levels);
    s.claim("and at the better rank", most * least_levels <= most * levels);
    s.claim("so it covers the better theta", rules.benefit * better.theta <= most * levels);
    s.claim("the cost is at most the larger", cost <= most);
    s.claim("P is not less", less <= more);
    return more;
}

/// Claims that a new member's points are within points_max: there is room for the largest P too.
template <class S, class T>
void claim_room_for_new_members(S& s, const Rules<T>& rules) {
    claim_rises(s, rules, worst_corner(rules), best_corner(rules));
    s.claim("a new member's points have room", rules.initial_points <= rules.points_max);
}

/// Claims strategy case 1 of the game as paid, d(x) = P + n mu - Delta (1 - x) > 0, at both ends
/// of x; d is linear in x (guarded.guard.between). @param paid P
template <class S, class T>
void claim_case_1(S& s, const T& paid, const Situation<T>& at) {
    const T charged = at.periods * at.mu;
    s.claim("a report pays more than the stock: P > Delta", at.stock < paid);
    s.claim("sharing grows where nobody shares: P + n mu > Delta", at.stock < paid + charged);
    s.claim("sharing grows where everyone shares: P + n mu > 0", T(0) < paid + charged);
}

}  // namespace essmap::verify::guarded
