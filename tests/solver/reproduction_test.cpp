#include "essmap/solver/paper_numbers.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using namespace essmap;
using namespace essmap::solver::paper;

constexpr double infinite = std::numeric_limits<double>::infinity();

bool holds(double ours, double expected, double tolerance) {
    return Check{"", ours, expected, tolerance}.holds();
}

TEST(check, holds_within_its_relative_tolerance) {
    EXPECT_TRUE(holds(-2.0, -2.0, 0.0));
    EXPECT_TRUE(holds(101.0, 100.0, 0.01));
    EXPECT_TRUE(holds(99.0, 100.0, 0.01));
    EXPECT_FALSE(holds(101.1, 100.0, 0.01));
    EXPECT_FALSE(holds(-98.9, -100.0, 0.01));
    EXPECT_FALSE(holds(1e-300, 0.0, 1.0));
    EXPECT_FALSE(holds(std::nan(""), 1.0, 1.0));
    EXPECT_TRUE(holds(infinite, infinite, 0.0));
    EXPECT_FALSE(holds(1e308, infinite, 1.0));
    EXPECT_FALSE(holds(infinite, 1.0, 1.0));
}

void expect_all_hold(const std::vector<Check>& checks) {
    for (const auto& check : checks) {
        EXPECT_TRUE(check.holds()) << check.name << " = " << check.ours;
        EXPECT_LE(check.tolerance, 1e-9) << check.name;
    }
}

/// Table 3 as the paper prints it, but for eta, of which it prints three digits.
TEST(table_3, comes_out) {
    std::vector<Check> checks;
    const auto rows = reproduce_table3(checks);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(checks.size(), 3U * 3U + 1U);
    expect_all_hold(checks);
    EXPECT_EQ(rows[2].ours.outcome, model::Case::bistable);
    EXPECT_NEAR(*rows[2].ours.eta, 0.429, 5e-4);
    const auto third = table3_point(3);
    EXPECT_EQ(third.gamma, 7);
    EXPECT_EQ(third.mu, 8);
    EXPECT_EQ(table3_point(2).benefit.value, 4);
}

TEST(table_4, comes_out_by_closed_form_and_by_cvode) {
    std::vector<Check> checks;
    const auto rows = reproduce_table4(checks);
    ASSERT_EQ(rows.size(), 10U);
    EXPECT_EQ(checks.size(), 4U * 10U);
    expect_all_hold(checks);
    // theta = 2 is Table 3's case 1 itself.
    EXPECT_EQ(rows[2].ours.a, 0.5);
    int never = 0;
    for (const auto& row : rows) {
        const auto point = table4_point(row.changed, row.value);
        EXPECT_EQ(row.changed == "theta" ? point.theta : point.gamma, row.value);
        EXPECT_EQ(row.changed == "theta" ? point.gamma : point.theta, 2);
        never += std::isinf(row.time) ? 1 : 0;
    }
    EXPECT_EQ(never, 2);
}

TEST(figure_7, comes_out_against_every_reconstruction) {
    std::vector<Check> checks;
    const auto rows = reproduce_figure7(checks);
    ASSERT_EQ(rows.size(), 7U);
    EXPECT_EQ(checks.size(), 2U * 7U + 6U);
    expect_all_hold(checks);
    EXPECT_EQ(rows[0].orbit.shown_label(), "B-CTISM");
    EXPECT_FALSE(rows[0].comparison);
    EXPECT_EQ(rows[1].orbit.shown_label(), "R1: reconstruction (assumption)");
    EXPECT_EQ(rows[2].orbit.label, "R2(5)");
    EXPECT_EQ(rows[2].time, rows[1].time);
    for (std::size_t i = 1; i < rows.size(); ++i) {
        // From 0.2, B-CTISM is the faster exactly where 0.2 lies above.
        EXPECT_EQ(rows[0].time<rows[i].time, 0.2> rows[i].ahead) << rows[i].orbit.label;
    }
}

}  // namespace
