#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "essmap/solver/finite_study.hpp"
#include "essmap/sweep/toml_reader.hpp"

namespace essmap::community {

/// Finite communities of several sizes, and how they are studied: [finite] of a specification
/// (docs/specification.md).
struct FiniteCommunities {
    std::vector<std::int64_t> members{20, 200, 2000};
    solver::Update update = solver::Update::pairwise;
    std::optional<double> s;  ///< solver::PopulationOptions::s
    solver::FiniteStudyOptions study;
};

/// Reads the table [finite]. @param x0, saturation of the study
/// @throws files::DataError naming file, line, key and value of what is not allowed
FiniteCommunities read_finite_communities(const sweep::TomlReader& reader, const toml::table& table,
                                          double x0, double saturation);

/// A population for each size, in their order. @param table what `communities` were read from
/// @throws files::DataError where s is not allowed at a size, naming the line
std::vector<solver::FinitePopulation> populations(const sweep::TomlReader& reader,
                                                  const toml::table& table,
                                                  const FiniteCommunities& communities,
                                                  const model::ParameterValues& game);

}  // namespace essmap::community
