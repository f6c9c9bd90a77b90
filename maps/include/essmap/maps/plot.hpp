#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "essmap/maps/chart.hpp"
#include "essmap/maps/map_file.hpp"

namespace essmap::maps {

/// Which slice of a map to draw or to write.
struct SliceOptions {
    std::string x = "theta";
    std::string y = "gamma";
    std::string z{};                      ///< third axis of a table; empty: none
    std::string layer{};                  ///< empty: case in a picture, all layers in a table
    std::map<std::string, double> fix{};  ///< axis -> one of its points
    std::optional<double> x0{};           ///< one of the map's, for layers by x0
    std::string title{};                  ///< of the map, as its specification has it
};

/// The chart of a slice: cells as stored, boundaries from the exact formula (a = 0, a + b = 0 and,
/// for layers by x0, x0 = eta), the paper's points where they lie in the slice. An axis without
/// width, discrete or of one point, is drawn by its values. Layers by x0: from the first unless
/// asked otherwise.
/// @param notes receives a line for every axis fixed without being asked for
/// @throws model::InvalidValue for an axis, layer, point or x0 the map does not have; DataError
RegionChart slice_chart(const MapFile& map, const SliceOptions& options,
                        std::vector<std::string>& notes);

}  // namespace essmap::maps
