#include "essmap/evm/hex.hpp"

#include <array>
#include <charconv>

namespace essmap::evm {

namespace {

std::uint8_t digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
    throw EvmError(std::string("no hexadecimal digit: '") + c + "'");
}

std::string_view without_prefix(std::string_view digits) {
    return digits.starts_with("0x") ? digits.substr(2) : digits;
}

}  // namespace

std::string to_hex(std::span<const std::uint8_t> bytes) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "0x";
    text.reserve(2 + 2 * bytes.size());
    for (const std::uint8_t byte : bytes) {
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

std::string to_quantity(std::uint64_t value) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), value, 16).ptr;
    return "0x" + std::string(digits.begin(), end);
}

Bytes from_hex(std::string_view digits) {
    digits = without_prefix(digits);
    if (digits.size() % 2 != 0) throw EvmError("an odd number of hexadecimal digits");
    Bytes bytes;
    bytes.reserve(digits.size() / 2);
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        bytes.push_back(static_cast<std::uint8_t>(digit(digits[i]) << 4U | digit(digits[i + 1])));
    }
    return bytes;
}

std::uint64_t from_quantity(std::string_view quantity) {
    const std::string_view digits = without_prefix(quantity);
    const char* const end = digits.data() + digits.size();
    std::uint64_t value = 0;
    const auto [stop, error] = std::from_chars(digits.data(), end, value, 16);
    if (error != std::errc{} || stop != end) {
        throw EvmError("no quantity below 2^64: " + std::string(quantity));
    }
    return value;
}

}  // namespace essmap::evm
