#include "essmap/model/explanation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace {

using namespace essmap::model;

/// Table 3, case 1.
constexpr ParameterValues table_3{
    .r = 4, .theta = 2, .gamma = 2, .mu = 8, .k = 0.25, .benefit = {BenefitKind::given, 10}};

TEST(explanation, has_the_ends_of_table_3) {
    const auto gamma = case_one_range(table_3, "gamma");
    EXPECT_EQ(gamma.below, 2.5);
    EXPECT_FALSE(gamma.above);
    EXPECT_EQ(gamma.distance(), 0.5);
    EXPECT_EQ(case_one_range(table_3, "theta").below, 2.2);
    EXPECT_EQ(case_one_range(table_3, "mu").above, -3);
    EXPECT_EQ(case_one_range(table_3, "k").below, 0.3);
    EXPECT_EQ(case_one_range(table_3, "U").above, 8);
    EXPECT_NEAR(case_one_range(table_3, "r").above.value(), 2 / 0.55, 1e-15);
}

TEST(explanation, says_where_no_value_will_do) {
    auto values = table_3;
    values.gamma = 7;  // a < 0 whatever mu
    EXPECT_TRUE(case_one_range(values, "mu").none);
    EXPECT_FALSE(case_one_range(values, "mu").distance());
    EXPECT_EQ(case_one_range(values, "gamma").distance(), 4.5);
    EXPECT_EQ(case_one_range(values, "theta").below, 0.2);
    values.gamma = 7.5;
    EXPECT_TRUE(case_one_range(values, "theta").none);  // a = 0 at theta = 0
}

TEST(explanation, terms_add_up_and_the_dominant_one_is_the_least) {
    for (const auto& inequality : inequalities(table_3)) {
        double sum = 0;
        for (const auto& term : inequality.terms) sum += term.value;
        EXPECT_DOUBLE_EQ(sum, inequality.value);
    }
    EXPECT_EQ(inequalities(table_3)[0].dominant().name, "- U theta/r");
}

// Brute force: an end is the first double outside, and all between is inside.
TEST(explanation, ends_are_where_the_case_changes) {
    std::mt19937_64 random(31);
    const auto uniform = [&](double lo, double hi) {
        return lo + (hi - lo) * 0x1p-53 * static_cast<double>(random() >> 11U);
    };
    int inside = 0;
    int outside = 0;
    for (int i = 0; i < 150; ++i) {
        ParameterValues values{.r = std::floor(uniform(1, 10)),
                               .theta = uniform(0, 8),
                               .gamma = uniform(-8, 8),
                               .mu = uniform(-4, 8),
                               .k = uniform(0.05, 0.9),
                               .benefit = {BenefitKind::given, uniform(0.5, 12)}};
        if (i % 2 == 1) values.benefit = {BenefitKind::from_cost, std::expm1(values.benefit.value)};
        const auto case_1 = [](const ParameterValues& at) {
            return classify(at).outcome == Case::all_share;
        };
        const bool now = case_1(values);
        (now ? inside : outside) += 1;
        for (const auto& range : case_one_ranges(values)) {
            ASSERT_EQ(range.contains(range.value), now) << range.name;
            const auto at = [&](double x) {
                ParameterValues other = values;
                detail::parameter(other, range.name) = x;
                return case_1(other);
            };
            if (range.above && !range.none) {
                ASSERT_FALSE(at(*range.above)) << range.name;
                ASSERT_TRUE(at(std::nextafter(*range.above, 1e99))) << range.name;
            }
            if (range.below && !range.none) {
                ASSERT_FALSE(at(*range.below)) << range.name;
                ASSERT_TRUE(at(std::nextafter(*range.below, -1e99))) << range.name;
            }
            if (!range.none) continue;
            for (int j = 0; j < 20; ++j) {
                const double x = range.name == "k" ? uniform(0.001, 0.999) : uniform(1, 1000);
                ASSERT_FALSE(at(x)) << range.name << " " << x;
            }
        }
    }
    EXPECT_GT(inside, 20);
    EXPECT_GT(outside, 20);
}

// U may be too small and too large: a falls in U where its slope is below 0, a + b rises.
TEST(explanation, a_benefit_may_be_held_from_both_sides) {
    const ParameterValues values{
        .r = 4, .theta = 2, .gamma = -2, .mu = -4, .k = 0.75, .benefit = {BenefitKind::given, 6}};
    const auto range = case_one_range(values, "U");
    EXPECT_EQ(range.above, 4);
    EXPECT_EQ(range.below, 8);
    EXPECT_EQ(range.distance(), 2);
}

TEST(explanation, ranges_come_by_their_relative_distance) {
    const auto range = [](std::string_view name, double value, std::optional<double> above) {
        return CaseOneRange{name, value, above, {}, false};
    };
    const auto sorted = nearest_first({range("without an end", 1.0, {}), range("by 2", 1.0, 3.0),
                                       range("by 1/2", -4.0, -2.0), range("of 0, by 1", 0.0, 1.0),
                                       range("by 2 too", 2.0, 6.0)});
    std::vector<std::string_view> names;
    for (const auto& one : sorted) names.push_back(one.name);
    EXPECT_EQ(names, (std::vector<std::string_view>{"by 1/2", "of 0, by 1", "by 2", "by 2 too",
                                                    "without an end"}));
}

TEST(explanation, the_nearest_boundary_is_that_of_the_smaller_rate) {
    const auto nearest = [](double gamma, double mu) {
        return nearest_boundary(classify({.r = 4,
                                          .theta = 2,
                                          .gamma = gamma,
                                          .mu = mu,
                                          .k = 0.25,
                                          .benefit = {BenefitKind::given, 10}}));
    };
    EXPECT_EQ(nearest(2, 8), "a");          // 0.5 and 11
    EXPECT_EQ(nearest(2, -2.75), "a + b");  // 0.5 and 0.25
    EXPECT_EQ(nearest(4, -2.0), "a + b");   // -1.5 and -1
    EXPECT_EQ(nearest(2, -3.5), "a");       // 0.5 and -0.5
}

}  // namespace
