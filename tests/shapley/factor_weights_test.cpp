#include "essmap/shapley/factor_weights.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "../refusal.hpp"
#include "essmap/model/parameters.hpp"

namespace {

using namespace essmap::shapley;
using essmap::test::refusal;

Factors three_members() { return {{"sightings", "trust", "cost"}, {3, 1, 2, 2, 2, 5, 1, 3, 2}}; }

void expect_near(const std::vector<double>& found, const std::vector<double>& expected,
                 double tolerance) {
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        EXPECT_NEAR(found[i], expected[i], tolerance) << i;
}

TEST(factor_weights, entropy_gives_the_weights_of_the_worked_example) {
    const auto weights = entropy_weights(three_members());
    EXPECT_EQ(weights.weighting, Weighting::entropy);
    expect_near(weights.entropies,
                {0.9206198357143049581, 0.9206198357143049581, 0.9057125980138371573}, 1e-15);
    expect_near(weights.lambda,
                {0.3136964086213802086, 0.3136964086213802086, 0.3726071827572395828}, 1e-15);
    const auto ranking = three_members().ranking(weights.lambda);
    EXPECT_NEAR(ranking[0].value(), 0.2919325352491956019, 1e-15);
    EXPECT_NEAR(ranking[1].value(), 0.4161349295016087962, 1e-15);
}

TEST(factor_weights, a_factor_that_tells_members_hardly_apart_keeps_its_digits) {
    // 1 - e is d^2/(2 ln 2) for x = 1 + d, 1 - d: 1 - e in doubles has no digit of it.
    const double d = 0x1p-30;
    const auto weights = entropy_weights({{"a", "b"}, {1 + d, 1 + 2 * d, 1 - d, 1 - 2 * d}});
    EXPECT_NEAR(weights.lambda[0], 0.2, 1e-15);
    EXPECT_NEAR(weights.lambda[1], 0.8, 1e-15);
}

TEST(factor_weights, the_entropy_of_any_factor_is_shannons) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> uniform(0.0, 1.0);
    for (std::size_t n = 2; n < 40; n += 3) {
        std::vector<double> x(n * 2);
        for (double& value : x) value = uniform(random) < 0.3 ? 0.0 : uniform(random);
        x[0] = x[1] = 1.0;
        const Factors factors({"a", "b"}, x);
        const auto weights = entropy_weights(factors);
        for (std::size_t j = 0; j < 2; ++j) {
            double entropy = 0.0;
            for (std::size_t i = 0; i < n; ++i)
                if (const double p = factors.p(i, j); p > 0.0) entropy -= p * std::log(p);
            EXPECT_NEAR(weights.entropies[j], entropy / std::log(n), 1e-14);
        }
        EXPECT_NEAR(weights.lambda[0] * (1 - weights.entropies[1]),
                    weights.lambda[1] * (1 - weights.entropies[0]), 1e-14);
    }
}

TEST(factor_weights, factors_that_tell_nobody_apart_weigh_the_same) {
    const auto equal = entropy_weights({{"a", "b"}, {0.1, 7, 0.1, 7, 0.1, 7}});
    EXPECT_EQ(equal.lambda, (std::vector<double>{0.5, 0.5}));
    EXPECT_EQ(equal.entropies, (std::vector<double>{1, 1}));
    const auto alone = entropy_weights({{"a", "b"}, {0.1, 7}});
    EXPECT_EQ(alone.lambda, (std::vector<double>{0.5, 0.5}));
    EXPECT_EQ(alone.entropies, (std::vector<double>{1, 1}));
    // One that does tell, all by itself: one member has it all.
    const auto one = entropy_weights({{"a", "b"}, {0, 7, 5, 7, 0, 7}});
    EXPECT_EQ(one.lambda, (std::vector<double>{1, 0}));
    expect_near(one.entropies, {0, 1}, 2e-16);
}

