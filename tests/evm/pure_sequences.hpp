#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

/// Sequences of pure transitions, as contracts-model/solidity/harness/PureRunner.sol reads them.
namespace essmap::evm_test {

struct PureSequence {
    static constexpr std::size_t head = 118;    ///< numbers before the first step
    static constexpr std::size_t length = 198;  ///< numbers of a sequence
    static constexpr std::size_t steps = 20;    ///< transitions
    static constexpr std::size_t outputs = 38;  ///< numbers that each gives
};

/// A random one.
std::vector<std::int64_t> draw_pure_sequence(std::uint64_t seed);

/// What the C++ transitions make of it, or of its first steps.
std::vector<std::int64_t> run_pure_sequence(std::span<const std::int64_t> sequence);

/// As PureRunner.digests.
std::uint64_t digest_of(std::span<const std::int64_t> values);

/// Kinds of steps that occur in it, each with the step of its first: operation, refusal, what
/// ended, and of rules that are refused which one is off.
std::map<std::string, std::size_t> kinds_of_steps(std::span<const std::int64_t> sequence);

/// A step and an output of it, for a person.
std::string name_of_output(std::span<const std::int64_t> sequence, std::size_t at);

}  // namespace essmap::evm_test
