#pragma once

#include <string>
#include <vector>

#include "essmap/explorer/explore.hpp"

namespace essmap::explorer {

/// All that a page knows of its map but the layers' values, as JSON without "<": nothing in it ends
/// the element it stands in.
/// @throws DataError for a recommendation that is none of this map
std::string page_description(const maps::MapFile& map, const std::vector<maps::Layer>& layers,
                             const PageOptions& options);

}  // namespace essmap::explorer
