#include "guarded_state.hpp"

/// What the rules pay, and that the guard is right: it keeps case 1, and no weaker condition does.
namespace essmap::verify::guarded {

namespace {

/// Well-formed rules, and a rank, theta and gamma that they admit.
template <class S>
struct Admitted {
    using T = typename S::Number;
    Rules<T> rules;
    Corner<T> corner;
};
template <class S>
Admitted<S> any_corner(S& s) {
    s.step("rules, and a rank, theta and gamma within them");
    const Admitted<S> any{any_rules(s),
                          {s.number("rank", "level", 4), s.number("theta", "levels/scale", 1500),
                           s.number("gamma", "points", 100)}};
    s.assume(contract::well_formed(any.rules) &&
             model::within(any.corner.rank, any.rules.rank_min, any.rules.rank_max) &&
             model::within(any.corner.theta, any.rules.theta_min, any.rules.theta_max) &&
             model::within(any.corner.gamma, any.rules.gamma_min, any.rules.gamma_max));
    return any;
}

constexpr auto guard_pay = proved(
    "A counted report pays B, less the cost B theta/(scale r) rounded up, less gamma.",
    "P = B - ceil(B theta/(scale r)) - gamma", []<class S, class T = Number<S>>(S& s) {
        const auto [rules, corner] = any_corner(s);
        const auto& [rank, theta, gamma] = corner;
        const T paid = contract::pay(rules, rank, theta, gamma);
        const T cost = rules.benefit - gamma - paid;
        const T levels = rules.scale * rank;
        s.claim("the cost covers B theta/(scale r)", rules.benefit * theta <= cost * levels);
        s.claim("and no point more", (cost - T(1)) * levels < rules.benefit * theta);
        s.claim("the cost is no gift", T(0) <= cost);
    });

constexpr auto guard_game = proved(
    "P is the payoff pi of the game with B for U, rounded down by less than a point; over the "
    "reals it is pi itself.",
    "pi = B (1 - theta/r) - gamma, pi - 1 < P <= pi (Eq. 6)",
    []<class S, class T = Number<S>>(S& s) {
        const auto [rules, corner] = any_corner(s);
        const auto& [rank, theta, gamma] = corner;
        const T paid = contract::pay(rules, rank, theta, gamma);
        const auto scale = exact(rules.scale);
        using E = std::remove_cvref_t<decltype(scale)>;
        const model::Parameters<E> game{.r = exact(rank),
                                        .theta = exact(theta) / scale,
                                        .gamma = exact(gamma),
                                        .mu = E(0),
                                        .k = E(0),
                                        .omega = E(0),
                                        .U = exact(rules.benefit)};
        const E pi = model::coefficients(game).a;
        s.claim("P <= pi", exact(paid) <= pi);
        s.claim("pi < P + 1", pi < exact(paid) + E(1));
    });

constexpr auto guard_monotone = proved(
    "P is least at the lowest rank, theta_max and gamma_max, and largest at the highest rank, "
    "theta_min and gamma_min.",
    "P(r_min, theta_max, gamma_max) <= P <= P(r_max, theta_min, gamma_min)",
    []<class S, class T = Number<S>>(S& s) {
        const auto [rules, corner] = any_corner(s);
        const T paid = claim_rises(s, rules, worst_corner(rules), corner);
        s.claim("P is at least the least", contract::least_pay(rules) <= paid);
        claim_rises(s, rules, corner, best_corner(rules));
        s.claim("P is at most the largest", paid <= contract::largest_pay(rules));
    });

constexpr auto guard_sufficient = proved(
    "Where the guard passes the rules, every member is in strategy case 1 of the game as paid: of "
    "any rank, at any theta and gamma within the rules, for any Delta up to stock_max and any "
    "number of periods that NSP charges.",
    "guard -> P + n mu - Delta (1 - x) > 0", [](auto& s) {
        const auto [rules, corner] = any_corner(s);
        s.assume(contract::keeps_case_1(rules));
        auto at = any_situation(s, rules);
        at.rank = corner.rank;
        claim_case_1(s, claim_rises(s, rules, worst_corner(rules), corner), at);
    });

constexpr auto guard_necessary = proved(
    "Where the guard of case 1 refuses well-formed rules, some member that they admit is not in "
    "case 1: no weaker one is safe.",
    "P(r_min, theta_max, gamma_max) <= stock_max -> P + n mu - Delta (1 - x) <= 0 at r_min, "
    "theta_max, gamma_max, Delta = stock_max, "
    "n = 0, x = 0",
    []<class S, class T = Number<S>>(S& s) {
        s.step("rules that the guard refuses");
        auto refused = example_rules<Rational>();
        refused.stock_max = 300;
        const auto rules = s.template record<Rules>("rules", refused);
        s.assume(contract::well_formed(rules) && !contract::keeps_case_1(rules));
        const T paid = contract::pay(rules, rules.rank_min, rules.theta_max, rules.gamma_max);
        s.claim("the stock gives as much as a report pays", paid <= rules.stock_max);
    });

constexpr auto case1_between = proved(
    "The growth of sharing as paid is linear in x: it lies between its values at x = 0 and x = 1.",
    "d(x) = (1 - x) d(0) + x d(1), so d(0), d(1) > 0 -> d(x) > 0",
    []<class S, class T = Number<S>>(S& s) {
        const T paid = s.number("P", "points", 300);
        const T charged = s.number("charged", "points", 0);
        const T stock = s.number("Delta", "points", 250);
        const T x = s.number("x", "", Rational(1, 5));
        s.assume(T(0) <= x && x <= T(1) && stock < paid + charged && T(0) < paid + charged);
        s.claim("P + n mu - Delta (1 - x) > 0", T(0) < paid + charged - stock * (T(1) - x));
    });

constexpr auto guard_exact_amounts = refuted(
    "It would be enough that the game with exact amounts is in case 1.", "pi > Delta -> P > Delta",
    []<class S, class T = Number<S>>(S& s) {
        s.step("rules, and exact amounts");
        auto close = example_rules<Rational>();
        close.theta_max = 2001;
        close.gamma_max = 249;
        const auto rules = s.template record<Rules>("rules", close);
        const T levels = rules.scale * rules.rank_min;
        s.assume(contract::well_formed(rules) && (rules.stock_max + rules.gamma_max) * levels <
                                                     rules.benefit * (levels - rules.theta_max));
        s.claim("case 1 as paid", contract::keeps_case_1(rules));
    });

constexpr auto guard_one_rank = refuted(
    "It would be enough to ask at the highest rank.", "P > Delta at r_max -> P > Delta at r_min",
    []<class S, class T = Number<S>>(S& s) {
        s.step("rules");
        auto close = example_rules<Rational>();
        close.stock_max = 350;
        const auto rules = s.template record<Rules>("rules", close);
        s.assume(contract::well_formed(rules) &&
                 rules.stock_max <
                     contract::pay<T>(rules, rules.rank_max, rules.theta_max, rules.gamma_max));
        s.claim("case 1 at the lowest rank too", contract::keeps_case_1(rules));
    });

/// Is every rule within its domain and the stated limits? Told rule by rule: f(sentence, truth).
template <class T, class F>
void domain(const Rules<T>& r, const F& f) {
    const auto between = [&](const std::string& name, const T& value, long least, long most) {
        f(name + " is within its limits", T(least) <= value && value <= T(most));
    };
    const long amount = Limits::points_per_share;
    between("scale", r.scale, 1, Limits::scale);
    between("rank_min", r.rank_min, 1, Limits::rank);
    between("rank_max", r.rank_max, 1, Limits::rank);
    between("promotion", r.promotion, 0, Limits::reports);
    between("benefit", r.benefit, 0, amount);
    between("stock_max", r.stock_max, 0, amount);
    between("theta_min", r.theta_min, 0, Limits::scale * Limits::rank);
    between("theta_max", r.theta_max, 0, Limits::scale * Limits::rank);
    between("gamma_min", r.gamma_min, -amount, amount);
    between("gamma_max", r.gamma_max, -amount, amount);
    between("gamma_step", r.gamma_step, 0, amount);
    between("mu", r.mu, 0, amount);
    between("numerator", r.numerator, 0, Limits::numerator);
    between("round_limit", r.round_limit, 1, Limits::duration);
    between("idle_limit", r.idle_limit, 0, Limits::duration);
    between("idle_period", r.idle_period, 1, Limits::duration);
    between("share_interval", r.share_interval, 1, Limits::duration);
    between("retire_after", r.retire_after, 0, Limits::duration);
    between("notice", r.notice, 0, Limits::duration);
    between("quorum", r.quorum, 0, Limits::seats);
    between("window", r.window, 0, Limits::duration);
    between("penalty", r.penalty, 0, amount);
    between("effort_max", r.effort_max, 0, amount);
    f("0 <= f <= p <= 1",
      T(0) <= r.error_max && r.error_max <= r.detection_min && r.detection_min <= r.scale);
    const Truth<T> review = !(r.quorum == T(0));
    f("two votes at least reject a report", !review || T(2) <= r.quorum);
    f("a report may be rejected for a tick at least", !review || T(1) <= r.window);
    f("junk is found more often than work is rejected", !review || r.error_max < r.detection_min);
    f("without review its rules are 0",
      review || (r.window == T(0) && r.penalty == T(0) && r.effort_max == T(0) &&
                 r.detection_min == T(0) && r.error_max == T(0)));
    f("B > 0", T(0) < r.benefit);
    f("0 < P* <= saturation < 1",
      T(0) < r.threshold && r.threshold <= r.saturation && r.saturation < r.scale);
    f("rho > mu", r.mu < r.initial_points);
    f("rho is at most points_max", r.initial_points <= r.points_max);
    f("points_max is within its limit", r.points_max <= T(Limits::points));
    f("rho and a report of whatever pay fit",
      r.initial_points + contract::pay(r, r.rank_max, r.theta_min, r.gamma_min) <= r.points_max);
    f("bounds are in order",
      r.rank_min <= r.rank_max && r.theta_min <= r.theta_max && r.gamma_min <= r.gamma_max);
    f("who is counted once a round is not charged",
      r.round_limit + r.round_limit <= r.idle_limit + r.idle_period);
    f("nor does his membership lapse", r.round_limit + r.round_limit <= r.retire_after);
    f("a round is as long as the interval at least", r.share_interval <= r.round_limit);
    f("a notice is as long as two rounds at least", r.round_limit + r.round_limit <= r.notice);
}

constexpr auto guard_admissible = proved(
    "Rules are well-formed exactly if every one is within its domain and the stated limits; they "
    "are admitted exactly if they are, the least P is above stock_max, and with review it makes "
    "honest reports pay more than keeping and than junk.",
    "well-formed <-> domain, admissible <-> domain, stock_max < P = P(r_min, theta_max, gamma_max) "
    "and without review, or stock_max + e < P (1 - f) - f s and e < (p - f)(P + s)",
    []<class S, class T = Number<S>>(S& s) {
        s.step("rules to deploy");
        const auto rules = any_rules(s);
        const auto formed = contract::well_formed(rules);
        Truth<T> all(true);
        domain(rules, [&](const std::string& sentence, const Truth<T>& truth) {
            s.claim(sentence, !formed || truth);
            all = all && truth;
        });
        s.claim("such rules are well-formed", !all || formed);
        const T least = contract::pay(rules, rules.rank_min, rules.theta_max, rules.gamma_max);
        const T& erred = rules.error_max;
        const Truth<T> above_keeping =
            (rules.stock_max + rules.effort_max) * rules.scale + erred * rules.penalty <
            least * (rules.scale - erred);
        const Truth<T> above_junk = rules.effort_max * rules.scale <
                                    (rules.detection_min - erred) * (least + rules.penalty);
        s.claim("the guard", contract::admissible(rules) ==
                                 (formed && rules.stock_max < least &&
                                  (rules.quorum == T(0) || (above_keeping && above_junk))));
    });

constexpr auto guard_tick = proved(
    "Deployment and announcement ask that a tick lasts a second at least, and that a tick, a round "
    "and a notice end within the limit.",
    "1 <= tick; tick, round_limit tick, notice tick <= 10^8 s",
    []<class S, class T = Number<S>>(S& s) {
        s.step("rules, and the length of a tick");
        const auto rules = any_rules(s);
        const T tick = s.number("tick", "seconds", 1);
        s.assume(contract::well_formed(rules));
        const T limit(Limits::seconds);
        s.claim("exactly then",
                contract::ends_in_time(rules, tick) ==
                    (T(1) <= tick && tick <= limit && rules.round_limit * tick <= limit &&
                     rules.notice * tick <= limit));
    });

constexpr auto case1 = proved(
    "In every state every member is in strategy case 1 of the game as paid, at the theta of the "
    "round and any gamma that can be in force.",
    "I -> P + n mu - Delta (1 - x) > 0", []<class S, class T = Number<S>>(S& s) {
        s.step("a state of the contract");
        const auto rules = any_rules(s);
        const auto round = s.template record<Round>("round", Example{}.round);
        s.assume(contract::admissible(rules) && in_box(rules, round));
        const auto at = any_situation(s, rules);
        const T gamma = contract::gamma_in_force(rules, round);
        s.claim("gamma in force is within the rules",
                model::within(gamma, rules.gamma_min, rules.gamma_max));
        claim_case_1(s, claim_rises(s, rules, worst_corner(rules), {at.rank, round.theta, gamma}),
                     at);
    });

}  // namespace

std::vector<Property> guard_properties() {
    PropertyTable table(Subject::guarded);
    table.both("guarded.guard.pay", guard_pay);
    table.both("guarded.guard.game", guard_game);
    table.both("guarded.guard.monotone", guard_monotone);
    table.both("guarded.guard.sufficient", guard_sufficient);
    table.both("guarded.guard.necessary", guard_necessary);
    table.fixed("guarded.guard.exact-amounts", guard_exact_amounts);
    table.both("guarded.guard.one-rank", guard_one_rank);
    table.both("guarded.guard.admissible", guard_admissible);
    table.both("guarded.guard.tick", guard_tick);
    table.both("guarded.case1", case1);
    table.real("guarded.guard.between", case1_between);
    return table.properties();
}

}  // namespace essmap::verify::guarded
