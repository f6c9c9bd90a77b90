#include "guarded_review.hpp"

/// The invariant holds at deployment and every transition keeps it, for who makes it and for
/// everybody else; none of their operations fails; a refused one changes nothing.
namespace essmap::verify::guarded {

namespace {

/// What a transition leaves behind.
template <class S>
struct After {
    using T = typename S::Number;
    Truth<T> accepted;
    Rules<T> announced;
    T from;
    Round<T> round;
    Member<T> member;
    T charged;  ///< what it says that NSP charged
};
/// After, where a transition leaves all but the round and the member alone.
template <class S>
After<S> left_alone(const State<S>& before, const Truth<typename S::Number>& accepted,
                    const Round<typename S::Number>& round,
                    const Member<typename S::Number>& member,
                    const typename S::Number& charged = typename S::Number(0)) {
    return {accepted, before.announced, before.from, round, member, charged};
}

enum class Refusals { possible, none };

/// A transition: who acts in the sentences, and what runs it, which takes a scenario, a state and
/// whether the property is about arithmetic, and returns After.
template <class Run>
struct Transition {
    std::string_view subject;
    Refusals refusals;
    Run run;
    bool pays = false;  ///< points are paid: the invariant leans on their bounds
    Example (*example)() = [] { return Example{}; };

