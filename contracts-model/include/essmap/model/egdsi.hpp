#pragma once

#include "essmap/model/parameters.hpp"

/// RECONSTRUCTIONS of EGDSI (Zhang, Guo, Wang, Hu, Comput. Eng. 48(8):37-44, 2022), the model that
/// the paper's Figure 7 sets beside B-CTISM. Its payoffs are not in the sources: both are
/// assumptions of ours, never EGDSI itself. They are games like any other, so that every sign of
/// them is exact.
namespace essmap::model {

/// Reconstruction R1, an assumption: the game with theta = 0 and mu = 0,
///
///     a = (1 - k) U - gamma,   b = k U
///
/// @param ours the game to compare with: gamma, k, omega and the benefit are kept
inline ParameterValues egdsi_r1_reconstruction(ParameterValues ours) {
    ours.theta = 0.0;
    ours.mu = 0.0;
    return ours;
}

/// Reconstruction R2(level), an assumption: sharing gives (level/5) U and mu = 0,
///
///     a = (level/5 - k) U - gamma,   b = k U
///
/// as 1 - theta/r = level/5 exactly with r = 5 and theta = 5 - level. R2(5) = R1.
/// @param level of the member, 1..5 @param ours as for R1
/// @throws InvalidValue for another level.
inline ParameterValues egdsi_r2_reconstruction(int level, ParameterValues ours) {
    constexpr int levels = 5;
    if (level < 1 || level > levels)
        throw InvalidValue("level", std::to_string(level), "1, 2, 3, 4 or 5");
    ours.r = levels;
    ours.theta = levels - level;
    ours.mu = 0.0;
    return ours;
}

}  // namespace essmap::model
