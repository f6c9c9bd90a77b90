#pragma once

#include <vector>

#include "essmap/evm/artifact.hpp"
#include "essmap/evm/chain.hpp"

/// contracts-model/solidity/harness/PureRunner.sol on an EVM.
namespace essmap::evm_test {

class PureRunner {
public:
    explicit PureRunner(const evm::Artifacts& artifacts)
        : chain_(artifacts.evm_version()), artifact_(artifacts.contract("PureRunner")) {
        chain_.set_code(account(), artifact_.deployed_bytecode);
    }

    /// Appends a sequence as the contract reads it.
    static void append(evm::Bytes& bytes, const std::vector<std::int64_t>& sequence) {
        for (const std::int64_t number : sequence)
            for (int shift = 56; shift >= 0; shift -= 8)
                bytes.push_back(
                    static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> shift));
    }

    /// Digests of many sequences, those of an element in one call.
    std::vector<std::uint64_t> digests(const std::vector<evm::Bytes>& packed) {
        std::vector<evm::Json> calls;
        calls.reserve(packed.size());
        for (const auto& sequences : packed) calls.push_back(request("digests(bytes)", sequences));
        std::vector<std::uint64_t> result;
        for (const auto& answer : chain_.anvil().batch("eth_call", calls)) {
            const evm::Bytes bytes = evm::from_hex(answer.get<std::string>());
            const evm::Values values(bytes);
            for (std::size_t i = 2; i < values.words(); ++i) result.push_back(values.uint64(i));
        }
        return result;
    }
    /// Everything that a sequence gives.
    std::vector<std::int64_t> trace(const std::vector<std::int64_t>& sequence) {
        return evm::Values(chain_.call(call_of_trace(sequence)).data).int64s(0);
    }
    [[nodiscard]] evm::Call call_of_trace(const std::vector<std::int64_t>& sequence) const {
        evm::Bytes packed;
        append(packed, sequence);
        return {account(), account(), data("trace(bytes)", packed)};
    }

    evm::Chain& chain() { return chain_; }
    [[nodiscard]] const evm::Artifact& artifact() const { return artifact_; }

private:
    static evm::Address account() { return evm::address_of(0x20000); }
    [[nodiscard]] evm::Bytes data(const char* function, const evm::Bytes& bytes) const {
        return evm::call_data(artifact_.function(function), {evm::Argument::bytes(bytes)});
    }
    [[nodiscard]] evm::Json request(const char* function, const evm::Bytes& bytes) const {
        return evm::Json::array({{{"to", evm::to_hex(account().bytes)},
                                  {"data", evm::to_hex(data(function, bytes))},
                                  {"gas", evm::to_quantity(evm::Chain::gas_limit)}},
                                 "latest"});
    }

    evm::Chain chain_;
    evm::Artifact artifact_;
};

}  // namespace essmap::evm_test
