#pragma once

#include <optional>
#include <string>

#include "essmap/recommend/contract_rules.hpp"
#include "essmap/recommend/map_problem.hpp"
#include "options.hpp"

/// A recommendation as a person, a program and a contract read it.
namespace essmap::cli {

/// Everything that is told of one recommendation.
struct RecommendationReport {
    std::string name;  ///< of the file it was asked by
    std::string text;  ///< of that file, if it is text
    recommend::RecommendationProblem problem;
    recommend::ContractUnits units;
    recommend::Recommendation recommendation;
    std::optional<recommend::ContractRules> contract;
    std::string obstacle;                            ///< why there is none
    std::optional<recommend::MapEvidence> evidence;  ///< where it was asked by a map
};

/// "theta 0 to 4"
std::string shown(const maps::Interval& ends);

/// The whole, claims and digest included.
nlohmann::json to_json(const RecommendationReport& report);
/// One screen.
std::string to_text(const RecommendationReport& report);
/// Rules of the guarded contract, as TOML.
std::string contract_file(const RecommendationReport& report);
/// Specification for essmap regulate: the point, in the environment that is worst for it.
/// @pre x0 and N were given
std::string loop_file(const RecommendationReport& report);

}  // namespace essmap::cli
