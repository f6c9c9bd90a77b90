#include "guarded_state.hpp"

/// What SGM promises of rounds: when they end, and what the next one begins with.
namespace essmap::verify::guarded {

namespace {

constexpr auto round_gamma = proved(
    "Below P* the gamma in force is one step less than the round's, from P* on one step more, "
    "within the bounds of gamma: a reward or a cost, never both; without users it is the round's.",
    "P < P*: max(gamma - step, gamma_min); else min(gamma + step, gamma_max)",
    []<class S, class T = Number<S>>(S& s) {
        const auto state = any_state(s);
        const auto& rules = state.rules;
        const auto& round = state.round;
        const T found = contract::gamma_in_force(rules, round);
        const Truth<T> below = round.sharers * rules.scale < rules.threshold * round.users;
        const T down = model::at_least<T>(round.gamma - rules.gamma_step, rules.gamma_min);
        const T up = model::at_most<T>(round.gamma + rules.gamma_step, rules.gamma_max);
        s.claim("without users", !(round.users == T(0)) || found == round.gamma);
        s.claim("below P*", round.users == T(0) || !below || found == down);
        s.claim("from P* on", round.users == T(0) || below || found == up);
        s.claim("within its bounds", rules.gamma_min <= found && found <= rules.gamma_max);
    });

constexpr auto round_participation = proved(
    "The comparisons with P* and with saturation are those of P = sharers/users, without rounding.",
    "sharers scale < P* users <-> P < P*", []<class S, class T = Number<S>>(S& s) {
        const auto state = any_state(s);
        const Rules<T>& rules = state.rules;
        const Round<T>& round = state.round;
        s.assume(T(0) < round.users);
        using E = std::remove_cvref_t<decltype(exact(round.users))>;
        const E part = exact(round.sharers) / exact(round.users);
        const auto share = [&](const T& parts) { return E(exact(parts) / exact(rules.scale)); };
        s.claim("P < P*", (round.sharers * rules.scale < rules.threshold * round.users) ==
                              (part < share(rules.threshold)));
        s.claim("P > saturation", (rules.saturation * round.users < round.sharers * rules.scale) ==
                                      (share(rules.saturation) < part));
        s.claim("P lies between 0 and 1", E(0) <= part && part <= E(1));
    });

/// A round that ends in a state, by its limit or by a report, told.
template <class S>
struct Turn {
    using T = typename S::Number;
    State<S> before;
    Round<T> after;
};
template <class S>
Turn<S> any_turn(S& s, const Example& example = {}) {
    const auto before = any_state(s, example);
    const auto after = contract::roll_over(before.book(), before.round, before.now);
    s.step("the round ends");
    s.change("round", before.round, after);
    return {before, after};
}

constexpr auto round_next = proved(
    "The next round begins now, with nobody counted; its users are the members of now.",
    "number' = number + 1, start' = now, sharers' = 0, users' = members' = members",
    []<class S, class T = Number<S>>(S& s) {
        const auto turn = any_turn(s);
        const auto& [before, after] = turn;
        Round<T> expected = after;
        expected.number = before.round.number + T(1);
        expected.start = before.now;
        expected.sharers = T(0);
        expected.users = before.round.members;
        expected.members = before.round.members;
        expected.announced = before.round.announced && !before.changes;
        claim_record(s, "round", after, expected);
    });

constexpr auto round_theta = proved(
    "At the end of a round with users theta becomes N/T rounded down, T the ticks the round lasted "
    "and at least one, within its bounds; without users it stays.",
    "theta' = clamp(floor(N / max(T, 1)), theta_min, theta_max)",
    []<class S, class T = Number<S>>(S& s) {
        const auto state = any_state(s);
        const auto& [rules, round] = std::tie(state.rules, state.round);
        const auto next = contract::roll_over<T>({rules, rules, Truth<T>(false)}, round, state.now);
        s.step("the round ends");
        s.change("round", round, next);
        const T lasted = model::at_least<T>(state.now - round.start, T(1));
        const Truth<T> empty = round.users == T(0);
        s.claim("without users", !empty || next.theta == round.theta);
        s.claim("within its bounds", in_box(rules, next));
        s.claim("not above N/T unless held up by theta_min",
                empty || next.theta * lasted <= rules.numerator || next.theta == rules.theta_min);
        s.claim("not a unit below N/T unless held down by theta_max",
                empty || rules.numerator < (next.theta + T(1)) * lasted ||
                    next.theta == rules.theta_max);
    });

constexpr auto round_gamma_kept = proved(
    "The end of a round makes permanent the gamma that was in force at its end.",
    "gamma' = gamma in force", []<class S, class T = Number<S>>(S& s) {
        const auto state = any_state(s);
        const auto next = contract::roll_over<T>({state.rules, state.rules, Truth<T>(false)},
                                                 state.round, state.now);
        s.claim("gamma", next.gamma == contract::gamma_in_force(state.rules, state.round));
        const T moved = next.gamma - state.round.gamma;
        s.claim("a step at most",
                -state.rules.gamma_step <= moved && moved <= state.rules.gamma_step);
    });

constexpr auto round_change = proved(
    "With rules that come into force theta and gamma move no further than into their bounds.",
    "theta' = clamp(theta'', theta_min', theta_max'), gamma likewise",
    []<class S, class T = Number<S>>(S& s) {
        const auto turn = any_turn(s);
        const auto& [before, after] = turn;
        const auto same_rules = contract::roll_over<T>(
            {before.rules, before.rules, Truth<T>(false)}, before.round, before.now);
        const auto& next = before.next;
        const auto moved_into = [&](const T& is, const T& was, const T& lo, const T& hi) {
            return (!(was < lo) || is == lo) && (!(hi < was) || is == hi) &&
                   (was < lo || hi < was || is == was);
        };
        s.claim("theta", moved_into(after.theta, same_rules.theta, next.theta_min, next.theta_max));
        s.claim("gamma", moved_into(after.gamma, same_rules.gamma, next.gamma_min, next.gamma_max));
    });

constexpr auto round_due = proved(
    "Announced rules are in force in a round that begins when their notice is over, and in no "
    "other; they are then awaited no longer.",
    "in force' = announced <-> announced and from <= now", []<class S, class T = Number<S>>(S& s) {
        const auto turn = any_turn(s, example([](Example& e) { e.round.announced = true; }));
        const auto& [before, after] = turn;
        const Truth<T> due = before.round.announced && before.from <= before.now;
        s.claim("exactly then", before.changes == due);
        s.claim("the announced ones", !due || same(before.next, before.announced));
        s.claim("else those in force", due || same(before.next, before.rules));
        s.claim("awaited no longer", !due || !after.announced);
        s.claim("awaited still", due || after.announced == before.round.announced);
    });

constexpr auto round_limit = proved(
    "Anyone may end a round that has lasted its limit, and nobody an earlier one.",
    "round' = next <-> now - start >= round_limit", []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s);
        const auto& round = before.round;
        const auto after = contract::tick<T>(before.book(), round, before.now);
        s.step("the round's clock is poked");
        s.change("round", round, after);
        const Truth<T> over = round.start + before.rules.round_limit <= before.now;
        s.claim("a round that is over ends",
                !over || same(after, contract::roll_over<T>(before.book(), round, before.now)));
        s.claim("any other goes on as it is", over || same(after, round));
    });

