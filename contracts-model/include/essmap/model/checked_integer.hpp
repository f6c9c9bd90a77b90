#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "essmap/model/domain.hpp"

/// Whole numbers as the chain computes them: only division rounds, and nothing wraps around.
namespace essmap::model {

/// A signed 64-bit integer; operations whose result does not fit throw ArithmeticFault.
///
/// Amounts are whole points, shares and levels whole multiples of 1/scale. The chain has 256 bits;
/// that 64 suffice under the stated limits (guarded/rules.hpp) is proved (essmap verify).
class CheckedInteger {
public:
    constexpr CheckedInteger() = default;
    /// The number `value`. Implicit, as literals are.
    constexpr CheckedInteger(std::int64_t value) : value_(value) {}
    /// The same number. Written out, so that a record is copied field by field, in registers. The
    /// compiler would copy its bytes, and each load of 16 would wait for two stores of 8.
    constexpr CheckedInteger(const CheckedInteger& o) : value_(o.value_) {}
    constexpr CheckedInteger& operator=(const CheckedInteger& o) {
        value_ = o.value_;
        return *this;
    }
    /// The number as a built-in integer.
    [[nodiscard]] constexpr std::int64_t value() const { return value_; }

    /// a + b. @throws ArithmeticFault where it leaves 64 bits
    friend constexpr CheckedInteger operator+(const CheckedInteger& a, const CheckedInteger& b) {
        std::int64_t result = 0;
        if (__builtin_add_overflow(a.value_, b.value_, &result)) fault("+", a.value_, b.value_);
        return result;
    }
    /// a - b. @throws ArithmeticFault where it leaves 64 bits
    friend constexpr CheckedInteger operator-(const CheckedInteger& a, const CheckedInteger& b) {
        std::int64_t result = 0;
        if (__builtin_sub_overflow(a.value_, b.value_, &result)) fault("-", a.value_, b.value_);
        return result;
    }
    /// a b. @throws ArithmeticFault where it leaves 64 bits
    friend constexpr CheckedInteger operator*(const CheckedInteger& a, const CheckedInteger& b) {
        std::int64_t result = 0;
        if (__builtin_mul_overflow(a.value_, b.value_, &result)) fault("*", a.value_, b.value_);
        return result;
    }
    /// -a. @throws ArithmeticFault for -2^63
    friend constexpr CheckedInteger operator-(const CheckedInteger& a) {
        return CheckedInteger(0) - a;
    }
    friend constexpr bool operator==(const CheckedInteger&, const CheckedInteger&) = default;
    // NOLINTNEXTLINE(modernize-use-nullptr): false alarm on a defaulted <=>
    friend constexpr auto operator<=>(const CheckedInteger&, const CheckedInteger&) = default;

    /// floor(a/b). @throws ArithmeticFault unless a >= 0 and b > 0
    friend constexpr CheckedInteger quotient(const CheckedInteger& a, const CheckedInteger& b) {
        if (a.value_ < 0 || b.value_ <= 0) fault("/", a.value_, b.value_);
        return a.value_ / b.value_;
    }

private:
    [[noreturn, gnu::cold, gnu::noinline]] static void fault(const char* operation, std::int64_t a,
                                                             std::int64_t b) {
        throw ArithmeticFault(std::to_string(a) + " " + operation + " " + std::to_string(b) +
                              (*operation == '/' ? " is not defined" : " overflows"));
    }
    std::int64_t value_ = 0;
};

}  // namespace essmap::model
