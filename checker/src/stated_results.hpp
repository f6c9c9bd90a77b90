#pragma once

#include "report.hpp"

namespace checker {

/// That what a recommendation says outside its claims is what it claims: the box, that none is
/// larger, the point and its margin, boundaries, trade-offs, the policy, N, and the contract's
/// numbers. Claims are compared as they are written; that they are true is checked elsewhere.
void check_said(const nlohmann::json& recommendation, Report& report);

}  // namespace checker
