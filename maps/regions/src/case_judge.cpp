#include "case_judge.hpp"

#include "box_judges.hpp"

namespace essmap::maps {

namespace {

/// Sign of growth at a corner, exact. @param benefit as given, C or U
int sign_at(const GrowthCorner& c, double U, const model::Benefit& benefit, bool at_one) {
    // a and q take 7 operations on doubles that are 2^-53 from what they stand for.
    constexpr double error_bound = 0x1p-48;
    const CornerRates rates = rates_at(c, U);
    const double growth = at_one ? rates.q : rates.a;
    if (growth > error_bound * rates.largest) return 1;
    if (growth < -error_bound * rates.largest) return -1;
    using model::Decimal;
    return model::GrowthLevel<>(Decimal(c.r), Decimal(c.theta), Decimal(c.mu), Decimal(c.k),
                                model::BenefitPoint(benefit), Decimal(at_one ? 1.0 : 0.0))
        .sign(Decimal(c.gamma));
}

}  // namespace

int CaseJudge::sign_on(const PavingBox& box, bool at_one) const {
    const model::Benefit lo{kind_, box.lo[dim_benefit]};
    const model::Benefit hi{kind_, box.hi[dim_benefit]};
    const GrowthCorner least = least_corner(box);
    const int sign = sign_at(least, box.U_lo, lo, at_one);
    if (sign > 0) return sign_at(least, box.U_hi, hi, at_one) > 0 ? 1 : 0;
    const GrowthCorner greatest = greatest_corner(box);
    const bool negative =
        sign_at(greatest, box.U_lo, lo, at_one) < 0 && sign_at(greatest, box.U_hi, hi, at_one) < 0;
    return negative ? -1 : 0;
}

PavingNode CaseJudge::node(const PavingBox& box, bool leaf) const {
    const int a = sign_on(box, false);
    const int q = sign_on(box, true);
    if (a != 0 && q != 0) return static_cast<PavingNode>(model::case_of_signs(a, q));
    if (leaf) return 0;
    std::array<double, max_paving_axes> smear{};
    if (a == 0) smear = growth_smear(box, 0.0);
    if (q == 0) {
        const auto more = growth_smear(box, 1.0);
        for (std::size_t d = 0; d < smear.size(); ++d) smear[d] += more[d];
    }
    return split_along(widest_axis(paving_, box, smear));
}

}  // namespace essmap::maps
