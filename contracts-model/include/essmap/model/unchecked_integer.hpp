#pragma once

#include <bit>
#include <cstdint>

#include "essmap/model/domain.hpp"

/// Whole numbers without a look at overflow, for loops over many members at once.
namespace essmap::model {

/// A signed 64-bit integer. For arguments of a transition that are known to satisfy the invariant
/// of the contract: then `guarded.arithmetic.*.fixed` (essmap verify) proves that no operation of
/// it leaves 64 bits, and the results are CheckedInteger's. Its operations neither branch nor call.
class UncheckedInteger {
public:
    constexpr UncheckedInteger() = default;
    constexpr UncheckedInteger(std::int64_t value) : value_(value) {}  // implicit, as literals are
    [[nodiscard]] constexpr std::int64_t value() const { return value_; }

    friend constexpr UncheckedInteger operator+(UncheckedInteger a, UncheckedInteger b) {
        return a.value_ + b.value_;
    }
    friend constexpr UncheckedInteger operator-(UncheckedInteger a, UncheckedInteger b) {
        return a.value_ - b.value_;
    }
    friend constexpr UncheckedInteger operator*(UncheckedInteger a, UncheckedInteger b) {
        return a.value_ * b.value_;
    }
    friend constexpr UncheckedInteger operator-(UncheckedInteger a) { return -a.value_; }
    friend constexpr bool operator==(UncheckedInteger, UncheckedInteger) = default;
    friend constexpr bool operator<(UncheckedInteger a, UncheckedInteger b) {
        return a.value_ < b.value_;
    }
    friend constexpr bool operator<=(UncheckedInteger a, UncheckedInteger b) {
        return a.value_ <= b.value_;
    }

    /// a/b without its remainder, for 0 <= a < 2^52, 0 < b < 2^52.
    ///
    /// No division of integers is widened, so doubles divide. a, b and floor(a/b) are doubles, and
    /// rounding keeps order: floor(a/b) <= fl(a/b) <= floor(a/b) + 1, hence the whole number next
    /// to fl(a/b) is one of these two, and it is the second exactly if it leaves a remainder below
    /// 0. Every term of that remainder is a whole number of size at most a + b < 2^53: exact.
    /// Between 2^52 and 2^53 doubles are whole; their low bits are the number less 2^52.
    friend constexpr UncheckedInteger quotient(UncheckedInteger a, UncheckedInteger b) {
        constexpr double shift = 0x1p52;
        constexpr auto shift_bits = std::bit_cast<std::int64_t>(shift);
        const double dividend = std::bit_cast<double>(a.value_ | shift_bits) - shift;
        const double divisor = std::bit_cast<double>(b.value_ | shift_bits) - shift;
        const double nearest = dividend / divisor + shift;
        const double remainder = dividend - (nearest - shift) * divisor;
        return std::bit_cast<std::int64_t>(nearest) - shift_bits -
               static_cast<std::int64_t>(remainder < 0.0);
    }

private:
    std::int64_t value_ = 0;
};

}  // namespace essmap::model
