#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "essmap/verify/decide.hpp"

namespace essmap::verify {

/// Runs `work` in a child process and returns its text; nullopt if it took longer or died. A solver
/// that does not come back takes nothing with it.
std::optional<std::string> run_isolated(const std::function<std::string()>& work,
                                        unsigned timeout_ms);

/// Runs a program and returns its standard output; nullopt if it took longer or died.
/// @throws SolverError where the program cannot be started
std::optional<std::string> run_program(const std::vector<std::string>& command,
                                       unsigned timeout_ms);

}  // namespace essmap::verify
