#pragma once

#include "essmap/recommend/contract_rules.hpp"

namespace essmap::recommend {

/// Does the guard of a review hold, case 1*? Rules beyond a contract's limits are not asked:
/// another check refuses them. @pre keeps_case_1(rules)
bool keeps_honesty_in_limits(const model::guarded::Rules<model::CheckedInteger>& rules);

/// @throws model::InvalidValue where p and f, rounded to parts of scale, are not f < p any more
void check_chances(const model::guarded::Rules<model::CheckedInteger>& rules,
                   const ContractUnits& units);

/// Says what keeps the guard of a review from holding. It is the penalty where another one would
/// do; else the effort where a lesser one would do with some penalty; else the chance of an error.
/// @pre keeps_case_1(rules) and f < p, but not keeps_honesty(rules)
/// @throws model::InvalidValue always
[[noreturn]] void refuse_review(const model::guarded::Rules<model::CheckedInteger>& rules,
                                const ContractUnits& units);

}  // namespace essmap::recommend
