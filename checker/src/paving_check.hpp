#pragma once

#include "netcdf_file.hpp"
#include "report.hpp"

namespace checker {

/// Checks a paving of essmap sweep --adaptive: digests, and the label of every decided box by exact
/// rational enclosures. @throws Unreadable
void check_paving(const NetcdfFile& file, Report& report);

}  // namespace checker