TEST(factor_weights, only_proportions_of_a_factor_count) {
    const Factors scaled({"sightings", "trust", "cost"},
                         {3e90, 1e-90, 2, 2e90, 2e-90, 5, 1e90, 3e-90, 2});
    expect_near(entropy_weights(scaled).lambda, entropy_weights(three_members()).lambda, 1e-15);
    const std::vector<double> lambda{1, 2, 3};
    const auto expected = three_members().ranking(lambda);
    const auto ranking = scaled.ranking(lambda);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(ranking[i].value(), expected[i].value(), 1e-15);
}

TEST(factor_weights, an_entry_changed_is_as_if_it_had_been_given_so) {
    Factors factors = three_members();
    factors.set(1, 2, 0.25);
    const Factors given({"sightings", "trust", "cost"}, {3, 1, 2, 2, 2, 0.25, 1, 3, 2});
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(factors.p(i, 2), given.p(i, 2));
    Factors one({"a"}, {1, 0});
    EXPECT_EQ(refusal([&] { one.set(0, 0, 0); }),
              "sum of factor a = 0 is not allowed: more than 0");
    EXPECT_EQ(one.p(0, 0), 1.0);
    EXPECT_THROW(one.set(1, 0, -1), essmap::model::InvalidValue);
    EXPECT_EQ(one.x(1, 0), 0.0);
}

TEST(factor_weights, given_ones_are_normalised) {
    EXPECT_EQ(given_weights(std::vector<double>{1, 0, 3}).lambda,
              (std::vector<double>{0.25, 0, 0.75}));
    EXPECT_EQ(refusal([] { given_weights({}); }), "weights = 0 is not allowed: at least 1");
    EXPECT_EQ(refusal([] {
                  given_weights(std::vector<double>{0, 0});
              }),
              "sum of weights = 0 is not allowed: more than 0");
    EXPECT_EQ(refusal([] {
                  given_weights(std::vector<double>{1, -0.5});
              }),
              "weight of factor 2 = -0.5 is not allowed: 0, or from 1e-100 to 1e100");
    EXPECT_THROW(given_weights(std::vector<double>{NAN}), essmap::model::InvalidValue);
}

TEST(factor_weights, judgements_that_agree_give_their_ratios) {
    std::mt19937_64 random(2);
    std::uniform_real_distribution<double> magnitude(-4.0, 4.0);
    for (std::size_t m = 1; m <= most_compared; ++m) {
        std::vector<double> w(m);
        for (double& weight : w) weight = std::exp(magnitude(random));
        std::vector<double> a(m * m);
        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t j = 0; j < m; ++j) a[i * m + j] = i == j ? 1.0 : w[i] / w[j];
        const auto weights = ahp_weights(PairwiseComparison::full(a));
        const double sum = std::accumulate(w.begin(), w.end(), 0.0);
        for (std::size_t i = 0; i < m; ++i) EXPECT_NEAR(weights.lambda[i], w[i] / sum, 1e-14);
        EXPECT_NEAR(weights.consistency->lambda_max, static_cast<double>(m), 1e-13);
        EXPECT_NEAR(weights.consistency->ratio, 0.0, 1e-13);
        EXPECT_GE(weights.consistency->index, 0.0);
    }
}

TEST(factor_weights, judgements_that_nearly_agree_give_perrons_vector) {
    const auto weights = ahp_weights(PairwiseComparison::upper(std::vector<double>{3, 5, 3}));
    expect_near(weights.lambda,
                {0.6369855717447571597, 0.2582849943744950060, 0.1047294338807478644}, 1e-15);
    EXPECT_NEAR(weights.consistency->lambda_max, 3.0385110905581700708, 1e-14);
    EXPECT_NEAR(weights.consistency->index, 0.0192555452790850354, 1e-14);
    EXPECT_NEAR(weights.consistency->ratio, 0.0192555452790850354 / 0.58, 1e-14);
    EXPECT_EQ(ahp_weights(PairwiseComparison::full(std::vector<double>{1, 3, 5, 0.3333333333, 1, 3,
                                                                       0.2, 0.3333333333, 1}))
                  .lambda,
              weights.lambda);
}

