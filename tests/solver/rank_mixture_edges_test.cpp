#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "essmap/solver/closed_form.hpp"
#include "essmap/solver/rank_mixture.hpp"
#include "mixtures.hpp"

namespace {

using namespace essmap;
using namespace essmap::solver;
using namespace essmap::test;
using model::Attractor;

TEST(rank_mixture, ranks_alike_end_partly_sharing_by_their_starts) {
    auto values = case1();
    values.theta = 0;
    values.mu = -10;  // a = 5.5, b = -7.5 for all: X -> 11/15
    const double starts[] = {0.1, 0.5, 0.9};
    const double late[] = {30};
    for (const auto form : forms) {
        const auto result =
            integrate(mixture_of({0.5, 0.2, 0.3}, values), starts, 0.95, late, form);
        EXPECT_DOUBLE_EQ(result.limit, 11.0 / 15);
        EXPECT_TRUE(result.confirmed);
        const double gain = logit_of(result.by_rank[0]) - logit_of(0.1);
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_EQ(result.attractors[i], Attractor::interior);
            EXPECT_NEAR(logit_of(result.by_rank[i]) - logit_of(starts[i]), gain, 1e-12);
            EXPECT_NEAR(result.samples[0].by_rank[i], result.by_rank[i], 1e-7);
        }
    }
}

TEST(rank_mixture, ranks_on_the_edge_are_reported_undecided) {
    auto values = case1();
    values.theta = 1.6;  // a_1 = -10.5, b = 10.5: rank 1, empty, neither grows nor falls at X = 1
    const double half = 0.5;
    const auto empty = integrate(mixture_of({0, 1}, values), {&half, 1}, 0.95);
    EXPECT_EQ(empty.limit, 1.0);
    EXPECT_FALSE(empty.attractors[0]);
    EXPECT_EQ(empty.attractors[1], Attractor::all);
    EXPECT_TRUE(empty.confirmed);
    values.theta = 0.1;
    values.gamma = 6;
    values.mu = -3.5;  // a = 0.5, 1; b = -1: X -> 0.5, where rank 1 stops growing
    for (const auto form : forms) {
        const double late[] = {1e4};
        const auto member = integrate(mixture_of({0.5, 0.5}, values), {&half, 1}, 0.95, late, form);
        EXPECT_EQ(member.reason, StopReason::converged);
        EXPECT_EQ(member.limit, 0.5);
        EXPECT_FALSE(member.attractors[0]);
        EXPECT_EQ(member.attractors[1], Attractor::all);
        EXPECT_FALSE(member.confirmed);
        EXPECT_EQ(member.by_rank, (std::vector<double>{0, 1}));
        // z' = b (X - 1/2) = -x_1/2: algebraic, x_1 ~ 2/t
        EXPECT_NEAR(member.samples[0].by_rank[0] * 1e4, 2, 0.05);
    }
}

TEST(rank_mixture, without_b_each_rank_goes_its_own_way) {
    auto values = case1();
    values.mu = -2.5;
    values.gamma = 2.5;  // a_r = 5 - 20/r, b = 0
    const RankMixture mixture(RankShares::uniform(5), values);
    EXPECT_EQ(mixture.b().value(), 0.0);
    EXPECT_EQ(mixture.a()[3].value(), 0.0);
    EXPECT_FALSE(mixture.threshold(1));
    const double start = 0.4;
    const double times[] = {1, 2};
    for (const auto form : forms) {
        const auto result = integrate(mixture, {&start, 1}, 0.95, times, form);
        EXPECT_NEAR(result.limit, 0.28, 1e-15);
        EXPECT_TRUE(result.confirmed);
        EXPECT_EQ(result.attractors, (Attractors{Attractor::none, Attractor::none, Attractor::none,
                                                 Attractor::stays, Attractor::all}));
        for (const auto& sample : result.samples)
            for (std::size_t i = 0; i < 5; ++i)
                EXPECT_NEAR(
                    sample.by_rank[i],
                    share_at({mixture.a()[i].value(), 0, mixture.a()[i].value()}, start, sample.t)
                        .x,
                    1e-8);
    }
}

