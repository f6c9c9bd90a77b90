#pragma once

#include <string>
#include <vector>

#include "essmap/files/netcdf_writer.hpp"
#include "essmap/sweep/checkpoint_folder.hpp"
#include "essmap/sweep/sweep.hpp"

namespace essmap::sweep {

/// What the checkpoint of a sweep says it is for. @param identity all that decides its bits
Manifest manifest_of(const Specification& specification, const std::string& identity);

/// The attributes of a map or paving that tell where it comes from, but for what was computed.
files::FileAttributes origin(const Specification& specification, const std::string& version,
                             const std::vector<std::string>& runs);

/// The map's attributes that tell where it comes from.
files::FileAttributes provenance(const Specification& specification, const SweepReport& report,
                                 const std::string& version, const std::vector<std::string>& runs);

}  // namespace essmap::sweep
