#pragma once

#include <functional>

#include "command.hpp"
#include "essmap/sweep/mpi_session.hpp"

namespace essmap::cli {

/// Is it one of the commands that run over MPI ranks? No other starts MPI.
bool runs_over_ranks(const CLI::App& command);

/// Runs `work` on every rank between the beginning of MPI and its end; rank 0 speaks. What
/// `refusal` says (empty: nothing) and the options of `command`, but for those that ranks may
/// choose, must be the same on every rank. Collective.
/// @return the exit code: of an error the same on every rank
int over_ranks(const CLI::App& command, const std::function<int(const sweep::MpiSession&)>& work,
               const std::string& refusal = {});

}  // namespace essmap::cli
