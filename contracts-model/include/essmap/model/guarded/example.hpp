#pragma once

#include "essmap/model/guarded/rules.hpp"

/// The deployment that proofs, tests and benchmarks are told against.
namespace essmap::model::guarded {

/// Table 3's case 1 with ranks from 4 and a point worth 0.01: U = 10 to 12, theta at most 2, gamma
/// at most 2, k = 0.25. Admissible.
template <class T>
Rules<T> example_rules() {
    return {.scale = T(1000),
            .rank_min = T(4),
            .rank_max = T(8),
            .benefit_min = T(1000),
            .benefit_max = T(1200),
            .stock_share = T(250),
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
            .idle_limit = T(30),
            .idle_period = T(10),
            .share_interval = T(5),
            .retire_after = T(5000),
            .initial_points = T(1000),
            .points_max = T(1'000'000)};
}

}  // namespace essmap::model::guarded
