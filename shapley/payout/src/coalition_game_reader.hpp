#pragma once

#include "essmap/shapley/shapley_specification.hpp"
#include "essmap/sweep/toml_reader.hpp"

namespace essmap::shapley {

/// [game]: kind, game, members and identity of `result`, whose name is there.
void read_game(const sweep::TomlReader& reader, const toml::table& table,
               ShapleySpecification& result);

/// The file of that name beside the specification, unless it is an absolute path.
std::string beside(const std::string& specification, const std::string& file);

}  // namespace essmap::shapley
