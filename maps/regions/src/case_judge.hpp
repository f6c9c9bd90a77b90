#pragma once

#include "essmap/maps/paver.hpp"
#include "essmap/model/certification.hpp"

namespace essmap::maps {

/// The strategy case of a whole box, by the signs of a and a + b at the corners where they are
/// extreme (model::BoxGrowth). Exact in both directions: doubles decide where they are sure,
/// GrowthLevel elsewhere.
class CaseJudge : public BoxJudge {
public:
    explicit CaseJudge(const PavingDescription& paving)
        : paving_(paving), kind_(paving.benefit_kind()) {}

    [[nodiscard]] PavingNode node(const PavingBox& box, bool leaf) const override;

private:
    /// Sign of growth at share 0 or 1 on the whole box; 0 where it has none.
    [[nodiscard]] int sign_on(const PavingBox& box, bool at_one) const;

    const PavingDescription& paving_;
    model::BenefitKind kind_;
};

}  // namespace essmap::maps
