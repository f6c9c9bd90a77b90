#pragma once

#include <cmath>
#include <optional>
#include <vector>

#include "essmap/solver/rank_mixture.hpp"

namespace essmap::test {

using Attractors = std::vector<std::optional<model::Attractor>>;

inline constexpr solver::MixtureForm forms[] = {solver::MixtureForm::full,
                                                solver::MixtureForm::reduced};
inline constexpr solver::CvodeMethod methods[] = {solver::CvodeMethod::adams,
                                                  solver::CvodeMethod::bdf};

/// Table 3, case 1.
inline model::ParameterValues case1() {
    return {.r = 4,
            .theta = 2,
            .gamma = 2,
            .mu = 8,
            .k = 0.25,
            .benefit = {model::BenefitKind::given, 10}};
}

inline solver::RankMixture mixture_of(const std::vector<double>& p,
                                      const model::ParameterValues& values) {
    return {solver::RankShares::given(p), values};
}

/// Of the decimal x.
inline double logit_of(double x) { return std::log(x / model::complement(x)); }

}  // namespace essmap::test
