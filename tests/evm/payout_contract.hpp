#pragma once

#include "essmap/evm/artifact.hpp"
#include "essmap/evm/chain.hpp"
#include "payout_cases.hpp"

/// PayoutContract.sol on an EVM.
namespace essmap::evm_test {

class PayoutContract {
public:
    explicit PayoutContract(const evm::Artifacts& artifacts)
        : chain_(artifacts.evm_version()), artifact_(artifacts.contract("PayoutContract")) {
        chain_.set_code(account(), artifact_.deployed_bytecode);
    }

    /// As run_payout, of many.
    std::vector<std::vector<std::int64_t>> run(const std::vector<PayoutCase>& payouts) {
        evm::Block block{1, {}};
        block.calls.reserve(payouts.size());
        for (const auto& payout : payouts) block.calls.push_back(call_of(payout));
        std::vector<std::vector<std::int64_t>> results;
        results.reserve(payouts.size());
        for (const auto& outcome : chain_.run({block})) results.push_back(told(outcome));
        return results;
    }
    [[nodiscard]] evm::Call call_of(const PayoutCase& payout) const {
        return {evm::address_of(1), account(),
                evm::call_data(artifact_.function("payouts(int64,int64[],int64[])"),
                               {payout.pot, evm::Argument::int64s(payout.weights),
                                evm::Argument::int64s(payout.order)})};
    }

    evm::Chain& chain() { return chain_; }
    [[nodiscard]] const evm::Artifact& artifact() const { return artifact_; }

private:
    static evm::Address account() { return evm::address_of(0x30000); }

    /// 0 and the amounts, or the refusal. @throws evm::EvmError for any other end, e.g. a panic
    [[nodiscard]] std::vector<std::int64_t> told(const evm::Outcome& outcome) const {
        std::vector<std::int64_t> result{0};
        if (outcome.success) {
            const auto amounts = evm::Values(outcome.data).int64s(0);
            result.insert(result.end(), amounts.begin(), amounts.end());
            return result;
        }
        if (evm::selector(outcome.data).bytes != artifact_.error("Refused(uint8)").bytes)
            throw evm::EvmError("PayoutContract: reverts with " + evm::to_hex(outcome.data));
        result[0] = evm::Values(std::span(outcome.data).subspan(4)).int64(0);
        return result;
    }

    evm::Chain chain_;
    evm::Artifact artifact_;
};

}  // namespace essmap::evm_test
