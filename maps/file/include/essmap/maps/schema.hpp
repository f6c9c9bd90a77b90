#pragma once

#include <optional>
#include <vector>

#include "essmap/files/netcdf_writer.hpp"
#include "essmap/maps/map_description.hpp"

/// The map file: NetCDF-4 with one dimension and coordinate variable per axis (docs/map-file.md).
namespace essmap::maps {

inline constexpr int schema_version = 1;

/// Defines an axis as a coordinate, with the ends of its cells. @param dims its dimension; none:
/// one value by itself @param ends dimension of two, of the ends
void define_axis(const files::NetcdfWriter& file, const Axis& axis, const std::vector<int>& dims,
                 int ends);
/// Writes points first to before end of an axis so defined, and the ends of their cells.
void write_axis(const files::NetcdfWriter& file, const Axis& axis, std::size_t first,
                std::size_t end);
/// Defines the initial shares that layers by x0 are of. @param count of them; none: a single one by
/// itself @return their dimension, if they have one
std::vector<int> define_starts(const files::NetcdfWriter& file, std::optional<std::size_t> count);
/// Writes the initial shares so defined.
void write_starts(const files::NetcdfWriter& file, const std::vector<double>& starts);
/// Defines a layer over dimensions: its type, its meaning, its flags or what is missing.
int define_layer(const files::NetcdfWriter& file, const LayerInfo& info, Precision precision,
                 const std::vector<int>& dims);

/// Defines dimensions, coordinates, layers and the fixed attributes of a map.
/// @param attributes those that vary: specification, its SHA-256, history, ...
void define_map(const files::NetcdfWriter& file, const MapDescription& map,
                const files::FileAttributes& attributes);

/// attributes_sha256 = SHA-256 of every attribute there is, each with its variable, name, type and
/// bytes (docs/certificates.md): of those that no digest of the content covers too. Called last.
void seal_attributes(const files::NetcdfWriter& file);

/// Writes coordinates and cell bounds (one process).
void write_coordinates(const files::NetcdfWriter& file, const MapDescription& map);

}  // namespace essmap::maps
