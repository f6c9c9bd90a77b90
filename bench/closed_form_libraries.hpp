#pragma once

#include <cstddef>

#include "essmap/solver/path.hpp"

/// T = ln(1 + a u)/a + ln(1 + q v)/q as one would write it, vectorised with the logarithms of
/// libraries. AVX-512 only. None treats a = 0, q = 0, rates that cancel, or flows that lead
/// elsewhere.
namespace essmap::bench {

using TimesFunction = void (*)(const solver::Path& path, const double* a, const double* q,
                               const double* g0, const double* g1, double* times,
                               std::size_t count);

/// A library's version of it; nullptr where this build or this processor has none.
struct Library {
    const char* name;
    TimesFunction times;
};
extern const Library libmvec, sleef, highway;

}  // namespace essmap::bench
