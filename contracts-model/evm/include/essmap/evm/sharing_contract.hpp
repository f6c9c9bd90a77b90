#pragma once

#include "essmap/evm/artifact.hpp"
#include "essmap/model/guarded/call.hpp"

/// SharingContract.sol from C++: its deployment and its calls in bytes.
namespace essmap::evm {

/// A struct's fields, one word each, in order.
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

class SharingContract {
public:
    using Rules = model::guarded::Rules<model::CheckedInteger>;

    explicit SharingContract(const Artifacts& artifacts)
        : artifact_(artifacts.contract("SharingContract")) {}

    /// Bytecode with the constructor's arguments.
    [[nodiscard]] Bytes creation(const Rules& rules, std::int64_t theta, std::int64_t gamma,
                                 std::int64_t seconds_per_tick, model::guarded::Account owner,
                                 model::guarded::Account registrar) const;
    [[nodiscard]] Bytes data_of(const model::guarded::Call& call) const;

    /// The struct Rules, as signatures name it.
    [[nodiscard]] static std::string rules_type();
    [[nodiscard]] const Artifact& artifact() const { return artifact_; }

private:
    Artifact artifact_;
};

}  // namespace essmap::evm
