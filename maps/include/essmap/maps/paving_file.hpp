#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "essmap/maps/digest.hpp"
#include "essmap/maps/netcdf_writer.hpp"
#include "essmap/maps/paving.hpp"

/// The paving file: NetCDF-4, the trees of all root boxes one after another (docs/paving.md).
namespace essmap::maps {

inline constexpr int paving_schema_version = 1;

/// Nodes of `tree` that make one part of the content's digest.
inline constexpr std::int64_t paving_part = std::int64_t{1} << 20;
/// Adds the part of nodes number paving_part .. (number + 1) paving_part.
void add_paving_part(ContentDigest& digest, std::int64_t number, std::span<const PavingNode> nodes);

/// Makes `path`, whatever it holds, a paving file without nodes. `name` is what messages call it.
/// @param first_node of each root @param nodes of all trees
/// @return where in the file its nodes go, one byte each @throws IoError
std::uint64_t make_paving_file(const std::string& path, const std::string& name,
                               const PavingDescription& paving,
                               const std::vector<std::int64_t>& first_node, std::int64_t nodes,
                               const FileAttributes& attributes);

/// Writes the digests, of content and attributes, into a file whose nodes are written. @throws
/// IoError
void seal_paving_file(const std::string& path, const std::string& name, const std::string& digest);

/// Text attribute of a NetCDF file; empty where absent. @throws IoError where it cannot be opened
std::string text_attribute(const std::string& path, const std::string& attribute);

}  // namespace essmap::maps