TEST(rank_mixture, an_equilibrium_that_repels_is_left_only_if_not_exact) {
    auto values = case1();
    values.theta = 0;
    values.gamma = 9.6;  // a = -2.1, b = 10.5: eta = 0.2 for every rank
    const RankMixture mixture(RankShares::uniform(3), values);
    for (const auto form : forms) {
        const double on = 0.2;
        const double times[] = {0, 1e200};
        const auto still = integrate(mixture, {&on, 1}, 0.95, times, form);
        EXPECT_EQ(still.reason, StopReason::equilibrium);
        EXPECT_EQ(still.limit, 0.2);
        EXPECT_EQ(still.samples.at(1).x, 0.2);
        EXPECT_EQ(still.attractors[0], Attractor::stays);
        for (const double off : {0.2 + 1e-12, 0.2 - 1e-12}) {
            const auto left = integrate(mixture, {&off, 1}, 0.95, {}, form);
            EXPECT_EQ(left.limit, off > 0.2 ? 1.0 : 0.0);
            const auto g =
                model::growth_rate(model::Coefficients<double>{-2.1, 10.5, 8.4}, off, 1 - off);
            const auto alone =
                CvodeIntegrator().integrate({-2.1, 10.5, 8.4}, off, 0.95, {}, {}, {g, {}});
            EXPECT_EQ(left.t_sat.has_value(), alone.t_sat.has_value());
            // 1e-12 is known to 1e-4 here: the times differ by ln(1 + 1e-4)/1.68
            if (left.t_sat) {
                EXPECT_NEAR(*left.t_sat, *alone.t_sat, 1e-4);
            }
        }
    }
}

TEST(rank_mixture, a_rank_that_stands_still_for_a_moment_is_not_settled) {
    auto values = case1();
    values.gamma = -0.4;  // a_2 + b 0.2 = 0, while rank 3 grows
    const double start = 0.2;
    for (const auto form : forms) {
        const auto result =
            integrate(mixture_of({0, 0.5, 0.5}, values), {&start, 1}, 0.15, {}, form);
        EXPECT_EQ(result.limit, 1.0);  // not 0.5
        EXPECT_EQ(*result.t_sat, 0.0);
    }
}

TEST(rank_mixture, has_every_rank_near_its_end_where_it_settles) {
    const RankMixture mixture(RankShares::uniform(5), case1());
    const double start = 0.2;
    for (const auto form : forms) {
        const double settled[] = {integrate(mixture, {&start, 1}, 0.95, {}, form).t_end};
        const auto result = integrate(mixture, {&start, 1}, 0.95, settled, form);
        for (std::size_t i = 0; i < 5; ++i)
            EXPECT_NEAR(result.samples[0].by_rank[i], result.by_rank[i], 0.05 + 1e-6);
    }
}

TEST(rank_mixture, saturation_is_reached_when_first_reached) {
    auto values = case1();
    values.mu = -2.5;
    values.gamma = 2.5;  // a_r = 5 - 20/r, b = 0: rank 2 falls at 5, rank 20 rises at 4
    std::vector<double> p(20);
    p[1] = p[19] = 0.5;
    std::vector<double> starts(20, 0.1);
    starts[1] = 1 - 1e-4;
    const double times[] = {3};
    for (const auto form : forms) {
        const auto result = integrate(mixture_of(p, values), starts, 0.9, times, form);
        ASSERT_TRUE(result.t_sat);
        const double t = *result.t_sat;
        EXPECT_LT(t, 1.3);
        const double falling = share_at({-5, 0, -5}, starts[1], t).x;
        EXPECT_NEAR((falling + share_at({4, 0, 4}, 0.1, t).x) / 2, 0.9, 1e-7);
        EXPECT_LT(result.samples[0].x, 0.6);
        EXPECT_EQ(result.limit, 0.5);
    }
}

