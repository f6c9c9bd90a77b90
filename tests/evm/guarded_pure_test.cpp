#include <gtest/gtest.h>

#include "essmap/evm/chain.hpp"
#include "machine.hpp"
#include "pure_sequences.hpp"

/// The transitions of the guarded contract in Solidity, on an EVM, and in C++ over the chain's
/// integers: bit for bit the same, near every bound.
namespace {

using namespace essmap::evm_test;
namespace evm = essmap::evm;

constexpr std::uint64_t runner_account = 0x20000;

void append(evm::Bytes& bytes, const std::vector<std::int64_t>& numbers) {
    for (const std::int64_t number : numbers)
        for (int shift = 56; shift >= 0; shift -= 8)
            bytes.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> shift));
}

/// PureRunner on an EVM.
class Runner {
public:
    explicit Runner(const evm::Artifacts& artifacts)
        : chain_(artifacts.evm_version()), artifact_(artifacts.contract("PureRunner")) {
        chain_.set_code(evm::address_of(runner_account), artifact_.deployed_bytecode);
    }

    /// Digests of many sequences, `together` of them in one call.
    std::vector<std::uint64_t> digests(const std::vector<evm::Bytes>& packed) {
        std::vector<evm::Json> calls;
        calls.reserve(packed.size());
        for (const auto& sequences : packed) calls.push_back(call("digests(bytes)", sequences));
        std::vector<std::uint64_t> result;
        for (const auto& answer : chain_.anvil().batch("eth_call", calls)) {
            const evm::Bytes bytes = evm::from_hex(answer.get<std::string>());
            const evm::Values values(bytes);
            for (std::size_t i = 2; i < values.words(); ++i) result.push_back(values.uint64(i));
        }
        return result;
    }
    std::vector<std::int64_t> trace(const evm::Bytes& sequence) {
        const auto answer = chain_.anvil().request("eth_call", call("trace(bytes)", sequence));
        return evm::Values(evm::from_hex(answer.get<std::string>())).int64s(0);
    }

private:
    evm::Json call(const char* function, const evm::Bytes& bytes) {
        const auto data =
            evm::call_data(artifact_.function(function), {evm::Argument::bytes(bytes)});
        return {{{"to", evm::to_hex(evm::address_of(runner_account).bytes)},
                 {"data", evm::to_hex(data)},
                 {"gas", evm::to_quantity(evm::Chain::gas_limit)}},
                "latest"};
    }
    evm::Chain chain_;
    evm::Artifact artifact_;
};

/// Where the two part, for a person.
std::string first_difference(Runner& runner, std::uint64_t seed) {
    const auto sequence = draw_pure_sequence(seed);
    evm::Bytes packed;
    append(packed, sequence);
    const auto ours = run_pure_sequence(sequence);
    const auto theirs = runner.trace(packed);
    for (std::size_t i = 0; i < ours.size(); ++i)
        if (i >= theirs.size() || ours[i] != theirs[i])
            return name_of_output(sequence, i) + " is " + std::to_string(ours[i]) + " in C++, " +
                   (i < theirs.size() ? std::to_string(theirs[i]) : "missing") + " on the EVM";
    return "only the digests differ";
}

class pure_transitions : public WithTools, public testing::WithParamInterface<const char*> {};

TEST_P(pure_transitions, agree_bit_for_bit) {
    constexpr std::size_t together = 50;
    constexpr std::size_t calls = 50;
    const evm::Artifacts artifacts = compiled(GetParam());
    Runner runner(artifacts);
    std::uint64_t seed = seed_of(GetParam());
    for (std::size_t done = 0; done < samples(25'000, 1'000); done += together * calls) {
        std::vector<evm::Bytes> packed(calls);
        std::vector<std::uint64_t> expected;
        const std::uint64_t first = seed;
        for (auto& bytes : packed) {
            for (std::size_t i = 0; i < together; ++i) {
                const auto sequence = draw_pure_sequence(seed++);
                append(bytes, sequence);
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
