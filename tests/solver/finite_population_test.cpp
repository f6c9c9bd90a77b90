#include "essmap/solver/finite_population.hpp"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>

namespace {

using namespace essmap;
using namespace essmap::solver;
using Big = boost::multiprecision::cpp_bin_float_100;

/// Values with these a and b: phi = 5, Delta = 2.5, U = 10.
model::ParameterValues game(double a, double b, double omega) {
    return {4, 2, 2.5 - a, b - 2.5, 0.25, omega, {model::BenefitKind::given, 10}};
}
constexpr double omega_table3 = 1;  // Table 3 case 1 is (0.5, 10.5), case 3 is (-4.5, 10.5)

constexpr auto pairwise = Update::pairwise;
constexpr auto moran = Update::moran;

TEST(finite_population, payoffs_are_of_the_others_only) {
    const auto values = game(-4.5, 10.5, 4);
    const auto m = model::payoff_matrix(model::Parameters<double>{
        values.r, values.theta, values.gamma, values.mu, values.k, values.omega, 10.0});
    for (const std::int64_t n : {10, 57, 1000000}) {
        const FinitePopulation by_pairs(values, {n, pairwise, {}});
        const FinitePopulation by_birth(values, {n, moran, {}});
        const auto others = static_cast<double>(n - 1);
        for (const std::int64_t state : {std::int64_t{1}, std::int64_t{2}, n / 3, n - 1}) {
            const auto i = static_cast<double>(state);
            const auto rest = static_cast<double>(n - state);
            const double shares = ((i - 1) * m.share_share + rest * m.share_keep) / others;
            const double keeps = (i * m.keep_share + (rest - 1) * m.keep_keep) / others;
            EXPECT_NEAR(by_pairs.sharing_payoff(i), shares, 1e-12);
            EXPECT_NEAR(by_pairs.keeping_payoff(i), keeps, 1e-12);
            EXPECT_NEAR(by_pairs.difference(i), shares - keeps, 1e-12);
            for (const auto* population : {&by_pairs, &by_birth}) {
                EXPECT_NEAR(population->gain(i) - population->loss(i), shares - keeps, 1e-12);
                EXPECT_GE(population->gain(i), 0.0);
                EXPECT_GE(population->loss(i), 0.0);
                EXPECT_NEAR(population->birth(i), i * rest / others * population->gain(i),
                            1e-12 * population->birth(i));
            }
        }
    }
}

TEST(finite_population, omega_is_a_charge_that_fades_as_1_over_n) {
    for (const std::int64_t n : {10, 100, 10000}) {
        const double charge = 4 * 10.0 / static_cast<double>(n - 1);
        const FinitePopulation with(game(0.5, 10.5, 4), {n, pairwise, 60.0});
        const FinitePopulation charged(game(0.5 - charge, 10.5, 0), {n, pairwise, 60.0});
        const FinitePopulation without(game(0.5, 10.5, 0), {n, pairwise, 60.0});
        const auto fixation = [n](const FinitePopulation& population) {
            return passage(population.rates(), 3, static_cast<std::size_t>(n)).upper.probability;
        };
        EXPECT_NEAR(with.difference(5), without.difference(5) - charge, 1e-13);
        EXPECT_NEAR(fixation(with), fixation(charged), 1e-12);
        EXPECT_LT(fixation(with), fixation(without));
        EXPECT_NEAR(fixation(with), fixation(without), 0.1 * charge);
    }
}

TEST(finite_population, mean_change_tends_to_the_replicator_equation) {
    for (const auto update : {pairwise, moran}) {
        for (const auto& [a, b] : {std::pair{0.5, 10.5}, {-3.0, 1.2}, {-4.5, 10.5}, {1.0, -2.5}}) {
            for (const std::int64_t n : {1000, 1000000}) {
                const auto size = static_cast<double>(n);
                const FinitePopulation population(game(a, b, 2), {n, update, {}});
                for (const double x : {0.001, 0.2, 0.9, 0.999}) {
                    const double drift =
                        (population.birth(x * size) - population.death(x * size)) / size;
                    const double expected = model::replicator({a, b, a + b}, x);
                    EXPECT_NEAR(drift, expected, x * (1 - x) * 40 / size);
                }
            }
        }
    }
}

TEST(finite_population, the_linear_rules_and_their_scales) {
    const FinitePopulation least(game(0.5, 10.5, 1), {20, pairwise, {}});
    EXPECT_EQ(least.s(), least.difference(19));  // d_i rises to here
    EXPECT_EQ(least.death(19), 0.0);
    EXPECT_GT(least.death(18), 0.0);
    const FinitePopulation falling(game(-4.5, 1.2, 1), {20, pairwise, {}});
    EXPECT_EQ(falling.s(), -falling.difference(1));
    EXPECT_EQ(falling.birth(1), 0.0);
    // Payoffs of Table 3 case 3 at n = 20: -2 .. 7.47 to a sharer, 2.47 .. 2 to a keeper.
    const FinitePopulation fit(game(-4.5, 10.5, 1), {20, moran, {}});
    EXPECT_NEAR(fit.s(), 2 * (-2 + 10 * 18.0 / 19), 1e-12);
    EXPECT_NO_THROW(FinitePopulation(game(-4.5, 10.5, 1), {20, moran, 2.01}));
    EXPECT_THROW(FinitePopulation(game(-4.5, 10.5, 1), {20, moran, 2.0}), model::InvalidValue);
    for (const auto update : {pairwise, moran}) {
        // No difference to scale by.
        const FinitePopulation neutral(game(0, 0, 0), {20, update, {}});
        EXPECT_GT(neutral.birth(7), 0.0);
        EXPECT_EQ(neutral.birth(7), neutral.death(7));
    }
}

TEST(finite_population, in_the_neutral_game_all_are_as_likely_to_prevail) {
    for (const auto update : {pairwise, moran}) {
        const auto rates = FinitePopulation(game(0, 0, 0), {150, update, {}}).rates();
        for (const std::size_t i : {0U, 1U, 40U, 149U, 150U})
            EXPECT_NEAR(passage(rates, i, 150).upper.probability, static_cast<double>(i) / 150,
                        1e-15);
    }
}

TEST(finite_population, fixation_equals_the_sum_of_products) {
    for (const FinitePopulation& population :
         {FinitePopulation(game(0.5, 10.5, 1), {200, pairwise, {}}),
          FinitePopulation(game(-4.5, 10.5, 1), {200, pairwise, {}}),
          FinitePopulation(game(-4.5, 10.5, 4), {90, moran, {}}),
          FinitePopulation(game(2, -4, 1), {90, pairwise, 9.0})}) {
        const auto rates = population.rates();
        const auto start = static_cast<std::size_t>(population.state_at(0.3));
        Big product = 1, below_start = 1, all = 1;
        for (std::size_t k = 1; k < rates.birth.size() - 1; ++k) {
            product *= Big(rates.death[k]) / Big(rates.birth[k]);
            all += product;
            if (k < start) below_start += product;
        }
        const auto expected = static_cast<double>(below_start / all);
        const auto got = passage(rates, start, rates.birth.size() - 1);
        EXPECT_NEAR(got.upper.probability, expected, 1e-14 * expected);
    }
}

TEST(finite_population, mean_time_to_saturation_tends_to_the_odes_as_1_over_n) {
    for (const auto update : {pairwise, moran}) {
        const auto relative = [&](std::int64_t n, double a, double x0) {
            const FinitePopulation population(game(a, 10.5, omega_table3), {n, update, {}});
            return compare_with_ode(population, x0, 0.95).relative_difference.value();
        };
        EXPECT_NEAR(relative(20000, 0.5, 0.2) / relative(200000, 0.5, 0.2), 10, 0.2);
        EXPECT_NEAR(relative(20000, -4.5, 0.6) / relative(200000, -4.5, 0.6), 10, 0.4);
    }
}

TEST(finite_population, how_far_the_ode_may_be_trusted_at_table_3) {
    // By the sums of products and a linear shooting method at 60 to 400 digits, default s.
    struct Row {
        double a, x0;
        std::int64_t n;
        double probability, mean_time;
    };
    const Row rows[] = {
        {0.5, 0.1, 20, 0.485455223783, 0.895481675004},
        {0.5, 0.2, 20, 0.809859703473, 0.707269910109},
        {0.5, 0.4, 20, 0.992169987379, 0.409280963185},
        {0.5, 0.1, 200, 0.987584501029, 1.2357655456},
        {0.5, 0.2, 200, 0.999995866559, 0.721485541978},
        {0.5, 0.4, 200, 1.0, 0.422411090315},
        {0.5, 0.1, 2000, 1.0, 1.12665452084},
        {0.5, 0.2, 2000, 1.0, 0.709157794821},
        {0.5, 0.4, 2000, 1.0, 0.425525278826},
        {-4.5, 0.4, 20, 0.307400786639, 1.0043511349},
        {-4.5, 0.45, 20, 0.482567072991, 0.916679302798},
        {-4.5, 0.5, 20, 0.661134646458, 0.823442732003},
        {-4.5, 0.4, 200, 0.202554687393, 1.64658069894},
        {-4.5, 0.45, 200, 0.69215862016, 1.36941259471},
        {-4.5, 0.5, 200, 0.967004859321, 1.05658410512},
        {-4.5, 0.4, 2000, 0.00786901283645, 2.3399068629},
        {-4.5, 0.45, 2000, 0.961855742169, 1.52868230185},
        {-4.5, 0.5, 2000, 0.999999998792, 1.01895294897},
    };
    for (const Row& row : rows) {
        const FinitePopulation population(game(row.a, 10.5, omega_table3), {row.n, pairwise, {}});
        const auto got = compare_with_ode(population, row.x0, 0.95);
        EXPECT_NEAR(got.saturation.probability, row.probability, 1e-11);
        EXPECT_NEAR(got.saturation.mean_time.value(), row.mean_time, 1e-11);
        const double T = time_to_saturation(population.game(), row.x0, 0.95);
        EXPECT_EQ(got.ode_time, T);
        EXPECT_EQ(got.relative_difference.has_value(), std::isfinite(T));
        EXPECT_NEAR(got.relative_difference.value_or(0),
                    std::isfinite(T) ? (row.mean_time - T) / T : 0, 1e-10);
    }
}

TEST(finite_population, whole_members_of_decimals) {
    const FinitePopulation population(game(0.5, 10.5, 1), {100, pairwise, {}});
    EXPECT_EQ(population.saturated_at(0.07), 7);  // though 0.07 * 100 > 7 in double
    EXPECT_EQ(population.saturated_at(0.95), 95);
    EXPECT_EQ(population.saturated_at(0.9501), 96);
    EXPECT_EQ(population.saturated_at(1e-9), 1);
    EXPECT_EQ(population.saturated_at(0.999), 100);
    EXPECT_EQ(population.state_at(0.145), 15);  // though 0.145 * 100 < 14.5 in double
    EXPECT_EQ(population.state_at(0.144), 14);
    EXPECT_EQ(population.state_at(0.0), 0);
    EXPECT_EQ(population.state_at(1.0), 100);
}

TEST(finite_population, names_what_is_not_allowed) {
    const auto message = [](const auto& call) -> std::string {
        try {
            call();
        } catch (const model::InvalidValue& error) {
            return error.what();
        }
        return "nothing thrown";
    };
    const auto starts = [&](const char* name, const auto& call) {
        const std::string text = message(call);
        EXPECT_TRUE(text.starts_with(std::string(name) + " = ")) << text;
    };
    const auto values = game(0.5, 10.5, 1);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const std::int64_t n : {-1, 0, 9, 1000001})
        starts("n", [&] { FinitePopulation(values, {n, pairwise, {}}); });
    for (const double s : {0.0, -1.0, 10.4, 1e101, nan})
        starts("s", [&] { FinitePopulation(values, {20, pairwise, s}); });
    starts("k", [&] { FinitePopulation({4, 2, 2, 8, 2, 1, values.benefit}, {}); });

