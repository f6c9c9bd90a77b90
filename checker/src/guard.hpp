#pragma once

#include <nlohmann/json.hpp>

#include "rational.hpp"

namespace checker {

/// What the guard of the contract asks of the rules that essmap recommend states, once more and in
/// rationals. Amounts are points.
class Guard {
public:
    /// @param rules by name, whole numbers @throws BadClaim where one is no number
    /// @throws nlohmann::json::exception where one is missing
    explicit Guard(const nlohmann::json& rules);

    [[nodiscard]] bool reviewed() const { return quorum_ != 0; }
    /// Case 1 as paid at the least pay P of the rules: P > Delta. With a review honest sharing also
    /// pays more than keeping and than junk: P (1-f) - f s - e > Delta and (p-f) (P+s) > e.
    [[nodiscard]] bool holds() const;
    /// The review is the one that was asked for: p rounded down and f up to parts of scale, all
    /// else as it is. @param units as essmap recommend was given them
    [[nodiscard]] bool as_asked(const nlohmann::json& units) const;

private:
    /// B - ceil(B theta/(scale r)) - gamma at r_min, theta_max and gamma_max. @pre scale, r > 0
    [[nodiscard]] Rational least_pay() const;
    [[nodiscard]] bool in_domain() const;

    Rational scale_, rank_, benefit_, stock_, theta_, gamma_;
    Rational quorum_, window_, penalty_, effort_;
    Rational found_, error_;  ///< p and f, in parts of scale
};

}  // namespace checker
