#pragma once

#include <vector>

#include "contract_sequences.hpp"
#include "essmap/evm/chain.hpp"
#include "essmap/evm/sharing_contract.hpp"

/// SharingContract.sol as its callers see it: what calls revert with, and what is said.
namespace essmap::evm_test {

class SolidityContract : public evm::SharingContract {
public:
    using evm::SharingContract::SharingContract;

    using evm::SharingContract::creation;
    [[nodiscard]] evm::Bytes creation(const Deployment& d) const {
        return creation(d.rules, d.theta, d.gamma, d.seconds_per_tick, d.owner,
                        Accounts::registrar);
    }
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
};

}  // namespace essmap::evm_test
