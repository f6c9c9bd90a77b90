// Compiled for x86-64-v4 with -ffast-math, so that GCC calls glibc's libmvec from a plain loop.
#include <cmath>

#include "vector_libraries.hpp"

namespace essmap::bench {

namespace {

void libmvec_times(const solver::Path& path, const double* __restrict a, const double* __restrict q,
                   const double* __restrict g0, const double* __restrict g1,
                   double* __restrict times, std::size_t count) {
    const double by_a = path.d / path.x0;
    const double by_q = path.d / path.c1;
    for (std::size_t i = 0; i < count; ++i)
        times[i] = std::log1p(a[i] * by_a / g1[i]) / a[i] + std::log1p(q[i] * by_q / g0[i]) / q[i];
}

}  // namespace

const Library libmvec{"libmvec", libmvec_times};

}  // namespace essmap::bench
