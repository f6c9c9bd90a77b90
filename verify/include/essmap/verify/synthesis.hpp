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
    explicit TradeOff(const Environment& environment);

    /// theta up to which U_min is the worst; beyond it U_max is: r_min (1 - k_max).
    [[nodiscard]] Rational turn() const;
    /// Enclosure of the bound that gamma_max must stay below, for theta_max >= 0.
    [[nodiscard]] model::RationalInterval gamma_bound(const Rational& theta_max) const;
    /// That the trade-off is safe and that no weaker one is, for this environment.
    [[nodiscard]] std::vector<Property> properties() const;

private:
    Environment environment_;
    /// Enclosures of the ends of U = ln(1+C), 60 digits; points where U is given.
    model::RationalInterval low_, high_;
};

}  // namespace essmap::verify
