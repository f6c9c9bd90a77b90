#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "essmap/verify/decide.hpp"

/// The properties of a contract that has been changed (scripts/mutants writes this function).
std::vector<essmap::verify::Property> properties_of_mutant();

/// Decides them and prints the ids of those that do not come out as expected: the first, or with
/// --all all of them. Exit code 1 if there is one.
int main(int argc, char** argv) {
    using namespace essmap::verify;
    const bool every = argc > 1 && std::string(argv[1]) == "--all";
    std::vector<Property> properties = properties_of_mutant();
    // Counterexamples take longer than proofs.
    std::ranges::stable_sort(properties, {}, [](const Property& p) { return p.statement.expect; });
    int code = 0;
    for (const auto& property : properties) {
        const Verdict verdict = decide(property, {Solver::z3, 2'000, false});
        if (verdict.result == Result::unknown ||
            verdict.result == expected_result(property.statement.expect))
            continue;
        fmt::print("{}\n", property.statement.id);
        code = 1;
        if (!every) return code;
    }
    return code;
}
