#include "guarded_state.hpp"

/// The guard is right: it keeps case 1, and no weaker condition does.
namespace essmap::verify::guarded {

namespace {

/// Well-formed rules, and theta and gamma anywhere the contract can hold them.
template <class S>
struct Proposal {
    using T = typename S::Number;
    Rules<T> rules;
    T theta, gamma;
};
template <class S>
Proposal<S> any_proposal(S& s, long theta = 2000) {
    using T = typename S::Number;
    s.step("rules, and a theta and gamma to be judged");
    const Proposal<S> any{any_rules(s), s.number("theta", "levels/scale", theta),
                          s.number("gamma", "points", 200)};
    s.assume(contract::well_formed(any.rules) && T(0) <= any.theta);
    return any;
}

constexpr auto guard_sufficient = proved(
    "Where the guard passes theta and gamma, every member, of any rank and for any benefit, k and "
    "mu the rules allow, is in strategy case 1.",
    "guard -> a > 0 and a + b > 0 (Eq. 6)", [](auto& s) {
        const auto p = any_proposal(s);
        s.assume(contract::keeps_case_1(p.rules, p.theta, p.gamma));
        const auto at = any_situation(s, p.rules);
        claim_case_1(s, coefficients_of(p.rules, at, p.theta, p.gamma));
    });

constexpr auto guard_necessary = proved(
    "Where the guard refuses theta and gamma, some member that the rules allow is not in case 1: "
    "no weaker guard is safe.",
    "not guard -> a <= 0 at r = rank_min, k = stock_share and one end of U",
    []<class S, class T = Number<S>>(S& s) {
        const auto p = any_proposal(s, 2200);
        s.assume(!contract::keeps_case_1(p.rules, p.theta, p.gamma));
        const auto at = [&](const T& benefit) {
            return coefficients_of<T>(p.rules,
                                      {p.rules.rank_min, benefit, p.rules.stock_share, p.rules.mu},
                                      p.theta, p.gamma);
        };
        const auto low = at(p.rules.benefit_min);
        const auto high = at(p.rules.benefit_max);
        using E = std::remove_cvref_t<decltype(low.a)>;
        s.claim("a <= 0 at one end of U", low.a <= E(0) || high.a <= E(0));
    });

constexpr auto guard_exact = proved(
    "The guard's inequality in whole numbers is the sign of a: nothing is rounded.",
    "gamma scale r < U (scale r - theta - k r) <-> a > 0 (Eq. 6)", [](auto& s) {
        const auto p = any_proposal(s);
        const auto at = any_situation(s, p.rules);
        auto rules = p.rules;
        rules.stock_share = at.stock_share;
        const auto c = coefficients_of(rules, at, p.theta, p.gamma);
        using E = std::remove_cvref_t<decltype(c.a)>;
        s.claim("both say the same", contract::sharing_grows(rules, at.rank, at.benefit, p.theta,
                                                             p.gamma) == (E(0) < c.a));
    });

constexpr auto guard_one_end = refuted(
    "It would be enough to ask at the least benefit.", "a > 0 at U_min -> a > 0 at U_max",
    [](auto& s) {
        const auto p = any_proposal(s);
        const auto grows = [&](const auto& benefit) {
            return contract::sharing_grows(p.rules, p.rules.rank_min, benefit, p.theta, p.gamma);
        };
        s.assume(grows(p.rules.benefit_min));
        s.claim("sharing also grows at the largest benefit", grows(p.rules.benefit_max));
    });

constexpr auto guard_one_rank = refuted(
    "It would be enough to ask at the highest rank.", "a > 0 at r_max -> a > 0 at r_min",
    [](auto& s) {
        const auto p = any_proposal(s);
        const auto grows = [&](const auto& rank) {
            return contract::sharing_grows(p.rules, rank, p.rules.benefit_min, p.theta, p.gamma);
        };
        s.assume(grows(p.rules.rank_max));
        s.claim("sharing also grows at the lowest rank", grows(p.rules.rank_min));
    });

constexpr auto guard_limits = proved(
    "Rules outside their domain or beyond the stated limits are never accepted.",
    "admissible -> every rule is within its limits", []<class S, class T = Number<S>>(S& s) {
        s.step("rules to deploy");
        const auto rules = any_rules(s);
        s.assume(contract::admissible(rules));
        const auto up_to = [&](const std::string& name, const T& value, long least, long most) {
            s.claim(name + " is within its limits", T(least) <= value && value <= T(most));
        };
        const long amount = Limits::points_per_share;
        up_to("scale", rules.scale, 1, Limits::scale);
        up_to("rank_min", rules.rank_min, 1, Limits::rank);
        up_to("rank_max", rules.rank_max, 1, Limits::rank);
        up_to("benefit_min", rules.benefit_min, 0, amount);
        up_to("benefit_max", rules.benefit_max, 0, amount);
        up_to("theta_min", rules.theta_min, 0, Limits::scale * Limits::rank);
        up_to("theta_max", rules.theta_max, 0, Limits::scale * Limits::rank);
        up_to("gamma_min", rules.gamma_min, -amount, amount);
        up_to("gamma_max", rules.gamma_max, -amount, amount);
        up_to("gamma_step", rules.gamma_step, 0, amount);
        up_to("mu", rules.mu, 0, amount);
        up_to("numerator", rules.numerator, 0, Limits::numerator);
        up_to("round_limit", rules.round_limit, 1, Limits::ticks);
        up_to("idle_limit", rules.idle_limit, 0, Limits::ticks);
        up_to("idle_period", rules.idle_period, 1, Limits::ticks);
        up_to("share_interval", rules.share_interval, 0, Limits::ticks);
        up_to("retire_after", rules.retire_after, 1, Limits::ticks);
        up_to("initial_points", rules.initial_points, 0, Limits::points);
        up_to("points_max", rules.points_max, 0, Limits::points);
        s.claim("0 < U", T(0) < rules.benefit_min);
        s.claim("0 < k < 1", T(0) < rules.stock_share && rules.stock_share < rules.scale);
        s.claim("0 < P* <= saturation < 1", T(0) < rules.threshold &&
                                                rules.threshold <= rules.saturation &&
                                                rules.saturation < rules.scale);
        s.claim("rho > mu", rules.mu < rules.initial_points);
        s.claim("bounds are in order",
                rules.rank_min <= rules.rank_max && rules.benefit_min <= rules.benefit_max &&
                    rules.theta_min <= rules.theta_max && rules.gamma_min <= rules.gamma_max);
    });

constexpr auto case1 = proved(
    "In every state within the admitted bounds every member, of any rank and for any benefit, k "
    "and mu the rules allow, is in strategy case 1.",
    "I -> a > 0 and a + b > 0 (Eq. 6)", [](auto& s) {
        s.step("a state of the contract");
        const auto rules = any_rules(s);
        const auto round = s.template record<Round>("round", example_round());
        s.assume(contract::admissible(rules) && in_box(rules, round));
        const auto at = any_situation(s, rules);
        claim_case_1(s, coefficients_of(rules, at, round.theta, round.gamma));
    });

}  // namespace

std::vector<Property> guard_properties() {
    PropertyTable table(Subject::guarded);
    table.both("guarded.guard.sufficient", guard_sufficient);
    table.both("guarded.guard.necessary", guard_necessary);
    table.both("guarded.guard.exact", guard_exact);
    table.both("guarded.guard.one-end", guard_one_end);
    table.both("guarded.guard.one-rank", guard_one_rank);
    table.both("guarded.guard.limits", guard_limits);
    table.both("guarded.case1", case1);
    return table.properties();
}

}  // namespace essmap::verify::guarded