    /// Runs it in any state, told.
    /// @return the state before, and After
    template <class S>
    auto operator()(S& s, bool arithmetic = false) const {
        const auto before = any_state(s, example());
        const auto after = run(s, before, arithmetic);
        s.step(std::string(subject));
        s.show("accepted", after.accepted, "");
        s.change("round", before.round, after.round);
        s.change("member", before.member, after.member);
        return std::pair(before, after);
    }
};
template <class Run>
constexpr Transition<Run> transition(std::string_view subject, Refusals refusals, const Run& run) {
    return {subject, refusals, run};
}

/// Whether a transition ended the round, the rules in force after it, and how many of some members
/// are then users of the round who are counted, and who are not: in a round that has begun nobody
/// is counted, and everybody is a user.
template <class S>
struct Since {
    using T = typename S::Number;
    Truth<T> ended;
    Rules<T> rules;
    T counted, uncounted;
};
template <class S, class T>
Since<S> since(const State<S>& before, const After<S>& after, const T& all, const T& counted,
               const T& uncounted) {
    const Truth<T> ended = !(after.round.number == before.round.number);
    return {ended, model::select_record<T>(ended, before.next, before.rules),
            select<T>(ended, T(0), counted), select<T>(ended, all, uncounted)};
}

/// Is the member a user of the round who is not counted: awaited, or with a rejected report?
template <class T>
Truth<T> uncounted_in(const Round<T>& round, const Member<T>& member) {
    return contract::used_by(round, member) && !contract::counted_in(round, member);
}

/// Takes a sentence and its truth as a claim.
template <class S>
auto claim_of(S& s) {
    return [&s](const std::string& sentence, const Truth<typename S::Number>& truth) {
        s.claim(sentence, truth);
    };
}

/// Claims of the rules after a transition, in two steps, that they have passed the guard, and that
/// the announced ones may follow them.
template <class S, class T>
void claim_rules(S& s, const Truth<T>& ended, const Rules<T>& rules, const Rules<T>& announced,
                 const Round<T>& round) {
    const Truth<T> passed = contract::admissible(rules);
    const Truth<T> follow = !round.announced || may_follow(rules, announced);
    s.claim("the rules of a round that began have passed the guard", !ended || passed);
    s.claim("so have those of one that goes on", ended || passed);
    s.claim("the announced rules may follow those", !ended || follow);
    s.claim("and these", ended || follow);
}

constexpr auto keeps_invariant = [](auto& s, const auto& step) {
    const auto [before, after] = step(s);
    s.assume(after.accepted);  // a call that is refused changes nothing
    if (step.pays) claim_paid(s, before);
    const auto [ended, rules, counted, uncounted] =
        since(before, after, before.others, before.others_counted, before.others_uncounted);
    claim_rules(s, ended, rules, after.announced, after.round);
    invariant(rules, after.announced, after.from, after.round, before.now, claim_of(s));
    invariant(rules, after.round, after.member, before.now, claim_of(s));
    invariant_of_counts(after.round, after.member, before.others, counted, uncounted, claim_of(s));
};

constexpr auto keeps_invariant_of_others = []<class S>(S& s, const auto& step) {
    using T = typename S::Number;
    const auto [before, after] = step(s);
    const auto bystander = s.template record<Member>("bystander", Example{}.member);
    const auto& round = before.round;
    const auto one_if = [](const Truth<T>& truth) { return model::indicator<T>(truth); };
    const T rest = before.others - one_if(bystander.active);
    const T rest_counted = before.others_counted - one_if(contract::counted_in(round, bystander));
    const T rest_uncounted = before.others_uncounted - one_if(uncounted_in(round, bystander));
    invariant(before.rules, round, bystander, before.now,
              [&](const std::string&, const Truth<T>& truth) { s.assume(truth); });
    s.assume(T(0) <= rest_counted && T(0) <= rest_uncounted &&
             rest_counted + rest_uncounted <= rest);
    const auto [ended, rules, counted, uncounted] =
        since(before, after, rest, rest_counted, rest_uncounted);
    invariant(rules, after.round, bystander, before.now, claim_of(s));
    invariant_of_counts<T>(after.round, bystander, rest + one_if(after.member.active),
                           counted + one_if(contract::counted_in(after.round, after.member)),
                           uncounted + one_if(uncounted_in(after.round, after.member)),
                           claim_of(s));
};

/// Adds the promises of a transition, the last where it can be refused.
template <class Run>
void add_transition(PropertyTable& table, const std::string& name, const Transition<Run>& step) {
    const std::string subject(step.subject);
    table.both("guarded.invariant." + name,
               proved(subject + ": theta and gamma stay within the bounds that the guard passed "
                                "(case 1), points and counts within theirs, and the counts exact.",
                      "I and step -> I'", [step](auto& s) { keeps_invariant(s, step); }));
    table.both("guarded.bystander." + name,
               proved(subject + ": what holds of every other member stays true.",
                      "I(other) and step -> I'(other)",
                      [step](auto& s) { keeps_invariant_of_others(s, step); }));
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
                          s.claim("accepted, or the rules have not changed",
                                  after.accepted || (same(before.announced, after.announced) &&
                                                     before.from == after.from));
                          s.claim("accepted, or the round has not changed",
                                  after.accepted || same(before.round, after.round));
                          s.claim("accepted, or nothing is charged",
                                  after.accepted ||
                                      after.charged ==
                                          typename std::remove_cvref_t<decltype(s)>::Number(0));
                          s.claim("accepted, or the member has not changed",
                                  after.accepted || same(before.member, after.member));
                      }));
}

/// A deployment with any arguments, told.
template <class S>
struct Deployed {
    using T = typename S::Number;
    Rules<T> rules;
    T theta, gamma, tick, owner, registrar, now;
    contract::Deployment<T> after;
};
template <class S>
Deployed<S> any_deployment(S& s) {
    using T = typename S::Number;
    s.step("rules to deploy");
    Deployed<S> d{any_rules(s),
                  s.number("theta", "levels/scale", 2000),
                  s.number("gamma", "points", 200),
                  s.number("tick", "seconds", 1),
                  s.number("owner", "account", 1),
                  s.number("registrar", "account", 2),
                  any_time(s, "now", 1000),
                  {}};
    d.after = contract::deploy<T>(d.rules, d.theta, d.gamma, d.tick, d.owner, d.registrar, d.now);
    s.step("the contract is deployed");
    s.show("accepted", d.after.accepted, "");
    s.show("round", d.after.round);
    return d;
}

