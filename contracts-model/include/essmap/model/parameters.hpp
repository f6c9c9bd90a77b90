#pragma once

#include <array>
#include <cmath>
#include <stdexcept>
#include <string>
#include <string_view>

#include "essmap/model/exact.hpp"

namespace essmap::model {

/// Parameters of the game over a numeric domain T (paper Table 1), with the benefit already U.
template <class T>
struct Parameters {
    T r;      ///< account level (rank), >= 1
    T theta;  ///< cost-balancing parameter, >= 0; neutral where theta = r
    T gamma;  ///< dynamic parameter: < 0 extra incentive, > 0 charge for sharing
    T mu;     ///< points deducted from an inactive member
    T k;      ///< share of the benefit that the stock gives when nobody shares, in (0,1)
    T omega;  ///< scaling factor of the defence benefit, >= 0
    T U;      ///< benefit of sharing, ln(1+C), > 0
};

/// Parameters as a user writes them: decimals (exact.hpp), and C or U.
struct ParameterValues {
    double r = 0.0;
    double theta = 0.0;
    double gamma = 0.0;
    double mu = 0.0;
    double k = 0.0;
    double omega = 1.0;
    Benefit benefit;
};

/// A value outside its domain. The message says which, what was given, and what is allowed.
class InvalidValue : public std::invalid_argument {
public:
    /// The message is "NAME = GIVEN is not allowed: ALLOWED".
    InvalidValue(const std::string& name, const std::string& given, const std::string& allowed)
        : std::invalid_argument(name + " = " + given + " is not allowed: " + allowed) {}
    /// Repeats a whole message, e.g. one that came from another process.
    explicit InvalidValue(const std::string& message) : std::invalid_argument(message) {}
};

/// The question is allowed, but the method cannot answer it: exit code 2. This is no error of the
/// program. The message is one line.
class NoResult : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The shortest decimal that rounds to the double, as messages and files show it.
inline std::string shortest(double value) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), end.ptr};
}

/// One scalar: its name, what it is, its domain.
struct ParameterInfo {
    std::string_view name;
    std::string_view long_name;
    double lo;
    double hi;
    bool open;  ///< both ends excluded, and what is closer to 0 than smallest_positive
    std::string_view allowed;
    std::string_view units = "1";
};

/// Magnitudes are held to 1e100 (and positive ones to 1e-100) so that no product over- or
/// underflows.
inline constexpr double largest_magnitude = 1e100;
inline constexpr double smallest_positive = 1e-100;

/// The scalars of the game. The only table of them.
inline constexpr std::array<ParameterInfo, 8> parameter_table{{
    {"r", "account level (rank)", 1.0, largest_magnitude, false, "r >= 1 (and <= 1e100)"},
    {"theta", "cost-balancing parameter", 0.0, largest_magnitude, false,
     "theta >= 0 (and <= 1e100)"},
    {"gamma", "dynamic parameter (charge for sharing)", -largest_magnitude, largest_magnitude,
     false, "a finite number, |gamma| <= 1e100"},
    {"mu", "points deducted from an inactive member", -largest_magnitude, largest_magnitude, false,
     "a finite number, |mu| <= 1e100 (the paper has mu >= 0)"},
    {"k", "share of the benefit that the stock gives when nobody shares", 0.0, 1.0, true,
     "0 < k < 1"},
    {"omega", "scaling factor of the defence benefit", 0.0, largest_magnitude, false,
     "omega >= 0 (and <= 1e100)"},
    {"C", "input cost of sharing", smallest_positive, largest_magnitude, false,
     "C > 0 (and in 1e-100..1e100)"},
    {"U", "benefit of sharing, ln(1+C)", smallest_positive, largest_magnitude, false,
     "U > 0 (and in 1e-100..1e100)"},
}};

