#pragma once

#include <string>

#include "essmap/recommend/contract_rules.hpp"

namespace essmap::recommend {

/// What to recommend, as a user writes it: TOML (docs/recommendation.md).
struct RecommendationSpecification {
    RecommendationProblem problem;
    ContractUnits contract;
};

/// Reads `text`. @throws files::DataError "NAME:LINE: KEY = VALUE is not allowed: ..."
RecommendationSpecification parse_recommendation(const std::string& name, const std::string& text);

}  // namespace essmap::recommend
