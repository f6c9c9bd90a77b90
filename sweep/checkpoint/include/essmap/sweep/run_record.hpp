#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "essmap/sweep/mpi_session.hpp"
#include "essmap/sweep/part.hpp"

namespace essmap::sweep {

/// @return the number of machines that the ranks run on, on every rank. Collective.
int count_hosts();

/// What a run says of itself in its checkpoint, and in the attribute "runs" of a map: its part,
/// start, ranks, threads and hosts, and the versions of essmap, MPI and SUNDIALS. Not collective.
/// @param threads per rank @param hosts from count_hosts @param version of essmap
nlohmann::json run_record(const MpiSession& mpi, const Part& part, int threads, int hosts,
                          const std::string& version);

}  // namespace essmap::sweep
