#pragma once

#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <utility>

namespace essmap::solver {

/// The root of f between lo and hi, in either order, to the last bits. @pre f(lo) and f(hi) differ
/// in sign, or one is 0
template <class F>
double root_between(const F& f, double lo, double hi) {
    if (lo > hi) std::swap(lo, hi);
    const double at_lo = f(lo);
    const double at_hi = f(hi);
    if (at_lo == 0.0) return lo;
    if (at_hi == 0.0) return hi;
    std::uintmax_t evaluations = 200;
    const auto [left, right] = boost::math::tools::toms748_solve(
        f, lo, hi, at_lo, at_hi, boost::math::tools::eps_tolerance<double>(52), evaluations);
    return std::abs(f(left)) <= std::abs(f(right)) ? left : right;
}

}  // namespace essmap::solver