// Saaty, The Analytic Hierarchy Process (1980): the choice of a high school. CR = 0.23.
const std::vector<double> school{4, 3,       1,       3,       4, 7,       3, 1.0 / 5,
                                 1, 1.0 / 5, 1.0 / 5, 1.0 / 6, 1, 1.0 / 3, 3};

TEST(factor_weights, judgements_that_contradict_each_other_are_refused_unless_forced) {
    const auto judgements = PairwiseComparison::upper(school);
    EXPECT_EQ(refusal([&] { ahp_weights(judgements); }).substr(0, 28),
              "consistency ratio CR = 0.229");
    const auto forced = ahp_weights(judgements, true);
    EXPECT_NEAR(forced.consistency->lambda_max, 7.419870101921264944, 1e-13);
    EXPECT_NEAR(forced.consistency->ratio, 0.283974020384252989 / 1.24, 1e-13);
    expect_near(forced.lambda,
                {0.3207701832631067391, 0.1395027454209412871, 0.0347683076996556615,
                 0.1284860184630924497, 0.2373899947400161373, 0.1390827504131877253},
                1e-15);
    // As contradictory as can be: a > b > c > a. The eigenvalues are 1001.001 and 999.5 in size.
    const auto circle =
        ahp_weights(PairwiseComparison::upper(std::vector<double>{1e3, 1e-3, 1e3}), true);
    expect_near(circle.lambda, std::vector<double>(3, 1.0 / 3), 1e-13);
    EXPECT_NEAR(circle.consistency->lambda_max, 1001.001, 1e-9);
}

TEST(factor_weights, of_a_judgement_and_its_reciprocal_the_larger_counts) {
    for (const std::vector<double>& a :
         {std::vector<double>{1, 3, 0.3333333333, 1}, std::vector<double>{1, 0.3333333333, 3, 1}}) {
        const auto judgements = PairwiseComparison::full(a);
        const bool first = a[1] > 1.0;
        EXPECT_EQ(judgements.at(0, 1), first ? 3.0 : 1.0 / 3);
        EXPECT_EQ(judgements.at(1, 0), first ? 1.0 / 3 : 3.0);
    }
}

TEST(factor_weights, perrons_vector_solves_its_equation_for_any_judgements) {
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> magnitude(-2.2, 2.2);
    // Saaty's index of random judgements, from 3 factors on.
    const std::vector<double> random_index{0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45,
                                           1.49, 1.51, 1.48, 1.56, 1.57, 1.59};
    for (std::size_t m = 2; m <= most_compared; ++m) {
        std::vector<double> a(m * (m - 1) / 2);
        for (double& judgement : a) judgement = std::exp(magnitude(random));
        const auto judgements = PairwiseComparison::upper(a);
        const auto weights = ahp_weights(judgements, true);
        const auto& found = *weights.consistency;
        EXPECT_NEAR(found.ratio, m < 3 ? 0.0 : found.index / random_index.at(m - 3), 1e-15);
        for (std::size_t i = 0; i < m; ++i) {
            double image = 0.0;
            for (std::size_t j = 0; j < m; ++j) image += judgements.at(i, j) * weights.lambda[j];
            EXPECT_NEAR(image / weights.lambda[i] / weights.consistency->lambda_max, 1.0, 1e-13);
        }
    }
}

