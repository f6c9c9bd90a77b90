#pragma once

#include <optional>

#include "essmap/maps/map_description.hpp"
#include "essmap/maps/paving.hpp"
#include "essmap/sweep/toml_reader.hpp"

namespace essmap::sweep {

/// Reads [paving], if there is one, for the axes, starts and regulation that `map` has already.
std::optional<maps::PavingDescription> read_paving(const TomlReader& reader,
                                                   const toml::table& root,
                                                   const maps::MapDescription& map);

}  // namespace essmap::sweep
