#pragma once

#include "essmap/model/growth.hpp"

namespace essmap::model {

/// Closed interval of one parameter.
struct Range {
    Decimal lo;
    Decimal hi;
};

/// Closed box of all parameters except gamma. A double lies in it iff its decimal does, because the
/// map double -> decimal is increasing.
struct Box {
    Range r, theta, mu, k;
    BenefitPoint U_lo, U_hi;
};

/// What holds at every point of a box. The numbers are those of Case.
enum class Certificate : std::int8_t {
    crossed = 0,  ///< a boundary a = 0 or a + b = 0 meets the closed box
    all_share = 1,
    none_share = 2,
    bistable = 3,
    coexistence = 4,
};

/// Extreme growth rates over a box at one share x, as levels in gamma.
///
/// slope U + mu x - gamma is affine in each of U, theta, 1/r, k, mu and gamma, so its extremes are
/// at vertices: least at (r_lo, theta_hi, k_hi, mu_lo, gamma_hi), greatest at the opposite one, and
/// in U at either end (which one depends on the sign of the slope, so both are asked).
template <class Rounding = OutwardRounding>
class BoxGrowth {
public:
    /// Computes the levels at the four vertices. @param x in [0,1]: 0 gives a, 1 gives a + b
    BoxGrowth(const Box& box, const Decimal& x)
        : least_{{box.r.lo, box.theta.hi, box.mu.lo, box.k.hi, box.U_lo, x},
                 {box.r.lo, box.theta.hi, box.mu.lo, box.k.hi, box.U_hi, x}},
          greatest_{{box.r.hi, box.theta.lo, box.mu.hi, box.k.lo, box.U_lo, x},
                    {box.r.hi, box.theta.lo, box.mu.hi, box.k.lo, box.U_hi, x}} {}

    /// Is the growth rate > 0 on the whole box for every gamma <= gamma_hi? Exact.
    [[nodiscard]] bool positive(const Decimal& gamma_hi) const {
        return least_[0].sign(gamma_hi) > 0 && least_[1].sign(gamma_hi) > 0;
    }
    /// Is the growth rate < 0 on the whole box for every gamma >= gamma_lo? Exact.
    [[nodiscard]] bool negative(const Decimal& gamma_lo) const {
        return greatest_[0].sign(gamma_lo) < 0 && greatest_[1].sign(gamma_lo) < 0;
    }

private:
    GrowthLevel<Rounding> least_[2];
    GrowthLevel<Rounding> greatest_[2];
};

/// The certificate that the signs of a and a + b on a whole box give.
/// @param a, q 1 or -1 where a, or q = a + b, has this sign on the whole box; else 0
constexpr Certificate certificate_of_signs(int a, int q) {
    return static_cast<Certificate>(static_cast<std::int8_t>(case_of_signs(a, q)));
}

/// The case that the whole box with this interval of gamma lies in; `crossed` where a boundary
/// a = 0 or a + b = 0 meets it. Exact in both directions.
template <class Rounding = OutwardRounding>
Certificate certify(const Box& box, const Range& gamma) {
    const auto sign_on_box = [&](double x) {
        const BoxGrowth<Rounding> growth(box, Decimal(x));
        if (growth.positive(gamma.hi)) return 1;
        return growth.negative(gamma.lo) ? -1 : 0;
    };
    return certificate_of_signs(sign_on_box(0.0), sign_on_box(1.0));
}

}  // namespace essmap::model
