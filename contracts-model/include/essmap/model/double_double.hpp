#pragma once

#include <cmath>

namespace essmap::model {

/// Unevaluated sum hi + lo of two doubles with |lo| <= ulp(hi)/2: about 106 significant bits.
///
/// A numeric domain of the game: its coefficients, computed here from decimal inputs, have an error
/// below `2^-96` of their largest term (see classification.hpp), so rounding to double is correct
/// and almost every sign is decided without exact rationals. Source: Dekker (1971), Knuth TAOCP 2
/// sec. 4.2.2; sums are the accurate variant of Joldes, Muller, Popescu (ACM TOMS 44, 2017), whose
/// relative error is below 2^-103. No overflow checks: operands stay within 1e-100..1e100 by
/// validation (parameters.hpp).
struct DoubleDouble {
    double hi = 0.0;
    double lo = 0.0;

    constexpr DoubleDouble() = default;
    /// The double itself, exactly.
    constexpr DoubleDouble(double value) : hi(value) {}  // NOLINT(google-explicit-constructor)
    /// The sum high + low, exactly. @pre |low| <= ulp(high)/2
    constexpr DoubleDouble(double high, double low) : hi(high), lo(low) {}

    /// The nearest double.
    [[nodiscard]] constexpr double value() const { return hi + lo; }
};

/// The exact sum of two doubles as a double-double (Knuth).
constexpr DoubleDouble two_sum(double x, double y) {
    const double sum = x + y;
    const double part = sum - x;
    return {sum, (x - (sum - part)) + (y - part)};
}

/// The exact sum of two doubles as a double-double (Dekker). @pre |x| >= |y| or x = 0
constexpr DoubleDouble fast_two_sum(double x, double y) {
    const double sum = x + y;
    return {sum, y - (sum - x)};
}

/// The exact product of two doubles as a double-double.
inline DoubleDouble two_product(double x, double y) {
    const double product = x * y;
    return {product, std::fma(x, y, -product)};
}

/// -x, exact.
constexpr DoubleDouble operator-(DoubleDouble x) { return {-x.hi, -x.lo}; }

/// x + y with a relative error below 2^-103.
constexpr DoubleDouble operator+(DoubleDouble x, DoubleDouble y) {
    const DoubleDouble high = two_sum(x.hi, y.hi);
    const DoubleDouble low = two_sum(x.lo, y.lo);
    const DoubleDouble middle = fast_two_sum(high.hi, high.lo + low.hi);
    return fast_two_sum(middle.hi, middle.lo + low.lo);
}

/// x - y with a relative error below 2^-103.
constexpr DoubleDouble operator-(DoubleDouble x, DoubleDouble y) { return x + (-y); }

/// x y with a relative error below 2^-103.
inline DoubleDouble operator*(DoubleDouble x, DoubleDouble y) {
    const DoubleDouble high = two_product(x.hi, y.hi);
    const double cross = std::fma(x.lo, y.hi, x.hi * y.lo);
    return fast_two_sum(high.hi, high.lo + cross);
}

/// x/y by long division in three steps, with a relative error below 2^-100. Division by 0 gives
/// NaN.
inline DoubleDouble operator/(DoubleDouble x, DoubleDouble y) {
    const double first = x.hi / y.hi;
    const DoubleDouble rest = x - y * DoubleDouble(first);
    const double second = rest.hi / y.hi;
    const DoubleDouble rest2 = rest - y * DoubleDouble(second);
    return fast_two_sum(first, second) + DoubleDouble(rest2.hi / y.hi);
}

/// Is x less than y? Exact.
constexpr bool operator<(DoubleDouble x, DoubleDouble y) {
    return x.hi < y.hi || (x.hi == y.hi && x.lo < y.lo);
}
/// Is x greater than y? Exact.
constexpr bool operator>(DoubleDouble x, DoubleDouble y) { return y < x; }
/// Is x equal to y? Exact.
constexpr bool operator==(DoubleDouble x, DoubleDouble y) { return x.hi == y.hi && x.lo == y.lo; }

}  // namespace essmap::model
