#pragma once

#include "box_judges.hpp"
#include "essmap/solver/closed_form.hpp"

namespace essmap::maps {

/// Whether a positive number that depends on the parameters stays below a threshold on a whole box:
///
///     saturates   T(x0 -> saturation)                            within
///     keeps       N/(theta_c T(theta = 0)), inf if theta_c <= 0  1
///     stable      damping (1 + eps(theta*)), inf if none         2
///
/// It is enclosed by the corners where T is extreme (docs/paving.md): T falls in growth. Growth
/// rates are moved outward by 2^-44 of their largest term, and the number is compared with 1e-9 to
/// spare: both cover all rounding many times over, so that a label is true.
class TimeJudge : public BoxJudge {
public:
    explicit TimeJudge(const PavingDescription& paving);

    [[nodiscard]] PavingNode node(const PavingBox& box, bool leaf) const override;

    struct Enclosure {
        double lo, hi;
    };
    [[nodiscard]] Enclosure enclose(const PavingBox& box) const;

private:
    /// Growth rates that bound those of a whole box, outward; `scale` bounds their terms.
    struct Bound {
        double a, q, scale;
    };
    [[nodiscard]] static Bound greatest(const GrowthCorner& corner, const PavingBox& box);
    [[nodiscard]] static Bound least(const GrowthCorner& corner, double U);
    /// T at rates shifted by `shift`; infinite where the flow does not lead there, or barely does.
    [[nodiscard]] double time(const Bound& rates, double shift = 0.0) const;
    /// Smaller growth rate of the path's ends.
    [[nodiscard]] double slower_end(const Bound& rates) const;
    /// The larger of measure(rates, slower_end) at both ends of U of the least corner, its theta
    /// replaced; infinite where an end of the path stands still.
    template <class Measure>
    [[nodiscard]] double worst(const PavingBox& box, double theta, Measure measure) const;
    /// Least and most time over a box, its theta replaced.
    [[nodiscard]] double shortest(const PavingBox& box, double theta_lo) const;
    [[nodiscard]] double longest(const PavingBox& box, double theta_hi) const;
    /// Bounds on J = -dT/da at the corners of theta.
    [[nodiscard]] double least_sensitivity(const PavingBox& box, double theta) const;
    [[nodiscard]] double most_sensitivity(const PavingBox& box, double theta) const;

    [[nodiscard]] Enclosure keeping(const PavingBox& box) const;
    [[nodiscard]] Enclosure stability(const PavingBox& box) const;
    [[nodiscard]] std::size_t best_axis(const PavingBox& box) const;

    const PavingDescription& paving_;
    solver::Path path_;
    double threshold_;
};

}  // namespace essmap::maps
