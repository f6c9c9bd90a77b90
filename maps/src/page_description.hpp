#pragma once

#include <string>
#include <vector>

#include "essmap/maps/explore.hpp"

namespace essmap::maps {

/// All that a page knows of its map but the layers' values, as JSON without "<": nothing in it ends
/// the element it stands in.
/// @throws DataError for a recommendation that is none of this map
std::string page_description(const MapFile& map, const std::vector<Layer>& layers,
                             const PageOptions& options);

}  // namespace essmap::maps
