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
    s.assume(model::guarded::well_formed(any.rules) && T(0) <= any.theta);
    return any;
}

}  // namespace

std::vector<Property> guard_properties() {
    std::vector<Property> all;
    using enum Expect;

    add_both(all,
             {"guarded.guard.sufficient",
              "Where the guard passes theta and gamma, every member, of any rank and for any "
              "benefit, k and mu the rules allow, is in strategy case 1.",
              "guard -> a > 0 and a + b > 0 (Eq. 6)", proved},
             [](auto& s) {
                 const auto p = any_proposal(s);
                 s.assume(model::guarded::keeps_case_1(p.rules, p.theta, p.gamma));
                 const auto at = any_situation(s, p.rules);
                 claim_case_1(s, coefficients_of(p.rules, at, p.theta, p.gamma));
             });
    add_both(all,
             {"guarded.guard.necessary",
              "Where the guard refuses theta and gamma, some member that the rules allow is not in "
              "case 1: no weaker guard is safe.",
              "not guard -> a <= 0 at r = rank_min, k = stock_share and one end of U", proved},
             [](auto& s) {
                 using T = Number<decltype(s)>;
                 const auto p = any_proposal(s, 2200);
                 s.assume(!model::guarded::keeps_case_1(p.rules, p.theta, p.gamma));
                 const auto at = [&](const T& benefit) {
                     return coefficients_of<T>(
                         p.rules, {p.rules.rank_min, benefit, p.rules.stock_share, p.rules.mu},
                         p.theta, p.gamma);
                 };
                 const auto low = at(p.rules.benefit_min);
                 const auto high = at(p.rules.benefit_max);
                 using E = std::remove_cvref_t<decltype(low.a)>;
                 s.claim("a <= 0 at one end of U", low.a <= E(0) || high.a <= E(0));
             });
    add_both(all,
             {"guarded.guard.exact",
              "The guard's inequality in whole numbers is the sign of a: nothing is rounded.",
              "gamma scale r < U (scale r - theta - k r) <-> a > 0 (Eq. 6)", proved},
             [](auto& s) {
                 const auto p = any_proposal(s);
                 const auto at = any_situation(s, p.rules);
                 auto rules = p.rules;
                 rules.stock_share = at.stock_share;
                 const auto c = coefficients_of(rules, at, p.theta, p.gamma);
                 using E = std::remove_cvref_t<decltype(c.a)>;
                 s.claim("both say the same", model::guarded::sharing_grows(
                                                  rules, at.rank, at.benefit, p.theta, p.gamma) ==
                                                  (E(0) < c.a));
             });
    add_both(all,
             {"guarded.guard.one-end", "It would be enough to ask at the least benefit.",
              "a > 0 at U_min -> a > 0 at U_max", refuted},
             [](auto& s) {
                 const auto p = any_proposal(s);
                 const auto grows = [&](const auto& benefit) {
                     return model::guarded::sharing_grows(p.rules, p.rules.rank_min, benefit, p.theta,
                                                          p.gamma);
                 };
                 s.assume(grows(p.rules.benefit_min));
                 s.claim("sharing also grows at the largest benefit", grows(p.rules.benefit_max));
             });
    add_both(all,
             {"guarded.guard.one-rank", "It would be enough to ask at the highest rank.",
              "a > 0 at r_max -> a > 0 at r_min", refuted},
             [](auto& s) {
                 const auto p = any_proposal(s);
                 const auto grows = [&](const auto& rank) {
                     return model::guarded::sharing_grows(p.rules, rank, p.rules.benefit_min, p.theta,
                                                          p.gamma);
                 };
                 s.assume(grows(p.rules.rank_max));
                 s.claim("sharing also grows at the lowest rank", grows(p.rules.rank_min));
             });
    add_both(all,
             {"guarded.case1",
              "In every state within the admitted bounds every member, of any rank and for any "
              "benefit, k and mu the rules allow, is in strategy case 1.",
              "I -> a > 0 and a + b > 0 (Eq. 6)", proved},
             [](auto& s) {
                 s.step("a state of the contract");
                 const auto rules = any_rules(s);
                 const auto round = s.template record<Round>("round", example_round());
                 s.assume(model::guarded::admissible(rules) && in_box(rules, round));
                 const auto at = any_situation(s, rules);
                 claim_case_1(s, coefficients_of(rules, at, round.theta, round.gamma));
             });
    return all;
}

}  // namespace essmap::verify::guarded