/// b = 0: X(t) = sum_r p_r sigma(z_r0 + (5 - 20/r) t), searched in small steps. Ranks 1 to 3 share
/// at first and fall, 5 to 12 rise, in any order: X has several extrema.
TEST(rank_mixture, no_passage_through_saturation_is_stepped_over) {
    auto values = case1();
    values.mu = -2.5;
    values.gamma = 2.5;
    std::mt19937_64 random(13);
    const auto pick = [&](double lo, double hi) {
        return std::uniform_real_distribution<double>(lo, hi)(random);
    };
    int passed = 0;
    for (int i = 0; i < 200; ++i) {
        std::vector<double> p(12);
        for (auto& share : p) share = pick(0, 1);
        const double sum = std::accumulate(p.begin(), p.end(), 0.0);
        for (auto& share : p) share /= sum;
        std::vector<double> starts(12);
        for (std::size_t r = 0; r < 12; ++r)
            starts[r] = r < 3 ? 1 - std::pow(10, -pick(0, 15)) : std::pow(10, -pick(0, 15));
        const RankMixture mixture = mixture_of(p, values);
        const auto x = [&](double t) {
            double shared = 0;
            for (std::size_t r = 0; r < 12; ++r)
                shared += mixture.shares()[r].value() /
                          (1 + std::exp(-logit_of(starts[r]) - mixture.a()[r].value() * t));
            return shared;
        };
        constexpr double step = 2e-3;
        std::vector<double> xs;
        for (double t = 0; t < 60; t += step) xs.push_back(x(t));
        const double most = std::ranges::max(xs);
        const double ends = std::max(xs.front(), xs.back());
        const double saturation = i % 2 == 0 && most > ends + 1e-3
                                      ? most - 1e-6  // it all but grazes
                                      : ends + pick(-0.2, 0.99) * (most - ends) - 1e-4;
        const auto first = std::ranges::find_if(xs, [&](double at) { return at >= saturation; });
        const double expected = step * static_cast<double>(first - xs.begin());
        for (const auto form : forms) {
            const auto result = integrate(mixture, starts, saturation, {}, form);
            ASSERT_TRUE(result.t_sat) << i;
            ASSERT_LE(*result.t_sat, expected + 1e-6) << i;
            ASSERT_GT(*result.t_sat, expected - step - 1e-6) << i;
            passed += result.limit<saturation&& * result.t_sat> 0;
        }
        const auto never_there = integrate(mixture, starts, most + 1e-3);
        ASSERT_FALSE(never_there.t_sat) << i;
    }
    EXPECT_GT(passed, 50);
}

TEST(rank_mixture, a_start_at_saturation_is_there_at_once) {
    auto falling = case1();
    falling.gamma = 20;
    for (const std::size_t ranks : {1U, 3U, 7U, 10U, 49U, 1000U}) {
        for (const double start : {0.1, 0.3, 0.7, 0.9, 0.95}) {
            for (const auto& values : {case1(), falling}) {
                const auto result =
                    integrate({RankShares::zipf(ranks, 1), values}, {&start, 1}, start);
                ASSERT_TRUE(result.t_sat) << ranks << " " << start;
                ASSERT_EQ(*result.t_sat, 0.0) << ranks << " " << start;
            }
        }
    }
}

TEST(rank_mixture, slow_competition_keeps_its_tolerance_in_few_steps) {
    auto values = case1();
    values.theta = 1e-7;  // the ranks are almost alike
    values.gamma = 4;
    values.mu = -10;
    const RankMixture mixture(RankShares::uniform(5), values);
    const double start = 0.2;
    const double times[] = {5e6, 2e7, 8e7};
    const IntegratorOptions options{.method = CvodeMethod::bdf, .max_steps = 2000};
    const auto full = integrate(mixture, {&start, 1}, 0.95, times, MixtureForm::full, options);
    const auto one = integrate(mixture, {&start, 1}, 0.95, times, MixtureForm::reduced, options);
    for (const auto& result : {full, one}) {
        ASSERT_EQ(result.reason, StopReason::converged);
        EXPECT_EQ(result.attractors,
                  (Attractors{Attractor::none, Attractor::none, Attractor::interior, Attractor::all,
                              Attractor::all}));
    }
    for (std::size_t s = 0; s < 3; ++s) {
        EXPECT_NEAR(full.samples[s].x, one.samples[s].x, 1e-10);
        for (std::size_t i = 0; i < 5; ++i)
            EXPECT_NEAR(full.samples[s].by_rank[i], one.samples[s].by_rank[i], 1e-7);
    }
}

