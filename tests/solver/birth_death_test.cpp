#include "essmap/solver/birth_death.hpp"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <random>

#include "essmap/model/parameters.hpp"

namespace {

using namespace essmap::solver;
using Big = boost::multiprecision::cpp_bin_float_100;
using Row = std::vector<Big>;

/// x of matrix x = right, by Gaussian elimination with the largest pivot of each column.
Row solve(std::vector<Row> matrix, Row right) {
    const std::size_t size = right.size();
    for (std::size_t column = 0; column < size; ++column) {
        std::size_t pivot = column;
        for (std::size_t row = column; row < size; ++row)
            if (abs(matrix[row][column]) > abs(matrix[pivot][column])) pivot = row;
        std::swap(matrix[column], matrix[pivot]);
        std::swap(right[column], right[pivot]);
        for (std::size_t row = column + 1; row < size; ++row) {
            const Big factor = matrix[row][column] / matrix[column][column];
            for (std::size_t k = column; k < size; ++k)
                matrix[row][k] -= factor * matrix[column][k];
            right[row] -= factor * right[column];
        }
    }
    for (std::size_t row = size; row-- > 0;) {
        for (std::size_t k = row + 1; k < size; ++k) right[row] -= matrix[row][k] * right[k];
        right[row] /= matrix[row][row];
    }
    return right;
}

/// By the generator G of the chain on 1..upper-1: G p = -(rates into the end), G(p t) = -p.
struct BruteForce {
    Row p_upper, p_lower, time_upper, time_lower, time;  ///< [start - 1]

    BruteForce(const BirthDeathRates& rates, std::size_t upper) {
        const std::size_t size = upper - 1;
        std::vector<Row> generator(size, Row(size, 0));
        Row into_upper(size, 0), into_lower(size, 0);
        for (std::size_t s = 0; s < size; ++s) {
            const Big birth = rates.birth[s + 1], death = rates.death[s + 1];
            generator[s][s] = -birth - death;
            (s + 1 < size ? generator[s][s + 1] : into_upper[s]) = birth;
            (s > 0 ? generator[s][s - 1] : into_lower[s]) = death;
        }
        for (auto* row : {&into_upper, &into_lower})
            for (auto& rate : *row) rate = -rate;
        p_upper = solve(generator, into_upper);
        p_lower = solve(generator, into_lower);
        time_upper = mean_times(generator, p_upper);
        time_lower = mean_times(generator, p_lower);
        time = mean_times(generator, Row(size, 1));
    }

