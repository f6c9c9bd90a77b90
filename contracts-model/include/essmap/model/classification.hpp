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

/// Margin of a point from its a and a + b (see Classification).
inline double margin_of(Case outcome, double a, double q) {
    const double distance = std::min(std::abs(a), std::abs(q));
    if (outcome == Case::degenerate) return 0.0;
    return outcome == Case::all_share ? distance : -distance;
}

/// The game at one point, ready for questions about starts: levels of a and a + b, exact signs.
class PointGame {
public:
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

    /// Growth rate a + b x at share x; exactly 0 where it is.
    [[nodiscard]] DoubleDouble growth(double x) const {
        const auto at_x = level(Decimal(x));
        return at_x.sign(gamma_) == 0 ? DoubleDouble(0.0) : at_x.growth(gamma_);
    }

    /// Where the orbit from x0 in [0,1] goes.
    [[nodiscard]] Attractor attractor(double x0) const {
        if (x0 == 0.0 || x0 == 1.0) return Attractor::stays;
        return attractor_of_signs(sign_a_, sign_q_, level(Decimal(x0)).sign(gamma_));
    }

    /// eta = -a/b (Eq. 9) where it lies in (0,1), else nullopt.
    [[nodiscard]] std::optional<double> eta() const {
        if (sign_a_ * sign_q_ >= 0) return std::nullopt;
        return (a_ / (a_ - q_)).value();
    }

    [[nodiscard]] Case outcome() const { return case_of_signs(sign_a_, sign_q_); }
    [[nodiscard]] DoubleDouble a() const { return a_; }
    [[nodiscard]] DoubleDouble q() const { return q_; }
    [[nodiscard]] DoubleDouble U() const { return benefit_.U; }
    [[nodiscard]] DoubleDouble b() const { return benefit_.U * k_.value + mu_.value; }

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

/// Classification of one point. @throws InvalidValue for a parameter outside its domain.
inline Classification classify(const ParameterValues& values) {
    return PointGame(values).classification();
}

}  // namespace essmap::model
