#pragma once

#include <vector>

#include "essmap/verify/property.hpp"

/// The weakest safe bounds of theta and gamma for an environment.
namespace essmap::verify {

/// What a platform does not choose: the ranks of its members, the benefit of sharing, the share of
/// it that the stock gives.
struct Environment {
    Rational rank_min, rank_max;              ///< r, >= 1
    model::Benefit benefit_min, benefit_max;  ///< U = ln(1+C), > 0
    Rational stock_min, stock_max;            ///< k, in (0,1)
};

/// The trade-off between theta_max and gamma_max: every member is in strategy case 1 wherever
/// theta <= theta_max and gamma <= gamma_max, if and only if
///     gamma_max < U (1 - theta_max/r_min - k_max) for both U = U_min and U = U_max.
class TradeOff {
public:
    /// Encloses the ends of U = ln(1+C) with 200 bits.
    /// @pre the environment's bounds are in order and within the domains given there
    explicit TradeOff(const Environment& environment);

    /// Returns theta_max up to which U_min is the worst; beyond it U_max is: r_min (1 - k_max).
    [[nodiscard]] Rational turn() const;
    /// Returns an enclosure of the bound that gamma_max must stay below: the lesser of
    /// U (1 - theta_max/r_min - k_max) at U = U_min and U = U_max.
    /// @pre theta_max >= 0
    [[nodiscard]] model::RationalInterval gamma_bound(const Rational& theta_max) const;
    /// Returns two properties: the trade-off is safe for this environment, and no weaker one is.
    [[nodiscard]] std::vector<Property> properties() const;

private:
    Environment environment_;
    /// Enclosures of the ends of U = ln(1+C), 60 digits; points where U is given.
    model::RationalInterval low_, high_;
};

/// Returns the largest decimal of at most 9 places that does not exceed the value: a bound stays
/// safe when it is printed so.
std::string shown_below(const Rational& value);

}  // namespace essmap::verify
