#pragma once

#include <vector>

#include "contract_sequences.hpp"
#include "essmap/evm/artifact.hpp"
#include "essmap/evm/chain.hpp"

/// SharingContract.sol as its callers see it: calls, what they revert with, and what is said.
namespace essmap::evm_test {

class SolidityContract {
public:
    explicit SolidityContract(const evm::Artifacts& artifacts);

    /// Bytecode with the constructor's arguments.
    [[nodiscard]] evm::Bytes creation(const Deployment& deployment) const;
    [[nodiscard]] evm::Bytes data_of(const Call& call) const;
    /// What an outcome must be: refused with its reason, or saying these events at `address`.
    [[nodiscard]] evm::Bytes refused(contract::Refusal refusal) const;
    [[nodiscard]] std::vector<evm::Log> logs(const Receipt& receipt,
                                             const evm::Address& address) const;

    /// A question to the contract, and what it must answer.
    struct Question {
        const char* function;
        evm::Bytes data;
        evm::Bytes answer;
    };
    /// Everything that can be asked, at a time in seconds no earlier than the last call's.
    [[nodiscard]] std::vector<Question> questions(const contract::SharingContract& contract,
                                                  std::int64_t seconds_per_tick,
                                                  std::int64_t time) const;

    [[nodiscard]] const evm::Artifact& artifact() const { return artifact_; }

private:
    evm::Artifact artifact_;
};

}  // namespace essmap::evm_test
