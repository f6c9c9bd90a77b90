#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "essmap/model/game.hpp"

/// The regulation of a population: a contract, its rule for gamma, and their parameters.
namespace essmap::solver {

enum class Contract {
    guarded,    ///< ours: bounds, time limit, and a guard that refuses rules outside case 1
    unguarded,  ///< the same transitions without bounds on theta and without the guard
    published,  ///< Algorithms 1 and 2 as printed
};
/// The name of a contract in specifications and reports: "guarded", "unguarded" or "published".
std::string_view name_of(Contract contract);

enum class GammaRule {
    fixed,       ///< gamma stays
    two_level,   ///< gamma_reward while P < P*, gamma_charge from P* on
    hysteresis,  ///< the same, switched at P* + h on the way up and P* - h on the way down
    stepwise,    ///< one gamma_step below the round's gamma, or above it; the round's end keeps it
};
/// The name of a rule for gamma: "fixed", "two-level", "hysteresis" or "stepwise".
std::string_view name_of(GammaRule rule);

enum class Arithmetic {
    real,        ///< what the algorithms mean
    fixed_point  ///< checked 64-bit integers, as a chain computes them
};
/// The name of an arithmetic: "real" or "fixed-point".
std::string_view name_of(Arithmetic arithmetic);

/// Sets `contract` to the one that name_of() calls `name`. @param key what messages call the value
/// @throws model::InvalidValue naming `key` and the names allowed
void by_name(const std::string& key, const std::string& name, Contract& contract);
/// Sets `rule` to the one that name_of() calls `name`. @throws model::InvalidValue likewise
void by_name(const std::string& key, const std::string& name, GammaRule& rule);
/// Sets `arithmetic` to the one that name_of() calls `name`. @throws model::InvalidValue likewise
void by_name(const std::string& key, const std::string& name, Arithmetic& arithmetic);

/// NSP's clock: a member that has not shared in the running round is charged mu for every period
/// of idleness beyond the limit, as long as its points last.
struct Idleness {
    double limit = 0.0;           ///< time units
    double period = 1.0;          ///< time units
    double initial_points = 1e6;  ///< rho
};

/// One regulated community. Times are in units of the replicator equation.
struct Regulation {
    model::Parameters<double> game{};  ///< theta and gamma: those of the first round
    double x0 = 0.2;                   ///< share of sharers each round begins with
    double saturation = 0.95;          ///< share that ends a round

    Contract contract = Contract::guarded;
    GammaRule rule = GammaRule::fixed;
    Arithmetic arithmetic = Arithmetic::real;
    double N = 1.0;          ///< of theta = N/T, levels x time units
    double damping = 1.0;    ///< lambda of theta <- (1-lambda) theta + lambda N/T
    double threshold = 0.6;  ///< P*
    double gamma_reward = 0.0;
    double gamma_charge = 0.0;  ///< with gamma_reward the levels, or the bounds of stepwise
    double gamma_step = 0.0;
    double hysteresis = 0.0;  ///< h
    double theta_min = 0.0;
    /// Guarded only; default: 95 % of the edge of case 1 at the largest gamma.
    std::optional<double> theta_max;
    double round_limit = std::numeric_limits<double>::infinity();  ///< not in published
    std::optional<Idleness> idleness;  ///< none: mu is in force all the time

    double scale = 1000.0;  ///< fixed point: theta, k, shares and points are multiples of 1/scale
    double members = 1e6;   ///< counted by fixed point, and by published stepwise
    double tick = 1e-6;     ///< time units per tick of the chain's clock
};

/// Checks every value, and the relations between them. @throws model::InvalidValue naming the first
/// that is not allowed
void validate(const Regulation& regulation);

/// The theta_max in force: the given one, or 0.95 r (1 - k - gamma/U), which is 95 % of the edge of
/// case 1 at the largest gamma.
double largest_theta(const Regulation& regulation);

}  // namespace essmap::solver
