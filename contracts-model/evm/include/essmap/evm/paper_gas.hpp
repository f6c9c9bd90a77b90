#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "essmap/evm/measured_gas.hpp"

/// Table 2 of the paper: one gas and one time for each of its two contracts. It does not say what
/// they are of; by what is measured, it follows what they can be of.
namespace essmap::evm {

/// A row of Table 2.
struct PaperGas {
    std::string_view contract;
    std::uint64_t gas;
    std::string_view time;
};
inline constexpr std::array paper_gas{PaperGas{"SGM", 244'520, "765 ms"},
                                      PaperGas{"NSP", 27'513, "593 ms"}};

/// Least and most gas.
struct GasRange {
    std::uint64_t least = UINT64_MAX;
    std::uint64_t most = 0;

    /// Widens the range to hold `gas`.
    void add(std::uint64_t gas) {
        least = std::min(least, gas);
        most = std::max(most, gas);
    }
};

/// What is measured of one of the printed contracts, over all settings.
struct PrintedGas {
    GasRange deployments;
    GasRange calls;
    GasRange calls_with_effect;  ///< all but those whose name says "in vain"
    GasQuantity nearest;         ///< to the paper's gas; the first of equals
};

/// Sorts what is measured of the contract of a row.
PrintedGas printed_gas(const PaperGas& paper, std::span<const GasQuantity> measured);

/// What a number of the paper can be the gas of.
struct PaperGasVerdict {
    enum class Of : std::uint8_t {
        call,                ///< it is less than to deploy no code at all
        call_or_deployment,  ///< some call costs as much, or more
        deployment,          ///< no call costs as much
    };
    Of of;
    /// It is less than all that such a call with effect, or such a deployment, costs as printed.
    bool less_than_printed;
};

/// @param empty gas to deploy no code at all
PaperGasVerdict verdict_on(const PaperGas& paper, const PrintedGas& printed, std::uint64_t empty);

}  // namespace essmap::evm
