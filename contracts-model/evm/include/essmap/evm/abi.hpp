#pragma once

#include <array>
#include <compare>
#include <concepts>
#include <cstddef>

#include "essmap/evm/hex.hpp"

/// Calls and results as contracts take and give them (Solidity's Contract ABI Specification): words
/// of 32 bytes, big-endian; bytes and arrays behind the words that say where they stand.
namespace essmap::evm {

struct Address {
    std::array<std::uint8_t, 20> bytes{};
    auto operator<=>(const Address&) const = default;
};

/// The address of a small number, e.g. of a member by its index.
Address address_of(std::uint64_t number);

/// @throws EvmError where these are not 20 bytes.
Address address_from_hex(std::string_view hex);

struct Word {
    std::array<std::uint8_t, 32> bytes{};
    auto operator<=>(const Word&) const = default;
};

/// Which function, or which error: the first four bytes of the Keccak-256 of its signature.
struct Selector {
    std::array<std::uint8_t, 4> bytes{};
    auto operator<=>(const Selector&) const = default;
};

/// bool, intN and uintN of up to 64 bits: the sign goes through the word.
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

Word word(const Address& address);

/// bytes32. @throws EvmError where these are not 32 bytes.
Word word(std::span<const std::uint8_t> bytes);

/// Reading back. @throws EvmError where the word is no value of the type.
std::int64_t to_int64(const Word& word);
std::uint64_t to_uint64(const Word& word);
bool to_bool(const Word& word);
Address to_address(const Word& word);

/// An argument of a call: one word, or bytes or an array. A struct of such is its fields in order.
class Argument {
public:
    template <std::integral Integer>
    Argument(Integer value) : Argument(word(value)) {}
    Argument(const Word& word) : encoded_(word.bytes.begin(), word.bytes.end()) {}
    Argument(const Address& address) : Argument(word(address)) {}

    static Argument bytes(std::span<const std::uint8_t> value);
    static Argument int64s(std::span<const std::int64_t> values);

    bool dynamic() const { return dynamic_; }
    const Bytes& encoded() const { return encoded_; }  ///< a multiple of 32 bytes

private:
    bool dynamic_ = false;
    Bytes encoded_;
};

/// What a constructor is given behind the bytecode.
Bytes encode(const std::vector<Argument>& arguments);

Bytes call_data(const Selector& function, const std::vector<Argument>& arguments);

/// Results of a call, the data of an event or the arguments of an error, by their place in the
/// head: that of a value behind a struct of n words is n places further. Holds no bytes itself.
/// @throws EvmError, each, where the data are shorter or the value is not of the type.
class Values {
public:
    explicit Values(std::span<const std::uint8_t> data) : data_(data) {}

    std::size_t words() const { return data_.size() / 32; }
    Word word(std::size_t place) const { return at(32 * place); }
    std::int64_t int64(std::size_t place) const { return to_int64(word(place)); }
    std::uint64_t uint64(std::size_t place) const { return to_uint64(word(place)); }
    bool boolean(std::size_t place) const { return to_bool(word(place)); }
    Address address(std::size_t place) const { return to_address(word(place)); }
    Bytes bytes(std::size_t place) const;
    std::vector<std::int64_t> int64s(std::size_t place) const;

private:
    Word at(std::size_t offset) const;

    std::span<const std::uint8_t> data_;
};

/// Which error a revert tells: its first four bytes. @throws EvmError where it has none.
Selector selector(std::span<const std::uint8_t> revert_data);

}  // namespace essmap::evm
