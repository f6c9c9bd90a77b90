#pragma once

#include "essmap/solver/mixture_study.hpp"
#include "essmap/sweep/toml_reader.hpp"

namespace essmap::community {

/// Members of different ranks, and how they are studied: [ranks] of a specification
/// (docs/specification.md).
struct RankMembers {
    solver::RankShares shares;
    solver::MixtureStudyOptions study;
};

/// Reads the table [ranks]; by default both forms, to a tolerance of 10^-10.
/// @param x0 of every rank, unless the table has its own @param saturation of the study
/// @throws files::DataError naming file, line, key and value of what is not allowed, in the
/// specification or the table it names; files::IoError where that cannot be read
RankMembers read_rank_members(const sweep::TomlReader& reader, const toml::table& table, double x0,
                              double saturation);

}  // namespace essmap::community
