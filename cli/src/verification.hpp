#pragma once

#include <string>
#include <vector>

#include "essmap/verify/finding.hpp"

/// How `essmap verify` tells what it finds.
namespace essmap::cli {

/// 1 where a result is not the expected one, 75 where a signal ended the work, 2 where a result is
/// unknown, else 0. Where the limit ended the work, that is said on standard error.
int exit_code(const std::vector<verify::Finding>& findings, const verify::Limit& limit);

/// JUnit XML: one test case per property.
std::string to_junit(const std::vector<verify::Finding>& findings);
/// `essmap verify --synthesize SPEC`: prints the trade-off and its proof; returns the exit code.
int synthesize(const std::string& specification, const verify::DecideOptions& options, bool json);

}  // namespace essmap::cli
