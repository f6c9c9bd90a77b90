#include "guarded_state.hpp"

/// The closed loop: population and contract, round after round. The proofs lean on an enclosure of
/// the time to saturation, not on numerics: in case 1 the logit of x grows at a rate between a and
/// a + b, so that a distance L in logit takes a time T with L/(a+b) <= T <= L/a.
namespace essmap::verify::guarded {

namespace {

/// Coefficients of the game (Eq. 6) with B for U, over the exact reals.
template <class T>
auto coefficients_of(const Rules<T>& rules, const Situation<T>& at, const T& theta,
                     const T& gamma) {
    const auto scale = exact(rules.scale);
    using E = std::remove_cvref_t<decltype(scale)>;
    const model::Parameters<E> game{.r = exact(at.rank),
                                    .theta = exact(theta) / scale,
                                    .gamma = exact(gamma),
                                    .mu = exact(at.mu),
                                    .k = exact(at.stock) / exact(rules.benefit),
                                    .omega = E(0),
                                    .U = exact(rules.benefit)};
    return model::coefficients(game);
}

/// A round of the closed loop: the state, its game, and any time T that the enclosure allows.
template <class S>
struct LoopRound {
    using T = typename S::Number;
    State<S> state;
    T distance;  ///< L, logit(saturation) - logit(x0), in ticks times the unit of a
    T time;
    Truth<T> enclosed;
};
template <class S>
LoopRound<S> any_loop_round(S& s) {
    using T = typename S::Number;
    const auto state = any_state(s);
    const auto at = any_situation(s, state.rules);
    const T distance = s.number("L", "ticks x points", 30'000);
    const T time = any_time(s, "T", 60);
    const auto c = coefficients_of(state.rules, at, state.round.theta, state.round.gamma);
    const auto L = exact(distance);
    const auto t = exact(time);
    using E = std::remove_cvref_t<decltype(c.a)>;
    return {state, distance, time, E(0) < L && L <= c.q * (t + E(1)) && c.a * t <= L};
}

constexpr auto loop_enclosure = proved(
    "In case 1 with b >= 0 the logit of the share grows at a rate between a and a + b, wherever it "
    "is.",
    "a <= a + b x <= a + b (Eq. 6), so L/(a+b) <= T <= L/a",
    []<class S, class T = Number<S>>(S& s) {
        const model::Coefficients<T> c{s.number("a", "points", Rational(1, 2)),
                                       s.number("b", "points", Rational(21, 2)),
                                       s.number("q", "points", 11)};
        const T x = s.number("x", "", Rational(1, 5));
        s.assume(T(0) < c.a && T(0) <= c.b && c.q == c.a + c.b && T(0) <= x && x <= T(1));
        const T rate = model::growth_rate<T>(c, x, T(1) - x);
        s.claim("not slower than a", c.a <= rate);
        s.claim("not faster than a + b", rate <= c.q);
    });

constexpr auto loop_monotone = proved(
    "A larger theta makes both ends of the enclosure of T larger: a and a + b fall.",
    "theta <= theta' -> a' <= a, a' + b' <= a + b (Eq. 6)", []<class S, class T = Number<S>>(S& s) {
        const auto rules = any_rules(s);
        const T theta = s.number("theta", "levels/scale", 1500);
        const T larger = s.number("theta2", "levels/scale", 2000);
        const T gamma = s.number("gamma", "points", 100);
        s.assume(contract::well_formed(rules) && T(0) <= theta && theta <= larger);
        const auto at = any_situation(s, rules);
        const auto c = coefficients_of(rules, at, theta, gamma);
        const auto d = coefficients_of(rules, at, larger, gamma);
        s.claim("a falls", d.a <= c.a);
        s.claim("a + b falls", d.q <= c.q);
    });

constexpr auto loop_case1 = proved(
    "Whatever time within the enclosure a round takes, the next round begins with theta in its "
    "clamp and every member in case 1.",
    "L/(a+b) - 1 <= T <= L/a: theta' in clamp, P' > stock_max",
    []<class S, class T = Number<S>>(S& s) {
        const auto [state, distance, time, enclosed] = any_loop_round(s);
        s.assume(enclosed);
        const auto next =
            contract::roll_over<T>(state.book(), state.round, state.round.start + time);
        s.step("the round saturates");
        s.change("round", state.round, next);
        s.claim("theta stays in its clamp",
                state.next.theta_min <= next.theta && next.theta <= state.next.theta_max);
        s.claim("gamma stays in its bounds",
                state.next.gamma_min <= next.gamma && next.gamma <= state.next.gamma_max);
        const T rank = s.number("rank2", "level", 4);
        s.assume(model::within(rank, state.next.rank_min, state.next.rank_max));
        const T paid =
            claim_rises(s, state.next, worst_corner(state.next), {rank, next.theta, next.gamma});
        s.claim("a report pays more than the stock", state.next.stock_max < paid);
    });

constexpr auto loop_unclamped = proved(
    "If N does not exceed theta_max times the shortest time that the enclosure allows, the clamp "
    "at theta_max never binds: theta = N/T by itself.",
    "N Q <= theta_max L, a + b <= Q, T >= L/(a+b) -> N/T <= theta_max",
    []<class S, class T = Number<S>>(S& s) {
        const T numerator = s.number("N", "levels x ticks", 1);
        const T theta_max = s.number("theta_max", "levels", 2);
        const T L = s.number("L", "", 4);
        const T Q = s.number("Q", "points", 2);
        const T q = s.number("q", "points", 1);
        const T time = s.number("T", "ticks", 5);
        s.assume(T(0) <= numerator && T(0) < L && T(0) < q && q <= Q && T(0) < time &&
                 numerator * Q <= theta_max * L && L <= q * time);
        s.claim("N <= theta_max T", numerator <= theta_max * time);
    });

}  // namespace

std::vector<Property> loop_properties() {
    PropertyTable table(Subject::guarded);
    table.real("guarded.loop.enclosure", loop_enclosure);
    table.real("guarded.loop.monotone", loop_monotone);
    table.both("guarded.loop.case1", loop_case1);
    table.real("guarded.loop.unclamped", loop_unclamped);
    return table.properties();
}

}  // namespace essmap::verify::guarded
