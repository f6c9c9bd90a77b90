#pragma once

#include <optional>
#include <vector>

#include "essmap/model/growth.hpp"

namespace essmap::model {

/// What the game does at one point, with every sign exact.
struct Classification {
    Case outcome = Case::degenerate;
    double a = 0.0;  ///< Eq. 6, correctly rounded
    double b = 0.0;  ///< Delta + mu
    double q = 0.0;  ///< a + b
    double U = 0.0;
    std::optional<double> eta;   ///< interior equilibrium -a/b in (0,1) (Eq. 9)
    std::vector<double> stable;  ///< asymptotically stable equilibria in [0,1]
    /// Signed distance in gamma to the nearest case boundary, min(|a|, |a+b|): positive in case 1,
    /// negative outside, 0 on a boundary.
    double margin = 0.0;
};

/// Margin of a point (see Classification): min(|a|, |q|) in case 1, -min(|a|, |q|) in another case,
/// 0 where degenerate. @param q a + b
inline double margin_of(Case outcome, double a, double q) {
    const double distance = std::min(std::abs(a), std::abs(q));
    if (outcome == Case::degenerate) return 0.0;
    return outcome == Case::all_share ? distance : -distance;
}

/// The game at one point, with exact signs of a, a + b and of the growth rate at any share.
class PointGame {
public:
    /// Computes a and q = a + b with their signs.
    /// @throws InvalidValue for a parameter outside its domain.
    explicit PointGame(const ParameterValues& values)
        : r_((validate(values), values.r)),
          theta_(values.theta),
          gamma_(values.gamma),
          mu_(values.mu),
          k_(values.k),
          benefit_(values.benefit) {
        const auto at_none = level(Decimal(0.0));
        const auto at_all = level(Decimal(1.0));
        a_ = at_none.growth(gamma_);
        q_ = at_all.growth(gamma_);
        sign_a_ = at_none.sign(gamma_);
        sign_q_ = at_all.sign(gamma_);
        if (sign_a_ == 0) a_ = 0.0;
        if (sign_q_ == 0) q_ = 0.0;
    }

    /// Growth rate a + b x at share x in [0,1] to a relative 2^-60; 0 only where it is exactly 0.
    [[nodiscard]] DoubleDouble growth(double x) const {
        const auto at_x = level(Decimal(x));
        return at_x.sign(gamma_) == 0 ? DoubleDouble(0.0) : at_x.growth(gamma_);
    }

    /// Where the orbit from x0 in [0,1] goes, decided by exact signs.
    [[nodiscard]] Attractor attractor(double x0) const {
        if (x0 == 0.0 || x0 == 1.0) return Attractor::stays;
        return attractor_of_signs(sign_a_, sign_q_, level(Decimal(x0)).sign(gamma_));
    }

    /// eta = -a/b (Eq. 9) where it lies in (0,1), else nullopt.
    [[nodiscard]] std::optional<double> eta() const {
        if (sign_a_ * sign_q_ >= 0) return std::nullopt;
        return (a_ / (a_ - q_)).value();
    }

    /// The strategy case, from the exact signs of a and a + b.
    [[nodiscard]] Case outcome() const { return case_of_signs(sign_a_, sign_q_); }
    /// a = phi - Delta - gamma (Eq. 6) to a relative 2^-60; 0 only where it is exactly 0.
    [[nodiscard]] DoubleDouble a() const { return a_; }
    /// q = a + b, computed from the parameters, to a relative 2^-60; 0 only where it is exactly 0.
    [[nodiscard]] DoubleDouble q() const { return q_; }
    /// The benefit U, given or ln(1+C), as the nearest double-double.
    [[nodiscard]] DoubleDouble U() const { return benefit_.U; }
    /// b = Delta + mu = k U + mu (Eq. 6), as a double-double.
    [[nodiscard]] DoubleDouble b() const { return benefit_.U * k_.value + mu_.value; }

    /// Everything above in doubles, with the stable equilibria and the margin.
    [[nodiscard]] Classification classification() const {
        Classification result;
        result.outcome = outcome();
        result.a = a_.value();
        result.q = q_.value();
        result.b = b().value();
        result.U = benefit_.U.value();
        result.eta = eta();
        result.margin = margin_of(result.outcome, result.a, result.q);
        // 0 is stable iff growth near it is negative: a < 0, or a = 0 and q < 0; 1 likewise.
        if (sign_a_ < 0 || (sign_a_ == 0 && sign_q_ < 0)) result.stable.push_back(0.0);
        if (result.outcome == Case::coexistence) result.stable.push_back(*result.eta);
        if (sign_q_ > 0 || (sign_q_ == 0 && sign_a_ > 0)) result.stable.push_back(1.0);
        return result;
    }

private:
    [[nodiscard]] GrowthLevel<> level(const Decimal& x) const {
        return {r_, theta_, mu_, k_, benefit_, x};
    }

    Decimal r_, theta_, gamma_, mu_, k_;
    BenefitPoint benefit_;
    DoubleDouble a_, q_;
    int sign_a_ = 0;
    int sign_q_ = 0;
};

/// The classification of one point: PointGame(values).classification().
/// @throws InvalidValue for a parameter outside its domain.
inline Classification classify(const ParameterValues& values) {
    return PointGame(values).classification();
}

}  // namespace essmap::model
