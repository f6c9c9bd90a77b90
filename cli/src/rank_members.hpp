#pragma once

#include <vector>

#include "essmap/solver/rank_mixture.hpp"
#include "regulation.hpp"

namespace essmap::cli {

/// [ranks] of a specification (docs/specification.md).
struct Members {
    solver::RankShares shares;
    std::vector<double> x0;                  ///< by rank
    std::vector<solver::MixtureForm> forms;  ///< one or both
    solver::IntegratorOptions options;
};

/// @throws files::DataError naming file, line, key and value of what is not allowed, in the
/// specification or the table it names; files::IoError where that cannot be read
Members read_members(const RegulateRequest& request, const toml::table& table);

}  // namespace essmap::cli
