#pragma once

#include "essmap/evm/artifact.hpp"
#include "essmap/evm/chain.hpp"
#include "essmap/evm/sharing_contract.hpp"
#include "payout_cases.hpp"

/// PayoutContract.sol on an EVM.
namespace essmap::evm_test {

class SolidityPayout {
public:
    explicit SolidityPayout(const evm::Artifacts& artifacts)
        : chain_(artifacts.evm_version()), artifact_(artifacts.contract("PayoutContract")) {
        chain_.set_code(account(), artifact_.deployed_bytecode);
    }

    static evm::Address account() { return evm::address_of(0x30000); }
    static constexpr std::string_view begun_event =
        "Begun(address,bytes32,int64,int64,int64,int64,int64)";
    static constexpr std::string_view paid_event = "Paid(address,bytes32,int64,int64[])";

    [[nodiscard]] evm::Call call_of(const PayoutCall& call) const {
        const evm::Word key = evm::word(call.key);
        const auto data = [&] {
            if (call.action != PayoutAction::begin)
                return evm::call_data(artifact_.function(call.action == PayoutAction::check
                                                             ? "check(bytes32,int64,int64[])"
                                                             : "pay(bytes32,int64,int64[])"),
                                      {key, call.first, evm::Argument::int64s(call.numbers)});
            std::vector<evm::Argument> arguments{key};
            for (const auto& term : evm::words(call.terms)) arguments.push_back(term);
            return evm::call_data(
                artifact_.function("begin(bytes32,int64,int64,int64,int64,int64)"), arguments);
        };
        return {evm::address_of(call.sender), account(), data()};
    }
    /// Asks for a payout.
    [[nodiscard]] evm::Call question(std::uint64_t sender, std::uint64_t key) const {
        return {evm::address_of(1), account(),
                evm::call_data(artifact_.function("payout(address,bytes32)"),
                               {evm::address_of(sender), key})};
    }
    /// What a call must revert with.
    [[nodiscard]] evm::Bytes refused(contract::PayoutRefusal refusal) const {
        return evm::call_data(artifact_.error("Refused(uint8)"),
                              {static_cast<std::int64_t>(refusal)});
    }
    /// What a call must say.
    [[nodiscard]] std::vector<evm::Log> logs(const PayoutReceipt& receipt) const {
        std::vector<evm::Log> result;
        for (const auto& event : receipt.events) {
            const bool paid = event.kind == contract::PayoutEventKind::paid;
            std::vector<evm::Argument> data(event.data.begin(),
                                            event.data.begin() + (paid ? 1 : 5));
            if (paid) data.push_back(evm::Argument::int64s(std::span(event.data).subspan(1)));
            result.push_back({account(),
                              {artifact_.event(paid ? paid_event : begun_event),
                               evm::word(evm::address_of(event.sender)), evm::word(event.key)},
                              evm::encode(data)});
        }
        return result;
    }

    evm::Chain& chain() { return chain_; }
    [[nodiscard]] const evm::Artifact& artifact() const { return artifact_; }

private:
    evm::Chain chain_;
    evm::Artifact artifact_;
};

}  // namespace essmap::evm_test
