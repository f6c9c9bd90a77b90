#include "essmap/solver/rank_mixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "../reference.hpp"
#include "essmap/solver/closed_form.hpp"
#include "mixtures.hpp"

namespace {

using namespace essmap;
using namespace essmap::solver;
using namespace essmap::test;
using model::Attractor;

TEST(rank_mixture, uniform_ranks_at_case_1_end_at_four_fifths_without_rank_1) {
    const RankMixture mixture(RankShares::uniform(5), case1());
    const double start = 0.2;
    for (const auto form : forms) {
        const auto result = integrate(mixture, {&start, 1}, 0.95, {}, form);
        EXPECT_EQ(result.reason, StopReason::converged);
        EXPECT_EQ(result.limit, 0.8);
        EXPECT_TRUE(result.confirmed);
        EXPECT_FALSE(result.t_sat);
        EXPECT_EQ(result.attractors, (Attractors{Attractor::none, Attractor::all, Attractor::all,
                                                 Attractor::all, Attractor::all}));
        EXPECT_EQ(result.by_rank, (std::vector<double>{0, 1, 1, 1, 1}));
    }
    EXPECT_DOUBLE_EQ(*mixture.threshold(1), 14.5 / 10.5);  // above 1: never
    EXPECT_DOUBLE_EQ(*mixture.threshold(2), 4.5 / 10.5);
    EXPECT_DOUBLE_EQ(*mixture.threshold(5), -1.5 / 10.5);  // below 0: always
}

TEST(rank_mixture, the_game_of_the_mean_of_1_over_r_wrongly_predicts_collapse) {
    auto mean = case1();
    mean.r = 5 / (1 + 1 / 2.0 + 1 / 3.0 + 1 / 4.0 + 1 / 5.0);
    const auto c = model::classify(mean);
    EXPECT_EQ(c.outcome, model::Case::bistable);
    EXPECT_NEAR(*c.eta, 109.0 / 315, 1e-12);  // > 0.2: nobody shares
    EXPECT_EQ(CvodeIntegrator().integrate({c.a, c.b, c.q}, 0.2, 0.95).limit, 0.0);
    const double start = 0.2;
    EXPECT_EQ(integrate({RankShares::uniform(5), case1()}, {&start, 1}, 0.95).limit, 0.8);
}

TEST(rank_mixture, a_senior_population_ends_at_what_rank_1_leaves) {
    const double start = 0.2;
    for (const auto form : forms) {
        const auto edge = integrate(mixture_of({0.05, 0.1, 0.2, 0.3, 0.35}, case1()), {&start, 1},
                                    0.95, {}, form);
        EXPECT_EQ(edge.limit, 0.95);
        EXPECT_TRUE(edge.confirmed);
        EXPECT_FALSE(edge.t_sat);  // to the tolerance, only in the limit
        EXPECT_EQ(edge.attractors[0], Attractor::none);
        const auto above = integrate(mixture_of({0.02, 0.08, 0.2, 0.3, 0.4}, case1()), {&start, 1},
                                     0.95, {}, form);
        EXPECT_EQ(above.limit, 0.98);
        EXPECT_TRUE(above.t_sat);
    }
}

/// X at times, and the time of a saturation. The first four by mpmath.odefun (Taylor series, 30
/// digits) for the shares themselves, x_r' = x_r (1-x_r)(a_r + b X), the root by Anderson's method;
/// the last by the classical Runge-Kutta method for the shares in 113-bit floating point with steps
/// 1/1000 and 1/2000, extrapolated.
struct Reference {
    RankMixture mixture;
    std::vector<double> x0;
    double saturation;
    double t_sat;
    std::vector<Sample> samples;
    double limit;
};

std::vector<Reference> references() {
    auto competing = case1();
    competing.gamma = 0;
    competing.mu = -10;  // b = -7.5
    auto charged = case1();
    charged.theta = 1.5;
    charged.gamma = 3.5;
    return {
        {{RankShares::uniform(5), case1()},
         {0.2},
         0.75,
         2.4984138188320999529,
         {{0, 0.2},
          {0.1, 0.19001463172531402},
          {0.5, 0.30860719586536053},
          {1, 0.53856209725226978},
          {2, 0.67988130870919707},
          {4, 0.79977501849753074}},
         0.8},
        {mixture_of({0.02, 0.08, 0.2, 0.3, 0.4}, case1()),
         {0.2},
         0.95,
         1.0523704494391551652,
         {{0.5, 0.62970290957164238}, {1, 0.94232101223453674}, {3, 0.97999947911053896}},
         0.98},
        {{RankShares::uniform(5), competing},
         {0.2},
         0.3,
         2.2800049328890777185,
         {{0.5, 0.1881669050336047},
          {2, 0.29268987019114456},
          {8, 0.33092632550484548},
          {20, 0.33329092814954631}},
         1.0 / 3},
        {mixture_of({0.25, 0.25, 0.5}, charged),
         {0.6, 0.3, 0.4},
         0.7,
         1.0144456089952053722,
         {{0.25, 0.45887489332058928}, {1, 0.69743881275633494}, {3, 0.74999244122893807}},
         0.75},
        {{RankShares::zipf(1000, 1), case1()},
         {0.2},
         0.8,
         0.58218401348092021,
         {{0.5, 0.77360379396132482}},
         0.86640786950755984},
    };
}

TEST(rank_mixture, agrees_with_independent_integrations_to_the_tolerance) {
    for (const double tolerance : {1e-4, 1e-8, 1e-11}) {
        for (const auto form : forms) {
            for (const auto method : methods) {
                for (const auto& [mixture, x0, saturation, t_sat, samples, limit] : references()) {
                    std::vector<double> times;
                    times.reserve(samples.size());
                    for (const auto& sample : samples) times.push_back(sample.t);
                    const auto result = integrate(mixture, x0, saturation, times, form,
                                                  {.tolerance = tolerance, .method = method});
                    ASSERT_EQ(result.reason, StopReason::converged) << result.message;
                    ASSERT_EQ(result.tolerance, tolerance);
                    ASSERT_DOUBLE_EQ(result.limit, limit);
                    ASSERT_TRUE(result.confirmed);
                    ASSERT_TRUE(result.t_sat);
                    EXPECT_NEAR(*result.t_sat, t_sat, 10 * tolerance * t_sat);
                    ASSERT_EQ(result.samples.size(), samples.size());
                    for (std::size_t i = 0; i < samples.size(); ++i) {
                        EXPECT_EQ(result.samples[i].t, samples[i].t);
                        EXPECT_NEAR(result.samples[i].x, samples[i].x, 10 * tolerance);
                    }
                }
            }
        }
    }
}

TEST(rank_mixture, one_rank_is_the_game_without_ranks) {
    int reached = 0;
    for (auto row : test::reference_rows()) {
        row.values.r = 1;
        const model::PointGame game(row.values);
        const RankMixture mixture(RankShares::uniform(1), row.values);
        ASSERT_EQ(mixture.a()[0].value(), game.a().value());
        ASSERT_EQ(mixture.b().value(), game.b().value());
        const double expected = time_to_saturation(game, row.x0, row.x_sat);
        const auto c = game.classification();
        const auto single = CvodeIntegrator().integrate({c.a, c.b, c.q}, row.x0, row.x_sat);
        for (const auto form : forms) {
            const auto result = integrate(mixture, {&row.x0, 1}, row.x_sat, {}, form);
            ASSERT_EQ(result.reason, single.reason);
            ASSERT_DOUBLE_EQ(result.limit, single.limit);
            ASSERT_EQ(result.attractors[0], game.attractor(row.x0));
            ASSERT_EQ(result.t_sat.has_value(), std::isfinite(expected));
            if (!result.t_sat) continue;
            ASSERT_NEAR(*result.t_sat, expected, 1e-7 * expected);
            ASSERT_NEAR(*result.t_sat, *single.t_sat, 1e-7 * expected);
            ++reached;
        }
    }
    EXPECT_GT(reached, 50);
}

TEST(rank_mixture, saturates_no_later_than_its_lowest_rank_alone) {
    // What a recommendation for a range of ranks rests on: for b >= 0 ranks help each other.
    std::mt19937_64 random(11);
    std::uniform_real_distribution<double> unit(0, 1);
    for (int i = 0; i < 60; ++i) {
        auto values = case1();
        values.theta = 2 * unit(random);
        values.gamma = -4 + 5 * unit(random);
        values.mu = 8 * unit(random);
        const std::size_t lowest = 4;
        std::vector<double> p(lowest + 5, 0.0);
        double sum = 0.0;
        for (std::size_t r = lowest; r <= p.size(); ++r) sum += p[r - 1] = unit(random) + 1e-3;
        for (double& share : p) share /= sum;
        values.r = static_cast<double>(lowest);
        const double x0[] = {0.05 + 0.5 * unit(random)};
        const double alone = time_to_saturation(model::PointGame(values), x0[0], 0.95);
        const auto mixed = integrate(mixture_of(p, values), x0, 0.95);
        if (std::isinf(alone)) continue;
        ASSERT_TRUE(mixed.t_sat);
        EXPECT_LE(*mixed.t_sat, alone * (1 + 1e-6));
    }
}

TEST(rank_mixture, ranks_without_members_follow_but_have_no_say) {
    const RankMixture mixture = mixture_of({0, 0, 0, 1}, case1());
    const double start = 0.2;
    const double times[] = {0.3, 0.6};
    for (const auto form : forms) {
        const auto result = integrate(mixture, {&start, 1}, 0.95, times, form);
        EXPECT_NEAR(*result.t_sat, 0.7080627166, 1e-7);  // Table 4
        EXPECT_EQ(result.limit, 1.0);
        EXPECT_TRUE(result.confirmed);
        EXPECT_EQ(result.attractors[0], Attractor::none);
        EXPECT_EQ(result.attractors[1], Attractor::all);
        for (const auto& sample : result.samples) {
            EXPECT_NEAR(sample.x, share_at({0.5, 10.5, 11}, start, sample.t).x, 1e-7);
            EXPECT_NEAR(sample.by_rank[3], sample.x, 1e-15);
            for (std::size_t i = 0; i < 4; ++i)  // z_r - z_s = z_r0 - z_s0 + (a_r - a_s) t
                EXPECT_NEAR(logit_of(sample.by_rank[i]) - logit_of(sample.by_rank[3]),
                            (mixture.a()[i] - mixture.a()[3]).value() * sample.t, 1e-6);
        }
    }
}

TEST(rank_mixture, ranks_at_an_end_stay_there) {
    const RankMixture mixture(RankShares::uniform(5), case1());
    const double starts[] = {1, 0.2, 0, 0.2, 0.2};
    for (const auto form : forms) {
        const double times[] = {0.5, 1e3};
        const auto result = integrate(mixture, starts, 0.9, times, form);
        EXPECT_EQ(result.limit, 0.8);
        EXPECT_TRUE(result.confirmed);
        EXPECT_EQ(result.attractors, (Attractors{Attractor::stays, Attractor::all, Attractor::stays,
                                                 Attractor::all, Attractor::all}));
        for (const auto& sample : result.samples) {
            EXPECT_EQ(sample.by_rank[0], 1.0);
            EXPECT_EQ(sample.by_rank[2], 0.0);
        }
        EXPECT_EQ(result.samples[1].by_rank, (std::vector<double>{1, 1, 0, 1, 1}));
    }
    const double nobody = 0;
    const auto still = integrate(mixture, {&nobody, 1}, 0.95, {&nobody, 1});
    EXPECT_EQ(still.reason, StopReason::equilibrium);
    EXPECT_EQ(still.steps, 0);
    EXPECT_EQ(still.limit, 0.0);
    ASSERT_EQ(still.samples.size(), 1U);
    const double all = 1;
    EXPECT_EQ(*integrate(mixture, {&all, 1}, 0.95).t_sat, 0.0);
}

struct Case {
    RankMixture mixture;
    std::vector<double> x0;
    double saturation;
};

/// Mixtures of up to 1000 ranks, every second with b < 0, some ranks empty, some at an end.
Case random_case(std::mt19937_64& random, int i) {
    const auto pick = [&](double lo, double hi) {
        return std::uniform_real_distribution<double>(lo, hi)(random);
    };
    const std::size_t ranks = i % 40 == 0 ? 1000 : 1 + random() % 12;
    std::vector<double> p(ranks);
    for (auto& share : p) share = random() % 5 == 0 ? 0 : pick(0, 1);
    p[random() % ranks] += 0.5;
    const double sum = std::accumulate(p.begin(), p.end(), 0.0);
    for (auto& share : p) share /= sum;
    auto values = case1();
    values.theta = pick(0, 5);
    values.gamma = pick(-4, 6);
    values.mu = i % 2 == 0 ? pick(0, 10) : pick(-20, -3);
    std::vector<double> x0(i % 3 == 0 ? 1 : ranks);
    for (auto& share : x0)
        share = random() % 20 == 0   ? static_cast<double>(random() % 2)
                : random() % 10 == 0 ? std::pow(10, -pick(0, 30))
                                     : pick(0, 1);
    return {mixture_of(p, values), x0, pick(0.3, 0.99)};
}

TEST(rank_mixture, the_reduction_and_the_full_system_agree_whatever_the_mixture) {
    std::mt19937_64 random(11);
    const double times[] = {0.01, 0.1, 0.4, 1, 3, 1e4};
    int reached = 0;
    int partly = 0;
    int large = 0;
    for (int i = 0; i < 400; ++i) {
        const auto [mixture, x0, saturation] = random_case(random, i);
        const IntegratorOptions options{.method = methods[i / 2 % 2]};
        const auto full = integrate(mixture, x0, saturation, times, MixtureForm::full, options);
        const auto one = integrate(mixture, x0, saturation, times, MixtureForm::reduced, options);
        ASSERT_EQ(full.reason, one.reason) << i << " " << full.message << one.message;
        ASSERT_TRUE(one.reason == StopReason::converged || one.reason == StopReason::equilibrium)
            << i << " " << stop_reason_name(one.reason);
        ASSERT_TRUE(full.confirmed && one.confirmed) << i;
        ASSERT_EQ(full.limit, one.limit) << i;
        ASSERT_EQ(full.by_rank, one.by_rank) << i;
        ASSERT_EQ(full.attractors, one.attractors) << i;
        ASSERT_EQ(full.t_sat.has_value(), one.t_sat.has_value()) << i;
        if (one.t_sat) {
            ASSERT_NEAR(*full.t_sat, *one.t_sat, 1e-6 * (1 + *one.t_sat)) << i;
        }
        ASSERT_EQ(full.samples.size(), 6U);
        ASSERT_EQ(one.samples.size(), 6U);
        for (std::size_t s = 0; s < 6; ++s) {
            ASSERT_NEAR(full.samples[s].x, one.samples[s].x, 1e-6) << i << " " << times[s];
            for (std::size_t r = 0; r < mixture.size(); ++r)
                ASSERT_NEAR(full.samples[s].by_rank[r], one.samples[s].by_rank[r], 1e-6) << i;
        }
        reached += one.t_sat && *one.t_sat > 0;
        partly += std::ranges::count(one.attractors, Attractor::interior) > 0;
        large += mixture.size() == 1000;
    }
    EXPECT_GT(reached, 50);
    EXPECT_GT(partly, 50);
    EXPECT_EQ(large, 10);
}

TEST(rank_mixture, limits_are_consistent_whatever_the_mixture) {
    std::mt19937_64 random(12);
    int checked = 0;
    for (int i = 0; i < 400; ++i) {
        const auto [mixture, x0, saturation] = random_case(random, i);
        const auto result = integrate(mixture, x0, saturation);
        ASSERT_TRUE(result.confirmed);
        long double sum = 0;
        for (std::size_t r = 0; r < mixture.size(); ++r) {
            const long double a = mixture.a()[r].value();
            const long double growth =
                a + static_cast<long double>(mixture.b().value()) * result.limit;
            const double share = result.by_rank[r];
            const auto attractor = result.attractors[r];
            ASSERT_TRUE(attractor);
            if (attractor == Attractor::stays) {
                ASSERT_EQ(share, x0[x0.size() == 1 ? 0 : r]);
            } else if (attractor == Attractor::interior) {
                ASSERT_NEAR(static_cast<double>(growth), 0, 1e-12);
                ASSERT_LT(mixture.b().value(), 0);
            } else {
                ASSERT_EQ(share, growth > 0 ? 1.0 : 0.0);
                ASSERT_EQ(*attractor, growth > 0 ? Attractor::all : Attractor::none);
                ++checked;
            }
            sum += static_cast<long double>(mixture.shares()[r].value()) * share;
        }
        ASSERT_NEAR(static_cast<double>(sum), result.limit, 1e-13);
    }
    EXPECT_GT(checked, 1000);
}

}  // namespace
