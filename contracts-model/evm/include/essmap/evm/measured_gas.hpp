#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "essmap/model/guarded/call.hpp"
#include "essmap/model/guarded/gas.hpp"

/// Gas of the contracts as receipts on a local EVM state it: which deployments and calls are
/// measured, and what is predicted of them.
namespace essmap::evm {

/// Gas of a deployment or a call, as measured.
struct GasQuantity {
    std::string quantity;  ///< "CONTRACT: what"
    std::string setting;   ///< of the compiler
    std::uint64_t gas;
};

/// A quantity of the guarded contract as it was measured, and as it is predicted for the code to
/// deploy.
struct GasPrediction {
    static constexpr double tolerance = 0.02;  ///< relative, of what is measured

    GasQuantity measured;
    model::guarded::GasUse predicted;
};

struct MeasuredGas {
    static constexpr std::uint64_t empty_deployment = 53'000;  ///< 21,000 + 32,000 (EIP-2)

    std::vector<std::string> settings;       ///< compilers and how they were set, in order
    std::vector<GasQuantity> all;            ///< by setting
    std::vector<GasQuantity> empty;          ///< to deploy no code at all, by setting
    std::vector<GasPrediction> predictions;  ///< of the newest compiler, optimized
};

/// A call of the guarded contract; one without a name is not measured.
struct LifeStep {
    std::string name;
    model::guarded::Call call;
};

/// Who deploys the guarded contract that is measured, and who enrols its members.
inline constexpr model::guarded::Account measured_owner = 0x6d1c'36e5'f49b'7a21;
inline constexpr model::guarded::Account measured_registrar = 0x6b92'e3d6'1a4f'c85d;

/// The life of a community of four members and two reviewers by model::guarded::example_rules, with
/// a tick of a second: every call that costs differently, once. Ids and hashes have no zero bytes.
/// @param t when the contract is deployed, in seconds
std::vector<LifeStep> community_life(std::int64_t t);

/// Deploys and calls SGM, NSP and the guarded contract as each setting compiled them.
/// @pre missing_tools() is empty
/// @throws EvmError where a call reverts that must not, or the guarded contract does not do as the
/// model says
MeasuredGas measure_gas();

}  // namespace essmap::evm
