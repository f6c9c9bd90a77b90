#pragma once

#include <iosfwd>

#include "report.hpp"

namespace checker {

/// Checks a recommendation of essmap recommend: its digest, and every claim by exact rational
/// enclosures. @throws Unreadable
void check_claims(std::istream& stream, Report& report);

}  // namespace checker
