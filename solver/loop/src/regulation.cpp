#include "essmap/solver/regulation.hpp"

#include <cmath>
#include <string>

#include "essmap/model/find_name.hpp"
#include "essmap/model/guarded/rules.hpp"

namespace essmap::solver {

std::string_view name_of(Contract contract) {
    switch (contract) {
        case Contract::guarded: return "guarded";
        case Contract::unguarded: return "unguarded";
        case Contract::published: break;
    }
    return "published";
}

std::string_view name_of(GammaRule rule) {
    switch (rule) {
        case GammaRule::fixed: return "fixed";
        case GammaRule::two_level: return "two-level";
        case GammaRule::hysteresis: return "hysteresis";
        case GammaRule::stepwise: break;
    }
    return "stepwise";
}

std::string_view name_of(Arithmetic arithmetic) {
    return arithmetic == Arithmetic::real ? "real" : "fixed-point";
}

namespace {

using model::InvalidValue;
using model::shortest;

/// Throws unless lo <= value <= hi; NaN is refused too.
void within(const char* name, double value, double lo, double hi, const std::string& allowed) {
    if (!(value >= lo && value <= hi)) throw InvalidValue(name, shortest(value), allowed);
}

void validate_game(const Regulation& r) {
    for (const auto& [name, value] : {std::pair{"r", r.game.r},
                                      {"theta", r.game.theta},
                                      {"gamma", r.game.gamma},
                                      {"mu", r.game.mu},
                                      {"k", r.game.k},
                                      {"omega", r.game.omega},
                                      {"U", r.game.U}})
        model::validate_value(name, value);
    model::validate_saturation(r.saturation);
    if (!(r.x0 > 0.0 && r.x0 < r.saturation))
        throw InvalidValue("x0", shortest(r.x0), "0 < x0 < saturation = " + shortest(r.saturation));
    if (r.x0 < 1e-300) throw InvalidValue("x0", shortest(r.x0), "at least 1e-300");
}

void validate_gamma_rule(const Regulation& r) {
    if (!(r.threshold > 0.0 && r.threshold < r.saturation))
        throw InvalidValue("threshold", shortest(r.threshold),
                           "0 < threshold < saturation = " + shortest(r.saturation));
    if (r.rule == GammaRule::fixed) return;
    model::validate_value("gamma", r.gamma_reward);
    model::validate_value("gamma", r.gamma_charge);
    if (!(r.gamma_reward < r.gamma_charge))
        throw InvalidValue("gamma_reward", shortest(r.gamma_reward),
                           "less than gamma_charge = " + shortest(r.gamma_charge));
    if (r.rule == GammaRule::hysteresis &&
        !(r.hysteresis >= 1e-9 && r.threshold - r.hysteresis > 0.0 &&
          r.threshold + r.hysteresis < r.saturation))
        throw InvalidValue("hysteresis", shortest(r.hysteresis),
                           ">= 1e-9, with threshold - hysteresis > 0 and threshold + hysteresis < "
                           "saturation");
    if (r.rule == GammaRule::stepwise)
        within("gamma_step", r.gamma_step, 0.0, model::largest_magnitude, "gamma_step >= 0");
}

void validate_clocks(const Regulation& r) {
    within("tick", r.tick, 1e-9, 1.0, "1e-9 <= tick <= 1");
    if (!(r.round_limit >= r.tick))
        throw InvalidValue("round_limit", shortest(r.round_limit), "at least a tick");
    if (r.contract == Contract::published && std::isfinite(r.round_limit))
        throw InvalidValue("round_limit", shortest(r.round_limit),
                           "not with the published contract, which has none");
    if (!r.idleness) return;
    // Every pass of the published NSP differs, until the points are gone.
    if (const Idleness& idle = *r.idleness;
        r.contract == Contract::published &&
        idle.limit / idle.period + std::sqrt(2.0 * idle.initial_points / idle.period) > 3e4)
        throw InvalidValue("idle_period", shortest(idle.period),
                           "with the published contract at most 30000 passes until the points are "
                           "gone, idle_limit/idle_period + sqrt(2 initial_points/idle_period)");
    within("idle_limit", r.idleness->limit, 0.0, 1e9, "0 <= idle_limit <= 1e9");
    within("idle_period", r.idleness->period, r.tick, 1e9, "tick <= idle_period <= 1e9");
    within("initial_points", r.idleness->initial_points, 0.0, 1e12, "0 <= initial_points <= 1e12");
    within("mu", r.game.mu, 0.0, model::largest_magnitude, "mu >= 0 with idleness");
}

/// What checked integers can hold.
void validate_fixed_point(const Regulation& r) {
    const bool published = r.contract == Contract::published;
    using guarded_limits = model::guarded::Limits;
    const auto whole = [](double value) { return value == std::floor(value); };
    if (!(whole(r.scale) && r.scale >= 1.0 &&
          r.scale <= static_cast<double>(guarded_limits::scale)))
        throw InvalidValue("scale", shortest(r.scale), "a whole number from 1 to 1e6");
    if (!whole(r.game.r))
        throw InvalidValue("r", shortest(r.game.r), "a whole number in fixed point");
    if (published && !whole(r.game.theta))
        throw InvalidValue("theta", shortest(r.game.theta),
                           "a whole number of levels: the published contract has no other");
    const double points = static_cast<double>(guarded_limits::points_per_share);
    for (const auto& [name, value] : {std::pair{"U", r.game.U},
                                      {"gamma", r.game.gamma},
                                      {"gamma_reward", r.gamma_reward},
                                      {"gamma_charge", r.gamma_charge},
                                      {"gamma_step", r.gamma_step},
                                      {"mu", r.game.mu}})
        if (!(std::abs(value * r.scale) <= points))
            throw InvalidValue(name, shortest(value),
                               "at most 1e8 multiples of 1/scale in fixed point");
    for (const auto& [name, value] : {std::pair{"theta", r.game.theta},
                                      {"theta_min", r.theta_min},
                                      {"theta_max", r.theta_max.value_or(0.0)}})
        within(name, value, 0.0, static_cast<double>(guarded_limits::rank),
               "at most 10000 in fixed point");
    within("r", r.game.r, 1.0, static_cast<double>(guarded_limits::rank),
           "at most 10000 in fixed point");
    if (!(r.N / r.tick * (published ? 1.0 : r.scale) <=
          static_cast<double>(guarded_limits::numerator)))
        throw InvalidValue("N", shortest(r.N), "N scale/tick <= 1e18 in fixed point");
    if (published) return;
    if (std::round(r.damping * r.scale) < 1.0)
        throw InvalidValue("damping", shortest(r.damping), "at least 1/scale in fixed point");
    const double share = std::round(r.saturation * r.scale) / r.scale;
    if (!(share < 1.0))
        throw InvalidValue("saturation", shortest(r.saturation),
                           "less than 1 in multiples of 1/scale");
    const double saturating = std::floor(share * r.members + 1e-9) + 1.0;
    if (!(r.x0 < (saturating - 0.5) / r.members))
        throw InvalidValue("x0", shortest(r.x0), "fewer members than saturate, in fixed point");
}

}  // namespace

void by_name(const std::string& key, const std::string& name, Contract& contract) {
    model::find_name(key, name, {Contract::guarded, Contract::unguarded, Contract::published},
                     contract);
}

void by_name(const std::string& key, const std::string& name, GammaRule& rule) {
    model::find_name(
        key, name,
        {GammaRule::fixed, GammaRule::two_level, GammaRule::hysteresis, GammaRule::stepwise}, rule);
}

void by_name(const std::string& key, const std::string& name, Arithmetic& arithmetic) {
    model::find_name(key, name, {Arithmetic::real, Arithmetic::fixed_point}, arithmetic);
}

void validate(const Regulation& r) {
    validate_game(r);
    if (!(r.N > 0.0 && r.N <= model::largest_magnitude))
        throw InvalidValue("N", shortest(r.N), "N > 0 (and <= 1e100)");
    if (!(r.damping >= 1e-6 && r.damping <= 1.0))
        throw InvalidValue("damping", shortest(r.damping), "1e-6 <= damping <= 1");
    validate_gamma_rule(r);
    validate_clocks(r);
    within("theta_min", r.theta_min, 0.0, static_cast<double>(model::guarded::Limits::rank),
           "0 <= theta_min <= 10000");
    if (r.theta_max && !(*r.theta_max >= r.theta_min))
        throw InvalidValue("theta_max", shortest(*r.theta_max),
                           "at least theta_min = " + shortest(r.theta_min));
    if (r.theta_max && r.contract != Contract::guarded)
        throw InvalidValue("theta_max", shortest(*r.theta_max), "only with the guarded contract");
    if (!(r.members >= 10.0 && r.members <= 1e9 && r.members == std::floor(r.members)))
        throw InvalidValue("members", shortest(r.members), "a whole number from 10 to 1e9");
    if (r.contract == Contract::published && r.rule == GammaRule::stepwise)
        within("members", r.members, 10.0, 1e3,
               "at most 1000 with the published stepwise rule, which moves gamma at every report");
    if (r.arithmetic == Arithmetic::fixed_point) validate_fixed_point(r);
}

double largest_theta(const Regulation& r) {
    if (r.theta_max) return *r.theta_max;
    constexpr double headroom = 0.95;
    const double gamma = r.rule == GammaRule::fixed ? r.game.gamma : r.gamma_charge;
    return headroom * r.game.r * (1.0 - r.game.k - gamma / r.game.U);
}

}  // namespace essmap::solver
