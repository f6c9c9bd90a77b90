#pragma once

#include <array>
#include <map>
#include <string>

#include "essmap/maps/map_description.hpp"

/// The map file: NetCDF-4 with one dimension and coordinate variable per axis (docs/map-file.md).
namespace essmap::maps {

inline constexpr int schema_version = 1;

/// NetCDF ids of a map's layers, by layer; -1 where absent.
using LayerIds = std::array<int, layer_count>;

/// Throws IoError "cannot write PATH: cause" where a NetCDF call returned an error.
void check_netcdf(int status, const std::string& path, const char* doing);

/// Defines dimensions, coordinates, layers and the fixed attributes in a new file in define mode.
/// @param text attributes that vary: specification, its SHA-256, engine, ...
LayerIds define_map(int file, const std::string& path, const MapDescription& map,
                    const std::map<std::string, std::string>& text);

/// attributes_sha256 = SHA-256 of every attribute there is, each with its variable, name, type and
/// bytes (docs/certificates.md): of those that no digest of the content covers too. Called last.
void seal_attributes(int file, const std::string& path);

/// Writes coordinates and cell bounds (one process).
void write_coordinates(int file, const std::string& path, const MapDescription& map);

}  // namespace essmap::maps
