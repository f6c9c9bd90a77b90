#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "essmap/files/netcdf_writer.hpp"
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

/// A slice of two or three axes as a table (CSV), a row a cell: x varies fastest, then y, then z.
/// Columns: every drawn axis and every axis that is held and matters, with the ends of the cell,
/// NAME_lo and NAME_hi, where the axis is drawn or the cell has a width; then all layers, or the
/// one asked for. A layer by x0 has a column for each start, or for the one asked for:
/// NAME_x0_START. What is missing reads "nan", what never ends "inf".
/// @throws as slice_chart
std::string slice_csv(const MapFile& map, const SliceOptions& options,
                      std::vector<std::string>& notes);

/// The same as a NetCDF-4 file, its bytes: layers over ([x0,] [z,] y, x), each axis a coordinate
/// with bounds, what is held a coordinate of one value.
/// @throws as slice_chart
std::string slice_netcdf(const MapFile& map, const SliceOptions& options,
                         const files::FileAttributes& attributes, std::vector<std::string>& notes);

}  // namespace essmap::maps
