#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "essmap/maps/map_file.hpp"

namespace essmap::explorer {

/// What a page shows of its map.
struct PageOptions {
    static constexpr std::uint64_t default_size_limit = std::uint64_t{512} << 20U;

    std::string title;                ///< of the map, as its specification has it
    std::vector<std::string> layers;  ///< by name; none: all of the map
    /// What to draw in, as JSON text: {"box": {AXIS: [lo, hi]}, "point": {AXIS: value},
    /// "regulation": {"N": value}}, all but the box optional, as essmap recommend writes it. Empty:
    /// nothing.
    std::string recommendation;
    std::string recommendation_name;                ///< what messages call it
    std::uint64_t size_limit = default_size_limit;  ///< bytes of the page
};

/// Writes one HTML page to `path`, whole or not at all, that shows any slice of the map by itself:
/// no server, no network. Layers go in as they are, flags as int8, reals as float32, deflated; a
/// reader inflates what it looks at (docs/explore.md).
///
/// Holds a part of one layer in memory at a time, at most 2^20 cells of all but very wide maps.
/// @return bytes written
/// @throws model::InvalidValue for a layer the map does not have, or a page larger than the limit;
/// DataError for a recommendation that is none of this map; IoError
std::uint64_t write_page(const maps::MapFile& map, const PageOptions& options,
                         const std::string& path);

}  // namespace essmap::explorer
