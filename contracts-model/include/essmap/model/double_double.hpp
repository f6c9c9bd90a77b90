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
    constexpr DoubleDouble(double value) : hi(value) {}  // NOLINT(google-explicit-constructor)
    constexpr DoubleDouble(double high, double low) : hi(high), lo(low) {}

    /// Nearest double.
    [[nodiscard]] constexpr double value() const { return hi + lo; }
};

/// Exact sum s + e = x + y (Knuth).
constexpr DoubleDouble two_sum(double x, double y) {
    const double sum = x + y;
    const double part = sum - x;
    return {sum, (x - (sum - part)) + (y - part)};
}

/// Exact sum when |x| >= |y| or x = 0 (Dekker).
constexpr DoubleDouble fast_two_sum(double x, double y) {
    const double sum = x + y;
    return {sum, y - (sum - x)};
}

/// Exact product p + e = x y.
inline DoubleDouble two_product(double x, double y) {
    const double product = x * y;
    return {product, std::fma(x, y, -product)};
}

constexpr DoubleDouble operator-(DoubleDouble x) { return {-x.hi, -x.lo}; }

constexpr DoubleDouble operator+(DoubleDouble x, DoubleDouble y) {
    const DoubleDouble high = two_sum(x.hi, y.hi);
    const DoubleDouble low = two_sum(x.lo, y.lo);
    const DoubleDouble middle = fast_two_sum(high.hi, high.lo + low.hi);
    return fast_two_sum(middle.hi, middle.lo + low.lo);
}

constexpr DoubleDouble operator-(DoubleDouble x, DoubleDouble y) { return x + (-y); }

inline DoubleDouble operator*(DoubleDouble x, DoubleDouble y) {
    const DoubleDouble high = two_product(x.hi, y.hi);
    const double cross = std::fma(x.lo, y.hi, x.hi * y.lo);
    return fast_two_sum(high.hi, high.lo + cross);
}

/// Quotient by one Newton correction; relative error below 2^-100. Division by zero gives NaN.
inline DoubleDouble operator/(DoubleDouble x, DoubleDouble y) {
    const double first = x.hi / y.hi;
    const DoubleDouble rest = x - y * DoubleDouble(first);
    const double second = rest.hi / y.hi;
    const DoubleDouble rest2 = rest - y * DoubleDouble(second);
    return fast_two_sum(first, second) + DoubleDouble(rest2.hi / y.hi);
}

constexpr bool operator<(DoubleDouble x, DoubleDouble y) {
    return x.hi < y.hi || (x.hi == y.hi && x.lo < y.lo);
}
constexpr bool operator>(DoubleDouble x, DoubleDouble y) { return y < x; }
constexpr bool operator==(DoubleDouble x, DoubleDouble y) { return x.hi == y.hi && x.lo == y.lo; }

}  // namespace essmap::model
