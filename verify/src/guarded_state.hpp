#pragma once

#include "essmap/model/game.hpp"
#include "guarded_pay.hpp"

/// States of the guarded contract that its properties speak of: any that satisfies the invariant.
/// The examples are of one deployment (guarded/example.hpp).
namespace essmap::verify::guarded {

using model::guarded::Caller;
using model::guarded::Certificate;
using model::guarded::Member;
using model::guarded::Round;
using model::guarded::Rulebook;

/// The example that a property is told against, where the usual one does not fit.
struct Example {
    Rules<Rational> rules = example_rules<Rational>();
    Rules<Rational> announced = example_rules<Rational>();
    long from = 900;
    Round<Rational> round{.number = 3,
                          .start = 1000,
                          .sharers = 40,
                          .users = 100,
                          .members = 101,
                          .theta = 1500,
                          .gamma = 100,
                          .announced = false};
    Member<Rational> member{.known = true,
                            .active = true,
                            .rank = 4,
                            .balance = 1200,
                            .stamp = 2,
                            .user = true,
                            .counted = true,
                            .last_counted = 980,
                            .last_extra = 0,
                            .paid_until = 1010,
                            .rate = 80,
                            .reports = 7,
                            .expiry = 9000,
                            .epoch = 1};
    long others = 100;
    long others_counted = 40;
    long others_uncounted = 59;
    long now = 1060;

    /// Sets how many of the users are counted; the member is not.
    void set_sharers(long count) {
        round.sharers = count;
        others_counted = count;
        others_uncounted = 99 - count;
    }
    /// Makes the member one who is counted in the running round.
    /// @param reported when he reported, in ticks
    void set_counted(long reported) {
        member.stamp = 3;
        member.last_counted = reported;
        member.paid_until = reported + 350;
        others_counted = 39;
        others_uncounted = 60;
    }
};
/// The example with one of its records changed by f.
template <class F>
Example example(const F& f) {
    Example result;
    f(result);
    return result;
}

/// An example in which the membership has lapsed.
inline Example lapsed() {
    return example([](Example& e) {
        e.now = 9100;
        e.round.start = 9050;
    });
}

/// Any state between two transactions, at any later time. The others are the active members besides
/// this one: of the round's users some are counted and some are not, as they are awaited or their
/// report was rejected; the rest joined in it.
template <class S>
struct State {
    using T = typename S::Number;
    Rules<T> rules;      ///< in force
    Rules<T> announced;  ///< if the round says so
    T from;              ///< the first tick at which a round may begin under them
    Round<T> round;
    Member<T> member;
    T others, others_counted, others_uncounted;
    T now;  ///< time of the next transaction