constexpr auto deploy_accepted = proved(
    "A deployment is accepted exactly if the guard passes its rules, they end in time, theta and "
    "gamma are within them, and there are an owner and a registrar.",
    "accepted <-> admissible, theta_min <= theta <= theta_max, gamma_min <= gamma <= gamma_max, "
    "owner, registrar",
    []<class S, class T = Number<S>>(S& s) {
        const auto d = any_deployment(s);
        s.claim("exactly then",
                d.after.accepted ==
                    (contract::admissible(d.rules) && contract::ends_in_time(d.rules, d.tick) &&
                     d.rules.theta_min <= d.theta && d.theta <= d.rules.theta_max &&
                     d.rules.gamma_min <= d.gamma && d.gamma <= d.rules.gamma_max &&
                     !(d.owner == T(0)) && !(d.registrar == T(0))));
    });

constexpr auto invariant_deploy = proved(
    "A deployment that is accepted begins with its theta and gamma, in the invariant, which holds "
    "of every account: nobody is a member.",
    "deploy -> I, for the zero member too", []<class S, class T = Number<S>>(S& s) {
        const auto d = any_deployment(s);
        s.assume(d.after.accepted);
        claim_room_for_new_members(s, d.rules);
        const auto& round = d.after.round;
        const T zero(0);
        const Truth<T> no(false);
        claim_record(s, "round", round,
                     Round<T>{T(1), d.now, zero, zero, zero, d.theta, d.gamma, no});
        const Member<T> nobody{no,   no,   zero, zero, zero, no,   no,
                               zero, zero, zero, zero, zero, zero, zero};
        invariant(d.rules, d.rules, d.now, round, d.now, claim_of(s));
        invariant(d.rules, round, nobody, d.now, claim_of(s));
        invariant_of_counts(round, nobody, zero, zero, zero, claim_of(s));
    });

constexpr auto arithmetic_guard = proved(
    "Case 1 of any rules: no division by zero and, in whole numbers, no overflow of 64 bits.",
    "each rule in its limits -> every operation of well_formed and keeps_case_1 is defined",
    []<class S, class T = Number<S>>(S& s) {
        s.step("rules to deploy");
        const auto rules = any_rules(s);
        s.assume(in_limits(rules));
        const Truth<T> formed = contract::well_formed(rules);
        s.show("well-formed", formed, "");
        s.show("in case 1", contract::keeps_case_1(rules), "");
        s.claim_arithmetic();
    });

constexpr auto arithmetic_deploy = proved(
    "A deployment: no division by zero and, in whole numbers, no overflow of 64 bits. Case 1 is "
    "asked before honesty is.",
    "each rule in its limits, case 1 -> every operation of a deployment is defined",
    []<class S, class T = Number<S>>(S& s) {
        s.step("rules to deploy");
        const auto rules = any_rules(s);
        const T tick = s.number("tick", "seconds", 1);
        s.assume(in_limits(rules) && contract::keeps_case_1(rules) &&
                 model::within(tick, T(1), T(Limits::seconds)));
        contract::deploy<T>(rules, rules.theta_max, rules.gamma_max, tick, T(1), T(2), T(0));
        s.claim_arithmetic();
    });

constexpr auto transition_share = transition(
    "A report", Refusals::possible,
    []<class S, class T = Number<S>>(S& s, const State<S>& before, bool arithmetic) {
        const Truth<T> fresh = s.truth("fresh", true);
        const T max_charge = s.number("max_charge", "points", 0);
        // Others are refused before anything is computed from them.
        if (arithmetic)
            s.assume(contract::may_share(before.rules, before.member, fresh, before.now));
        const auto after = contract::share<T>(before.book(), before.round, before.member, fresh,
                                              max_charge, before.now);
        return left_alone(before, after.accepted, after.round, after.member, after.punished);
    });

constexpr auto transition_tick = transition(
    "The end of a round by its time limit", Refusals::none,
    []<class S, class T = Number<S>>(S& /*s*/, const State<S>& before, bool /*arithmetic*/) {
        return left_alone(before, Truth<T>(true),
                          contract::tick<T>(before.book(), before.round, before.now),
                          before.member);
    });

constexpr auto transition_settle = transition(
    "The punishment of idleness (NSP)", Refusals::none,
    []<class S, class T = Number<S>>(S& /*s*/, const State<S>& before, bool /*arithmetic*/) {
        return left_alone(before, Truth<T>(true), before.round,
                          contract::settle<T>(before.rules, before.member, before.now).member);
    });

