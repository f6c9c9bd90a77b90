#include "essmap/evm/abi.hpp"

#include <algorithm>

namespace essmap::evm {

namespace {

template <class T>
T of_length(std::span<const std::uint8_t> bytes, const char* type) {
    T result;
    if (bytes.size() != result.bytes.size()) {
        throw EvmError(std::string(type) + " of " + std::to_string(bytes.size()) + " bytes");
    }
    std::ranges::copy(bytes, result.bytes.begin());
    return result;
}

std::uint64_t low_64_bits(const Word& word) {
    std::uint64_t value = 0;
    for (std::size_t i = 24; i < 32; ++i) value = value << 8U | word.bytes[i];
    return value;
}

/// The word, where it is that of `value`.
template <std::integral Integer>
Integer checked(const Word& given, Integer value, const char* type) {
    if (word(value) != given) {
        throw EvmError(to_hex(given.bytes) + " is no " + type);
    }
    return value;
}

void append(Bytes& bytes, std::span<const std::uint8_t> more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
}

void append_arguments(Bytes& bytes, const std::vector<Argument>& arguments) {
    std::size_t tail = 32 * arguments.size();
    for (const Argument& argument : arguments) {
        append(bytes, argument.dynamic() ? word(tail).bytes : std::span(argument.encoded()));
        if (argument.dynamic()) tail += argument.encoded().size();
    }
    for (const Argument& argument : arguments) {
        if (argument.dynamic()) append(bytes, argument.encoded());
    }
}

}  // namespace

Address address_of(std::uint64_t number) { return to_address(word(number)); }

Address address_from_hex(std::string_view hex) {
    return of_length<Address>(from_hex(hex), "an address");
}

Word word(const Address& address) {
    Word result;
    std::ranges::copy(address.bytes, result.bytes.begin() + 12);
    return result;
}

Word word(std::span<const std::uint8_t> bytes) { return of_length<Word>(bytes, "a word"); }

std::int64_t to_int64(const Word& word) {
    return checked(word, static_cast<std::int64_t>(low_64_bits(word)), "int64");
}

std::uint64_t to_uint64(const Word& word) { return checked(word, low_64_bits(word), "uint64"); }

bool to_bool(const Word& word) { return checked(word, low_64_bits(word) != 0, "bool"); }

Address to_address(const Word& given) {
    const auto result = of_length<Address>(std::span(given.bytes).subspan(12), "an address");
    if (word(result) != given) throw EvmError(to_hex(given.bytes) + " is no address");
    return result;
}

Argument Argument::bytes(std::span<const std::uint8_t> value) {
    Argument argument(value.size());
    argument.dynamic_ = true;
    argument.encoded_.resize(32 + (value.size() + 31) / 32 * 32);
    std::ranges::copy(value, argument.encoded_.begin() + 32);
    return argument;
}

Argument Argument::int64s(std::span<const std::int64_t> values) {
    Argument argument(values.size());
    argument.dynamic_ = true;
    argument.encoded_.reserve(32 * (1 + values.size()));
    for (const std::int64_t value : values) append(argument.encoded_, word(value).bytes);
    return argument;
}

Bytes encode(const std::vector<Argument>& arguments) {
    Bytes bytes;
    append_arguments(bytes, arguments);
    return bytes;
}

Bytes call_data(const Selector& function, const std::vector<Argument>& arguments) {
    Bytes bytes(function.bytes.begin(), function.bytes.end());
    bytes.reserve(4 + 32 * arguments.size());
    append_arguments(bytes, arguments);
    return bytes;
}

Word Values::at(std::size_t offset) const {
    if (data_.size() < 32 || data_.size() - 32 < offset) {
        throw EvmError("data of " + std::to_string(data_.size()) + " bytes have no word at byte " +
                       std::to_string(offset));
    }
    return evm::word(data_.subspan(offset, 32));
}

Bytes Values::bytes(std::size_t place) const {
    const std::uint64_t start = uint64(place);
    const std::uint64_t length = to_uint64(at(start));
    const auto rest = data_.subspan(start + 32);
    if (length > rest.size()) throw EvmError("bytes reach beyond the data");
    const auto value = rest.first(length);
    return {value.begin(), value.end()};
}

std::vector<std::int64_t> Values::int64s(std::size_t place) const {
    const std::uint64_t start = uint64(place);
    const std::uint64_t length = to_uint64(at(start));
    if (length > data_.size() / 32) throw EvmError("an array reaches beyond the data");
    std::vector<std::int64_t> values;
    values.reserve(length);
    for (std::size_t i = 1; i <= length; ++i) values.push_back(to_int64(at(start + 32 * i)));
    return values;
}

Selector selector(std::span<const std::uint8_t> revert_data) {
    if (revert_data.size() < 4) throw EvmError("a revert without an error");
    return of_length<Selector>(revert_data.first(4), "a selector");
}

}  // namespace essmap::evm
