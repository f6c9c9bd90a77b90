#include "guarded_state.hpp"

/// Nothing is proved of a contract that cannot move: every transition can be accepted, and a chain
/// of calls leads from deployment to a round that saturates. Each is told as a claim that it never
/// happens, and refuted by a run.
namespace essmap::verify::guarded {

namespace {

template <class Text>
void add_reach(std::vector<Property>& all, const std::string& name, const std::string& never,
               const Text& text) {
    all.push_back(make_property<CheckedInteger>(
        Subject::guarded, {"guarded.reach." + name, never, "reachable", Expect::refuted}, text));
}

}  // namespace

std::vector<Property> reach_properties() {
    std::vector<Property> all;
    namespace contract = model::guarded;

    add_reach(
        all, "life", "From its deployment the contract never comes to a round that saturates.",
        [](auto& s) {
            using T = Number<decltype(s)>;
            s.step("rules to deploy");
            const auto rules = any_rules(s);
            const auto deployed =
                contract::deploy<T>(rules, rules.theta_max, rules.gamma_max, T(1000));
            s.step("the contract is deployed");
            s.show("round", deployed.round);
            const Caller<T> registrar{Truth<T>(false), Truth<T>(true)};
            const Member<T> nobody{
                Truth<T>(false), Truth<T>(false), T(0), T(0), T(0), T(0), T(0), T(0), T(0)};
            const auto enrolled = contract::enrol<T>(registrar, rules, deployed.round, nobody, T(5),
                                                     T(9000), T(1010));
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
            s.claim(
                "deployed, enrolled, accepted, and yet no saturation",
                !(deployed.accepted && enrolled.accepted && shared.accepted && shared.saturated));
        });
    add_reach(all, "share", "No report is ever accepted.",
              [](auto& s) { s.claim("refused", !any_report(s).after.accepted); });
    add_reach(all, "saturation", "No report ever ends its round.", [](auto& s) {
        const auto report = any_report(s, example([](Example& e) { e.round.sharers = 95; }));
        s.claim("the round goes on", !report.after.saturated);
    });
    add_reach(all, "time-limit", "No round ever reaches its time limit.", [](auto& s) {
        const auto report = any_report(s, example([](Example& e) { e.now = 1200; }));
        s.claim("there is time left", !report.timed_out);
    });
    add_reach(all, "reward", "No report is ever rewarded.", [](auto& s) {
        using T = Number<decltype(s)>;
        const auto report = any_report(s, example([](Example& e) { e.round.gamma = 0; }));
        s.claim("no reward", T(0) <= report.after.charge);
    });
    add_reach(all, "cost", "No report ever costs anything.", [](auto& s) {
        using T = Number<decltype(s)>;
        s.claim("no cost", any_report(s).after.charge <= T(0));
    });
    add_reach(all, "punishment", "Nobody is ever punished for idleness.", [](auto& s) {
        using T = Number<decltype(s)>;
        s.claim("no punishment", any_report(s).after.punished == T(0));
    });
    add_reach(all, "insolvency", "Points always suffice for a punishment.", [](auto& s) {
        const auto state = any_state(s, example([](Example& e) { e.member.points = 100; }));
        const auto after = settled(s, state.rules, state.member, state.now);
        s.claim("all that is due is charged", after.charged == after.due);
    });
    add_reach(all, "clamp", "theta is never held down by its clamp.", [](auto& s) {
        using T = Number<decltype(s)>;
        const auto state = any_state(s, example([](Example& e) {
                                         e.rules.round_limit = 50;
                                         e.rules.numerator = 200'000;
                                     }));
        const auto next = ticked(s, state);
        s.claim("N/T is within its bounds",
                next.number == state.round.number ||
                    state.rules.numerator < (next.theta + T(1)) * (state.now - state.round.start));
    });
    add_reach(all, "reconfigure", "No change of the rules is ever accepted.", [](auto& s) {
        using T = Number<decltype(s)>;
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
    add_reach(all, "retire", "No member is ever retired.", [](auto& s) {
        using T = Number<decltype(s)>;
        const auto state = any_state(s, example([](Example& e) { e.now = 9100; }));
        const auto after = contract::retire<T>(state.rules, state.round, state.member, state.now);
        s.step("somebody retires the member");
        s.change("member", state.member, after.member);
        s.claim("refused", !after.accepted);
    });
    return all;
}

}  // namespace essmap::verify::guarded