TEST(factor_weights, judgements_that_cannot_be_are_refused_by_name) {
    const auto full = [](const std::vector<double>& a) {
        return refusal([&] { PairwiseComparison::full(a); });
    };
    const auto upper = [](const std::vector<double>& a) {
        return refusal([&] { PairwiseComparison::upper(a); });
    };
    const std::string scale = " is not allowed: 1e-9 <= a <= 1e9 (Saaty's scale is 1/9 to 9)";
    EXPECT_EQ(upper({3, 0, 1}), "a_1,3 = 0" + scale);
    EXPECT_EQ(upper({3, 2, -1}), "a_2,3 = -1" + scale);
    EXPECT_EQ(upper({NAN}), "a_1,2 = nan" + scale);
    EXPECT_EQ(upper({1, 2}),
              "judgements = 2 is not allowed: m (m-1)/2 for m factors, 1 <= m <= 15");
    EXPECT_EQ(full({1, 2}), "judgements = 2 is not allowed: m^2 for m factors, 1 <= m <= 15");
    EXPECT_EQ(full(std::vector<double>(256, 1.0)).substr(0, 16), "judgements = 256");
    EXPECT_EQ(full({1, 3, 0.333, 1}),
              "a_2,1 = 0.333 is not allowed: 1/a_1,2 = 0.3333333333333333 to 1e-9, or give only "
              "what is above the diagonal");
    EXPECT_EQ(full({1, 2, NAN, 1}).substr(0, 11), "a_2,1 = nan");
    EXPECT_EQ(full({2, 1, 1, 1}), "a_1,1 = 2 is not allowed: 1");
}

TEST(factor_weights, combined_ones_are_the_normalised_product) {
    const auto entropy = entropy_weights(three_members());
    const auto ahp = ahp_weights(PairwiseComparison::upper(std::vector<double>{3, 5, 3}));
    const auto combined = combined_weights(entropy, ahp);
    expect_near(combined.lambda,
                {0.6246991656707145578, 0.2533031008050305476, 0.1219977335242548947}, 1e-15);
    EXPECT_EQ(combined.entropies, entropy.entropies);
    EXPECT_EQ(combined.consistency->ratio, ahp.consistency->ratio);
    const auto two = ahp_weights(PairwiseComparison::upper(std::vector<double>{3}));
    EXPECT_EQ(refusal([&] { combined_weights(entropy, two); }),
              "compared factors = 2 is not allowed: as many as there are: 3");
}

TEST(factor_weights, factors_that_cannot_be_are_refused_by_name) {
    const auto make = [](std::vector<std::string> names, std::vector<double> x) {
        return refusal([&] { Factors(std::move(names), std::move(x)); });
    };
    EXPECT_EQ(make({}, {}), "factors = 0 is not allowed: at least 1");
    EXPECT_EQ(make({"a", "b"}, {1, 2, 3}),
              "values of factors = 3 is not allowed: one per member and factor: a multiple of 2");
    EXPECT_EQ(make({"a"}, {}).substr(0, 21), "values of factors = 0");
    EXPECT_EQ(make({"a", "trust"}, {1, 2, 3, -4}),
              "factor trust of member 2 = -4 is not allowed: 0, or from 1e-100 to 1e100");
    EXPECT_EQ(make({"a"}, {NAN}).substr(0, 26), "factor a of member 1 = nan");
    EXPECT_EQ(make({"a"}, {INFINITY}).substr(0, 26), "factor a of member 1 = inf");
    EXPECT_EQ(make({"a", "b"}, {1, 0, 2, 0}), "sum of factor b = 0 is not allowed: more than 0");
    const auto weigh = [](const std::vector<double>& lambda) {
        return refusal([&] { static_cast<void>(three_members().ranking(lambda)); });
    };
    EXPECT_EQ(weigh({1, 2}), "weights = 2 is not allowed: one per factor: 3");
    EXPECT_EQ(weigh({1, -1, 1}), "weight = -1 is not allowed: from 0 to 1e100");
    EXPECT_EQ(weigh({0, 0, 0}), "sum of weights = 0 is not allowed: more than 0");
}

TEST(factor_weights, weightings_are_known_by_name) {
    for (const auto weighting :
         {Weighting::given, Weighting::entropy, Weighting::ahp, Weighting::combined}) {
        Weighting found{};
        by_name("weights", std::string(name_of(weighting)), found);
        EXPECT_EQ(found, weighting);
    }
    Weighting found{};
    EXPECT_EQ(refusal([&] { by_name("weights", "AHP", found); }),
              "weights = AHP is not allowed: given, entropy, ahp, combined");
}

}  // namespace
