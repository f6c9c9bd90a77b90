#include "essmap/solver/mixture_study.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace {

using namespace essmap;
using namespace essmap::solver;
using model::Attractor;

/// a_r = 5.5 - 20/r, b = 10.5.
const model::ParameterValues game{4, 2, 2, 8, 0.25, 1, {model::BenefitKind::given, 10}};

/// Half of the members have rank 1 and half rank 8: these share in the end, those do not.
RankMixture halves(const model::ParameterValues& values = game) {
    constexpr std::array shares{0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5};
    return {RankShares::given(shares), values};
}
RankMixture rank_4() {
    constexpr std::array shares{0.0, 0.0, 0.0, 1.0};
    return {RankShares::given(shares), game};
}
MixtureStudyOptions from(const RankMixture& mixture, double x0) {
    return {.x0 = std::vector<double>(mixture.size(), x0)};
}

TEST(average_ranks, is_the_game_at_the_mean_of_1_over_r) {
    const auto averaged = average_ranks(halves(), game, std::vector<double>(8, 0.2));
    EXPECT_EQ(averaged.mean_inverse_rank, 0.5625);
    EXPECT_DOUBLE_EQ(averaged.x0, 0.2);
    EXPECT_DOUBLE_EQ(averaged.a, -5.75);
    EXPECT_DOUBLE_EQ(*averaged.eta, 5.75 / 10.5);
    std::vector<double> starts(8, 0.0);
    starts.back() = 0.5;
    EXPECT_DOUBLE_EQ(average_ranks(halves(), game, starts).x0, 0.25);
}

TEST(average_ranks, ends_where_its_game_does) {
    const auto end = [](double gamma, double mu, double x0) {
        auto values = game;
        values.gamma = gamma;
        values.mu = mu;
        const auto averaged = average_ranks(rank_4(), values, std::vector<double>(4, x0));
        return std::pair(averaged.attractor, averaged.limit);
    };
    EXPECT_EQ(end(2, 8, 0.2), std::pair(Attractor::all, 1.0));
    EXPECT_EQ(end(7, 8, 0.2), std::pair(Attractor::none, 0.0));
    EXPECT_EQ(end(7, 8, 0.0), std::pair(Attractor::stays, 0.0));
    EXPECT_EQ(end(2, -6.5, 0.2), std::pair(Attractor::interior, 0.125));
}

TEST(mixture_study, confirms_what_both_forms_find) {
    const auto mixture = halves();
    const auto study = study_mixture(mixture, game, from(mixture, 0.2));
    EXPECT_TRUE(study.settled() && study.confirmed && study.agree);
    EXPECT_EQ(study.limit(), 0.5);
    EXPECT_EQ(study.limit_of(0), 0.0);
    EXPECT_EQ(study.limit_of(7), 1.0);
    EXPECT_LE(study.difference.value(), 1e-5);
    EXPECT_GT(study.difference.value(), 0.0);
    auto one_form = from(mixture, 0.2);
    one_form.forms = {MixtureForm::full};
    const auto single = study_mixture(mixture, game, one_form);
    EXPECT_FALSE(single.difference);
    EXPECT_LT(single.steps, study.steps);
}

TEST(mixture_study, says_whether_averaging_is_right) {
    const auto mixture = halves();
    auto study = study_mixture(mixture, game, from(mixture, 0.2));
    EXPECT_EQ(study.averaged.limit, 0.0);
    EXPECT_EQ(study.averaging_error(), 0.5);
    EXPECT_EQ(study.averaging_is_right(), false);
    const auto one = study_mixture(rank_4(), game, from(rank_4(), 0.2));
    EXPECT_EQ(one.averaging_is_right(), true);
    study.averaged.limit = study.orbit.limit + 0.9 * study.orbit.tolerance;
    EXPECT_EQ(study.averaging_is_right(), true);
    study.averaged.limit = study.orbit.limit + 1.1 * study.orbit.tolerance;
    EXPECT_EQ(study.averaging_is_right(), false);
    study.confirmed = false;
    EXPECT_FALSE(study.averaging_error() || study.averaging_is_right());
}

TEST(mixture_study, that_does_not_settle_has_no_limit) {
    const auto mixture = halves();
    auto options = from(mixture, 0.2);
    options.integrator.t_max = 0.01;
    const auto study = study_mixture(mixture, game, options);
    EXPECT_FALSE(study.settled() || study.confirmed || study.limit());
}

TEST(mixture_study, takes_the_stiff_method_where_ranks_wait_for_each_other) {
    auto values = game;
    values.mu = -6.5;  // b = -4
    const auto mixture = halves(values);
    const auto options = from(mixture, 0.2);
    long steps = 0;
    for (const auto form : options.forms)
        steps += integrate(mixture, options.x0, 0.95, {}, form,
                           {.tolerance = 1e-10, .method = CvodeMethod::bdf})
                     .steps;
    EXPECT_EQ(study_mixture(mixture, values, options).steps, steps);
}

/// The largest step of X, or of a rank, from one sample to the next.
double largest_step(const MixtureStudy& study, std::size_t rank) {
    double largest = 0.0;
    const auto& samples = study.orbit.samples;
    for (std::size_t i = 1; i < samples.size(); ++i)
        largest = std::max(
            largest, std::abs(samples[i].by_rank[rank - 1] - samples[i - 1].by_rank[rank - 1]));
    return largest;
}

/// Rank 2, which no member has, falls long before rank 1 of a slow mixture has moved.
TEST(mixture_study, samples_follow_the_watched_ranks) {
    const auto mixture = halves();
    auto options = from(mixture, 0.2);
    options.x0[1] = 1 - 1e-3;
    options.forms = {MixtureForm::reduced};
    options.watched = {1, 8};
    const auto watched = study_mixture(mixture, game, options);
    EXPECT_GE(watched.orbit.samples.size(), 401U);
    EXPECT_NEAR(watched.orbit.samples.back().t, 1.2 * watched.orbit.t_end, 1e-12);
    EXPECT_LE(largest_step(watched, 1), 0.02);
    EXPECT_LE(largest_step(watched, 8), 0.02);
    options.x0[0] = options.x0[7] = 1e-200;  // a long wait, then steep
    const auto steep = study_mixture(mixture, game, options);
    EXPECT_GT(steep.orbit.samples.size(), 401U);
    EXPECT_LE(largest_step(steep, 8), 0.02);
    options.watched = {};
    const auto unwatched = study_mixture(mixture, game, options);
    EXPECT_LT(unwatched.orbit.samples.size(), steep.orbit.samples.size());
}

}  // namespace
