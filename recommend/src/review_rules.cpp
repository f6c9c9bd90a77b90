#include "review_rules.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace essmap::recommend {

namespace {

using model::CheckedInteger;
using model::InvalidValue;
using model::guarded::Limits;
using Rules = model::guarded::Rules<CheckedInteger>;

struct Penalties {
    mpz_class least, most;
};

/// The penalties s with which the guard of a review holds where an honest report costs e:
///     e scale/(p - f) - P < s    and    f s < P (scale - f) - (Delta + e) scale.
/// @return nullopt where there are none
std::optional<Penalties> penalties(const Rules& rules, std::int64_t effort) {
    const mpz_class scale = rules.scale.value();
    const mpz_class error = rules.error_max.value();
    const mpz_class found = rules.detection_min.value() - error;
    const mpz_class pay = least_pay(rules).value();
    const mpz_class cost = effort * scale;
    const mpz_class room = pay * (scale - error) - rules.stock_max.value() * scale - cost;
    if (room <= 0) return std::nullopt;
    Penalties result{cost / found + 1 - pay, Limits::points_per_share};
    if (result.least < 0) result.least = 0;
    if (error > 0) result.most = std::min<mpz_class>(result.most, (room - 1) / error);
    if (result.most < result.least) return std::nullopt;
    return result;
}

/// The largest effort with which some penalty would do; nullopt where none would.
/// @param effort one with which none does
std::optional<std::int64_t> largest_effort(const Rules& rules, std::int64_t effort) {
    if (effort == 0 || !penalties(rules, 0)) return std::nullopt;
    std::int64_t good = 0;
    while (effort - good > 1) {
        const std::int64_t middle = good + (effort - good) / 2;
        (penalties(rules, middle) ? good : effort) = middle;
    }
    return good;
}

}  // namespace

void validate_review(const ContractUnits& units) {
    const auto refuse = [](const char* name, double value, const std::string& allowed) {
        throw InvalidValue(std::string("contract.") + name, model::shortest(value), allowed);
    };
    if (units.quorum == 0.0) {
        const auto absent = [&](const char* name, double value) {
            if (value != 0.0) refuse(name, value, "0 without a review, which needs a quorum");
        };
        absent("window", units.window);
        absent("penalty", units.penalty);
        absent("effort_max", units.effort_max);
        absent("detection_min", units.detection_min);
        absent("error_max", units.error_max);
        return;
    }
    if (units.quorum < 2.0)
        refuse("quorum", units.quorum,
               "0 for no review, or at least 2, so that no one account takes points");
    if (units.window < 1.0)
        refuse("window", units.window,
               "with a review at least 1 tick, in which reviewers may vote");
    if (!(units.error_max < units.detection_min))
        refuse("detection_min", units.detection_min,
               "more than error_max = " + model::shortest(units.error_max) +
                   ", or reviewers tell nothing");
}

bool keeps_honesty_in_limits(const Rules& rules) {
    return !well_formed_game(rules) || keeps_honesty(rules);
}

void check_chances(const Rules& rules, const ContractUnits& units) {
    if (reviewed(rules) && !(rules.error_max < rules.detection_min))
        throw InvalidValue("contract.detection_min", model::shortest(units.detection_min),
                           "more than error_max = " + model::shortest(units.error_max) +
                               " when it is rounded down and error_max up to parts of scale = " +
                               std::to_string(rules.scale.value()));
}

void refuse_review(const Rules& rules, const ContractUnits& units) {
    const auto refuse = [](const char* name, double value, const std::string& allowed) {
        throw InvalidValue(std::string("contract.") + name, model::shortest(value), allowed);
    };
    const std::int64_t effort = rules.effort_max.value();
    if (const auto allowed = penalties(rules, effort))
        refuse("penalty", units.penalty,
               allowed->least.get_str() + " to " + allowed->most.get_str() +
                   " points, so that honest sharing pays more than junk and than keeping");
    if (const auto allowed = largest_effort(rules, effort))
        refuse("effort_max", units.effort_max,
               "at most " + std::to_string(*allowed) +
                   " points; for more, no penalty makes honest sharing pay more than junk and than "
                   "keeping");
    // With no effort and no penalty, P (scale - f) > Delta scale is all that is asked.
    const mpz_class pay = least_pay(rules).value();
    const mpz_class parts = ((pay - rules.stock_max.value()) * rules.scale.value() - 1) / pay;
    throw InvalidValue("contract.error_max", model::shortest(units.error_max),
                       "at most " +
                           model::shortest(model::to_double(model::Rational(parts) /
                                                            model::Rational(rules.scale.value()))) +
                           ", or honest sharing pays no more than keeping");
}

}  // namespace essmap::recommend