    const FinitePopulation population(values, {20, pairwise, {}});
    const auto refused = [&](const char* name, const auto& change, std::uint64_t last = 1) {
        RunOptions options;
        change(options);
        starts(name, [&] { simulate_runs(population, options, 0, last); });
    };
    refused(
        "runs", [](RunOptions&) {}, 0);
    for (const double wrong : {-0.1, 1.1, nan}) {
        refused("x0", [&](RunOptions& o) { o.x0 = wrong; });
        refused("saturation", [&](RunOptions& o) { o.saturation = wrong; });
        refused("epsilon", [&](RunOptions& o) { o.epsilon = wrong; });
        starts("x0", [&] { compare_with_ode(population, wrong, 0.95); });
        starts("saturation", [&] { compare_with_ode(population, 0.2, wrong); });
    }
    refused("saturation", [](RunOptions& o) { o.saturation = 1.0; });
    refused("t_max", [](RunOptions& o) { o.t_max = 0.0; });
    refused("t_max", [&](RunOptions& o) { o.t_max = nan; });
    refused("max_steps", [](RunOptions& o) { o.max_steps = 0; });
    refused("output time", [](RunOptions& o) { o.output_times = {1.0, 0.5}; });
    refused("output time", [&](RunOptions& o) { o.output_times = {nan}; });
    starts("count", [] { wilson_interval(3, 2); });
}

}  // namespace
