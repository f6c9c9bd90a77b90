#include "essmap/shapley/sensitivity.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "essmap/files/errors.hpp"

namespace essmap::shapley {

namespace {

/// One thread's copy of the factors, moved from point to point.
class Prober {
public:
    Prober(const ShapleySpecification& specification, const ImprovedShapley& improved)
        : specification_(specification),
          improved_(improved),
          factors_(specification.improvement->factors) {}

    void probe(std::size_t point, Sensitivity& result) {
        const auto& improvement = *specification_.improvement;
        const auto at = sensitivity_point(specification_, point);
        for (std::size_t d = 0; d < at.size(); ++d) {
            const auto& axis = specification_.sensitivity[d];
            if (axis.member) factors_.set(*axis.member, axis.factor, at[d]);
        }
        auto lambda = weights_of(improvement, factors_).lambda;
        for (std::size_t d = 0; d < at.size(); ++d) {
            const auto& axis = specification_.sensitivity[d];
            if (!axis.member) lambda[axis.factor] = at[d];
        }
        if (std::ranges::all_of(lambda, [](double weight) { return weight == 0.0; }))
            throw model::InvalidValue("lambda", "0 for every factor", "some weight above 0");
        const auto plain = improved_.shares(factors_, lambda, improvement.correction);
        const auto broken = improved_.broken(plain);
        result.irrational[point] = static_cast<std::int32_t>(broken.irrational.size());
        result.negative[point] = static_cast<std::int32_t>(broken.negative.size());
        std::ranges::copy(improvement.repair ? improved_.repaired(plain) : plain,
                          result.shares.begin() +
                              static_cast<std::ptrdiff_t>(point * specification_.members.size()));
    }

    /// "quality.ana = 3, lambda.speed = 1".
    [[nodiscard]] std::string told(std::size_t point) const {
        const auto at = sensitivity_point(specification_, point);
        std::string text;
        for (std::size_t d = 0; d < at.size(); ++d)
            text += fmt::format("{}{} = {}", d == 0 ? "" : ", ",
                                specification_.sensitivity[d].label, at[d]);
        return text;
    }

private:
    const ShapleySpecification& specification_;
    const ImprovedShapley& improved_;
    Factors factors_;
};

}  // namespace

FactorWeights weights_of(const Improvement& improvement, const Factors& factors) {
    switch (improvement.weights.weighting) {
        case Weighting::entropy: return entropy_weights(factors);
        case Weighting::combined:
            return combined_weights(entropy_weights(factors), *improvement.ahp);
        case Weighting::given:
        case Weighting::ahp: break;
    }
    return improvement.weights;
}

std::vector<double> sensitivity_point(const ShapleySpecification& specification,
                                      std::size_t point) {
    const auto& axes = specification.sensitivity;
    std::vector<double> at(axes.size());
    for (std::size_t d = axes.size(); d-- > 0;) {
        const auto& points = axes[d].axis.points();
        at[d] = points[point % points.size()];
        point /= points.size();
    }
    return at;
}

Sensitivity run_sensitivity(const ShapleySpecification& specification,
                            const ImprovedShapley& improved) {
    std::size_t points = 1;
    for (const auto& axis : specification.sensitivity) points *= axis.axis.size();
    Sensitivity result{std::vector<double>(points * specification.members.size()),
                       std::vector<std::int32_t>(points), std::vector<std::int32_t>(points)};
    std::size_t failed_at = points;
    std::string failure;
#pragma omp parallel
    {
        Prober prober(specification, improved);
#pragma omp for schedule(static)
        for (std::size_t point = 0; point < points; ++point) {
            try {
                prober.probe(point, result);
            } catch (const model::InvalidValue& error) {
#pragma omp critical
                if (point < failed_at) {
                    failed_at = point;
                    failure = fmt::format("{}: sensitivity at {}: {}", specification.name,
                                          prober.told(point), error.what());
                }
            }
        }
    }
    if (failed_at < points) throw files::DataError(failure);
    return result;
}

}  // namespace essmap::shapley
