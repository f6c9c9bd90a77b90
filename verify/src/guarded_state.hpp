#pragma once

#include "essmap/model/game.hpp"
#include "essmap/model/guarded/contract.hpp"
#include "essmap/model/guarded/example.hpp"
#include "property_table.hpp"

/// States of the guarded contract that its properties speak of: any that satisfies the invariant.
/// The examples are of one deployment (guarded/example.hpp).
namespace essmap::verify::guarded {

namespace contract = model::guarded;

using model::guarded::Caller;
using model::guarded::example_rules;
using model::guarded::Limits;
using model::guarded::Member;
using model::guarded::Round;
using model::guarded::Rules;

inline Round<Rational> example_round() {
    return {.number = 3,
            .start = 1000,
            .sharers = 40,
            .users = 100,
            .members = 101,
            .theta = 1500,
            .gamma = 100};
}
inline Member<Rational> example_member() {
    return {.known = true,
            .active = true,
            .rank = 4,
            .points = 1200,
            .stamp = 2,
            .last_share = 980,
            .paid_until = 1010,
            .rate = 80,
            .expiry = 9000};
}

/// The example that a property is told against, where the usual one does not fit.
struct Example {
    Rules<Rational> rules = example_rules<Rational>();
    Round<Rational> round = example_round();
    Member<Rational> member = example_member();
    long others = 100;
    long now = 1060;
};
/// The example with one of its records changed by f.
template <class F>
Example example(const F& f) {
    Example result;
    f(result);
    return result;
}

/// Any state between two transactions, at any later time.
template <class S>
struct State {
    using T = typename S::Number;
    Rules<T> rules;
    Round<T> round;
    Member<T> member;
    T others;  ///< active members besides this one
    T now;     ///< time of the next transaction
};

/// theta and gamma within the bounds that the guard has passed: with admissible rules this is case
/// 1 (guarded.case1).
template <class T>
Truth<T> in_box(const Rules<T>& rules, const Round<T>& round) {
    return model::within(round.theta, rules.theta_min, rules.theta_max) &&
           model::within(round.gamma, rules.gamma_min, rules.gamma_max);
}

/// The inductive invariant, conjunct by conjunct: f(sentence, truth).
/// @param now no earlier than the last transaction
template <class T, class F>
void invariant(const Rules<T>& rules, const Round<T>& round, const T& now, const F& f) {
    const T zero(0);
    const T members(Limits::members);
    f("the rules have passed the guard", contract::admissible(rules));
    f("theta stays within theta_min and theta_max",
      model::within(round.theta, rules.theta_min, rules.theta_max));
    f("gamma stays within gamma_min and gamma_max",
      model::within(round.gamma, rules.gamma_min, rules.gamma_max));
    f("no more members are counted than there were users",
      zero <= round.sharers && round.sharers <= round.users);
    f("counts stay within their limit", round.users <= members && round.members <= members);
    f("the round is numbered from 1 and began in the past",
      T(1) <= round.number && model::within(round.start, zero, now));
}
template <class T, class F>
void invariant(const Rules<T>& rules, const Round<T>& round, const Member<T>& member,
               const T& others, const T& now, const F& f) {
    const T zero(0);
    f("points stay within 0 and points_max", model::within(member.points, zero, rules.points_max));
    f("a member owes at a rate between 0 and the limit",
      model::within(member.rate, zero, T(Limits::points_per_share)));
    f("the last report lies in the past", model::within(member.last_share, zero, now));
    f("the watermark is a time", model::within(member.paid_until, zero, T(2 * Limits::ticks)));
    f("the certificate ends at a time", model::within(member.expiry, zero, T(Limits::ticks)));
    f("a member is stamped with a past or present round",
      zero <= member.stamp && member.stamp <= round.number);
    f("whoever is active has been enrolled", !member.active || member.known);
    f("the active members are counted",
      round.members == others + select<T>(member.active, T(1), zero));
}

template <class S>
Rules<typename S::Number> any_rules(S& s, const std::string& name = "rules") {
    return s.template record<Rules>(name, example_rules<Rational>());
}
template <class S>
typename S::Number any_time(S& s, const std::string& name, const Rational& example) {
    using T = typename S::Number;
    const T time = s.number(name, "ticks", example);
    s.assume(model::within(time, T(0), T(Limits::ticks)));
    return time;
}

/// Any state that satisfies the invariant.
template <class S>
State<S> any_state(S& s, const Example& example = {}) {
    using T = typename S::Number;
    s.step("a state between two transactions");
    const auto rules = s.template record<Rules>("rules", example.rules);
    const auto round = s.template record<Round>("round", example.round);
    const auto member = s.template record<Member>("member", example.member);
    const T others = s.number("others", "members", example.others);
    const T now = any_time(s, "now", example.now);
    const auto assume = [&](const std::string&, const Truth<T>& truth) { s.assume(truth); };
    invariant(rules, round, now, assume);
    invariant(rules, round, member, others, now, assume);
    s.assume(T(0) <= others && round.number < T(Limits::rounds));
    return {rules, round, member, others, now};
}

/// One member's situation: a rank, benefit, k and mu that the rules allow.
template <class T>
struct Situation {
    T rank, benefit, stock_share, mu;
};

/// @param suffix of the names of its inputs, where there is more than one
template <class S, class T>
Situation<T> any_situation(S& s, const Rules<T>& rules, const std::string& suffix = "") {
    const Situation<T> any{
        s.number("rank" + suffix, "level", 4), s.number("benefit" + suffix, "points", 1000),
        s.number("k" + suffix, "1/scale", 250), s.number("mu" + suffix, "points", 80)};
    s.assume(model::within(any.rank, rules.rank_min, rules.rank_max) &&
             model::within(any.benefit, rules.benefit_min, rules.benefit_max) &&
             T(0) < any.stock_share && any.stock_share <= rules.stock_share && T(0) <= any.mu);
    return any;
}

/// Coefficients of the game (Eq. 6) that the contract's parameters stand for, over the exact reals.
template <class T>
auto coefficients_of(const Rules<T>& rules, const Situation<T>& at, const T& theta,
                     const T& gamma) {
    const auto scale = exact(rules.scale);
    using E = std::remove_cvref_t<decltype(scale)>;
    const model::Parameters<E> game{.r = exact(at.rank),
                                    .theta = exact(theta) / scale,
                                    .gamma = exact(gamma),
                                    .mu = exact(at.mu),
                                    .k = exact(at.stock_share) / scale,
                                    .omega = E(0),
                                    .U = exact(at.benefit)};
    return model::coefficients(game);
}

template <class S, class C>
void claim_case_1(S& s, const C& c) {
    using E = std::remove_cvref_t<decltype(c.a)>;
    if constexpr (std::is_same_v<E, Rational>)
        s.step("  the game played: a = " + shown(c.a) + ", a + b = " + shown(c.q) + " points");
    s.claim("sharing grows where nobody shares: a > 0", E(0) < c.a);
    s.claim("sharing grows where everyone shares: a + b > 0", E(0) < c.q);
}

/// A report of the state's member.
template <class S>
struct Report {
    using T = typename S::Number;
    State<S> before;
    contract::ReportTransition<T> after;
    Truth<T> timed_out;  ///< the report first ends a round that has lasted its limit
};
template <class S>
Report<S> any_report(S& s, const Example& example = {}) {
    using T = typename S::Number;
    const auto before = any_state(s, example);
    const Truth<T> fresh = s.truth("fresh", true);
    const auto after =
        contract::share<T>(before.rules, before.round, before.member, fresh, before.now);
    s.step("the member reports");
    s.show("accepted", after.accepted, "");
    s.change("round", before.round, after.round);
    s.change("member", before.member, after.member);
    s.show("charge", after.charge, "points");
    s.show("punished", after.punished, "points");
    return {before, after, before.rules.round_limit <= before.now - before.round.start};
}

/// NSP settles a member at a time, told.
template <class S, class T>
contract::Settlement<T> settled(S& s, const Rules<T>& rules, const Member<T>& member,
                                const T& now) {
    const auto result = contract::settle(rules, member, now);
    s.step("NSP settles the member");
    s.change("member", member, result.member);
    return result;
}
/// The round's clock is poked in a state, told.
template <class S>
Round<typename S::Number> ticked(S& s, const State<S>& state) {
    const auto next = contract::tick(state.rules, state.round, state.now);
    s.step("the round's clock is poked");
    s.change("round", state.round, next);
    return next;
}

template <class S>
Caller<typename S::Number> any_caller(S& s, bool owner, bool registrar) {
    return s.template record<Caller>("caller", Caller<Rational>{owner, registrar});
}

/// Are two records the same, field by field?
template <template <class> class R, class T>
Truth<T> same(const R<T>& a, const R<T>& b) {
    Truth<T> result(true);
    R<T>::visit([&](const Field&, const auto& x, const auto& y) { result = result && x == y; }, a,
                b);
    return result;
}

std::vector<Property> guard_properties();
std::vector<Property> invariant_properties();
std::vector<Property> sgm_properties();
std::vector<Property> nsp_properties();
std::vector<Property> membership_properties();
std::vector<Property> loop_properties();
std::vector<Property> reach_properties();
std::vector<Property> payout_properties();

}  // namespace essmap::verify::guarded
