#pragma once

#include "essmap/sweep/shapley_specification.hpp"
#include "essmap/sweep/toml_reader.hpp"

namespace essmap::sweep {

/// [game]: kind, game, members and identity of `result`, whose name is there.
void read_game(const TomlReader& reader, const toml::table& table, ShapleySpecification& result);

/// The file of that name beside the specification, unless it is an absolute path.
std::string beside(const std::string& specification, const std::string& file);

}  // namespace essmap::sweep
