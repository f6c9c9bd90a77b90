#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// Bytes as Ethereum's JSON writes them, and the one kind of error of this module.
namespace essmap::evm {

/// What the tools, the node or a contract did that they should not have: one line.
struct EvmError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

using Bytes = std::vector<std::uint8_t>;

/// "0x" and two lower-case digits a byte.
std::string to_hex(std::span<const std::uint8_t> bytes);

/// A quantity: "0x" and no leading zeros.
std::string to_quantity(std::uint64_t value);

/// Bytes of hexadecimal digits, with or without "0x".
/// @throws EvmError for an odd number of digits or a character that is none.
Bytes from_hex(std::string_view digits);

/// @throws EvmError where it is no quantity below 2^64.
std::uint64_t from_quantity(std::string_view quantity);

}  // namespace essmap::evm
