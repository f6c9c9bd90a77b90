#pragma once

#include "essmap/recommend/recommendation.hpp"

namespace essmap::test {

/// Ranks 4 to 8, U 3 to 6, k up to 0.25; theta and gamma are chosen.
inline recommend::RecommendationProblem community() {
    recommend::RecommendationProblem problem;
    problem.range[maps::dim_r] = {4, 8};
    problem.range[maps::dim_theta] = {0, 4};
    problem.range[maps::dim_mu] = {2, 8};
    problem.range[maps::dim_k] = {0.1, 0.25};
    problem.range[maps::dim_benefit] = {3, 6};
    problem.range[maps::dim_gamma] = {-8, 8};
    problem.controls = {{maps::dim_theta}, {maps::dim_gamma}};
    return problem;
}

inline recommend::RecommendationProblem in_time(recommend::RecommendationProblem problem,
                                                double within) {
    problem.wishes.x0 = maps::Interval{0.2, 0.3};
    problem.wishes.within = within;
    return problem;
}

}  // namespace essmap::test
