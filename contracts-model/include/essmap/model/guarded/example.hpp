#pragma once

#include "essmap/model/guarded/rules.hpp"

/// The deployment that proofs, tests and benchmarks use as their example.
namespace essmap::model::guarded {

/// Rules for case 1 of Table 3, with ranks 4 to 8 and a point worth 0.01: B = 10, theta at most 2,
/// gamma at most 2, Delta at most 2.5. They are admissible.
template <class T>
Rules<T> example_rules() {
    return {.scale = T(1000),
            .rank_min = T(4),
            .rank_max = T(8),
            .promotion = T(20),
            .benefit = T(1000),
            .stock_max = T(250),
            .theta_min = T(500),
            .theta_max = T(2000),
            .gamma_min = T(-400),
            .gamma_max = T(200),
            .gamma_step = T(50),
            .mu = T(80),
            .numerator = T(100'000),
            .threshold = T(600),
            .saturation = T(950),
            .round_limit = T(200),
            .idle_limit = T(350),
            .idle_period = T(50),
            .share_interval = T(5),
            .retire_after = T(5000),
            .notice = T(400),
            .initial_points = T(1000),
            .points_max = T(1'000'000),
            .quorum = T(2),
            .window = T(300),
            .penalty = T(60),
            .effort_max = T(20),
            .detection_min = T(700),
            .error_max = T(10)};
}

}  // namespace essmap::model::guarded
