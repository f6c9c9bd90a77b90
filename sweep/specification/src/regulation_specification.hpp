#pragma once

#include "essmap/maps/map_description.hpp"
#include "essmap/sweep/toml_reader.hpp"

namespace essmap::sweep {

/// Reads [regulation], if there is one: what all cells share, and the contract's axes, which come
/// after those of the game. Checks that they fit each other at every cell. Engine and x0 apart.
void read_regulation(const TomlReader& reader, const toml::table& root, maps::MapDescription& map);

}  // namespace essmap::sweep
