#pragma once

#include <cstddef>

#include "essmap/solver/path.hpp"

/// T = ln(1 + a u)/a + ln(1 + q v)/q as one would write it, with the vector logarithms of
/// libraries, for AVX-512. a = 0, q = 0, rates that cancel and flows that lead elsewhere are not
/// treated.
namespace essmap::bench {

struct Library {
    const char* name;
    void (*times)(const solver::Path& path, const double* a, const double* q, const double* g0,
                  const double* g1, double* times, std::size_t count);
};
extern const Library libmvec, sleef, highway;

}  // namespace essmap::bench
