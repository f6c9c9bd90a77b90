#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "essmap/model/checked_integer.hpp"
#include "essmap/model/guarded/example.hpp"
#include "guard.hpp"

/// The checker asks the guard of rationals of its own, the contract of whole numbers: they agree.
namespace {

using namespace essmap;
using model::CheckedInteger;
using Rules = model::guarded::Rules<CheckedInteger>;

nlohmann::json json_of(const Rules& rules) {
    nlohmann::json out;
    Rules::visit([&](const model::Field& field,
                     const auto& value) { out[std::string(field.name)] = value.value(); },
                 rules);
    return out;
}

bool checked(const Rules& rules) { return checker::Guard(json_of(rules)).holds(); }

/// Does the contract admit them, as far as the review and the guard go?
bool admitted(const Rules& rules) {
    return well_formed_review(rules) && keeps_case_1(rules) && keeps_honesty(rules);
}

/// The example's rules with some of them anything, in numbers of this size.
Rules any_rules(std::mt19937_64& random, std::int64_t size) {
    const auto any = [&](std::int64_t lo, std::int64_t hi) {
        return std::uniform_int_distribution<std::int64_t>(lo, hi)(random);
    };
    auto rules = model::guarded::example_rules<CheckedInteger>();
    const std::int64_t scale = any(1, size);
    const std::int64_t rank = any(1, 9);
    rules.scale = scale;
    rules.rank_min = rank;
    rules.benefit = any(1, 3 * size);
    rules.stock_max = any(0, size);
    rules.theta_max = any(0, scale * rank);
    rules.gamma_max = any(-size, size);
    rules.quorum = any(0, 4);
    rules.window = any(0, 3);
    rules.penalty = any(0, 2 * size);
    rules.effort_max = any(0, size);
    rules.error_max = any(0, scale);
    rules.detection_min = any(0, scale + 1);
    if (any(0, 9) == 0)
        rules.quorum = rules.window = rules.penalty = rules.effort_max = rules.error_max =
            rules.detection_min = 0;
    return rules;
}

TEST(checked_guard, holds_exactly_where_the_contract_admits_the_rules) {
    std::mt19937_64 random(8);
    int admissible = 0;
    int refused_for_honesty = 0;
    for (int trial = 0; trial < 60'000; ++trial) {
        const auto rules = any_rules(random, trial % 3 == 0 ? 1'000'000 : 4 + trial % 40);
        const bool expected = admitted(rules);
        ASSERT_EQ(checked(rules), expected) << json_of(rules);
        admissible += expected ? 1 : 0;
        refused_for_honesty +=
            well_formed_review(rules) && keeps_case_1(rules) && !expected ? 1 : 0;
    }
    EXPECT_GT(admissible, 2'000);
    EXPECT_GT(refused_for_honesty, 2'000);
}

/// By a point, or by a part of scale.
TEST(checked_guard, is_the_contracts_at_its_very_edge) {
    const auto example = model::guarded::example_rules<CheckedInteger>();
    const auto largest = [](Rules rules, CheckedInteger Rules::*field) {
        EXPECT_TRUE(checked(rules));
        while (checked(rules)) rules.*field = rules.*field + CheckedInteger(1);
        EXPECT_FALSE(admitted(rules));
        rules.*field = rules.*field - CheckedInteger(1);
        EXPECT_TRUE(admitted(rules));
        return (rules.*field).value();
    };
    // P = 1000 - 500 - 200: 300 .99 - .6 - 20 = 276.4 points are left for the stock, 26.4 for
    // gamma.
    EXPECT_EQ(largest(example, &Rules::stock_max), 276);
    EXPECT_EQ(largest(example, &Rules::effort_max), 46);
    EXPECT_EQ(largest(example, &Rules::gamma_max), 226);
    EXPECT_EQ(largest(example, &Rules::penalty), 2699);
    EXPECT_EQ(largest(example, &Rules::error_max), 83);  // 360 f < 30
}

TEST(checked_guard, knows_which_review_was_asked_for) {
    const auto rules = json_of(model::guarded::example_rules<CheckedInteger>());
    const nlohmann::json units{{"quorum", 2.0},      {"window", 300.0},      {"penalty", 60.0},
                               {"effort_max", 20.0}, {"detection_min", 0.7}, {"error_max", 0.01}};
    EXPECT_TRUE(checker::Guard(rules).as_asked(units));
    const auto asked = [&](const char* name, double value) {
        auto other = units;
        other[name] = value;
        return checker::Guard(rules).as_asked(other);
    };
    for (const char* name : {"quorum", "window", "penalty", "effort_max"})
        EXPECT_FALSE(asked(name, units[name].get<double>() + 1)) << name;
    // p is rounded down, f up, neither by a part.
    EXPECT_TRUE(asked("detection_min", 0.7009));
    EXPECT_FALSE(asked("detection_min", 0.701));
    EXPECT_FALSE(asked("detection_min", 0.6999));
    EXPECT_TRUE(asked("error_max", 0.0091));
    EXPECT_FALSE(asked("error_max", 0.009));
    EXPECT_FALSE(asked("error_max", 0.0101));
}

}  // namespace
