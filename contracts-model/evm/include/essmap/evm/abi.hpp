#pragma once

#include <array>
#include <compare>
#include <concepts>
#include <cstddef>

#include "essmap/evm/hex.hpp"

/// Encodes calls and decodes results as Solidity's Contract ABI Specification says: values are
/// words of 32 bytes, big-endian. Bytes and arrays follow the words; a word says where each begins.
namespace essmap::evm {

/// The 20 bytes of an account or a contract.
struct Address {
    std::array<std::uint8_t, 20> bytes{};
    auto operator<=>(const Address&) const = default;
};

/// The address whose last eight bytes are `number`, big-endian, and whose other bytes are zero.
Address address_of(std::uint64_t number);

/// The address that hexadecimal digits give, with or without "0x".
/// @throws EvmError for a character that is no digit, or unless these are 20 bytes
Address address_from_hex(std::string_view hex);

/// 32 bytes: the unit of the ABI, and of topics and hashes.
struct Word {
    std::array<std::uint8_t, 32> bytes{};
    auto operator<=>(const Word&) const = default;
};

/// Names a function or an error: the first four bytes of the Keccak-256 of its signature.
struct Selector {
    std::array<std::uint8_t, 4> bytes{};
    auto operator<=>(const Selector&) const = default;
};

/// The word of a bool, intN or uintN of up to 64 bits, big-endian. A negative value is extended by
/// its sign: the bytes before it are 0xff, else 0.
template <std::integral Integer>
Word word(Integer value) {
    Word result;
    if constexpr (std::is_signed_v<Integer>) {
        if (value < 0) result.bytes.fill(0xff);
    }
    auto rest = static_cast<std::uint64_t>(value);
    for (std::size_t i = 0; i < 8; ++i, rest >>= 8U) {
        result.bytes[31 - i] = static_cast<std::uint8_t>(rest & 0xffU);
    }
    return result;
}

/// The word of an address: twelve zero bytes, then its 20 bytes.
Word word(const Address& address);

/// The word of a bytes32. @throws EvmError unless these are 32 bytes
Word word(std::span<const std::uint8_t> bytes);

/// The int64 of a word. @throws EvmError unless its other 24 bytes extend the sign
std::int64_t to_int64(const Word& word);
/// The uint64 of a word. @throws EvmError for 2^64 and above
std::uint64_t to_uint64(const Word& word);
/// The bool of a word. @throws EvmError unless it is 0 or 1
bool to_bool(const Word& word);
/// The address in a word. @throws EvmError unless its first twelve bytes are zero
Address to_address(const Word& word);

/// An argument of a call: one word, bytes, or an array. A struct of words is passed as its fields,
/// in order.
class Argument {
public:
    /// One word: a bool, intN or uintN of up to 64 bits.
    template <std::integral Integer>
    Argument(Integer value) : Argument(word(value)) {}
    /// One word as it is, e.g. a bytes32.
    Argument(const Word& word) : encoded_(word.bytes.begin(), word.bytes.end()) {}
    /// One word: an address.
    Argument(const Address& address) : Argument(word(address)) {}

    /// Solidity's `bytes`: a word with their number, then the bytes, filled up with zeros to words.
    static Argument bytes(std::span<const std::uint8_t> value);
    /// Solidity's `int64[]`: a word with their number, then one word for each value.
    static Argument int64s(std::span<const std::int64_t> values);

    /// Is this bytes or an array? Then its place among the words holds only the offset of
    /// encoded().
    bool dynamic() const { return dynamic_; }
    const Bytes& encoded() const { return encoded_; }  ///< The argument's words, 32 bytes each.

private:
    bool dynamic_ = false;
    Bytes encoded_;
};

/// The arguments as the ABI encodes them: a word each, then the bytes and arrays. A constructor
/// takes them in this form after its bytecode.
Bytes encode(const std::vector<Argument>& arguments);

/// The data of a call: the four bytes of the selector, then the encoded arguments.
Bytes call_data(const Selector& function, const std::vector<Argument>& arguments);

/// Reads the results of a call, the data of an event or the arguments of an error. A value is named
/// by its place, counted in words from 0; a struct of n words takes n places.
/// @throws EvmError, from each function that reads, where the data are shorter or the value is not
/// of the type
class Values {
public:
    /// @param data must outlive this object, which keeps no copy
    explicit Values(std::span<const std::uint8_t> data) : data_(data) {}

    /// The number of whole words in the data.
    std::size_t words() const { return data_.size() / 32; }
    /// The word at a place, as it is.
    Word word(std::size_t place) const { return at(32 * place); }
    /// The int64 at a place.
    std::int64_t int64(std::size_t place) const { return to_int64(word(place)); }
    /// The uint64 at a place.
    std::uint64_t uint64(std::size_t place) const { return to_uint64(word(place)); }
    /// The bool at a place.
    bool boolean(std::size_t place) const { return to_bool(word(place)); }
    /// The address at a place.
    Address address(std::size_t place) const { return to_address(word(place)); }
    /// The `bytes` whose offset stands at a place.
    Bytes bytes(std::size_t place) const;
    /// The `int64[]` whose offset stands at a place.
    std::vector<std::int64_t> int64s(std::size_t place) const;

private:
    Word at(std::size_t offset) const;

    std::span<const std::uint8_t> data_;
};

/// The selector of the error that a call reverted with: the first four bytes of its data.
/// @throws EvmError where there are fewer than four
Selector selector(std::span<const std::uint8_t> revert_data);

}  // namespace essmap::evm
