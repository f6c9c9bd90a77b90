#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "essmap/verify/decide.hpp"
#include "guarded_state.hpp"

/// Decides the properties of a guarded contract that has been changed (scripts/mutants) and prints
/// the ids of those that do not come out as expected: the first, or with --all all of them. Exit
/// code 1 if there is one. Arguments are the groups to begin with, where the change will be felt.
int main(int argc, char** argv) {
    using namespace essmap::verify;
    std::vector<std::string> first(argv + 1, argv + argc);
    const bool every = std::erase(first, "--all") > 0;
    std::vector<Property> properties;
    for (const auto& part :
         {guarded::guard_properties(), guarded::sgm_properties(), guarded::nsp_properties(),
          guarded::membership_properties(), guarded::loop_properties(), guarded::reach_properties(),
          guarded::invariant_properties()})
        properties.insert(properties.end(), part.begin(), part.end());
    // Counterexamples take longer than proofs.
    const auto rank = [&](const Property& p) {
        const bool near = std::ranges::any_of(
            first, [&](const auto& group) { return p.statement.id.starts_with(group); });
        return p.statement.expect == Expect::refuted ? 2 : near ? 0 : 1;
    };
    std::ranges::stable_sort(properties, {}, rank);
    int code = 0;
    for (const auto& property : properties) {
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
