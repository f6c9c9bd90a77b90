#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "essmap/recommend/contract_rules.hpp"

/// What a certificate claims: statements of a recommendation that essmap check confirms exactly.
namespace essmap::recommend {

/// The gap that is claimed: 2 gap + 10^-10, with room for the rounding of doubles.
double stated_gap(const LargestBox& found);

/// [lo, hi]
nlohmann::json interval_json(const maps::Interval& interval);
/// An interval for each parameter of the game by its name.
nlohmann::json box_json(const ParameterBox& box);

/// The claims of docs/certificates.md, an array of objects. Where something qualifies: the wishes
/// hold on the largest box, around the safe point, at every trade-off, on every box of the policy
/// and on the contract's; boxes are the largest, to the stated gap; just beyond every boundary, and
/// for gamma above that of a trade-off, a wish is broken; the regulation keeps theta in the box and
/// is stable. Where nothing qualifies: a wish is broken at the safest corner.
/// @param contract the rules made of the recommendation, if any
nlohmann::json claims_of(const RecommendationProblem& problem, const Recommendation& found,
                         const std::optional<ContractRules>& contract);

}  // namespace essmap::recommend
