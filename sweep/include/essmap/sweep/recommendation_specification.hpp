#pragma once

#include <string>

#include "essmap/maps/contract_rules.hpp"

namespace essmap::sweep {

/// What to recommend, as a user writes it: TOML (docs/recommendation.md).
struct RecommendationSpecification {
    maps::RecommendationProblem problem;
    maps::ContractUnits contract;
};

/// Reads `text`. @throws maps::DataError "NAME:LINE: KEY = VALUE is not allowed: ..."
RecommendationSpecification parse_recommendation(const std::string& name, const std::string& text);

}  // namespace essmap::sweep