/// The scalars of a regulating contract and its community (solver/regulation.hpp), as axes of a
/// regime map. The only table of them.
inline constexpr std::array<ParameterInfo, 11> contract_table{{
    {"N", "numerator of theta = N/T", 0.0, largest_magnitude, true, "N > 0 (and in 1e-100..1e100)",
     "levels x time"},
    {"damping", "lambda of theta <- (1-lambda) theta + lambda N/T", 1e-6, 1.0, false,
     "1e-6 <= damping <= 1"},
    {"threshold", "participation P* from which sharing is charged", 0.0, 1.0, true,
     "0 < threshold < 1 (and >= 1e-100)"},
    {"saturation", "participation that ends a round", 0.0, 1.0, true,
     "0 < saturation < 1 (and >= 1e-100)"},
    {"gamma_reward", "gamma below P*, or its least", -largest_magnitude, largest_magnitude, false,
     "a finite number, |gamma_reward| <= 1e100"},
    {"gamma_charge", "gamma from P* on, or its largest", -largest_magnitude, largest_magnitude,
     false, "a finite number, |gamma_charge| <= 1e100"},
    {"gamma_step", "how far gamma moves in a round", 0.0, largest_magnitude, false,
     "gamma_step >= 0 (and <= 1e100)"},
    {"hysteresis", "h: gamma switches at P* + h and P* - h", 0.0, 1.0, false,
     "0 <= hysteresis < 1"},
    {"x0", "share of sharers each round begins with", 0.0, 1.0, true, "0 < x0 < 1 (and >= 1e-100)"},
    {"members", "members of the community", 10.0, 1e9, false, "a whole number from 10 to 1e9"},
    {"scale", "fixed point: parts of one", 1.0, 1e6, false, "a whole number from 1 to 1e6"},
}};

/// The scalars of the improved Shapley value (shapley/shapley_specification.hpp).
inline constexpr std::array<ParameterInfo, 2> factor_table{{
    {"factor", "what a member brings besides the game", 0.0, largest_magnitude, false,
     "factor >= 0 (and <= 1e100)"},
    {"lambda", "weight of a factor, before all are made to sum to 1", 0.0, largest_magnitude, false,
     "lambda >= 0 (and <= 1e100)"},
}};

/// The row of this name in parameter_table, contract_table or factor_table, in this order.
/// @throws InvalidValue for another name.
inline const ParameterInfo& parameter_info(std::string_view name) {
    for (const auto& info : parameter_table)
        if (info.name == name) return info;
    for (const auto& info : contract_table)
        if (info.name == name) return info;
    for (const auto& info : factor_table)
        if (info.name == name) return info;
    throw InvalidValue("parameter", std::string(name), "r, theta, gamma, mu, k, omega, C or U");
}

/// Checks one value against its domain. @param name as of parameter_info()
/// @throws InvalidValue naming it, where it is outside, NaN or infinite
inline void validate_value(std::string_view name, double value) {
    const auto& info = parameter_info(name);
    const bool inside =
        info.open ? value > info.lo && value < info.hi && std::abs(value) >= smallest_positive
                  : value >= info.lo && value <= info.hi;
    if (!inside)  // false for NaN too
        throw InvalidValue(std::string(name), shortest(value), std::string(info.allowed));
}

/// Checks an initial share of sharers: it must be 0, or in [1e-300, 1]. Smaller ones are refused,
/// as their odds overflow. @throws InvalidValue naming it
inline void validate_share(std::string_view name, double value) {
    const std::string allowed = "0 <= " + std::string(name) + " <= 1";
    if (!(value >= 0.0 && value <= 1.0))
        throw InvalidValue(std::string(name), shortest(value), allowed);
    if (value > 0.0 && value < 1e-300)
        throw InvalidValue(std::string(name), shortest(value), allowed + ", 0 or at least 1e-300");
}

/// Checks a saturation, the share that counts as everyone: it must be in [1e-300, 1).
/// @throws InvalidValue naming it
inline void validate_saturation(double value) {
    if (!(value >= 1e-300 && value < 1.0))
        throw InvalidValue("saturation", shortest(value), "0 < saturation < 1");
}

/// The name under which a user gives the benefit: "C" (cost, U = ln(1+C)) or "U".
inline constexpr std::string_view benefit_name(BenefitKind kind) {
    return kind == BenefitKind::from_cost ? "C" : "U";
}

/// Checks all seven parameters. @throws InvalidValue naming the first outside its domain
inline void validate(const ParameterValues& p) {
    validate_value("r", p.r);
    validate_value("theta", p.theta);
    validate_value("gamma", p.gamma);
    validate_value("mu", p.mu);
    validate_value("k", p.k);
    validate_value("omega", p.omega);
    validate_value(benefit_name(p.benefit.kind), p.benefit.value);
}

}  // namespace essmap::model
