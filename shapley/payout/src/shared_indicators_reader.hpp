#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "essmap/shapley/union_game.hpp"
#include "essmap/sweep/toml_reader.hpp"

namespace essmap::shapley {

/// A game of shared indicators, as UnionGame takes it.
struct SharedIndicators {
    std::vector<std::string> members;
    std::size_t items = 0;
    std::vector<Holding> holdings;
    std::string identity;  ///< of the holdings
};

/// Keys of [game] with kind = "indicators".
std::vector<std::string_view> indicator_keys();

/// @param specification its path: files lie beside it. @param members named there: first, in that
/// order; others follow as they come
SharedIndicators read_shared_indicators(const sweep::TomlReader& reader, const toml::table& game,
                                        const std::string& specification,
                                        const std::vector<std::string>& members);

}  // namespace essmap::shapley
