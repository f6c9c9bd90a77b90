#pragma once

#include "essmap/recommend/recommendation.hpp"

namespace essmap::recommend {

/// The largest N that a few trials find for which, at every point of the box, theta <- N/T keeps
/// below the largest theta of the box by itself, and theta* = N/T(theta*) is stable, undamped.
/// nullopt where no N of the problem's range is found.
///
/// N/T <= theta_hi on the whole box iff N <= theta_hi T_least. theta T(theta) rises and the
/// elasticity eps = theta T'/T rises in theta and gamma, so theta* < theta^ and eps(theta*) < 1
/// where theta^ T >= N and eps(theta^) < 1; eps = theta (U/r) J/T, J = int dx/(x (1-x) (a+bx)^2),
/// is bounded over a part of the box by its largest J and least T, and the box is halved until that
/// is enough.
/// @pre problem.N and problem.wishes.x0
std::optional<RegulationAdvice> advise_regulation(const RecommendationProblem& problem,
                                                  const ParameterBox& box);

}  // namespace essmap::recommend