constexpr auto round_instant = proved(
    "A round that ends within the tick in which it began counts as one tick long.",
    "T = 0 -> theta' = clamp(N, theta_min, theta_max)", []<class S, class T = Number<S>>(S& s) {
        const auto state = any_state(s, example([](Example& e) {
                                         e.round.start = e.now;
                                         e.member.last_counted = e.now;
                                     }));
        const auto& [rules, round] = std::tie(state.rules, state.round);
        s.assume(state.now == round.start && T(0) < round.users);
        const auto next = contract::roll_over<T>({rules, rules, Truth<T>(false)}, round, state.now);
        s.claim("theta' = clamp(N)",
                next.theta == model::clamp(rules.numerator, rules.theta_min, rules.theta_max));
    });

}  // namespace

std::vector<Property> round_properties() {
    PropertyTable table(Subject::guarded);
    table.both("guarded.round.gamma", round_gamma);
    table.both("guarded.round.participation", round_participation);
    table.both("guarded.round.next", round_next);
    table.both("guarded.round.theta", round_theta);
    table.both("guarded.round.gamma-kept", round_gamma_kept);
    table.both("guarded.round.change", round_change);
    table.both("guarded.round.due", round_due);
    table.both("guarded.round.limit", round_limit);
    table.both("guarded.round.instant", round_instant);
    return table.properties();
}

}  // namespace essmap::verify::guarded
