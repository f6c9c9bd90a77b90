// Compiled for x86-64-v4.
#include "vector_libraries.hpp"

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>
#include <sleef.h>

namespace essmap::bench {

namespace {

void sleef_times(const solver::Path& path, const double* a, const double* q, const double* g0,
                 const double* g1, double* times, std::size_t count) {
    const __m512d by_a = _mm512_set1_pd(path.d / path.x0);
    const __m512d by_q = _mm512_set1_pd(path.d / path.c1);
    const auto term = [](__m512d rate, __m512d by, __m512d g) {
        return Sleef_log1pd8_u10avx512f(rate * by / g) / rate;
    };
    for (std::size_t i = 0; i + 8 <= count; i += 8)
        _mm512_storeu_pd(times + i,
                         term(_mm512_loadu_pd(a + i), by_a, _mm512_loadu_pd(g1 + i)) +
                             term(_mm512_loadu_pd(q + i), by_q, _mm512_loadu_pd(g0 + i)));
}

void highway_times(const solver::Path& path, const double* a, const double* q, const double* g0,
                   const double* g1, double* times, std::size_t count) {
    namespace hn = hwy::HWY_NAMESPACE;
    const hn::ScalableTag<double> d;
    const auto by_a = hn::Set(d, path.d / path.x0);
    const auto by_q = hn::Set(d, path.d / path.c1);
    const auto term = [&](auto rate, auto by, auto g) {
        return hn::Div(hn::Log1p(d, hn::Div(hn::Mul(rate, by), g)), rate);
    };
    const std::size_t lanes = hn::Lanes(d);
    for (std::size_t i = 0; i + lanes <= count; i += lanes)
        hn::StoreU(hn::Add(term(hn::LoadU(d, a + i), by_a, hn::LoadU(d, g1 + i)),
                           term(hn::LoadU(d, q + i), by_q, hn::LoadU(d, g0 + i))),
                   d, times + i);
}

}  // namespace

const Library sleef{"sleef", sleef_times};
const Library highway{"highway", highway_times};

}  // namespace essmap::bench
