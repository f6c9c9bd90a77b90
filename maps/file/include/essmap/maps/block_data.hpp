#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "essmap/maps/map_description.hpp"

namespace essmap::maps {

/// Raised with every change of what is computed: blocks of different versions never meet in one
/// map.
inline constexpr int results_version = 2;

/// The layers of one block. Arrays are [x0][cell] for layers by x0, else [cell]; empty if not
/// asked.
struct BlockData {
    std::array<std::vector<std::int8_t>, layer_count> flags;
    std::array<std::vector<double>, layer_count> reals;

    /// The values of a layer of flags.
    [[nodiscard]] std::vector<std::int8_t>& flag(Layer layer) {
        return flags[static_cast<std::size_t>(layer)];
    }
    /// The values of a layer of reals.
    [[nodiscard]] std::vector<double>& real(Layer layer) {
        return reals[static_cast<std::size_t>(layer)];
    }
};

/// What filling took. Sums over blocks; the same for any ranks, threads and parts.
struct FillStatistics {
    std::int64_t trajectories = 0;   ///< stored cells times starts
    std::int64_t integrations = 0;   ///< distinct trajectories CVODE integrated
    std::int64_t steps = 0;          ///< CVODE steps, over groups
    std::int64_t disagreements = 0;  ///< cells times starts where CVODE and closed form differ
    double worst_difference = 0.0;   ///< largest relative difference seen (engine both)

    /// Adds what filling another block took; the worst difference is the larger one.
    FillStatistics& operator+=(const FillStatistics& other);
};

}  // namespace essmap::maps
