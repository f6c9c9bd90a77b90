#include "guarded_state.hpp"

/// The invariant holds at deployment and every transition keeps it; none of their operations fails;
/// a refused one changes nothing.
namespace essmap::verify::guarded {

namespace {

/// What a transition leaves behind.
template <class S>
struct After {
    using T = typename S::Number;
    Truth<T> accepted;
    Rules<T> rules;
    Round<T> round;
    Member<T> member;
};

enum class Refusals { possible, none };

/// A transition: who acts in the sentences, and what runs it, which takes a scenario, a state and
/// whether the property is about arithmetic, and returns After.
template <class Run>
struct Transition {
    std::string_view subject;
    Refusals refusals;
    Run run;

    /// Runs it in any state, told.
    /// @return the state before, and After
    template <class S>
    auto operator()(S& s, bool arithmetic = false) const {
        const auto before = any_state(s);
        const auto after = run(s, before, arithmetic);
        s.step(std::string(subject));
        s.show("accepted", after.accepted, "");
        s.change("rules", before.rules, after.rules);
        s.change("round", before.round, after.round);
        s.change("member", before.member, after.member);
        return std::pair(before, after);
    }
};
template <class Run>
constexpr Transition<Run> transition(std::string_view subject, Refusals refusals, const Run& run) {
    return {subject, refusals, run};
}

/// Claims the invariant, conjunct by conjunct.
/// @param rest what `invariant` takes, but for its last argument
template <class S, class... Rest>
void claim_invariant(S& s, const Rest&... rest) {
    invariant(rest..., [&](const std::string& sentence, const Truth<typename S::Number>& truth) {
        s.claim(sentence, truth);
    });
}

/// Adds the promises of a transition, the third where it can be refused.
template <class Run>
void add_transition(PropertyTable& table, const std::string& name, const Transition<Run>& step) {
    const std::string subject(step.subject);
    table.both("guarded.invariant." + name,
               proved(subject + ": theta and gamma stay within the bounds that the guard passed "
                                "(case 1), points and counts within theirs.",
                      "I and step -> I'", [step](auto& s) {
                          const auto [before, after] = step(s);
                          claim_invariant(s, after.rules, after.round, before.now);
                          claim_invariant(s, after.rules, after.round, after.member, before.others,
                                          before.now);
                      }));
    table.both(
        "guarded.arithmetic." + name,
        proved(subject + ": no division by zero and, in whole numbers, no overflow of 64 bits.",
               "I -> every operation of the step is defined", [step](auto& s) {
                   step(s, true);
                   s.claim_arithmetic();
               }));
    if (step.refusals == Refusals::none) return;
    table.both("guarded.refused." + name,
               proved(subject + ": a call that is refused changes nothing.",
                      "not accepted -> state' = state", [step](auto& s) {
                          const auto [before, after] = step(s);
                          s.claim("accepted, or nothing has changed",
                                  after.accepted || (same(before.rules, after.rules) &&
                                                     same(before.round, after.round) &&
                                                     same(before.member, after.member)));
                      }));
}

constexpr auto invariant_deploy = proved(
    "A deployment that is accepted begins in the invariant, and in case 1 for every member that "
    "its rules allow.",
    "deploy -> I, a > 0, a + b > 0", []<class S, class T = Number<S>>(S& s) {
        s.step("rules to deploy");
        const auto rules = any_rules(s);
        const T theta = s.number("theta", "levels/scale", 2000);
        const T gamma = s.number("gamma", "points", 200);
        const T now = any_time(s, "now", 1000);
        const auto deployed = contract::deploy<T>(rules, theta, gamma, now);
        s.assume(deployed.accepted);
        s.step("the contract is deployed");
        s.show("round", deployed.round);
        claim_invariant(s, rules, deployed.round, now);
        const auto at = any_situation(s, rules);
        claim_case_1(s, coefficients_of(rules, at, deployed.round.theta, deployed.round.gamma));
    });

constexpr auto arithmetic_deploy = proved(
    "A deployment: no division by zero and, in whole numbers, no overflow of 64 bits.",
    "well formed -> every operation of the guard is defined",
    []<class S, class T = Number<S>>(S& s) {
        s.step("rules to deploy");
        const auto rules = any_rules(s);
        s.assume(contract::well_formed(rules));
        const T start(0);
        contract::deploy<T>(rules, rules.theta_max, rules.gamma_max, start);
        s.claim_arithmetic();
    });

constexpr auto transition_share = transition(
    "A report", Refusals::possible,
    []<class S, class T = Number<S>>(S& s, const State<S>& before, bool /*arithmetic*/) {
        const Truth<T> fresh = s.truth("fresh", true);
        const auto after =
            contract::share<T>(before.rules, before.round, before.member, fresh, before.now);
        return After<S>{after.accepted, before.rules, after.round, after.member};
    });

constexpr auto transition_tick = transition(
    "The end of a round by its time limit", Refusals::none,
    []<class S, class T = Number<S>>(S& /*s*/, const State<S>& before, bool /*arithmetic*/) {
        return After<S>{Truth<T>(true), before.rules,
                        contract::tick<T>(before.rules, before.round, before.now), before.member};
    });

constexpr auto transition_settle = transition(
    "The punishment of idleness (NSP)", Refusals::none,
    []<class S, class T = Number<S>>(S& /*s*/, const State<S>& before, bool /*arithmetic*/) {
        return After<S>{Truth<T>(true), before.rules, before.round,
                        contract::settle<T>(before.rules, before.member, before.now).member};
    });

constexpr auto transition_reconfigure = transition(
    "A change of the rules", Refusals::possible,
    []<class S, class T = Number<S>>(S& s, const State<S>& before, bool arithmetic) {
        const auto caller = any_caller(s, true, false);
        const auto proposed = any_rules(s, "proposed");
        // Others are refused before anything is computed from them: && stops at the first no.
        if (arithmetic) s.assume(contract::well_formed(proposed));
        const auto after = contract::reconfigure<T>(caller, before.rules, proposed, before.round);
        return After<S>{after.accepted, after.rules, after.round, before.member};
    });

constexpr auto transition_enrol = transition(
    "An enrolment or renewal", Refusals::possible,
    []<class S, class T = Number<S>>(S& s, const State<S>& before, bool /*arithmetic*/) {
        const auto caller = any_caller(s, false, true);
        const T rank = s.number("rank", "level", 5);
        const T expiry = any_time(s, "expiry", 9500);
        const auto after = contract::enrol<T>(caller, before.rules, before.round, before.member,
                                              rank, expiry, before.now);
        return After<S>{after.accepted, before.rules, after.round, after.member};
    });

constexpr auto transition_revoke = transition(
    "A revocation", Refusals::possible,
    []<class S, class T = Number<S>>(S& s, const State<S>& before, bool /*arithmetic*/) {
        const auto caller = any_caller(s, false, true);
        const auto after =
            contract::revoke<T>(caller, before.rules, before.round, before.member, before.now);
        return After<S>{after.accepted, before.rules, after.round, after.member};
    });

constexpr auto transition_retire = transition(
    "The retirement of a lapsed member", Refusals::possible,
    []<class S, class T = Number<S>>(S& /*s*/, const State<S>& before, bool /*arithmetic*/) {
        const auto after =
            contract::retire<T>(before.rules, before.round, before.member, before.now);
        return After<S>{after.accepted, before.rules, after.round, after.member};
    });

}  // namespace

std::vector<Property> invariant_properties() {
    PropertyTable table(Subject::guarded);
    table.both("guarded.invariant.deploy", invariant_deploy);
    table.both("guarded.arithmetic.deploy", arithmetic_deploy);
    add_transition(table, "share", transition_share);
    add_transition(table, "tick", transition_tick);
    add_transition(table, "settle", transition_settle);
    add_transition(table, "reconfigure", transition_reconfigure);
    add_transition(table, "enrol", transition_enrol);
    add_transition(table, "revoke", transition_revoke);
    add_transition(table, "retire", transition_retire);
    return table.properties();
}

}  // namespace essmap::verify::guarded