constexpr auto transition_announce = transition(
    "An announcement of rules", Refusals::possible,
    []<class S, class T = Number<S>>(S& s, const State<S>& before, bool arithmetic) {
        const auto caller = any_caller(s, true, false);
        const auto proposed = any_rules(s, "proposed");
        const T tick = s.number("tick", "seconds", 1);
        if (arithmetic)  // the rest is asked of no other rules (guarded.arithmetic.guard)
            s.assume(in_limits(proposed) && contract::keeps_case_1(proposed) &&
                     model::within(tick, T(1), T(Limits::seconds)));
        const auto after = contract::announce<T>(caller, before.rules, proposed, before.round,
                                                 before.from, tick, before.now);
        return After<S>{
            after.accepted, model::select_record<T>(after.accepted, proposed, before.announced),
            after.from,     after.round,
            before.member,  T(0)};
    });

constexpr auto transition_enrol = transition(
    "An enrolment or renewal", Refusals::possible,
    []<class S, class T = Number<S>>(S& s, const State<S>& before, bool /*arithmetic*/) {
        const auto caller = any_caller(s, false, true);
        const auto wanted = s.template record<contract::Application>(
            "wanted", contract::Application<Rational>{7, 9, 5, 9500});
        const auto certificate =
            s.template record<Certificate>("certificate", Certificate<Rational>{0, 0});
        s.assume(T(0) <= wanted.account && T(0) <= wanted.hash && T(0) <= certificate.holder &&
                 T(0) <= certificate.epoch);
        claim_room_for_new_members(s, before.rules);
        const auto after = contract::enrol<T>(caller, before.rules, before.round, wanted,
                                              before.member, certificate, before.now);
        return left_alone(before, after.accepted, after.round, after.member, after.punished);
    });

constexpr auto transition_revoke = transition(
    "A revocation", Refusals::possible,
    []<class S, class T = Number<S>>(S& s, const State<S>& before, bool /*arithmetic*/) {
        const auto caller = any_caller(s, false, true);
        const auto after =
            contract::revoke<T>(caller, before.rules, before.round, before.member, before.now);
        return left_alone(before, after.accepted, after.round, after.member, after.punished);
    });

constexpr auto transition_retire = transition(
    "The retirement of a lapsed member", Refusals::possible,
    []<class S, class T = Number<S>>(S& /*s*/, const State<S>& before, bool /*arithmetic*/) {
        const auto after =
            contract::retire<T>(before.rules, before.round, before.member, before.now);
        return left_alone(before, after.accepted, after.round, after.member, after.punished);
    });

constexpr auto transition_vote = transition(
    "A vote of a reviewer", Refusals::possible,
    []<class S, class T = Number<S>>(S& s, const State<S>& before, bool /*arithmetic*/) {
        const auto after = any_ballot_in(s, before).after;
        return left_alone(before, after.accepted, after.round, after.member, after.punished);
    });

}  // namespace

std::vector<Property> invariant_properties() {
    PropertyTable table(Subject::guarded);
    table.both("guarded.deploy", deploy_accepted);
    table.both("guarded.invariant.deploy", invariant_deploy);
    table.both("guarded.arithmetic.guard", arithmetic_guard);
    table.both("guarded.arithmetic.deploy", arithmetic_deploy);
    auto share = transition_share;
    share.pays = true;
    add_transition(table, "share", share);
    add_transition(table, "tick", transition_tick);
    add_transition(table, "settle", transition_settle);
    add_transition(table, "announce", transition_announce);
    add_transition(table, "enrol", transition_enrol);
    add_transition(table, "revoke", transition_revoke);
    auto retire = transition_retire;
    retire.example = lapsed;
    add_transition(table, "retire", retire);
    auto vote = transition_vote;
    vote.example = [] { return ReviewExample{}.state; };
    add_transition(table, "vote", vote);
    return table.properties();
}

}  // namespace essmap::verify::guarded
