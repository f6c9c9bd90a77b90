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

/// Adds the promises of a transition, the third where it can be refused: `run` takes a scenario, a
/// state and whether the promise is about arithmetic, and returns After.
template <class Run>
void add_transition(std::vector<Property>& all, const std::string& name, const std::string& subject,
                    Refusals refusals, const Run& run) {
    using enum Expect;
    const auto step = [subject, run](auto& s, bool arithmetic = false) {
        const auto before = any_state(s);
        const auto after = run(s, before, arithmetic);
        s.step(subject);
        s.show("accepted", after.accepted, "");
        s.change("rules", before.rules, after.rules);
        s.change("round", before.round, after.round);
        s.change("member", before.member, after.member);
        return std::pair(before, after);
    };
    add_both(all,
             {"guarded.invariant." + name,
              subject + ": theta and gamma stay within the bounds that the guard passed (case 1), "
                        "points and counts within theirs.",
              "I and step -> I'", proved},
             [step](auto& s) {
                 using T = Number<decltype(s)>;
                 const auto [before, after] = step(s);
                 const auto claim = [&s = s](const std::string& sentence, const Truth<T>& truth) {
                     s.claim(sentence, truth);
                 };
                 invariant(after.rules, after.round, before.now, claim);
                 invariant(after.rules, after.round, after.member, before.others, before.now,
                           claim);
             });
    add_both(all,
             {"guarded.arithmetic." + name,
              subject + ": no division by zero and, in whole numbers, no overflow of 64 bits.",
              "I -> every operation of the step is defined", proved},
             [step](auto& s) {
                 step(s, true);
                 s.claim_arithmetic();
             });
    if (refusals == Refusals::none) return;
    add_both(all,
             {"guarded.refused." + name, subject + ": a call that is refused changes nothing.",
              "not accepted -> state' = state", proved},
             [step](auto& s) {
                 const auto [before, after] = step(s);
                 s.claim("accepted, or nothing has changed",
                         after.accepted ||
                             (same(before.rules, after.rules) && same(before.round, after.round) &&
                              same(before.member, after.member)));
             });
}

}  // namespace

std::vector<Property> invariant_properties() {
    std::vector<Property> all;
    using enum Expect;
    namespace contract = model::guarded;

    add_both(all,
             {"guarded.invariant.deploy",
              "A deployment that is accepted begins in the invariant, and in case 1 for every "
              "member that its rules allow.",
              "deploy -> I, a > 0, a + b > 0", proved},
             [](auto& s) {
                 using T = Number<decltype(s)>;
                 s.step("rules to deploy");
                 const auto rules = any_rules(s);
                 const T theta = s.number("theta", "levels/scale", 2000);
                 const T gamma = s.number("gamma", "points", 200);
                 const T now = any_time(s, "now", 1000);
                 const auto deployed = contract::deploy<T>(rules, theta, gamma, now);
                 s.assume(deployed.accepted);
                 s.step("the contract is deployed");
                 s.show("round", deployed.round);
                 invariant(rules, deployed.round, now,
                           [&](const std::string& sentence, const Truth<T>& truth) {
                               s.claim(sentence, truth);
                           });
                 const auto at = any_situation(s, rules);
                 claim_case_1(
                     s, coefficients_of(rules, at, deployed.round.theta, deployed.round.gamma));
             });
    add_both(all,
             {"guarded.arithmetic.deploy",
              "A deployment: no division by zero and, in whole numbers, no overflow of 64 bits.",
              "well formed -> every operation of the guard is defined", proved},
             [](auto& s) {
                 using T = Number<decltype(s)>;
                 s.step("rules to deploy");
                 const auto rules = any_rules(s);
                 s.assume(contract::well_formed(rules));
                 const T start(0);
                 contract::deploy<T>(rules, rules.theta_max, rules.gamma_max, start);
                 s.claim_arithmetic();
             });
    add_transition(all, "share", "A report", Refusals::possible,
                   [](auto& s, const auto& before, bool /*arithmetic*/) {
                       using S = std::remove_cvref_t<decltype(s)>;
                       using T = typename S::Number;
                       const Truth<T> fresh = s.truth("fresh", true);
                       const auto after = contract::share<T>(before.rules, before.round,
                                                             before.member, fresh, before.now);
                       return After<S>{after.accepted, before.rules, after.round, after.member};
                   });
    add_transition(all, "tick", "The end of a round by its time limit", Refusals::none,
                   [](auto& s, const auto& before, bool /*arithmetic*/) {
                       using S = std::remove_cvref_t<decltype(s)>;
                       using T = typename S::Number;
                       return After<S>{Truth<T>(true), before.rules,
                                       contract::tick<T>(before.rules, before.round, before.now),
                                       before.member};
                   });
    add_transition(all, "settle", "The punishment of idleness (NSP)", Refusals::none,
                   [](auto& s, const auto& before, bool /*arithmetic*/) {
                       using S = std::remove_cvref_t<decltype(s)>;
                       using T = typename S::Number;
                       return After<S>{
                           Truth<T>(true), before.rules, before.round,
                           contract::settle<T>(before.rules, before.member, before.now).member};
                   });
    add_transition(all, "reconfigure", "A change of the rules", Refusals::possible,
                   [](auto& s, const auto& before, bool arithmetic) {
                       using S = std::remove_cvref_t<decltype(s)>;
                       using T = typename S::Number;
                       const auto caller = any_caller(s, true, false);
                       const auto proposed = any_rules(s, "proposed");
                       // Others are refused before anything is computed from them: && stops at the
                       // first no.
                       if (arithmetic) s.assume(contract::well_formed(proposed));
                       const auto after =
                           contract::reconfigure<T>(caller, before.rules, proposed, before.round);
                       return After<S>{after.accepted, after.rules, after.round, before.member};
                   });
    add_transition(all, "enrol", "An enrolment or renewal", Refusals::possible,
                   [](auto& s, const auto& before, bool /*arithmetic*/) {
                       using S = std::remove_cvref_t<decltype(s)>;
                       using T = typename S::Number;
                       const auto caller = any_caller(s, false, true);
                       const T rank = s.number("rank", "level", 5);
                       const T expiry = any_time(s, "expiry", 9500);
                       const auto after =
                           contract::enrol<T>(caller, before.rules, before.round, before.member,
                                              rank, expiry, before.now);
                       return After<S>{after.accepted, before.rules, after.round, after.member};
                   });
    add_transition(all, "revoke", "A revocation", Refusals::possible,
                   [](auto& s, const auto& before, bool /*arithmetic*/) {
                       using S = std::remove_cvref_t<decltype(s)>;
                       using T = typename S::Number;
                       const auto caller = any_caller(s, false, true);
                       const auto after = contract::revoke<T>(caller, before.rules, before.round,
                                                              before.member, before.now);
                       return After<S>{after.accepted, before.rules, after.round, after.member};
                   });
    add_transition(all, "retire", "The retirement of a lapsed member", Refusals::possible,
                   [](auto& s, const auto& before, bool /*arithmetic*/) {
                       using S = std::remove_cvref_t<decltype(s)>;
                       using T = typename S::Number;
                       const auto after = contract::retire<T>(before.rules, before.round,
                                                              before.member, before.now);
                       return After<S>{after.accepted, before.rules, after.round, after.member};
                   });
    return all;
}

}  // namespace essmap::verify::guarded
