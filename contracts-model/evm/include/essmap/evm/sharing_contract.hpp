#pragma once

#include "essmap/evm/artifact.hpp"
#include "essmap/model/guarded/call.hpp"

/// SharingContract.sol from C++: its deployment and its calls in bytes.
namespace essmap::evm {

/// The fields of a contract's record (model::Record) as arguments: one word each, in order.
template <class Record>
std::vector<Argument> words(const Record& record) {
    std::vector<Argument> result;
    Record::visit(
        [&](const model::Field&, const auto& value) {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, bool>)
                result.emplace_back(value);
            else
                result.emplace_back(value.value());
        },
        record);
    return result;
}

/// The compiled SharingContract.sol: the bytes that deploy and call it.
class SharingContract {
public:
    using Rules = model::guarded::Rules<model::CheckedInteger>;

    /// @throws EvmError where the artifacts do not hold the contract
    explicit SharingContract(const Artifacts& artifacts)
        : artifact_(artifacts.contract("SharingContract")) {}

    /// The data of the transaction that deploys the contract: the bytecode, then the constructor's
    /// arguments. theta is in multiples of 1/scale, gamma in points.
    [[nodiscard]] Bytes creation(const Rules& rules, std::int64_t theta, std::int64_t gamma,
                                 std::int64_t seconds_per_tick, model::guarded::Account owner,
                                 model::guarded::Account registrar) const;
    /// The data of the transaction that makes a call: selector and arguments. The sender and the
    /// time of the call are not in them.
    [[nodiscard]] Bytes data_of(const model::guarded::Call& call) const;

    /// The type of the struct Rules in a signature: "(int64,int64,...)", one for each field.
    [[nodiscard]] static std::string rules_type();
    /// The compiled contract, for its selectors, topics and code.
    [[nodiscard]] const Artifact& artifact() const { return artifact_; }

private:
    Artifact artifact_;
};

}  // namespace essmap::evm
