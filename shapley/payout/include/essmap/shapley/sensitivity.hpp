#pragma once

#include <cstdint>
#include <vector>

#include "essmap/shapley/shapley_specification.hpp"

namespace essmap::shapley {

/// Shares as functions of factors and their weights: one point for each combination of the axes,
/// the last axis fastest.
struct Sensitivity {
    std::vector<double> shares;            ///< [point][member]: phi' of [improved]
    std::vector<std::int32_t> irrational;  ///< [point]: members with less than alone, unrepaired
    std::vector<std::int32_t> negative;    ///< [point]: members due less than 0, unrepaired
};

/// [sensitivity] of a specification that has it. Weights follow the factors: entropies are those of
/// the changed ones; a weight on an axis then takes the place of its own. By OpenMP's threads.
/// @throws files::DataError for a point whose factors are none, naming it
Sensitivity run_sensitivity(const ShapleySpecification& specification,
                            const ImprovedShapley& improved);

/// What the axes of [sensitivity] are at a point.
std::vector<double> sensitivity_point(const ShapleySpecification& specification, std::size_t point);

/// The weights of [improved] for other factors.
FactorWeights weights_of(const Improvement& improvement, const Factors& factors);

}  // namespace essmap::shapley
