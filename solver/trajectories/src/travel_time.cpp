#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "essmap/model/simd.hpp"
#include "essmap/solver/closed_form.hpp"
#include "log_over_rate.hpp"

namespace essmap::solver {

namespace {

/// What T takes from its path alone: u = by_a/g1, v = by_q/g0, 1 + a u = shares_a g0/g1, 1 + q v =
/// shares_q g1/g0.
struct PathFactors {
    double by_a, by_q, shares_a, shares_q, direction;

    explicit PathFactors(const Path& path)
        : by_a(path.d / path.x0),
          by_q(path.d / path.c1),
          shares_a(path.x1 / path.x0),
          shares_q(path.c0 / path.c1),
          direction(path.d > 0 ? 1.0 : -1.0) {}
};

/// A logarithm's argument y = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt(2).
struct Reduced {
    double k, f;
};

/// y = 1 + w > 0, normal. Where k = 0, f is w itself, so that nothing is lost near y = 1.
inline Reduced reduced(double y, double w) {
    constexpr std::uint64_t bias = 1023;
    constexpr std::uint64_t root_half = 0x3FE6A09E667F3BCD;  // sqrt(1/2)
    const auto bits = std::bit_cast<std::uint64_t>(y);
    const std::uint64_t biased = (bits + ((bias << 52U) - root_half)) >> 52U;  // k + 1023
    const double scaled = std::bit_cast<double>(bits - (biased << 52U) + (bias << 52U));
    // 2^52 + (k + 1023), read as a double
    const double k = std::bit_cast<double>(biased | 0x4330000000000000U) - (0x1p52 + 1023.0);
    return {k, biased == bias ? w : scaled - 1.0};
}

/// k ln 2 + ln(1 + f), given s = f/(2 + f): ln(1 + f) = 2 artanh(s) = f - f^2/2 + s (f^2/2 + R),
/// R = s^2 P(s^2) the rest of the series, P by Remez's exchange, |error of R| < 2^-58 for f of
/// `reduced`.
inline double logarithm(const Reduced& r, double s) {
    constexpr double P[] = {0.6666666666666734,  0.39999999999414676, 0.2857142874238801,
                            0.22222198573157717, 0.18183564327007024, 0.15314050539471846,
                            0.14795949746504108};
    constexpr double ln2 = 0.693147180559945309417;
    const double z = s * s;
    const double z2 = z * z;
    const double even = std::fma(z2, std::fma(z2, P[5], P[3]), P[1]);
    const double odd = std::fma(z2, std::fma(z2, std::fma(z2, P[6], P[4]), P[2]), P[0]);
    const double rest = z * std::fma(z, even, odd);
    const double half_square = 0.5 * r.f * r.f;
    return std::fma(r.k, ln2, r.f - std::fma(-s, half_square + rest, half_square));
}

/// A time, and whether what led to it stayed within range.
struct Timed {
    double time;
    bool in_range;
};

/// T of one trajectory, without a branch. Two divisions serve for six, and for both logarithms.
inline Timed timed(const PathFactors& path, double a, double q, double g0, double g1) {
    const double rate_a = a == 0.0 ? 1.0 : a;
    const double rate_q = q == 0.0 ? 1.0 : q;
    const double growths = g0 * g1;
    const double rates = rate_a * rate_q;
    const double inverse = 1.0 / (growths * rates);
    const double inverse_growths = inverse * rates;
    const double per_g1 = inverse_growths * g0;
    const double per_g0 = inverse_growths * g1;
    const double u = path.by_a * per_g1;
    const double v = path.by_q * per_g0;
    // 1 + w, but where that cancels the same as a ratio.
    const double w_a = a * u;
    const double w_q = q * v;
    const double y_a = w_a > -0.5 ? 1.0 + w_a : path.shares_a * (g0 * per_g1);
    const double y_q = w_q > -0.5 ? 1.0 + w_q : path.shares_q * (g1 * per_g0);
    const Reduced r_a = reduced(y_a, w_a);
    const Reduced r_q = reduced(y_q, w_q);
    const double two_a = 2.0 + r_a.f;
    const double two_q = 2.0 + r_q.f;
    const double per_two = 1.0 / (two_a * two_q);
    const double log_a = logarithm(r_a, r_a.f * two_q * per_two);
    const double log_q = logarithm(r_q, r_q.f * two_a * per_two);
    // Rates of 0: the limits u and v. Both terms of the sum have the sign of `rates`.
    const double term_a = a == 0.0 ? u : log_a;
    const double term_q = q == 0.0 ? v : log_q;
    const double time = (term_a * rate_q + term_q * rate_a) * (inverse * growths);
    constexpr double least = 0x1p-240;
    constexpr double most = 0x1p240;
    const double size = std::abs(rates);
    // & for &&: one mask, no branch. y_q is shares_a shares_q/y_a.
    const bool in_range = (growths > least) & (growths < most) & (size > least) & (size < most) &
                          (y_a > least) & (y_a < most) & (g0 * path.direction > 0.0);
    return {time, in_range};
}

/// Any trajectory, in the plain order of the formula, by libm's logarithms.
double time_at_any_range(const Path& path, const Growth& g) {
    if (path.d == 0.0) return 0.0;
    if (!flows_along(path, g)) return never;
    const double u = path.d / path.x0 / g.g1;  // the product of both may underflow
    const double v = path.d / path.c1 / g.g0;
    const double ratio = g.g0 / g.g1;
    return log_over_rate(g.a, u, path.x1 / path.x0, ratio) +
           log_over_rate(g.q, v, path.c0 / path.c1, 1.0 / ratio);
}

/// @return are all in range? Times of those that are not are to be replaced.
ESSMAP_WIDENED
bool time_block(const PathFactors& path, const double* __restrict a, const double* __restrict q,
                const double* __restrict g0, const double* __restrict g1, double* __restrict times,
                std::size_t count) {
    std::uint64_t out_of_range = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const Timed result = timed(path, a[i], q[i], g0[i], g1[i]);
        times[i] = result.time;
        out_of_range |= result.in_range ? 0U : 1U;
    }
    return out_of_range == 0;
}

}  // namespace

void travel_times(const Path& path, const GrowthColumns& growth, std::span<double> times) {
    assert(growth.a.size() == times.size() && growth.q.size() == times.size() &&
           growth.g0.size() == times.size() && growth.g1.size() == times.size());
    const PathFactors factors(path);
    const double range = factors.shares_a * factors.shares_q;  // inf or 0 where the path is extreme
    const bool plain_path = range > 0x1p-400 && range < 0x1p400;
    const auto any_range = [&](std::size_t i) {
        times[i] = time_at_any_range(path, {growth.a[i], growth.q[i], growth.g0[i], growth.g1[i]});
    };
    constexpr std::size_t block = 1024;  // stays in the first cache if it must be gone over again
    for (std::size_t first = 0; first < times.size(); first += block) {
        const std::size_t last = std::min(first + block, times.size());
        if (plain_path && time_block(factors, &growth.a[first], &growth.q[first], &growth.g0[first],
                                     &growth.g1[first], &times[first], last - first))
            continue;
        for (std::size_t i = first; i < last; ++i)
            if (!plain_path ||
                !timed(factors, growth.a[i], growth.q[i], growth.g0[i], growth.g1[i]).in_range)
                any_range(i);
    }
}

double travel_time(const Path& path, const Growth& g) {
    double time = 0.0;
    travel_times(path, {{&g.a, 1}, {&g.q, 1}, {&g.g0, 1}, {&g.g1, 1}}, {&time, 1});
    return time;
}

}  // namespace essmap::solver
