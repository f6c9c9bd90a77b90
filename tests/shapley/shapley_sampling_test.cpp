#include "essmap/shapley/shapley_sampling.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <cmath>

#include "coalition_games.hpp"
#include "essmap/model/parameters.hpp"

namespace {

using namespace essmap;
using namespace essmap::shapley;

constexpr std::array schemes{SamplingScheme::permutations, SamplingScheme::antithetic,
                             SamplingScheme::cyclic_latin, SamplingScheme::stratified};

std::vector<double> exact_values(const CoalitionGame& game) {
    const auto shares = by_formula(game).value();
    std::vector<double> result;
    for (const DoubleDouble& value : shares.values) result.push_back(value.value());
    return result;
}

#ifdef ESSMAP_FEW_SAMPLES
constexpr int runs = 40;
constexpr double slack = 0.1;
#else
constexpr int runs = 1000;
constexpr double slack = 0.0;
#endif

struct Coverage {
    double all = 0.0;    ///< share of intervals, of all members, that hold the value
    double least = 1.0;  ///< of the member worst covered
    double joint = 0.0;  ///< share of runs whose every value is within the precision
};

/// Over `runs` seeds, each ended by the stopping rule.
Coverage coverage(const CoalitionGame& game, const SamplingOptions& options) {
    const auto exact = exact_values(game);
    std::vector<int> held(game.size());
    int joint = 0;
#pragma omp parallel for schedule(dynamic)
    for (int run = 0; run < runs; ++run) {
        SamplingOptions own = options;
        own.seed = static_cast<std::uint64_t>(run) + 1;
        const ShapleySampling sampling(game, own);
        const auto state = sampling.run();
        EXPECT_TRUE(sampling.precise(state));
        const auto estimates = sampling.estimates(state);
        bool within = true;
        for (std::size_t i = 0; i < game.size(); ++i) {
            const Estimate& e = estimates[i];
            if (e.lo <= exact[i] && exact[i] <= e.hi) {
#pragma omp atomic
                ++held[i];
            }
            within = within &&
                     std::abs(e.value - exact[i]) <= own.precision * std::abs(game.grand_value());
        }
#pragma omp atomic
        joint += within ? 1 : 0;
    }
    Coverage result;
    for (const int count : held) {
        const double share = static_cast<double>(count) / runs;
        result.all += share / static_cast<double>(game.size());
        result.least = std::min(result.least, share);
    }
    result.joint = static_cast<double>(joint) / runs;
    return result;
}

/// Intervals of 95 % hold in 93 to 97 % of 1,000 seeded runs, and all values are within the
/// precision in at least 1 - delta of them.
void expect_covered(const CoalitionGame& game, SamplingScheme scheme, double precision) {
    SamplingOptions options;
    options.scheme = scheme;
    options.precision = precision;
    const auto seen = coverage(game, options);
    SCOPED_TRACE(name_of(scheme));
    EXPECT_GE(seen.all, 0.93 - slack);
    EXPECT_LE(seen.all, 0.97 + slack);
    EXPECT_GE(seen.least, 0.92 - 2.0 * slack);  // binomial: 0.95 - 4.3 standard deviations
    EXPECT_GE(seen.joint, 1.0 - options.delta - 0.02 - slack);
    std::printf("%-14s all %.4f least %.3f joint %.3f\n", name_of(scheme).data(), seen.all,
                seen.least, seen.joint);
}

TEST(shapley_sampling, intervals_cover_logarithms) {
    for (const auto scheme : schemes) expect_covered(log_game(8), scheme, 0.02);
}

TEST(shapley_sampling, intervals_cover_shared_items) {
    for (const auto scheme : schemes) expect_covered(random_union(8, 24, 6), scheme, 0.03);
}

TEST(shapley_sampling, intervals_cover_rare_pivots) {
    // 4/2145 for ten of the members: only Cochran's rule keeps the runs from ending too early.
    for (const auto scheme :
         {SamplingScheme::permutations, SamplingScheme::antithetic, SamplingScheme::cyclic_latin})
        expect_covered(security_council(), scheme, 0.05);
}

TEST(shapley_sampling, schemes_beside_each_other) {
    // The same precision, by fewer joins of members where estimates vary less.
    const auto game = random_union(12, 40, 6);
    std::vector<std::int64_t> replicates;
    for (const auto scheme : schemes) {
        SamplingOptions options;
        options.scheme = scheme;
        options.precision = 0.002;
        replicates.push_back(ShapleySampling(game, options).run().replicates);
    }
    EXPECT_LT(2 * replicates[1], replicates[0]);   // antithetic: 2 orders a replicate
    EXPECT_LT(12 * replicates[2], replicates[0]);  // cyclic Latin: 12
}

TEST(shapley_sampling, estimates_of_orders_sum_to_all) {
    const auto game = log_game(9);
    for (const auto scheme :
         {SamplingScheme::permutations, SamplingScheme::antithetic, SamplingScheme::cyclic_latin}) {
        SamplingOptions options;
        options.scheme = scheme;
        options.precision = 0.01;
        const ShapleySampling sampling(game, options);
        double sum = 0.0;
        for (const auto& estimate : sampling.estimates(sampling.run())) sum += estimate.value;
        EXPECT_NEAR(sum, game.grand_value(), 1e-12);
    }
}

TEST(shapley_sampling, has_the_same_bits_for_any_number_of_threads) {
    const auto game = log_game(9);
    SamplingOptions options;
    options.precision = 0.003;
    const ShapleySampling sampling(game, options);
    const auto one = sampling.run();
    const int threads = omp_get_max_threads();
    omp_set_num_threads(threads == 1 ? 3 : 1);
    const auto other = sampling.run();
    omp_set_num_threads(threads);
    ASSERT_EQ(one.replicates, other.replicates);
    for (std::size_t i = 0; i < 9; ++i) {
        EXPECT_EQ(one.members[i].mean, other.members[i].mean);
        EXPECT_EQ(one.members[i].cubes, other.members[i].cubes);
    }
}

TEST(shapley_sampling, moments_are_those_of_the_replicates) {
    const auto game = log_game(5);
    const ShapleySampling sampling(game, {});
    SampleState state{0, std::vector<Moments>(5)};
    std::vector<Moments> block(5);
    std::vector<double> means;
    for (std::int64_t k = 0; k < 40; ++k) {
        sampling.draw(k, block);
        ShapleySampling::merge(state, block);
        means.push_back(block[2].mean);
    }
    // Means of blocks of equal size average to the mean of all.
    double mean = 0.0;
    for (const double value : means) mean += value / 40.0;
    EXPECT_NEAR(state.members[2].mean, mean, 1e-15);
    EXPECT_EQ(state.replicates, 40 * ShapleySampling::block_size);
    EXPECT_GT(state.members[2].squares, 0.0);
}

TEST(shapley_sampling, members_who_never_varied_are_not_believed_beyond_reason) {
    // Nobody is pivotal in 256 orders but one veto player of 20,000 could be: intervals say so.
    const SumGame game({1000, 1, 1}, SumFunction::quota, 1000);
    SamplingOptions options;
    options.precision = 0.01;
    const ShapleySampling sampling(game, options);
    const auto state = sampling.run();
    const auto estimates = sampling.estimates(state);
    EXPECT_NEAR(estimates[0].value, 1.0, 1e-15);
    EXPECT_LT(estimates[0].lo, 1.0 - 1e-3);
    EXPECT_GT(estimates[1].hi, 1e-3);
    EXPECT_LE(estimates[1].hi, 0.0101);
}

TEST(shapley_sampling, ends_at_the_most_allowed_and_says_so) {
    const auto game = log_game(8);
    SamplingOptions options;
    options.precision = 1e-9;
    options.max_replicates = 1000;
    const ShapleySampling sampling(game, options);
    const auto state = sampling.run();
    EXPECT_EQ(state.replicates, 992);
    EXPECT_FALSE(sampling.precise(state));
    EXPECT_GT(sampling.joint_half_width(state), 1e-9 * game.grand_value());
}

TEST(shapley_sampling, refuses_what_it_is_not_for) {
    const auto game = log_game(3);
    SamplingOptions options;
    options.precision = 0.0;
    EXPECT_THROW(ShapleySampling(game, options), model::InvalidValue);
    options = {};
    options.delta = 0.6;
    EXPECT_THROW(ShapleySampling(game, options), model::InvalidValue);
    options = {};
    options.max_replicates = 10;
    EXPECT_THROW(ShapleySampling(game, options), model::InvalidValue);
    EXPECT_THROW(ShapleySampling(TableGame({0, 1, -1, 0}), {}), model::InvalidValue);
    EXPECT_THROW(static_cast<void>(sampling_scheme_by_name("random")), model::InvalidValue);
}

}  // namespace
