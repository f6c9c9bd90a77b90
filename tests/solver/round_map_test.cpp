#include "essmap/solver/round_map.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "essmap/solver/closed_form.hpp"

namespace {

using namespace essmap;
using solver::RoundMap;
using Fate = RoundMap::Fate;

/// Table 3, case 1.
const model::Parameters<double> table3{4, 0, 2, 8, 0.25, 1, 10};
RoundMap paper_map() { return {table3, 0.2, 0.95}; }

struct FixedPoint {
    double N, theta, T, multiplier;
};
/// Known values; the digits by 30-digit arithmetic.
constexpr std::array<FixedPoint, 5> fixed_points{{
    {0.5, 1.02728799124876286, 0.486718431695287413, -0.316296129748619914},
    {1.0, 1.65086126400404843, 0.605744420687762705, -0.666555493140906317},
    {1.41612543325, 2.00000000000092472, 0.708062716624672622, -0.996204764789210193},
    {1.5, 2.05746203829113919, 0.729053548538786669, -1.06796796375691576},
    {2.0, 2.33434844005265378, 0.856770122953404426, -1.54195695554225938},
}};

TEST(round_map, fixed_points_times_and_multipliers_are_the_paper_s) {
    const RoundMap map = paper_map();
    for (const auto& known : fixed_points) {
        const double theta = map.fixed_point(known.N).value();
        EXPECT_NEAR(theta, known.theta, 1e-12) << known.N;
        EXPECT_NEAR(map.time(theta), known.T, 1e-12) << known.N;
        EXPECT_NEAR(solver::multiplier(map.elasticity(theta)), known.multiplier, 1e-11) << known.N;
    }
}

TEST(round_map, edges_and_thresholds_are_the_paper_s) {
    const RoundMap map = paper_map();
    EXPECT_DOUBLE_EQ(map.case_1_edge(), 2.2);
    EXPECT_DOUBLE_EQ(map.deadlock_edge(), 3.04);
    const auto flip = map.flip().value();
    EXPECT_NEAR(flip.theta, 2.00317381155889553, 1e-11);
    EXPECT_NEAR(flip.N, 1.42061923547308294, 1e-11);
    EXPECT_NEAR(map.largest_capturing_numerator(), 1.13009365434576836, 1e-13);
    EXPECT_NEAR(map.largest_invariant_numerator(), 0.817830934066016575, 1e-13);
    EXPECT_NEAR(2.2 * map.time(2.2), 1.73445941666, 1e-10);
    EXPECT_NEAR(RoundMap(table3, 0.04, 0.95).flip().value().theta, 1.4929261, 1e-6);
    EXPECT_EQ(map.time(3.04), solver::never);
    EXPECT_TRUE(std::isfinite(map.time(std::nextafter(3.04, 0.0))));
}

TEST(round_map, one_round_from_theta_0_deadlocks_at_the_paper_s_recipe) {
    const RoundMap map = paper_map();
    EXPECT_NEAR(map.next(0.0, 1.41612543325), 3.80943765193713493, 1e-12);
    EXPECT_EQ(map.fate(1.41612543325, 1.0, 0.0), Fate::deadlocks);
}

/// Rounds until theta is past an edge.
int rounds_to(const RoundMap& map, double N, double theta, double edge) {
    for (int round = 1; round < 1000; ++round) {
        theta = map.next(theta, N);
        if (theta >= edge) return round;
    }
    return -1;
}

TEST(round_map, beyond_the_flip_oscillations_grow_to_deadlock) {
    const RoundMap map = paper_map();
    EXPECT_EQ(rounds_to(map, 1.5, 2.0, map.case_1_edge()), 15);
    EXPECT_EQ(rounds_to(map, 1.5, 2.0, map.deadlock_edge()), 39);
    EXPECT_EQ(map.fate(1.5, 1.0, 2.0), Fate::deadlocks);
}

TEST(round_map, the_flip_is_subcritical) {
    const RoundMap map = paper_map();
    EXPECT_FALSE(map.nearest_cycle(1.12));
    EXPECT_FALSE(map.nearest_cycle(1.43));
    for (const double N : {1.25, 1.33, 1.41}) {
        const auto [below, above] = map.nearest_cycle(N).value();
        EXPECT_NEAR(map.next(above, N), below, 1e-9) << N;
        const double theta = map.fixed_point(N).value();
        EXPECT_LT(below, theta);
        EXPECT_LT(theta, above);
        EXPECT_EQ(map.fate(N, 1.0, below + 1e-3 * (theta - below)), Fate::settles) << N;
        EXPECT_EQ(map.fate(N, 1.0, below - 1e-3 * (theta - below)), Fate::deadlocks) << N;
        EXPECT_EQ(map.fate(N, 1.0, above + 1e-3 * (above - theta)), Fate::deadlocks) << N;
    }
}

/// The 2-cycles, by their lower theta p: T(q)/q = T(p)/p, q past the flip; N = q T(p).
TEST(round_map, n_rises_along_the_curve_of_2_cycles_which_are_unstable) {
    const RoundMap map = paper_map();
    const double flip = map.flip().value().theta;
    const auto slowness = [&](double theta) { return map.time(theta) / theta; };
    double before = map.largest_capturing_numerator();
    for (int i = 10; i < 100; ++i) {
        const double p = flip * i / 100;
        double low = flip;
        double high = std::nextafter(map.deadlock_edge(), 0.0);
        ASSERT_GT(slowness(high), slowness(p));
        for (int halving = 0; halving < 60; ++halving) {
            const double middle = 0.5 * (low + high);
            (slowness(middle) < slowness(p) ? low : high) = middle;
        }
        EXPECT_GT(map.elasticity(p) * map.elasticity(low), 1.0) << p;
        const double N = low * map.time(p);
        EXPECT_GT(N, before) << p;
        before = N;
    }
    EXPECT_LT(before, map.flip().value().N);
}

TEST(round_map, a_fixed_point_next_to_the_deadlock_edge_has_no_cycle_to_tell) {
    const RoundMap map = paper_map();
    EXPECT_GT(map.fixed_point(100.0).value(), 3.03);
    EXPECT_FALSE(map.nearest_cycle(100.0));
    EXPECT_EQ(map.fate(100.0, 1.0, 1.0), Fate::deadlocks);
}

TEST(round_map, the_damped_rule_is_stable_up_to_its_largest_lambda) {
    const RoundMap map = paper_map();
    for (const double N : {0.5, 1.0, 1.5, 2.0}) {
        const double theta = map.fixed_point(N).value();
        const double eps = map.elasticity(theta);
        EXPECT_NEAR(solver::multiplier(eps, solver::largest_stable_lambda(eps)), -1.0, 1e-15);
        for (const double factor : {0.98, 1.02}) {
            const double lambda = factor * solver::largest_stable_lambda(eps);
            double at = theta + 1e-6;
            for (int round = 0; round < 200; ++round) at = map.next(at, N, lambda);
            EXPECT_EQ(std::abs(at - theta) < 1e-6, factor < 1.0) << N << " " << factor;
        }
    }
}

/// Where 20,000 rounds lead; nullopt where they have not decided.
std::optional<Fate> followed(const RoundMap& map, double N, double lambda, double theta) {
    double before = theta;
    for (int round = 0; round < 20000; ++round) {
        if (theta >= map.deadlock_edge()) return Fate::deadlocks;
        before = theta;
        theta = map.next(theta, N, lambda);
    }
    if (std::abs(theta - before) < 1e-9) return Fate::settles;
    return std::abs(theta - before) > 1e-6 ? std::optional(Fate::oscillates) : std::nullopt;
}

TEST(round_map, fate_is_what_many_rounds_do) {
    int decided = 0;
    int points = 0;
    for (const double x0 : {0.05, 0.2, 0.6})
        for (int i = 1; i <= 25; ++i)
            for (const double lambda : {0.1, 0.5, 0.8, 1.0})
                for (const double theta : {0.0, 1.0, 2.0}) {
                    const RoundMap map(table3, x0, 0.95);
                    const double N = 0.1 * i + 0.003;
                    const auto fate = map.fate(N, lambda, theta);
                    ++points;
                    if (!fate) continue;
                    ++decided;
                    EXPECT_EQ(fate, followed(map, N, lambda, theta))
                        << x0 << " " << N << " " << lambda << " " << theta;
                }
    EXPECT_GT(decided, points * 3 / 4);
}

TEST(round_map, fate_is_known_at_nearly_all_points_of_the_example) {
    int decided = 0;
    for (int x0 = 1; x0 <= 20; ++x0) {
        const RoundMap map(table3, 0.04 * x0, 0.95);
        for (int N = 1; N <= 50; ++N)
            for (int damping = 1; damping <= 10; ++damping)
                decided += map.fate(0.05 * N, 0.1 * damping, 1.0).has_value() ? 1 : 0;
    }
    EXPECT_GE(decided, 9900);
    EXPECT_LE(decided, 10000);
}

TEST(round_map, what_cannot_be_is_refused_by_name) {
    EXPECT_THROW(RoundMap(table3, 0.95, 0.95), model::InvalidValue);
    EXPECT_THROW(RoundMap(table3, 0.0, 0.95), model::InvalidValue);
    EXPECT_THROW(RoundMap(table3, 0.2, 1.0), model::InvalidValue);
}

}  // namespace
