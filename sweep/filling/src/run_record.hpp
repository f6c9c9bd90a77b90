#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "essmap/files/netcdf_writer.hpp"
#include "essmap/sweep/mpi_session.hpp"
#include "essmap/sweep/sweep.hpp"

namespace essmap::sweep {

/// Machines the ranks run on. Collective.
int count_hosts();

/// What a run says of itself, for OUT.checkpoint and the map's attribute "runs".
nlohmann::json run_record(const MpiSession& mpi, const SweepOptions& options, int threads,
                          int hosts);

/// The attributes of a map or paving that tell where it comes from, but for what was computed.
files::FileAttributes origin(const Specification& specification, const std::string& version,
                             const std::vector<std::string>& runs);

/// The map's attributes that tell where it comes from.
files::FileAttributes provenance(const Specification& specification, const SweepReport& report,
                                 const std::string& version, const std::vector<std::string>& runs);

}  // namespace essmap::sweep
