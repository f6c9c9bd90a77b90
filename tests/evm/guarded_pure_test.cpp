#include <gtest/gtest.h>

#include "machine.hpp"
#include "pure_runner.hpp"
#include "pure_sequences.hpp"

/// The transitions of the guarded contract in Solidity, on an EVM, and in C++ over the chain's
/// integers: bit for bit the same, near every bound.
namespace {

using namespace essmap::evm_test;
namespace evm = essmap::evm;

/// Where the two part, for a person.
std::string first_difference(PureRunner& runner, std::uint64_t seed) {
    const auto sequence = draw_pure_sequence(seed);
    const auto ours = run_pure_sequence(sequence);
    const auto theirs = runner.trace(sequence);
    for (std::size_t i = 0; i < ours.size(); ++i)
        if (i >= theirs.size() || ours[i] != theirs[i])
            return name_of_output(sequence, i) + " is " + std::to_string(ours[i]) + " in C++, " +
                   (i < theirs.size() ? std::to_string(theirs[i]) : "missing") + " on the EVM";
    return "only the digests differ";
}

class pure_transitions : public WithTools, public testing::WithParamInterface<const char*> {};

TEST_P(pure_transitions, agree_bit_for_bit) {
    constexpr std::size_t batch = 50;
    constexpr std::size_t calls = 50;
    const evm::Artifacts artifacts = compiled(GetParam());
    PureRunner runner(artifacts);
    std::uint64_t seed = seed_of(GetParam());
    for (std::size_t done = 0; done < samples(25'000, 1'000); done += batch * calls) {
        std::vector<evm::Bytes> packed(calls);
        std::vector<std::uint64_t> expected;
        const std::uint64_t first = seed;
        for (auto& bytes : packed) {
            for (std::size_t i = 0; i < batch; ++i) {
                const auto sequence = draw_pure_sequence(seed++);
                PureRunner::append(bytes, sequence);
                expected.push_back(digest_of(run_pure_sequence(sequence)));
            }
        }
        const auto found = runner.digests(packed);
        ASSERT_EQ(found.size(), expected.size());
        for (std::size_t i = 0; i < found.size(); ++i)
            ASSERT_EQ(found[i], expected[i])
                << "sequence " << first + i << ": " << first_difference(runner, first + i);
    }
}

INSTANTIATE_TEST_SUITE_P(evm, pure_transitions, testing::ValuesIn(settings()),
                         [](const auto& of) { return setting_name(of.param); });

}  // namespace
