#include <gtest/gtest.h>

#include <bit>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <random>
#include <vector>

#include "essmap/solver/closed_form.hpp"

namespace {

using namespace essmap::solver;
using Big = boost::multiprecision::cpp_bin_float_50;

/// Growth rates along a path, in columns.
struct Sample {
    std::vector<double> a, q, g0, g1;

    void add(const Growth& g) {
        a.push_back(g.a);
        q.push_back(g.q);
        g0.push_back(g.g0);
        g1.push_back(g.g1);
    }
    [[nodiscard]] std::size_t size() const { return a.size(); }
    [[nodiscard]] Growth at(std::size_t i) const { return {a[i], q[i], g0[i], g1[i]}; }
    [[nodiscard]] std::vector<double> times(const Path& path) const {
        std::vector<double> result(size());
        travel_times(path, {a, q, g0, g1}, result);
        return result;
    }
};

/// Rates of all sizes from 2^-range to 2^range, of both signs; some 0.
Sample random_sample(const Path& path, std::size_t count, double range, unsigned seed) {
    std::mt19937_64 random(seed);
    const auto uniform = [&](double lo, double hi) {
        return lo + (hi - lo) * 0x1p-53 * static_cast<double>(random() >> 11U);
    };
    const auto rate = [&] {
        if (random() % 50 == 0) return 0.0;
        const int exponent = static_cast<int>(uniform(-range, range));
        const double size = std::ldexp(1.0 + uniform(0, 1), exponent);
        return random() % 2 == 0 ? size : -size;
    };
    Sample sample;
    while (sample.size() < count) {
        const double a = rate();
        const double q = random() % 10 == 0 ? a * (1 + uniform(-1e-9, 1e-9)) : rate();
        sample.add(Growth::along(path, {a, q - a, q}));
    }
    return sample;
}

const Path up = Path::between(0.2, 0.95);
const Path down = Path::between(0.75, 0.05);
const Path far_up = Path::between(1e-12, 0.999999999);

bool same(double x, double y) {
    return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
}

/// The formula at 50 digits for the rates as given.
double exact_time(const Path& path, const Growth& g) {
    const Big x0 = path.x0, c1 = path.c1, d = path.d, a = g.a, q = g.q, g0 = g.g0, g1 = g.g1;
    const Big u = d / (x0 * g1);
    const Big v = d / (g0 * c1);
    const auto term = [](const Big& rate, const Big& length, const Big& ratio) -> Big {
        const Big w = rate * length;
        if (abs(w) < 1e-25) return length * (1 - w / 2);
        // As travel_time: 1 + w where it does not cancel, else the ratio it is equal to.
        return log(w > -0.5 ? Big(1 + w) : ratio) / rate;
    };
    return static_cast<double>(term(a, u, Big(path.x1) / x0 * g0 / g1) +
                               term(q, v, Big(path.c0) / c1 * g1 / g0));
}

TEST(travel_times, are_those_of_one_at_a_time_to_the_bit) {
    for (const Path& path : {up, down, far_up}) {
        for (const std::size_t count : {1U, 7U, 8U, 63U, 1023U, 1024U, 1025U, 5000U}) {
            const Sample sample = random_sample(path, count, 40, 7);
            const auto times = sample.times(path);
            for (std::size_t i = 0; i < count; ++i)
                ASSERT_TRUE(same(times[i], travel_time(path, sample.at(i)))) << i;
        }
    }
}

TEST(travel_times, are_accurate_to_the_last_bits) {
    double worst = 0;
    std::size_t finite = 0;
    for (const Path& path : {up, down, far_up, Path::between(0.5, 0.5000001)}) {
        const Sample sample = random_sample(path, 20000, 12, 11);
        const auto times = sample.times(path);
        for (std::size_t i = 0; i < times.size(); ++i) {
            ASSERT_EQ(std::isfinite(times[i]), flows_along(path, sample.at(i)));
            if (!std::isfinite(times[i])) {
                ASSERT_EQ(times[i], never);
                continue;
            }
            ++finite;
            const double exact = exact_time(path, sample.at(i));
            worst = std::max(worst, std::abs(times[i] - exact) / exact);
        }
    }
    EXPECT_GT(finite, 20000U);
    EXPECT_LT(worst, 2e-15);
    RecordProperty("worst_relative_error", std::to_string(worst * 1e16) + "e-16");
}

// Magnitudes whose products leave double's range take another way, to the same formula.
TEST(travel_times, hold_at_the_ends_of_the_range) {
    const Path extreme = Path::between(1e-290, 1 - 1e-15);
    for (const Path& path : {up, down, extreme}) {
        const Sample sample = random_sample(path, 3000, 320, 13);
        const auto times = sample.times(path);
        std::size_t finite = 0;
        for (std::size_t i = 0; i < times.size(); ++i) {
            if (!flows_along(path, sample.at(i))) {
                ASSERT_EQ(times[i], never);
                continue;
            }
            ++finite;
            const double exact = exact_time(path, sample.at(i));
            if (std::isinf(exact))  // no double holds it
                ASSERT_EQ(times[i], exact);
            else
                ASSERT_LE(std::abs(times[i] - exact), 1e-14 * exact) << i;
        }
        EXPECT_GT(finite, 100U);
    }
}

// The same on every processor, compiler and width: sanitizer builds run the narrowest.
TEST(travel_times, have_these_bits_everywhere) {
    std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a, by 64 bits
    for (const Path& path : {up, down, far_up})
        for (const double time : random_sample(path, 20000, 30, 17).times(path))
            hash = (hash ^ std::bit_cast<std::uint64_t>(time)) * 0x100000001b3U;
    EXPECT_EQ(hash, 452120707843549889U);
}

}  // namespace
