#pragma once

#include <concepts>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <utility>

#include "essmap/model/exact.hpp"

/// What a contract's transition may ask of its numeric domain T, so that one source line is what is
/// benchmarked (checked integers), simulated (double), replayed (Rational) and proved (SMT terms):
///
///   + - * and unary -, comparisons, construction from small whole numbers; && || ! on Truth<T>;
///   select(condition, yes, no) where a program would branch (both sides are evaluated), and
///   choose_record(condition, yes, no) where it should (a program calls one of the two);
///   quotient(a, b) for a >= 0, b > 0: the chain's division, which drops the remainder, and
///   quotient_up(a, b), which rounds up; both exact over the reals.
namespace essmap::model {

/// An operation the domain refuses: overflow, or division by zero. Solidity 0.8 panics and reverts.
class ArithmeticFault : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The type of a comparison in the domain: bool, or a formula.
template <class T>
using Truth = std::remove_cvref_t<decltype(std::declval<const T&>() < std::declval<const T&>())>;

/// Returns `yes` where the condition holds, else `no`. Both have been evaluated.
template <class T>
T select(bool condition, const T& yes, const T& no) {
    if (condition) return yes;  // not ?:, which would choose between addresses
    return no;
}

/// a/b, rounded to the nearest double.
inline double quotient(double a, double b) { return a / b; }
/// a/b, exact. @throws ArithmeticFault for b = 0
inline Rational quotient(const Rational& a, const Rational& b) {
    if (b == 0) throw ArithmeticFault(a.get_str() + " / 0 is not defined");
    return a / b;
}

/// Returns 1 where the condition holds, else 0, so that a sum counts without a branch.
template <class T>
T indicator(const Truth<T>& condition) {
    if constexpr (std::same_as<Truth<T>, bool>)
        return T(static_cast<int>(condition));
    else
        return select<T>(condition, T(1), T(0));
}

/// a/b rounded up, for a >= 0 and b > 0: ceil(a/b) of whole numbers, a/b over the reals.
template <class T>
T quotient_up(const T& a, const T& b) {
    const T down = quotient(a, b);
    return down + indicator<T>(down * b < a);
}
/// a/b, rounded to the nearest double.
inline double quotient_up(double a, double b) { return a / b; }

/// max(value, bound).
template <class T>
T at_least(const T& value, const T& bound) {
    return select(value < bound, bound, value);
}
/// min(value, bound).
template <class T>
T at_most(const T& value, const T& bound) {
    return select(bound < value, bound, value);
}
/// The number in [lo, hi] nearest to value: min(max(value, lo), hi). @pre lo <= hi
template <class T>
T clamp(const T& value, const T& lo, const T& hi) {
    return at_most(at_least(value, lo), hi);
}
/// Is lo <= value <= hi?
template <class T>
Truth<T> within(const T& value, const T& lo, const T& hi) {
    return lo <= value && value <= hi;
}

/// Name and unit of one field of a contract's record.
struct Field {
    std::string_view name;
    std::string_view unit;
};

/// A record of a contract over T. `R::visit(v, record...)` calls v(Field, field...) once for each
/// field in order, with that field of every record.
template <class R>
concept Record = requires(R& record) {
    R::visit([](const Field&, auto&) {}, record);
};

/// Selects field by field: the record `yes` where the condition holds, else `no`.
template <class T, Record R>
R select_record(const Truth<T>& condition, const R& yes, const R& no) {
    R result = no;
    R::visit([&](const Field&, auto& out, const auto& a,
                 const auto& b) { out = select(condition, a, b); },
             result, yes, no);
    return result;
}

/// Returns the record yes() where the condition holds, else no(). A program branches and computes
/// one of the two. Over terms both are built, so a proof about their arithmetic covers both.
template <class T, std::invocable Yes, std::invocable No>
std::invoke_result_t<Yes> choose_record(const Truth<T>& condition, const Yes& yes, const No& no) {
    if constexpr (std::same_as<Truth<T>, bool>) {
        if (condition) return yes();
        return no();
    } else {
        return select_record<T>(condition, yes(), no());
    }
}

}  // namespace essmap::model
