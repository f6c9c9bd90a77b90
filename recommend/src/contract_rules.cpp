#include "essmap/recommend/contract_rules.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "review_rules.hpp"

namespace essmap::recommend {

namespace {

using model::CheckedInteger;
using model::InvalidValue;
using model::Rational;
using Rules = model::guarded::Rules<CheckedInteger>;

std::int64_t whole(std::string_view name, const mpz_class& value) {
    static_assert(sizeof(long) == sizeof(std::int64_t));
    if (!value.fits_slong_p())
        throw InvalidValue("contract." + std::string(name), value.get_str(),
                           "what fits 64 bits: choose a coarser unit");
    return value.get_si();
}

/// value/unit as a whole number, rounded down or up.
std::int64_t counted(std::string_view name, const Rational& value, double unit, bool up) {
    const Rational exact = value / model::decimal_value(unit);
    mpz_class result;
    (up ? mpz_cdiv_q : mpz_fdiv_q)(result.get_mpz_t(), exact.get_num_mpz_t(),
                                   exact.get_den_mpz_t());
    return whole(name, result);
}

/// The double nearest to an exact multiple of a unit: its decimal is the multiple.
double worth(const CheckedInteger& count, double unit) {
    return model::to_double(Rational(count.value()) * model::decimal_value(unit));
}

/// The largest benefit of a box: no more than it, by a hair, where it is a logarithm.
Rational largest_benefit(const ParameterBox& box) {
    const Rational hi = model::decimal_value(box[maps::dim_benefit].hi);
    return box.benefit == model::BenefitKind::given ? hi : model::enclose_log1p(hi, 128).lo;
}

/// mu acts on whoever has points to lose: what a member pays who is idle for the longest round, as
/// far as points go, and at least 1000.
std::int64_t points_for_a_round(const Rules& rules) {
    const mpz_class periods = rules.round_limit.value() / rules.idle_period.value() + 1;
    const mpz_class points = periods * rules.mu.value() + 1;
    return std::clamp<mpz_class>(points, 1000, std::max<long>(rules.points_max.value(), 1000))
        .get_si();
}

ParameterBox box_of(const Rules& rules, const ContractUnits& units, const ParameterBox& wanted) {
    const auto range = [](double lo, double hi) { return maps::Interval{lo, hi}; };
    const auto share = [&](const CheckedInteger& count) {
        return model::to_double(Rational(count.value()) / model::decimal_value(units.scale));
    };
    ParameterBox box;
    box.benefit = model::BenefitKind::given;
    box[maps::dim_r] = range(static_cast<double>(rules.rank_min.value()),
                             static_cast<double>(rules.rank_max.value()));
    box[maps::dim_theta] = range(share(rules.theta_min), share(rules.theta_max));
    box[maps::dim_mu] = range(worth(rules.mu, units.point), worth(rules.mu, units.point));
    const double k =
        model::to_double(Rational(rules.stock_max.value()) / Rational(rules.benefit.value()));
    box[maps::dim_k] = range(std::min(wanted[maps::dim_k].lo, k), k);
    box[maps::dim_benefit] =
        range(worth(rules.benefit, units.point), worth(rules.benefit, units.point));
    box[maps::dim_gamma] =
        range(worth(rules.gamma_min, units.point), worth(rules.gamma_max, units.point));
    return box;
}

Rational exact(double value) { return model::decimal_value(value); }

/// Sets the times that follow from the longest round where the user gives none.
void set_times(Rules& rules, const ContractUnits& units) {
    const auto given = [](double value, const CheckedInteger& otherwise) {
        return value > 0.0 ? CheckedInteger(static_cast<std::int64_t>(value)) : otherwise;
    };
    const CheckedInteger longest(model::guarded::Limits::duration);
    const CheckedInteger two_rounds = rules.round_limit + rules.round_limit;
    rules.idle_period = static_cast<std::int64_t>(units.idle_period);
    rules.idle_limit =
        given(units.idle_limit, model::at_least<CheckedInteger>(two_rounds - rules.idle_period, 0));
    rules.share_interval = model::at_most<CheckedInteger>(
        static_cast<std::int64_t>(units.share_interval), rules.round_limit);
    rules.retire_after =
        given(units.retire_after, model::at_most(rules.round_limit * CheckedInteger(25), longest));
    rules.notice = given(units.notice, two_rounds);
}

/// Sets the rules of the review as the user gives them, p rounded down and f up.
void set_review(Rules& rules, const ContractUnits& units) {
    const auto count = [](double value) { return static_cast<std::int64_t>(value); };
    const auto parts = [&](const char* name, double chance, bool up) {
        return counted(name, exact(chance) * exact(units.scale), 1.0, up);
    };
    rules.quorum = count(units.quorum);
    rules.window = count(units.window);
    rules.penalty = count(units.penalty);
    rules.effort_max = count(units.effort_max);
    rules.detection_min = parts("detection_min", units.detection_min, false);
    rules.error_max = parts("error_max", units.error_max, true);
    check_chances(rules, units);
}

/// Every bound rounded to the safe side.
Rules rounded_rules(const RecommendationProblem& problem, const Recommendation& recommendation,
                    const ContractUnits& units) {
    const ParameterBox& box = recommendation.largest.box;
    const auto count = [](double value) { return static_cast<std::int64_t>(value); };
    const Rational benefit = largest_benefit(box);
    const Rational stock = exact(box[maps::dim_k].hi) * benefit;
    const double N = recommendation.regulation ? recommendation.regulation->N : 0.0;
    const double round =
        problem.wishes.x0 ? 2.0 * longest_time(box, problem.wishes) / units.tick : 1e6;
    Rules rules{
        .scale = count(units.scale),
        .rank_min = counted("rank_min", exact(box[maps::dim_r].lo), 1.0, false),
        .rank_max = counted("rank_max", exact(box[maps::dim_r].hi), 1.0, true),
        .promotion = count(units.promotion),
        .benefit = counted("benefit", benefit, units.point, false),
        .stock_max = counted("stock_max", stock, units.point, true),
        .theta_min =
            counted("theta_min", exact(box[maps::dim_theta].lo) * exact(units.scale), 1.0, true),
        .theta_max =
            counted("theta_max", exact(box[maps::dim_theta].hi) * exact(units.scale), 1.0, false),
        .gamma_min = counted("gamma_min", exact(box[maps::dim_gamma].lo), units.point, true),
        .gamma_max = counted("gamma_max", exact(box[maps::dim_gamma].hi), units.point, false),
        .gamma_step = count(units.gamma_step),
        .mu = counted("mu", exact(recommendation.point.at[maps::dim_mu].lo), units.point, true),
        .numerator = counted("numerator", exact(N) * exact(units.scale), units.tick, false),
        .threshold = counted("threshold", exact(units.threshold) * exact(units.scale), 1.0, false),
        .saturation = counted("saturation", exact(problem.wishes.saturation) * exact(units.scale),
                              1.0, false),
        .round_limit =
            count(units.round_limit > 0.0 ? units.round_limit : std::ceil(std::min(round, 5e8))),
        .idle_limit = 0,
        .idle_period = 1,
        .share_interval = 1,
        .retire_after = 0,
        .notice = 0,
        .initial_points = count(units.initial_points),
        .points_max = count(units.points_max),
        .quorum = 0,
        .window = 0,
        .penalty = 0,
        .effort_max = 0,
        .detection_min = 0,
        .error_max = 0};
    set_times(rules, units);
    set_review(rules, units);
    if (units.initial_points == 0.0) rules.initial_points = points_for_a_round(rules);
    return rules;
}

/// Lowers gamma_max while a wish is broken, or the guard refuses the rounded amounts: rounding may
/// cost gamma a few points, and a review more. What is feasible falls in gamma.
/// @throws InvalidValue where no gamma is left
void lower_gamma(Rules& rules, const ContractUnits& units, const ParameterBox& box,
                 const Wishes& wishes) {
    const auto at = [&](std::int64_t gamma) {
        Rules lower = rules;
        lower.gamma_max = gamma;
        return lower;
    };
    const auto wanted = [&](const Rules& lower) {
        // The game has k < 1.
        if (!(lower.stock_max < lower.benefit) || !keeps_case_1(lower)) return false;
        return !broken_wish(box_of(lower, units, box), wishes);
    };
    const auto feasible = [&](std::int64_t gamma) {
        return wanted(at(gamma)) && keeps_honesty_in_limits(at(gamma));
    };
    std::int64_t bad = rules.gamma_max.value();
    if (feasible(bad)) return;
    std::int64_t good = rules.gamma_min.value();
    if (good > bad || !wanted(at(good)))
        throw InvalidValue("contract.point", model::shortest(units.point),
                           "a finer unit: rounded to it and to parts of scale, the wishes "
                           "leave no gamma");
    if (!feasible(good)) refuse_review(at(good), units);
    while (bad - good > 1) {
        const std::int64_t middle = good + (bad - good) / 2;
        (feasible(middle) ? good : bad) = middle;
    }
    rules.gamma_max = good;
}

/// @throws InvalidValue naming the first of the rules that the guard does not admit
void check(const Rules& rules, const ContractUnits& units) {
    const auto refuse = [](const char* name, const CheckedInteger& value,
                           const std::string& allowed) {
        throw InvalidValue(std::string("contract.") + name, std::to_string(value.value()), allowed);
    };
    if (!(rules.mu < rules.initial_points))
        refuse("initial_points", rules.initial_points,
               "more than mu = " + std::to_string(rules.mu.value()) + " points");
    const CheckedInteger paid_once = rules.initial_points + largest_pay(rules);
    if (!(paid_once <= rules.points_max))
        refuse("points_max", rules.points_max,
               "at least initial_points and what a report may pay = " +
                   std::to_string(paid_once.value()));
    const CheckedInteger two_rounds = rules.round_limit + rules.round_limit;
    if (!(two_rounds <= rules.idle_limit + rules.idle_period))
        refuse("idle_limit", rules.idle_limit,
               "with idle_period at least 2 round_limit = " + std::to_string(two_rounds.value()) +
                   ", so that who is counted once a round is not charged");
    if (!(two_rounds <= rules.retire_after))
        refuse("retire_after", rules.retire_after,
               "at least 2 round_limit = " + std::to_string(two_rounds.value()));
    if (!(two_rounds <= rules.notice))
        refuse("notice", rules.notice,
               "at least 2 round_limit = " + std::to_string(two_rounds.value()));
    if (!ends_in_time<CheckedInteger>(rules, static_cast<std::int64_t>(units.seconds)))
        throw InvalidValue("contract.seconds", model::shortest(units.seconds),
                           "at most 1e8 seconds for a round and for a notice");
    if (!(rules.threshold <= rules.saturation))
        refuse("threshold", rules.threshold,
               "at most saturation = " + std::to_string(rules.saturation.value()) + " parts");
    if (!admissible(rules))
        throw InvalidValue("contract.scale, point and tick", "these",
                           "units in which the guard admits the rules (guarded/rules.hpp)");
}

}  // namespace

ContractRules contract_rules(const RecommendationProblem& problem,
                             const Recommendation& recommendation, const ContractUnits& units) {
    validate_review(units);
    Rules rules = rounded_rules(problem, recommendation, units);
    const ParameterBox& box = recommendation.largest.box;
    lower_gamma(rules, units, box, problem.wishes);
    check(rules, units);
    const ParameterBox& point = recommendation.point.at;
    const std::int64_t theta =
        counted("theta", exact(point[maps::dim_theta].lo) * exact(units.scale), 1.0, false);
    const std::int64_t gamma =
        counted("gamma", exact(point[maps::dim_gamma].lo), units.point, false);
    return {rules, clamp<CheckedInteger>(theta, rules.theta_min, rules.theta_max).value(),
            clamp<CheckedInteger>(gamma, rules.gamma_min, rules.gamma_max).value(),
            box_of(rules, units, box)};
}

}  // namespace essmap::recommend
