#include "guarded_review.hpp"

/// What the guard asks where reports are reviewed, case 1*: honest sharing strictly dominates both
/// keeping and junk in one round's payoffs, and no weaker condition makes it so.
namespace essmap::verify::guarded {

namespace {

/// What the contract cannot see, and the operator vouches for: what an honest report costs its
/// author, and the chances, in 1/scale, that junk is rejected and that an honest report is.
template <class T>
struct Vouched {
    T effort, found, erred;  ///< e, p, f
};
template <class S, class T>
Vouched<T> any_vouched(S& s, const Rules<T>& rules) {
    const Vouched<T> any{s.number("effort", "points", 20), s.number("found", "1/scale", 700),
                         s.number("erred", "1/scale", 10)};
    s.assume(model::within(any.effort, T(0), rules.effort_max) &&
             model::within(any.found, rules.detection_min, rules.scale) &&
             model::within(any.erred, T(0), rules.error_max));
    return any;
}
/// Their bounds.
template <class T>
Vouched<T> worst_vouched(const Rules<T>& rules) {
    return {rules.effort_max, rules.detection_min, rules.error_max};
}

/// What a report is worth to its author, times scale, in expectation: an honest one, and junk.
template <class T>
struct Payoffs {
    T honest, junk;
};
/// @param stands what a report that stands brings @param rejected what a rejected one takes, s
template <class T>
Payoffs<T> payoffs(const Rules<T>& rules, const Vouched<T>& v, const T& stands, const T& rejected) {
    return {stands * (rules.scale - v.erred) - v.erred * rejected - v.effort * rules.scale,
            stands * (rules.scale - v.found) - v.found * rejected};
}

/// Claims the payoffs themselves where claim_honest() has shown what they follow from.
template <class S, class T>
void claim_payoffs(S& s, const Rules<T>& rules, const T& paid, const Vouched<T>& v,
                   const Situation<T>& at) {
    const T& scale = rules.scale;
    const auto [honest, junk] = payoffs(rules, v, paid, rules.penalty);
    const T charged = at.periods * at.mu;
    s.claim("keeping gains no more than the stock",
            T(0) <= charged * scale && T(0) <= at.stock * scale);
    s.claim("effort and stock are both paid for",
            (at.stock + v.effort) * scale == at.stock * scale + v.effort * scale);
    s.claim("honest less keep where nobody is honest: P(1-f) - f s - e + n mu - Delta > 0",
            T(0) < honest + charged * scale - at.stock * scale);
    s.claim("honest less keep where everyone is: P(1-f) - f s - e + n mu > 0",
            T(0) < honest + charged * scale);
    s.claim("honest and junk differ by what is found, and by the effort",
            honest - junk == (v.found - v.erred) * (paid + rules.penalty) - v.effort * scale);
    s.claim("honest less junk: (p - f)(P + s) - e > 0", T(0) < honest - junk);
}

/// Claims that an honest report that pays P or nothing, and s if it is rejected, is worth more than
/// keeping, which is worth Delta (1 - x) - n mu, and than junk. @pre P is at least the least P
template <class S, class T>
void claim_honest(S& s, const Rules<T>& rules, const T& paid, const Vouched<T>& v,
                  const Situation<T>& at) {
    const T least = contract::least_pay(rules);
    const auto& [scale, penalty] = std::tie(rules.scale, rules.penalty);
    const Vouched<T> worst = worst_vouched(rules);
    s.claim("the least P is positive", T(0) < least);
    s.claim("no more is at stake than at worst",
            (at.stock + v.effort) * scale <= (rules.stock_max + worst.effort) * scale);
    s.claim("nor is more owed", v.erred * penalty <= worst.erred * penalty);
    s.claim("a larger P stands as often",
            least * (scale - worst.erred) <= paid * (scale - worst.erred));
    s.claim("or more often", paid * (scale - worst.erred) <= paid * (scale - v.erred));
    s.claim("so honest reports are worth their effort and the stock",
            (at.stock + v.effort) * scale + v.erred * penalty < paid * (scale - v.erred));
    s.claim("the effort is no more than at worst", v.effort * scale <= worst.effort * scale);
    const T lost = paid + penalty;
    s.claim("junk loses no less",
            (worst.found - worst.erred) * (least + penalty) <= (worst.found - worst.erred) * lost);
    s.claim("nor is it found less often",
            (worst.found - worst.erred) * lost <= (v.found - v.erred) * lost);
    s.claim("so junk is found out for more than the effort",
            v.effort * scale < (v.found - v.erred) * lost);
    claim_payoffs(s, rules, paid, v, at);
}

/// Rules with a review, and a rank, theta and gamma that they admit.
template <class S>
struct Reviewed {
    using T = typename S::Number;
    Rules<T> rules;
    Corner<T> corner;
};
template <class S>
Reviewed<S> any_reviewed(S& s) {
    s.step("rules with a review, and a rank, theta and gamma within them");
    const Reviewed<S> any{any_rules(s),
                          {s.number("rank", "level", 4), s.number("theta", "levels/scale", 1500),
                           s.number("gamma", "points", 100)}};
    const auto& [rules, corner] = any;
    s.assume(contract::well_formed(rules) && contract::reviewed(rules) &&
             model::within(corner.rank, rules.rank_min, rules.rank_max) &&
             model::within(corner.theta, rules.theta_min, rules.theta_max) &&
             model::within(corner.gamma, rules.gamma_min, rules.gamma_max));
    return any;
}

constexpr auto honesty_sufficient = proved(
    "Where the guard passes rules with a review, honest sharing strictly dominates keeping and "
    "junk in one round's payoffs: for any rank, theta and gamma within the rules, any Delta up to "
    "stock_max, any effort up to effort_max, any chance of rejection from detection_min on for "
    "junk and up to error_max for honest reports, and any number of periods that NSP charges.",
    "guard -> P(1-f) - f s - e + n mu - Delta (1 - x) > 0, (p - f)(P + s) - e > 0", [](auto& s) {
        const auto [rules, corner] = any_reviewed(s);
        s.assume(contract::keeps_case_1(rules) && contract::keeps_honesty(rules));
        auto at = any_situation(s, rules);
        at.rank = corner.rank;
        const auto vouched = any_vouched(s, rules);
        const auto paid = claim_rises(s, rules, worst_corner(rules), corner);
        claim_honest(s, rules, paid, vouched, at);
    });

constexpr auto honesty_necessary = proved(
    "Where the guard refuses well-formed rules with a review that are in case 1, an honest report "
    "is worth no more than keeping or than junk at the bounds of the rules: no weaker guard is "
    "safe.",
    "not guard -> P(1-f) - f s - e - Delta <= 0 or (p - f)(P + s) - e <= 0 at r_min, theta_max, "
    "gamma_max, Delta = stock_max, e = effort_max, p = detection_min, f = error_max, n = 0, x = 0",
    []<class S, class T = Number<S>>(S& s) {
        s.step("rules that the guard refuses");
        auto refused = example_rules<Rational>();
        refused.effort_max = 60;
        const auto rules = s.template record<Rules>("rules", refused);
        s.assume(contract::well_formed(rules) && contract::reviewed(rules) &&
                 contract::keeps_case_1(rules) && !contract::keeps_honesty(rules));
        const Vouched<T> v = worst_vouched(rules);
        const T& scale = rules.scale;
        const T paid = contract::pay(rules, rules.rank_min, rules.theta_max, rules.gamma_max);
        const auto [honest, junk] = payoffs(rules, v, paid, rules.penalty);
        s.claim("effort and stock are both paid for",
                (rules.stock_max + v.effort) * scale == rules.stock_max * scale + v.effort * scale);
        s.claim("honest and junk differ by what is found, and by the effort",
                honest - junk == (v.found - v.erred) * (paid + rules.penalty) - v.effort * scale);
        s.claim("the stock or junk is worth as much as an honest report",
                honest <= rules.stock_max * scale || honest <= junk);
    });

constexpr auto honesty_between = proved(
    "Whatever fractions the chances are: between their bounds, and at any share x of honest "
    "members, honest reports are worth more than keeping and than junk if they are at the bounds.",
    "P(1-f) - f s - e + n mu - Delta (1 - x) > 0 and (p - f)(P + s) - e > 0 for e <= e_max, p >= "
    "p_min, f <= f_max, Delta <= Delta_max, P >= P_min, 0 <= x <= 1",
    []<class S, class T = Number<S>>(S& s) {
        const T least = s.number("P_min", "points", 300);
        const T paid = s.number("P", "points", 350);
        const T penalty = s.number("s", "points", 60);
        const T most_stock = s.number("Delta_max", "points", 250);
        const T stock = s.number("Delta", "points", 250);
        const T most_effort = s.number("e_max", "points", 20);
        const T effort = s.number("e", "points", 20);
        const T least_found = s.number("p_min", "", Rational(7, 10));
        const T found = s.number("p", "", Rational(3, 4));
        const T most_erred = s.number("f_max", "", Rational(1, 100));
        const T erred = s.number("f", "", Rational(1, 200));
        const T charged = s.number("charged", "points", 0);
        const T x = s.number("x", "", Rational(1, 5));
        const T one(1);
        s.assume(T(0) <= penalty && model::within(stock, T(0), most_stock) &&
                 model::within(effort, T(0), most_effort) && T(0) <= erred && erred <= most_erred &&
                 most_erred < least_found && least_found <= found && found <= one &&
                 T(0) <= charged && T(0) <= x && x <= one && most_stock < least && least <= paid &&
                 most_stock + most_effort < least * (one - most_erred) - most_erred * penalty &&
                 most_effort < (least_found - most_erred) * (least + penalty));
        s.claim("a larger P stands as often",
                least * (one - most_erred) <= paid * (one - most_erred));
        s.claim("or more often", paid * (one - most_erred) <= paid * (one - erred));
        s.claim("no more is owed", erred * penalty <= most_erred * penalty);
        s.claim("the stock is worth less where some are honest", stock * (one - x) <= stock);
        s.claim("honest less keep", T(0) < paid * (one - erred) - erred * penalty - effort +
                                               charged - stock * (one - x));
        const T lost = paid + penalty;
        s.claim("junk loses no less", (least_found - most_erred) * (least + penalty) <=
                                          (least_found - most_erred) * lost);
        s.claim("nor is it found less often",
                (least_found - most_erred) * lost <= (found - erred) * lost);
        s.claim("honest less junk", T(0) < (found - erred) * lost - effort);
    });

constexpr auto honesty_case_1 = proved(
    "Rules that make honest sharing dominant are in case 1; and without a review case 1 is all "
    "that the guard asks.",
    "quorum > 0: case 1* -> P > Delta; quorum = 0: guard <-> P > Delta",
    []<class S, class T = Number<S>>(S& s) {
        s.step("rules to deploy");
        const auto rules = any_rules(s);
        s.assume(contract::well_formed(rules));
        const T least = contract::least_pay(rules);
        const T stands = rules.scale - rules.error_max;
        const Truth<T> honest = contract::reviewed(rules) && contract::keeps_honesty(rules);
        s.claim("some reports stand", T(0) < stands);
        s.claim("the stock is worth its points",
                !honest || rules.stock_max * stands <= rules.stock_max * rules.scale);
        s.claim("effort and stock are both paid for",
                (rules.stock_max + rules.effort_max) * rules.scale ==
                    rules.stock_max * rules.scale + rules.effort_max * rules.scale);
        s.claim("what stands is worth more", !honest || rules.stock_max * stands < least * stands);
        s.claim("so the rules are in case 1", !honest || rules.stock_max < least);
        s.claim(
            "without a review nothing else is asked",
            contract::reviewed(rules) || contract::admissible(rules) == (rules.stock_max < least));
    });

constexpr auto honesty_state = proved(
    "In every state under rules with a review honest sharing strictly dominates keeping and junk "
    "in one round's payoffs, at the theta of the round and any gamma that can be in force.",
    "I -> P(1-f) - f s - e + n mu - Delta (1 - x) > 0, (p - f)(P + s) - e > 0",
    []<class S, class T = Number<S>>(S& s) {
        s.step("a state of the contract");
        const auto rules = any_rules(s);
        const auto round = s.template record<Round>("round", Example{}.round);
        s.assume(contract::admissible(rules) && contract::reviewed(rules) && in_box(rules, round));
        const auto at = any_situation(s, rules);
        const auto vouched = any_vouched(s, rules);
        const T gamma = contract::gamma_in_force(rules, round);
        s.claim("gamma in force is within the rules",
                model::within(gamma, rules.gamma_min, rules.gamma_max));
        const T paid = claim_rises(s, rules, worst_corner(rules), {at.rank, round.theta, gamma});
        claim_honest(s, rules, paid, vouched, at);
    });

/// A counted report of the state's member under rules with a review, and its rejection, where
/// neither the largest points nor the limit of debts is near, and nobody was idle.
template <class S>
struct Outcomes {
    using T = typename S::Number;
    State<S> before;
    Rules<T> rules;  ///< of the round of the report
    T paid;          ///< P
    T stands;        ///< change of the balance by a report that stands
    T rejected;      ///< and by one that is rejected
};
template <class S>
Outcomes<S> any_outcomes(S& s) {
    using T = typename S::Number;
    const auto report = any_report(s, example([](Example& e) { e.member.paid_until = 1300; }));
    const auto& [before, after] = std::tie(report.before, report.after);
    s.assume(after.accepted && after.counted && after.reviewed);
    const auto [rules, round, paid] = setting_of(before);
    const T author = s.number("author", "account", 7);
    const auto record = contract::record_of<T>(after, author, before.now);
    const auto back = contract::reject<T>(rules, after.round, after.member, record, before.now);
    s.step("the report is rejected");
    s.change("member", after.member, back.member);
    s.assume(after.punished == T(0) && back.punished == T(0) &&
             before.member.balance + paid <= rules.points_max &&
             T(-Limits::points) <= before.member.balance - rules.penalty);
    return {before, rules, paid, after.member.balance - before.member.balance,
            back.member.balance - before.member.balance};
}

constexpr auto honesty_paid = proved(
    "What the contract does to the balance of who reports is the game in which honest sharing "
    "dominates: a report that stands brings P, a rejected one takes s, and so an honest one is "
    "worth more than junk, and than keeping the stock.",
    "stands: +P, rejected: -s -> (1-f) P - f s - e > (1-p) P - p s, Delta",
    []<class S, class T = Number<S>>(S& s) {
        const auto [before, rules, paid, stands, rejected] = any_outcomes(s);
        const auto v = any_vouched(s, rules);
        auto at = any_situation(s, rules);
        at.periods = T(0);
        claim_paid(s, before);
        s.claim("P is at least the least P", contract::least_pay(rules) <= paid);
        s.claim("a report that stands brings P", stands == paid);
        s.claim("a rejected one takes s", rejected == -rules.penalty);
        claim_honest(s, rules, paid, v, at);
        const auto [honest, junk] = payoffs(rules, v, stands, T(-rejected));
        s.claim("an honest one is worth more than junk", junk < honest);
        s.claim("and than the stock", at.stock * rules.scale < honest);
    });

constexpr auto honesty_enough = refuted(
    "It would be enough that the rules are in case 1.", "P > Delta -> (p - f)(P + s) - e > 0",
    []<class S, class T = Number<S>>(S& s) {
        s.step("rules with a review, in case 1");
        auto close = example_rules<Rational>();
        close.detection_min = 20;
        const auto rules = s.template record<Rules>("rules", close);
        s.assume(contract::well_formed(rules) && contract::reviewed(rules) &&
                 contract::keeps_case_1(rules));
        const T paid = contract::least_pay(rules);
        const auto [honest, junk] = payoffs(rules, worst_vouched(rules), paid, rules.penalty);
        s.show("honest", honest, "points/scale");
        s.show("junk", junk, "points/scale");
        s.claim("an honest report is worth more than junk", junk < honest);
    });

constexpr auto honesty_unreviewed = refuted(
    "Without a review an honest report is worth more than junk.",
    "quorum = 0 -> -charge - e > -charge", []<class S, class T = Number<S>>(S& s) {
        auto without = example([](Example& e) {
            e.rules.quorum = e.rules.window = e.rules.penalty = e.rules.effort_max =
                e.rules.detection_min = e.rules.error_max = 0;
        });
        const auto report = any_report(s, without);
        const T effort = s.number("effort", "points", 20);
        s.assume(report.after.accepted && report.after.counted &&
                 !contract::reviewed(report.before.rules) && T(0) <= effort);
        s.claim("an honest one is worth more",
                -report.after.charge < -report.after.charge - effort);
    });

}  // namespace

std::vector<Property> honesty_properties() {
    PropertyTable table(Subject::guarded);
    table.both("guarded.honesty.sufficient", honesty_sufficient);
    table.both("guarded.honesty.necessary", honesty_necessary);
    table.both("guarded.honesty.case-1", honesty_case_1);
    table.both("guarded.honesty.state", honesty_state);
    table.both("guarded.honesty.paid", honesty_paid);
    table.both("guarded.honesty.enough", honesty_enough);
    table.fixed("guarded.honesty.unreviewed", honesty_unreviewed);
    table.real("guarded.honesty.between", honesty_between);
    return table.properties();
}

}  // namespace essmap::verify::guarded
