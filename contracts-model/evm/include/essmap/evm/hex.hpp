#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// Bytes and numbers as Ethereum's JSON writes them, and the only exception of this module.
namespace essmap::evm {

/// The tools, the node or a contract did not do what was asked. The message is one line.
struct EvmError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

using Bytes = std::vector<std::uint8_t>;

/// Writes "0x", then two lower-case hexadecimal digits for each byte.
std::string to_hex(std::span<const std::uint8_t> bytes);

/// Writes a number as a quantity: "0x", then lower-case hexadecimal digits without leading zeros.
std::string to_quantity(std::uint64_t value);

/// Reads bytes from hexadecimal digits of either case, with or without "0x".
/// @throws EvmError for an odd number of digits, or a character that is no digit
Bytes from_hex(std::string_view digits);

/// Reads a quantity: hexadecimal digits, with or without "0x".
/// @throws EvmError unless it is a number below 2^64
std::uint64_t from_quantity(std::string_view quantity);

}  // namespace essmap::evm
