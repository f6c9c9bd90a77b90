#include <fmt/format.h>

#include <csignal>

#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>

#include "essmap/mutation/choice.hpp"
#include "examination.hpp"

namespace {

using namespace essmap::mutation;

/// A mutant may let a property divide exact fractions by 0. GMP then raises a signal, in the middle
/// of the call that divides; it becomes what such a division is elsewhere.
void fault_where_gmp_divides_by_zero() {
    struct sigaction action {};
    action.sa_flags = SA_NODEFER;
    action.sa_handler = [](int) { throw essmap::model::ArithmeticFault("a fraction over 0"); };
    sigaction(SIGFPE, &action, nullptr);
}

/// Reads numbers of mutants, a line each, and answers each with a line: number, fate, seconds and
/// what it was found by, between tabs.
int examine_all() {
    Examiner examiner;
    for (int number = 0; std::cin >> number;) {
        if (number < 1 || number > static_cast<int>(names.size())) {
            fmt::print(stderr, "mutant_runner: no mutant {}: 1 to {}\n", number, names.size());
            return 64;
        }
        const auto start = std::chrono::steady_clock::now();
        const Examination examined = examiner.examine(number);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        fmt::print("{}\t{}\t{:.2f}\t{}\n", number, name_of(examined.fate), took.count(),
                   examined.by);
        std::fflush(stdout);
    }
    return 0;
}

int decide_original(std::size_t part, std::size_t parts) {
    const auto unexpected = unexpected_of_the_original(part, parts);
    for (const auto& id : unexpected) fmt::print("not as expected: {}\n", id);
    return unexpected.empty() ? 0 : 1;
}

}  // namespace

/// Mutants of the guarded contract, compiled once:
///     mutant_runner --original K N    is every N-th property from K on as expected without a
///     mutant? mutant_runner                   examines the mutants whose numbers it reads
int main(int argc, char** argv) {
    const std::string option = argc > 1 ? argv[1] : "";
    if (option == "--original" && argc == 4)
        return decide_original(std::stoul(argv[2]), std::stoul(argv[3]));
    fault_where_gmp_divides_by_zero();
    if (argc > 1) {
        fmt::print(stderr, "mutant_runner: --original K N, or numbers on standard input\n");
        return 64;
    }
    return examine_all();
}