    static Row mean_times(const std::vector<Row>& generator, const Row& p) {
        Row minus_p = p;
        for (auto& value : minus_p) value = -value;
        Row times = solve(generator, minus_p);
        for (std::size_t s = 0; s < p.size(); ++s)
            if (p[s] != 0) times[s] /= p[s];
        return times;
    }
};

/// Elimination leaves 1e-100 where a probability is 0.
Big cleaned(const Big& value) { return abs(value) < Big("1e-90") ? Big(0) : value; }

void expect_near(double got, const Big& expected, double relative = 1e-13) {
    const auto value = static_cast<double>(cleaned(expected));
    EXPECT_NEAR(got, value, relative * std::abs(value));
}

void expect_brute_force(const BirthDeathRates& rates, std::size_t upper) {
    const BruteForce exact(rates, upper);
    for (std::size_t start = 1; start < upper; ++start) {
        SCOPED_TRACE(start);
        const Passage got = passage(rates, start, upper);
        const std::size_t s = start - 1;
        expect_near(got.upper.probability, exact.p_upper[s]);
        expect_near(got.lower.probability, exact.p_lower[s]);
        if (got.upper.mean_time) expect_near(*got.upper.mean_time, exact.time_upper[s]);
        if (got.lower.mean_time) expect_near(*got.lower.mean_time, exact.time_lower[s]);
        EXPECT_EQ(got.upper.mean_time.has_value(), cleaned(exact.p_upper[s]) > 0);
        EXPECT_EQ(got.lower.mean_time.has_value(), cleaned(exact.p_lower[s]) > 0);
        expect_near(got.mean_time, exact.time[s]);
    }
}

BirthDeathRates random_rates(std::size_t n, double decades, unsigned seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> exponent(-decades, decades);
    BirthDeathRates rates;
    for (std::size_t i = 0; i <= n; ++i) {
        rates.birth.push_back(std::pow(10, exponent(random)));
        rates.death.push_back(std::pow(10, exponent(random)));
    }
    return rates;
}

BirthDeathRates constant_rates(std::size_t n, double birth, double death) {
    return {std::vector<double>(n + 1, birth), std::vector<double>(n + 1, death)};
}

TEST(birth_death, equals_gaussian_elimination_at_100_digits) {
    for (const std::size_t n : {1U, 2U, 3U, 10U, 40U}) {
        const auto rates = random_rates(n, 1, static_cast<unsigned>(n));
        for (const std::size_t upper : {n, n - n / 4}) expect_brute_force(rates, upper);
    }
    expect_brute_force(random_rates(15, 5, 7), 15);
}

TEST(birth_death, rates_of_0_are_exact) {
    auto rates = random_rates(12, 1, 3);
    rates.death[4] = 0;  // from 4 on nobody comes below 4
    expect_brute_force(rates, 12);
    EXPECT_EQ(passage(rates, 4, 12).upper.probability, 1.0);
    EXPECT_EQ(passage(rates, 4, 12).lower.probability, 0.0);
    rates.birth[2] = 0;  // up to 2 all end at 0; 3 may go either way
    expect_brute_force(rates, 12);
    EXPECT_EQ(passage(rates, 2, 12).upper.probability, 0.0);
    EXPECT_FALSE(passage(rates, 2, 12).upper.mean_time.has_value());
    rates.birth[4] = 0;  // 4 is never left upwards either: who is there stays
    const Passage caught = passage(rates, 3, 12);
    EXPECT_EQ(caught.mean_time, std::numeric_limits<double>::infinity());
    EXPECT_EQ(caught.upper.probability, 0.0);
    EXPECT_NEAR(caught.lower.probability, rates.death[3] / (rates.birth[3] + rates.death[3]),
                1e-15);
    EXPECT_TRUE(std::isfinite(passage(rates, 2, 12).mean_time));
    EXPECT_TRUE(std::isinf(passage(rates, 4, 12).mean_time));
    expect_brute_force(rates, 4);
}

TEST(birth_death, all_between_a_floor_and_a_ceiling_are_caught) {
    auto rates = constant_rates(20, 1, 1);
    rates.death[5] = 0;
    rates.birth[15] = 0;
    for (const std::size_t start : {1U, 4U, 5U, 10U, 15U, 19U})
        EXPECT_TRUE(std::isinf(passage(rates, start, 20).mean_time)) << start;
    EXPECT_EQ(passage(rates, 10, 20).lower.probability, 0.0);
    EXPECT_EQ(passage(rates, 10, 20).upper.probability, 0.0);
    // The other way round nobody is: from between, both ends can be reached.
    std::swap(rates.death[5], rates.death[15]);
    std::swap(rates.birth[5], rates.birth[15]);
    EXPECT_TRUE(std::isfinite(passage(rates, 4, 20).mean_time));
    EXPECT_TRUE(std::isfinite(passage(rates, 10, 20).mean_time));
}

TEST(birth_death, ends_are_reached_at_once) {
    const auto rates = constant_rates(10, 1, 2);
    const Passage below = passage(rates, 0, 10);
    EXPECT_EQ(below.lower.probability, 1.0);
    EXPECT_EQ(below.upper.probability, 0.0);
    EXPECT_EQ(below.lower.mean_time, 0.0);
    EXPECT_EQ(below.mean_time, 0.0);
    const Passage above = passage(rates, 10, 10);
    EXPECT_EQ(above.upper.probability, 1.0);
    EXPECT_EQ(above.lower.probability, 0.0);
    EXPECT_EQ(above.mean_time, 0.0);
}

TEST(birth_death, a_million_states_and_probabilities_far_below_double) {
    // Gambler's ruin: phi_i = (gamma^i - 1)/(gamma^n - 1), E T = (i - n phi)/(death - birth).
    const std::size_t n = 1000000, start = 400000;
    for (const double death : {1.5, 1e9}) {
        const Passage got = passage(constant_rates(n, 1, death), start, n);
        EXPECT_EQ(got.upper.probability, 0.0);
        EXPECT_EQ(got.lower.probability, 1.0);
        const double expected = -static_cast<double>(n - start) * std::log(death);
        EXPECT_NEAR(got.upper.log_probability, expected, 1e-15 * std::abs(expected));
        EXPECT_NEAR(got.mean_time, start / (death - 1), 1e-14 * got.mean_time);
        // Conditioned to rise, the drift is as fast, and upwards.
        const double end_effect = 10.0 / (n - start);
        EXPECT_NEAR(*got.upper.mean_time, (n - start) / (death - 1),
                    end_effect * *got.upper.mean_time);
    }
}

TEST(birth_death, a_valley_deeper_than_double_is_climbed_out_of) {
    // 600 steps down by a factor 1e3, then 599 up: 1e-1800 on the way, with an outcome in between.
    BirthDeathRates rates = constant_rates(1200, 1, 1);
    for (std::size_t i = 1; i < 1200; ++i) (i <= 600 ? rates.birth : rates.death)[i] = 1000;
    const Passage got = passage(rates, 1, 1200);
    // phi_1 = 1/sum_k prod gamma = 1/(2 (1 + 1e-3 + ...)): the two ends of the sum, both 1/0.999.
    Big sum = 0;
    for (int k = 0; k < 1200; ++k) sum += pow(Big(1000), -std::min(k, 1200 - k));
    expect_near(got.upper.probability, 1 / sum, 1e-14);
    EXPECT_EQ(got.mean_time, std::numeric_limits<double>::infinity());  // 1e1800
}

TEST(birth_death, refuses_what_is_no_chain) {
    using essmap::model::InvalidValue;
    auto rates = constant_rates(10, 1, 1);
    EXPECT_THROW(passage(rates, 11, 10), InvalidValue);
    EXPECT_THROW(passage(rates, 5, 11), InvalidValue);
    EXPECT_THROW(passage(rates, 0, 0), InvalidValue);
    EXPECT_THROW(passage({}, 0, 1), InvalidValue);
    for (const double wrong : {-1.0, std::numeric_limits<double>::infinity(),
                               std::numeric_limits<double>::quiet_NaN()}) {
        rates.death[9] = wrong;
        EXPECT_THROW(passage(rates, 5, 10), InvalidValue);
        EXPECT_NO_THROW(passage(rates, 5, 9));
    }
    rates.death.pop_back();
    EXPECT_THROW(passage(rates, 5, 10), InvalidValue);
}

}  // namespace
