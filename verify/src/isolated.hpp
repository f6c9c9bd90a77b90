#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "essmap/verify/decide.hpp"

namespace essmap::verify {

/// Runs `work` in a child process and returns its text; nullopt if it took longer, died, or the
/// limit was over first. A solver that does not come back takes nothing with it, and none outlives
/// this process.
std::optional<std::string> run_isolated(const std::function<std::string()>& work,
                                        unsigned timeout_ms, const Limit& limit = {});

/// Runs a program and returns its standard output; nullopt as above.
/// @param input its standard input
/// @throws SolverError where the program cannot be started
std::optional<std::string> run_program(const std::vector<std::string>& command,
                                       const std::string& input, unsigned timeout_ms,
                                       const Limit& limit = {});

}  // namespace essmap::verify
