#pragma once

#include <cmath>

#include "essmap/model/exact.hpp"
#include "essmap/model/game.hpp"

/// Exact signs of the growth rate of sharing. Every region of the game is made of them.
namespace essmap::model {

/// A decimal (exact.hpp) with the double-double nearest to it.
struct Decimal {
    double given = 0.0;
    DoubleDouble value;

    Decimal() = default;
    /// Reads the decimal of a double. @throws std::domain_error for NaN and infinities
    explicit Decimal(double number)
        : given(number), value(to_double_double(decimal_value(number))) {}
};

/// A benefit with the double-double nearest to its U.
struct BenefitPoint {
    Benefit given;
    DoubleDouble U;

    BenefitPoint() = default;
    /// Computes U of a benefit. @throws std::domain_error for NaN and infinities
    explicit BenefitPoint(Benefit benefit) : given(benefit), U(benefit_value(benefit)) {}
};

/// Growth rate at share x as an affine form in U: a + b x = slope U + offset, with
/// slope = 1 - theta/r - k (1-x), offset = mu x - gamma. x = 0 gives a, x = 1 gives a + b.
template <class T>
struct GrowthForm {
    T slope;
    T offset;
};

/// The growth rate at share x as a form in U (see GrowthForm). Exact where T is.
template <class T>
GrowthForm<T> growth_form(const T& r, const T& theta, const T& gamma, const T& mu, const T& k,
                          const T& x) {
    return {T(1) - theta / r - k * (T(1) - x), mu * x - gamma};
}

/// slope U + offset as a double-double, with a bound on the size of each of its terms.
struct BoundedLevel {
    DoubleDouble level;
    double largest = 0.0;
};

/// Levels of all benefits, everything else given (see GrowthLevel).
struct LevelForm {
    GrowthForm<DoubleDouble> form;
    double slope_bound = 0.0;   ///< 1 + theta/r + k
    double offset_bound = 0.0;  ///< |mu|

    /// @param x share in [0,1]; 0 gives the level of a, 1 that of a + b
    LevelForm(const Decimal& r, const Decimal& theta, const Decimal& mu, const Decimal& k,
              const Decimal& x)
        : form(growth_form(r.value, theta.value, DoubleDouble(0.0), mu.value, k.value, x.value)),
          slope_bound(1.0 + theta.given / r.given + k.given),
          offset_bound(std::abs(mu.given)) {}

    /// The level slope U + offset at benefit U, and U slope_bound + offset_bound.
    [[nodiscard]] BoundedLevel at(DoubleDouble U) const {
        return {U * form.slope + form.offset, U.hi * slope_bound + offset_bound};
    }
};

/// The gamma at which the growth rate at share x changes sign, everything else given:
/// level = (1 - theta/r - k (1-x)) U + mu x. Growth at gamma is level - gamma.
///
/// The level is a double-double with a proved bound on its error; a comparison within the bound is
/// decided in exact rationals, ln(1+C) enclosed outward. So `sign` is exact, always.
template <class Rounding = OutwardRounding>
class GrowthLevel {
public:
    /// Computes the level. @param x share in [0,1]; 0 gives the level of a, 1 that of a + b
    GrowthLevel(const Decimal& r, const Decimal& theta, const Decimal& mu, const Decimal& k,
                const BenefitPoint& benefit, const Decimal& x)
        : GrowthLevel(r, theta, mu, k, benefit, x, LevelForm(r, theta, mu, k, x).at(benefit.U)) {}
    /// The same, with a level that has been computed already. @param known LevelForm(...).at(U)
    GrowthLevel(const Decimal& r, const Decimal& theta, const Decimal& mu, const Decimal& k,
                const BenefitPoint& benefit, const Decimal& x, const BoundedLevel& known)
        : r_(r.given),
          theta_(theta.given),
          mu_(mu.given),
          k_(k.given),
          x_(x.given),
          benefit_(benefit.given),
          level_(known.level),
          uncertainty_(known.largest * relative_error) {}

    /// Growth rate at gamma, level - gamma, with a relative error of about 2^-60 at most, even next
    /// to a boundary; exactly 0 on it.
    [[nodiscard]] DoubleDouble growth(const Decimal& gamma) const {
        const DoubleDouble growth = level_ - gamma.value;
        return known(growth.hi, uncertainty_, gamma.given) ? growth : exact_growth(gamma.given);
    }
    /// Is the relative error of `growth` = level - gamma in double-doubles below 2^-60?
    /// @param uncertainty bound on the error of the level
    [[nodiscard]] static bool known(double growth, double uncertainty, double gamma) {
        return std::abs(growth) > (uncertainty + std::abs(gamma) * relative_error) * 0x1p60;
    }

    /// Exact sign of the growth rate at gamma: -1, 0 or 1.
    [[nodiscard]] int sign(const Decimal& gamma) const {
        const double growth = (level_ - gamma.value).hi;
        const double bound = uncertainty_ + std::abs(gamma.given) * relative_error;
        if (growth > bound) return 1;
        if (growth < -bound) return -1;
        return exact_sign(gamma.given);
    }

    /// The level, a value of gamma in points.
    [[nodiscard]] DoubleDouble level() const { return level_; }
    /// Bound on the error of level(), in points.
    [[nodiscard]] double uncertainty() const { return uncertainty_; }

    /// Each of the at most 9 operations errs by less than 2^-100 of a value no larger than
    /// `largest` + |gamma|, each input by 2^-106: together below 2^-96. Doubled for safety.
    static constexpr double relative_error = Rounding::error_bound;

private:
    [[nodiscard]] GrowthForm<Rational> exact_form(double gamma) const {
        return growth_form<Rational>(decimal_value(r_), decimal_value(theta_), decimal_value(gamma),
                                     decimal_value(mu_), decimal_value(k_), decimal_value(x_));
    }
    [[nodiscard]] int exact_sign(double gamma) const {
        const auto form = exact_form(gamma);
        return sign_affine<Rounding>(form.slope, form.offset, benefit_);
    }
    [[nodiscard]] DoubleDouble exact_growth(double gamma) const {
        const auto form = exact_form(gamma);
        return value_affine<Rounding>(form.slope, form.offset, benefit_);
    }

    double r_, theta_, mu_, k_, x_;
    Benefit benefit_;
    DoubleDouble level_;
    double uncertainty_ = 0.0;
};

}  // namespace essmap::model