TEST(rank_mixture, logits_of_any_size_do_no_harm) {
    auto values = case1();
    values.theta = 1e6;  // a_1 = -1e7
    const double starts[] = {1e-300, 1 - 1e-16, 0.5};
    const double times[] = {1e-9, 1, 1e100, 1e290};
    for (const auto form : forms) {
        for (const auto method : methods) {
            const auto down = integrate(mixture_of({0.2, 0.2, 0.6}, values), starts, 0.9, times,
                                        form, {.method = method});
            EXPECT_EQ(down.reason, StopReason::converged);
            EXPECT_EQ(down.limit, 0.0);
            EXPECT_TRUE(down.confirmed);
            ASSERT_EQ(down.samples.size(), 4U);
            EXPECT_EQ(down.samples[3].x, 0.0);
            auto generous = case1();
            generous.gamma = -1e90;
            const double tiny = 1e-300;
            const auto up = integrate({RankShares::uniform(1000), generous}, {&tiny, 1}, 0.9, times,
                                      form, {.method = method});
            EXPECT_EQ(up.limit, 1.0);
            const double logits = std::log(9) + 300 * std::log(10);
            EXPECT_NEAR(*up.t_sat, logits / 1e90, 1e-7 * logits / 1e90);
        }
    }
}

TEST(rank_mixture, limits_on_time_and_steps_are_reasons_not_errors) {
    const RankMixture mixture(RankShares::uniform(5), case1());
    const double start = 0.2;
    const double times[] = {0.1, 0.5, 1};
    for (const auto form : forms) {
        const auto early = integrate(mixture, {&start, 1}, 0.95, times, form, {.t_max = 0.5});
        EXPECT_EQ(early.reason, StopReason::t_max);
        EXPECT_EQ(early.t_end, 0.5);
        ASSERT_EQ(early.samples.size(), 2U);
        EXPECT_NEAR(early.limit, 0.30860719586536053, 1e-7);
        EXPECT_NEAR(early.samples[1].x, 0.30860719586536053, 1e-7);
        EXPECT_FALSE(early.confirmed);
        EXPECT_FALSE(early.attractors[4]);
        const auto tired = integrate(mixture, {&start, 1}, 0.95, times, form, {.max_steps = 7});
        EXPECT_EQ(tired.reason, StopReason::max_steps);
        EXPECT_EQ(tired.steps, 7);
    }
}

TEST(rank_mixture, refuses_what_makes_no_sense) {
    const RankMixture mixture(RankShares::uniform(3), case1());
    const double nan = std::nan("");
    const auto refused = [&](std::vector<double> x0, double saturation, std::vector<double> times,
                             IntegratorOptions options) {
        EXPECT_THROW(integrate(mixture, x0, saturation, times, MixtureForm::reduced, options),
                     model::InvalidValue);
    };
    refused({}, 0.95, {}, {});
    refused({0.2, 0.2}, 0.95, {}, {});
    refused({nan}, 0.95, {}, {});
    refused({0.2, 0.2, 1.2}, 0.95, {}, {});
    refused({0.2}, 1.0, {}, {});
    refused({0.2}, 0.95, {2, 1}, {});
    refused({0.2}, 0.95, {}, {.tolerance = 0});
    refused({0.2}, 0.95, {}, {.max_steps = 0});
    refused({0.2}, 0.95, {}, {.t_max = nan});
    auto values = case1();
    values.r = nan;  // not read
    EXPECT_EQ(RankMixture(RankShares::uniform(3), values).a()[0].value(), -14.5);
    values.k = 1;
    EXPECT_THROW(RankMixture(RankShares::uniform(3), values), model::InvalidValue);
}

}  // namespace
