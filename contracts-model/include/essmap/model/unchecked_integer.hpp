#pragma once

#include <bit>
#include <cstdint>

#include "essmap/model/domain.hpp"

/// Whole numbers without checks of overflow, for loops over many members at once.
namespace essmap::model {

/// A signed 64-bit integer. Use it only where the arguments of a transition satisfy the invariant
/// of the contract: then `guarded.arithmetic.*.fixed` (essmap verify) proves that no operation
/// leaves 64 bits, and the results are those of CheckedInteger. No operation branches or calls.
class UncheckedInteger {
public:
    constexpr UncheckedInteger() = default;
    /// The number `value`. Implicit, as literals are.
    constexpr UncheckedInteger(std::int64_t value) : value_(value) {}
    /// The number as a built-in integer.
    [[nodiscard]] constexpr std::int64_t value() const { return value_; }

    /// a + b. @pre it fits into 64 bits
    friend constexpr UncheckedInteger operator+(UncheckedInteger a, UncheckedInteger b) {
        return a.value_ + b.value_;
    }
    /// a - b. @pre it fits into 64 bits
    friend constexpr UncheckedInteger operator-(UncheckedInteger a, UncheckedInteger b) {
        return a.value_ - b.value_;
    }
    /// a b. @pre it fits into 64 bits
    friend constexpr UncheckedInteger operator*(UncheckedInteger a, UncheckedInteger b) {
        return a.value_ * b.value_;
    }
    /// -a. @pre a > -2^63
    friend constexpr UncheckedInteger operator-(UncheckedInteger a) { return -a.value_; }
    friend constexpr bool operator==(UncheckedInteger, UncheckedInteger) = default;
    /// Is a less than b?
    friend constexpr bool operator<(UncheckedInteger a, UncheckedInteger b) {
        return a.value_ < b.value_;
    }
    /// Is a at most b?
    friend constexpr bool operator<=(UncheckedInteger a, UncheckedInteger b) {
        return a.value_ <= b.value_;
    }

    /// floor(a/b). @pre 0 <= a < 2^52, 0 < b < 2^52
    ///
    /// Processors have no vector division of integers, so doubles divide. a, b and floor(a/b) are
    /// doubles, and rounding keeps order: floor(a/b) <= fl(a/b) <= floor(a/b) + 1. Hence the whole
    /// number next to fl(a/b) is one of these two. It is the second exactly if it leaves a
    /// remainder below 0. Every term of that remainder is a whole number of size at most
    /// a + b < 2^53, so it is exact. Between 2^52 and 2^53 doubles are whole; their low bits are
    /// the number less 2^52.
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
