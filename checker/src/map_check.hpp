#pragma once

#include "netcdf_file.hpp"
#include "report.hpp"

namespace checker {

/// Checks a map of essmap sweep: digests, bounds, flags; then case, certified and attractor of
/// every cell in exact arithmetic, and eta and margin to their last digits. @throws Unreadable
void check_map(const NetcdfFile& file, Report& report);

}  // namespace checker
