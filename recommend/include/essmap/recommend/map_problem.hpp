#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "essmap/maps/map_file.hpp"
#include "essmap/recommend/recommendation.hpp"

/// A recommendation that is asked of a map.
namespace essmap::recommend {

/// The problem that a map's axes pose: `controls` are chosen within their ends, all others are the
/// environment. x0 and saturation are the map's.
/// @param within longest time to saturation, if any
/// @throws model::InvalidValue for a control with a single point, and for `within` where the map
/// has no initial shares strictly between 0 and 1
RecommendationProblem problem_of_map(const maps::MapDescription& map,
                                     const std::vector<std::string>& controls,
                                     const std::optional<double>& within);

/// What a map itself says of a box.
struct MapEvidence {
    std::size_t cells = 0;      ///< that lie within the box as a whole
    std::size_t certified = 0;  ///< of them, certified as case 1
};

/// Counts the cells of a map within a box. @pre the map has layer `certified`
/// @throws files::IoError, files::DataError
MapEvidence map_evidence(const maps::MapFile& file, const ParameterBox& box);

}  // namespace essmap::recommend
