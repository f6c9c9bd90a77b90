#pragma once

#include <cstdint>
#include <optional>

#include "essmap/model/classification.hpp"

/// Which of two games saturates sooner, for each start.
///
/// D(x0) = T_1(x0 -> s) - T_2(x0 -> s), g = a + b x:
///
///     D(s) = 0,   dD/dx0 = (g_1 - g_2)/(x0 (1-x0) g_1 g_2)
///
/// g_1 - g_2 is affine, so D turns at most once and, beside s, has at most one zero: all sign
/// changes are found. Derivation: docs/theory.md.
namespace essmap::solver {

enum class Sooner : std::int8_t { neither, first, second };

struct Comparison {
    /// The game that is sooner from starts just below s; where only one game saturates, that one.
    /// `neither` where the times are equal from every start, or neither game ever saturates.
    Sooner near_saturation = Sooner::neither;
    /// Start in (0,s) below which the other game is sooner (wherever either saturates); nullopt
    /// where there is none, or it is below 1e-300.
    std::optional<double> crossing;
};

/// Compares T(x0 -> saturation) of two games for all x0 in (0, saturation). The crossing is
/// bisected to the last bit. It is as accurate as the times: to 1e-12, unless the games are almost
/// equal.
/// @param saturation in (0,1) @throws InvalidValue for another.
Comparison compare_times(const model::PointGame& first, const model::PointGame& second,
                         double saturation);

}  // namespace essmap::solver
