#include "guarded_state.hpp"

/// Nothing is proved of a contract that cannot move: every transition can be accepted, and a chain
/// of calls leads from deployment to a round that saturates. Each is told as a claim that it never
/// happens, and refuted by a run.
namespace essmap::verify::guarded {

namespace {

/// What never happens, one would say.
template <class Text>
constexpr auto never(std::string_view sentence, const Text& text) {
    return refuted(sentence, "reachable", text);
}

constexpr auto reach_life = never(
    "From its deployment the contract never comes to a round that saturates.",
    []<class S, class T = Number<S>>(S& s) {
        s.step("rules to deploy");
        const auto rules = any_rules(s);
        const auto deployed = contract::deploy<T>(rules, rules.theta_max, rules.gamma_max, T(1000));
        s.step("the contract is deployed");
        s.show("round", deployed.round);
        const Caller<T> registrar{Truth<T>(false), Truth<T>(true)};
        const Member<T> nobody{
            Truth<T>(false), Truth<T>(false), T(0), T(0), T(0), T(0), T(0), T(0), T(0)};
        const auto enrolled =
            contract::enrol<T>(registrar, rules, deployed.round, nobody, T(5), T(9000), T(1010));
        s.step("a member is enrolled");
        s.show("member", enrolled.member);
        const auto next = contract::tick<T>(rules, enrolled.round, T(1300));
        s.step("the first round reaches its time limit");
        s.change("round", enrolled.round, next);
        const auto shared =
            contract::share<T>(rules, next, enrolled.member, Truth<T>(true), T(1350));
        s.step("the member reports: everyone has");
        s.change("round", next, shared.round);
        s.change("member", enrolled.member, shared.member);
        s.claim("deployed, enrolled, accepted, and yet no saturation",
                !(deployed.accepted && enrolled.accepted && shared.accepted && shared.saturated));
    });

constexpr auto reach_share = never("No report is ever accepted.", [](auto& s) {
    s.claim("refused", !any_report(s).after.accepted);
});

constexpr auto reach_saturation = never("No report ever ends its round.", [](auto& s) {
    const auto report = any_report(s, example([](Example& e) { e.round.sharers = 95; }));
    s.claim("the round goes on", !report.after.saturated);
});

constexpr auto reach_time_limit = never("No round ever reaches its time limit.", [](auto& s) {
    const auto report = any_report(s, example([](Example& e) { e.now = 1200; }));
    s.claim("there is time left", !report.timed_out);
});

constexpr auto reach_reward = never(
    "No report is ever rewarded.", []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s, example([](Example& e) { e.round.gamma = 0; }));
        s.claim("no reward", T(0) <= report.after.charge);
    });

constexpr auto reach_cost = never(
    "No report ever costs anything.", []<class S, class T = Number<S>>(S& s) {
        s.claim("no cost", any_report(s).after.charge <= T(0));
    });

constexpr auto reach_punishment = never(
    "Nobody is ever punished for idleness.", []<class S, class T = Number<S>>(S& s) {
        s.claim("no punishment", any_report(s).after.punished == T(0));
    });

constexpr auto reach_insolvency = never("Points always suffice for a punishment.", [](auto& s) {
    const auto state = any_state(s, example([](Example& e) { e.member.points = 100; }));
    const auto after = settled(s, state.rules, state.member, state.now);
    s.claim("all that is due is charged", after.charged == after.due);
});

constexpr auto reach_clamp = never(
    "theta is never held down by its clamp.", []<class S, class T = Number<S>>(S& s) {
        const auto state = any_state(s, example([](Example& e) {
                                         e.rules.round_limit = 50;
                                         e.rules.numerator = 200'000;
                                     }));
        const auto next = ticked(s, state);
        s.claim("N/T is within its bounds",
                next.number == state.round.number ||
                    state.rules.numerator < (next.theta + T(1)) * (state.now - state.round.start));
    });

constexpr auto reach_reconfigure = never(
    "No change of the rules is ever accepted.", []<class S, class T = Number<S>>(S& s) {
        const auto state = any_state(s);
        const auto proposed = s.template record<Rules>("proposed", [] {
            auto rules = example_rules<Rational>();
            rules.gamma_max = 150;
            return rules;
        }());
        const auto changed = contract::reconfigure<T>({Truth<T>(true), Truth<T>(false)},
                                                      state.rules, proposed, state.round);
        s.step("the owner proposes rules");
        s.change("rules", state.rules, changed.rules);
        s.claim("refused, or nothing new", !changed.accepted || same(changed.rules, state.rules));
    });

constexpr auto reach_retire = never(
    "No member is ever retired.", []<class S, class T = Number<S>>(S& s) {
        const auto state = any_state(s, example([](Example& e) { e.now = 9100; }));
        const auto after = contract::retire<T>(state.rules, state.round, state.member, state.now);
        s.step("somebody retires the member");
        s.change("member", state.member, after.member);
        s.claim("refused", !after.accepted);
    });

}  // namespace

std::vector<Property> reach_properties() {
    PropertyTable table(Subject::guarded);
    table.fixed("guarded.reach.life", reach_life);
    table.fixed("guarded.reach.share", reach_share);
    table.fixed("guarded.reach.saturation", reach_saturation);
    table.fixed("guarded.reach.time-limit", reach_time_limit);
    table.fixed("guarded.reach.reward", reach_reward);
    table.fixed("guarded.reach.cost", reach_cost);
    table.fixed("guarded.reach.punishment", reach_punishment);
    table.fixed("guarded.reach.insolvency", reach_insolvency);
    table.fixed("guarded.reach.clamp", reach_clamp);
    table.fixed("guarded.reach.reconfigure", reach_reconfigure);
    table.fixed("guarded.reach.retire", reach_retire);
    return table.properties();
}

}  // namespace essmap::verify::guarded
