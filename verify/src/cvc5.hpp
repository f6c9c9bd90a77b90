#pragma once

#include <string>
#include <vector>

#include "essmap/verify/limit.hpp"

/// cvc5, a solver of another origin, as a program.
namespace essmap::verify {

/// Has cvc5 decide an SMT-LIB 2 file's text.
/// @param inputs whose values are wanted where the answer is sat
/// @param limit of all that is asked
/// @return "unsat", "unknown REASON", or "sat" and a line "NAME VALUE" for each input
/// @throws SolverError where cvc5 cannot be started
std::string ask_cvc5(const std::string& smt2, const std::vector<std::string>& inputs,
                     unsigned timeout_ms, const Limit& limit);

}  // namespace essmap::verify
