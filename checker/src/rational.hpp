#pragma once

#include <gmpxx.h>

#include <map>
#include <string>

/// Arithmetic of the checker: exact rationals, and logarithms between two of them. Nothing here or
/// beside it is shared with essmap: what the checker confirms, it has found by itself.
namespace checker {

using Rational = mpq_class;

/// Closed interval of rationals.
struct Interval {
    Rational lo;
    Rational hi;
};

/// The shortest decimal that rounds to `value`: what a number in a file means. 0.1 is 1/10.
/// @throws std::domain_error for NaN and infinities
Rational decimal(double value);

/// The same decimal as people read it.
std::string shown(double value);

/// Natural logarithms, enclosed.
class Logarithm {
public:
    /// Enclosure of ln z, z > 0, with a relative error below 2^-bits, however close z is to 1.
    ///
    /// z = 2^e m, 2/3 <= m <= 4/3; ln z = e ln 2 + 2 atanh((m-1)/(m+1)). The series is summed in
    /// integers, multiples of 2^-s, each operation rounded down; what that loses is bounded
    /// (rational.cpp) and added for the upper end.
    Interval operator()(const Rational& z, unsigned bits);

private:
    const Interval& ln2(unsigned scale);

    std::map<unsigned, Interval> ln2_;  ///< by scale
};

}  // namespace checker
