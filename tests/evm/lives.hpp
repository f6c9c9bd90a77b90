#pragma once

#include <functional>

#include "solidity_contract.hpp"

/// Random lives of the guarded contract, lived on an EVM.
namespace essmap::evm_test {

/// A life as the blocks of a run: the deployment, the calls, then every question that is asked.
struct Script {
    ContractSequence life;
    std::vector<SolidityContract::Question> questions;
    std::vector<evm::Block> blocks;
};

/// A chain on which lives begin, each from nothing.
class Lives {
public:
    explicit Lives(const evm::Artifacts& artifacts);

    struct Wanted {
        std::uint64_t seed;  ///< of the first
        std::size_t count;   ///< a multiple of 50: as many run at once
        bool questions;      ///< whether the contract is asked for its state in the end
    };
    /// Called with each life and what became of its calls: the deployment, each call, each
    /// question.
    using Visit = std::function<void(const Script&, const std::vector<evm::Outcome>&)>;
    /// Ends early where a visit has failed.
    void run(const Wanted& wanted, const Visit& visit);

    [[nodiscard]] const SolidityContract& contract() const { return contract_; }
    /// Where the contract of each life lies.
    [[nodiscard]] const evm::Address& address() const { return address_; }
    [[nodiscard]] evm::Chain& chain() { return chain_; }

private:
    [[nodiscard]] evm::Address first_address();
    [[nodiscard]] Script script_of(std::uint64_t seed, bool questions) const;

    SolidityContract contract_;
    evm::Chain chain_;
    evm::Address address_;
};

}  // namespace essmap::evm_test
