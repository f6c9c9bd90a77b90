#pragma once

#include "essmap/recommend/recommendation.hpp"

namespace essmap::recommend {

/// The largest box of controls in the wanted region, for all of the environment.
///
/// Growth a + b x falls in theta, gamma and k and rises in mu, at every share x, so the wanted
/// region holds with a point all that are safer, and the largest box begins at the safest corner.
/// With w >= 0 the widths from there, growth at a vertex of the environment is affine in w and T =
/// int dx/(x (1-x) (a + b x)) convex: the widths that will do form a convex set, and log measure =
/// sum_i weight_i ln(w_i/range_i) is concave. So every multiplier l >= 0 of half-spaces n_j w <=
/// S_j that contain the set bounds it,
///     log measure <= sum_j l_j S_j + sum_i max_{w_i <= range_i} [weight_i ln(w_i/range_i)
///                                                               - (sum_j l_j n_ij) w_i],
/// and the least such bound is the maximum. Half-spaces are a >= 0, a + b >= 0 and the tangents of
/// T <= within.
///
/// @pre the safest corner keeps the wishes; at least one control
LargestBox largest_box(const RecommendationProblem& problem);

/// The range with its controls at the given fractions of their widths from the safest corner.
ParameterBox box_at(const RecommendationProblem& problem, const std::vector<double>& fractions);
/// And back: the widths of a box's controls, in fractions of theirs.
std::vector<double> fractions_of(const RecommendationProblem& problem, const ParameterBox& box);

}  // namespace essmap::recommend
