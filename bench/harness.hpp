#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>

/// What the benchmark programs share. A benchmark states how many items (or bytes) an iteration
/// treats, so that bench/compare can set rates side by side, and checks what it computed.
namespace essmap::bench {

/// A benchmark whose result is wrong has no time: it is said, and the program ends with 1.
void wrong(benchmark::State& state, const std::string& why);

/// A number from the environment, with which a test makes a benchmark small.
std::int64_t setting(const char* name, std::int64_t usual);

/// main() of a program of benchmarks: 0, 1 where one was wrong, 64 for unknown options. The context
/// of its JSON tells the compiler and the widest instructions in use.
int run(int argc, char** argv);

}  // namespace essmap::bench