    Truth<T> changes;  ///< the announced rules would be in force in a round that begins now
    Rules<T> next;     ///< the rules of such a round
    /// What a transition runs by. @pre this lives as long
    [[nodiscard]] Rulebook<T> book() const { return {rules, next, changes}; }
};

/// theta and gamma within the bounds that the guard has passed: with admissible rules this is case
/// 1 (guarded.case1), and with review case 1* (guarded.honesty.state).
template <class T>
Truth<T> in_box(const Rules<T>& rules, const Round<T>& round) {
    return model::within(round.theta, rules.theta_min, rules.theta_max) &&
           model::within(round.gamma, rules.gamma_min, rules.gamma_max);
}

/// May rules follow others?
template <class T>
Truth<T> may_follow(const Rules<T>& rules, const Rules<T>& next) {
    return contract::admissible(next) && contract::keeps_units(rules, next) &&
           contract::keeps_ranks(rules, next) && contract::keeps_free_time(rules, next);
}

/// The inductive invariant, conjunct by conjunct: f(sentence, truth).
/// @param from the first tick at which a round may begin under the announced rules
/// @param now no earlier than the last transaction
template <class T, class F>
void invariant(const Rules<T>& rules, const Rules<T>& announced, const T& from,
               const Round<T>& round, const T& now, const F& f) {
    const T zero(0);
    f("the rules have passed the guard", contract::admissible(rules));
    f("announced rules may follow those in force",
      !round.announced || may_follow(rules, announced));
    f("their force begins at a time", model::within(from, zero, T(2 * Limits::ticks)));
    f("theta stays within theta_min and theta_max",
      model::within(round.theta, rules.theta_min, rules.theta_max));
    f("gamma stays within gamma_min and gamma_max",
      model::within(round.gamma, rules.gamma_min, rules.gamma_max));
    f("the members stay within their limit", round.members <= T(Limits::members));
    f("the round is numbered from 1 and began in the past",
      T(1) <= round.number && model::within(round.start, zero, now));
}
template <class T, class F>
void invariant(const Rules<T>& rules, const Round<T>& round, const Member<T>& member, const T& now,
               const F& f) {
    const T zero(0);
    f("the balance stays within points_max, and a debt within its limit",
      model::within(member.balance, T(-Limits::points), rules.points_max));
    f("a member owes at a rate between 0 and the limit",
      model::within(member.rate, zero, T(Limits::points_per_share)));
    f("the last reports lie in the past",
      model::within(member.last_counted, zero, now) && model::within(member.last_extra, zero, now));
    f("the watermark is a time", model::within(member.paid_until, zero, T(2 * Limits::ticks)));
    f("the certificate ends at a time", model::within(member.expiry, zero, T(Limits::ticks)));
    f("a member is stamped with a past or present round, and with the present one since it began",
      zero <= member.stamp && member.stamp <= round.number &&
          (!member.active || member.stamp < round.number || round.start <= member.last_counted));
    f("whoever is counted in a round was among its users", !member.counted || member.user);
    f("whoever is active has been enrolled", !member.active || member.known);
    f("whoever is active has a rank that the rules admit",
      !member.active || model::within(member.rank, rules.rank_min, rules.rank_max));
    f("the reports towards a level, less those rejected, are counted within their limit",
      model::within(member.reports, T(-Limits::reports), T(Limits::reports)));
    f("the epoch is a count", zero <= member.epoch);
}
/// The part of the invariant that says what the round counts, of a member and of the others.
template <class T, class F>
void invariant_of_counts(const Round<T>& round, const Member<T>& member, const T& others,
                         const T& others_counted, const T& others_uncounted, const F& f) {
    f("exactly the users whose report stands are counted, each once",
      round.sharers == others_counted + model::indicator<T>(contract::counted_in(round, member)));
    f("the users are those counted, those awaited and those whose report was rejected",
      round.users == others_counted + others_uncounted +
                         model::indicator<T>(contract::used_by(round, member)));
    f("the active members are counted",
      round.members == others + model::indicator<T>(member.active));
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
    State<S> state{s.template record<Rules>("rules", example.rules),
                   s.template record<Rules>("announced", example.announced),
                   s.number("from", "ticks", example.from),
                   s.template record<Round>("round", example.round),
                   s.template record<Member>("member", example.member),
                   s.number("others", "members", example.others),
                   s.number("others_counted", "members", example.others_counted),
                   s.number("others_uncounted", "members", example.others_uncounted),
                   any_time(s, "now", example.now),
                   {},
                   {}};
    const auto assume = [&](const std::string&, const Truth<T>& truth) { s.assume(truth); };
    invariant(state.rules, state.announced, state.from, state.round, state.now, assume);
    invariant(state.rules, state.round, state.member, state.now, assume);
    invariant_of_counts(state.round, state.member, state.others, state.others_counted,
                        state.others_uncounted, assume);
    // Where none are announced the others are not looked at: any that may follow will do.
    s.assume(may_follow(state.rules, state.announced));
    s.assume(T(0) <= state.others_counted && T(0) <= state.others_uncounted &&
             state.others_counted + state.others_uncounted <= state.others &&
             state.round.number < T(Limits::rounds) && state.member.epoch < T(Limits::epochs));
    state.changes = contract::change_is_due(state.round, state.from, state.now);
    state.next = model::select_record<T>(state.changes, state.announced, state.rules);
    // Whichever they are (guarded.rules.next).
    s.assume(contract::admissible(state.next));
    return state;
}

/// A round with one more counted, the gamma in force in it, and P of a member of this rank.
template <class T>
struct Counted {
    Round<T> round;
    T gamma, paid;
};
template <class T>
Counted<T> counted_in_round(const Rules<T>& rules, const Round<T>& round, const T& rank) {
    Counted<T> result{round, {}, {}};
    result.round.sharers = round.sharers + T(1);
    result.gamma = contract::gamma_in_force(rules, result.round);
    result.paid = contract::pay(rules, rank, round.theta, result.gamma);
    return result;
}

/// What a report in a state is made under: the running round, or the next where that is over.
template <class T>
struct Setting {
    Rules<T> rules;
    Round<T> round;
    T paid;  ///< P of the state's member in it, with him counted
};
template <class S>
Setting<typename S::Number> setting_of(const State<S>& before) {
    using T = typename S::Number;
    const Truth<T> over = before.rules.round_limit <= before.now - before.round.start;
    const auto next = contract::roll_over<T>(before.book(), before.round, before.now);
    const T& rank = before.member.rank;
    return {model::select_record<T>(over, before.next, before.rules),
            model::select_record<T>(over, next, before.round),
            select<T>(over, counted_in_round(before.next, next, rank).paid,
                      counted_in_round(before.rules, before.round, rank).paid)};
}
/// Makes claims of an active member's counted report in a state, whether the running round is over
/// or not: claims(rules, corner, P).
template <class S, class F>
void claim_of_report(S& s, const State<S>& before, const F& claims) {
    using T = typename S::Number;
    const T& rank = before.member.rank;
    const auto claim_in = [&](const Rules<T>& rules, const Round<T>& round) {
        const auto counted = counted_in_round(rules, round, rank);
        s.claim("theta and gamma in force are within the rules",
                model::within(round.theta, rules.theta_min, rules.theta_max) &&
                    model::within(counted.gamma, rules.gamma_min, rules.gamma_max));
        s.claim("so is the rank", model::within(rank, rules.rank_min, rules.rank_max));
        claims(rules, Corner<T>{rank, round.theta, counted.gamma}, counted.paid);
    };
    claim_in(before.rules, before.round);
    claim_in(before.next, contract::roll_over<T>(before.book(), before.round, before.now));
}
/// Claims that such a report is paid at least the least P.
template <class S>
void claim_paid(S& s, const State<S>& before) {
    claim_of_report(s, before, [&](const auto& rules, const auto& corner, const auto& paid) {
        claim_rises(s, rules, worst_corner(rules), corner);
        s.claim("P is above what the stock gives", rules.stock_max < paid);
    });
}
/// Claims that such a report is paid at most the largest P.
template <class S>
void claim_at_most_largest(S& s, const State<S>& before) {
    claim_of_report(s, before, [&](const auto& rules, const auto& corner, const auto& paid) {
        claim_rises(s, rules, corner, best_corner(rules));
        s.claim("P is at most the largest", paid <= contract::largest_pay(rules));
    });
}

/// A report of the state's member.
template <class S>
struct Report {
    using T = typename S::Number;
    State<S> before;
    Truth<T> fresh;
    T max_charge;
    contract::ReportTransition<T> after;
    Truth<T> timed_out;  ///< the report first ends a round that has lasted its limit
};
template <class S>
Report<S> any_report(S& s, const Example& example = {}) {
    using T = typename S::Number;
    const auto before = any_state(s, example);
    const Truth<T> fresh = s.truth("fresh", true);
    const T max_charge = s.number("max_charge", "points", 0);
    const auto after = contract::share<T>(before.book(), before.round, before.member, fresh,
                                          max_charge, before.now);
    s.step("the member reports");
    s.show("accepted", after.accepted, "");
    s.change("round", before.round, after.round);
    s.change("member", before.member, after.member);
    s.show("charge", after.charge, "points");
    s.show("punished", after.punished, "points");
    return {before, fresh, max_charge, after,
            before.rules.round_limit <= before.now - before.round.start};
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

template <class S>
Caller<typename S::Number> any_caller(S& s, bool owner, bool registrar) {
    return s.template record<Caller>("caller", Caller<Rational>{owner, registrar});
}

std::vector<Property> guard_properties();
std::vector<Property> invariant_properties();
std::vector<Property> report_properties();
std::vector<Property> round_properties();
std::vector<Property> promise_properties();
std::vector<Property> honesty_properties();
std::vector<Property> review_properties();
std::vector<Property> rejection_properties();
std::vector<Property> seat_properties();
std::vector<Property> nsp_properties();
std::vector<Property> membership_properties();
std::vector<Property> loop_properties();
std::vector<Property> reach_properties();
std::vector<Property> payout_properties();
std::vector<Property> payout_batches_properties();

}  // namespace essmap::verify::guarded
