#include <fmt/format.h>

#include <string>

#include "essmap/verify/decide.hpp"
#include "guarded_state.hpp"

/// Decides the properties of a guarded contract that has been changed (scripts/mutants) and prints
/// the ids of those that do not come out as expected: the first, or all. Exit code 1 if there is
/// one.
int main(int argc, char**) {
    using namespace essmap::verify;
    const bool every = argc > 1;
    int code = 0;
    for (const auto& part :
         {guarded::guard_properties(), guarded::sgm_properties(), guarded::nsp_properties(),
          guarded::membership_properties(), guarded::loop_properties(),
          guarded::reach_properties(), guarded::invariant_properties()})
        for (const auto& property : part) {
            const Verdict verdict = decide(property, {Solver::z3, 2'000, false});
            const bool proved = verdict.result == Result::proved;
            const bool decided = verdict.result != Result::unknown;
            if (!decided || proved == (property.statement.expect == Expect::proved)) continue;
            fmt::print("{}\n", property.statement.id);
            code = 1;
            if (!every) return code;
        }
    return code;
}
