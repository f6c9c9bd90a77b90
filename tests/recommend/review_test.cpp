#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "../refusal.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/recommend/contract_rules.hpp"
#include "essmap/recommend/recommendation_specification.hpp"
#include "problems.hpp"

/// The rules of a review in a recommended contract, and what is said where none will do.
namespace {

using namespace essmap;
using recommend::ContractRules;
using recommend::ContractUnits;

constexpr const char* nothing = "nothing was refused";

/// One community, and contracts for it.
class Recommended {
public:
    [[nodiscard]] ContractRules rules(const ContractUnits& units) const {
        return recommend::contract_rules(problem_, found_, units);
    }
    /// Why there is no contract; `nothing` where there is one.
    [[nodiscard]] std::string refused(const ContractUnits& units) const {
        return test::refusal([&] { static_cast<void>(rules(units)); });
    }
    [[nodiscard]] bool admits(const ContractUnits& units) const {
        return refused(units) == nothing;
    }

private:
    recommend::RecommendationProblem problem_ = test::in_time(test::community(), 3.0);
    recommend::Recommendation found_ = recommend::recommend(problem_);
};

/// Rules as of the guarded contract's example.
ContractUnits reviewed() {
    ContractUnits units;
    units.quorum = 2;
    units.window = 300;
    units.penalty = 60;
    units.effort_max = 20;
    units.detection_min = 0.7;
    units.error_max = 0.01;
    return units;
}

/// The numbers in a text, in order.
std::vector<double> numbers_in(std::string text) {
    for (char& c : text)
        if (std::string("0123456789.-e+").find(c) == std::string::npos) c = ' ';
    std::istringstream words(text);
    std::vector<double> numbers;
    for (std::string word; words >> word;)
        if (word.find_first_of("0123456789") != std::string::npos)
            numbers.push_back(std::strtod(word.c_str(), nullptr));
    return numbers;
}

bool speaks_of(const std::string& refusal, const std::string& name) {
    return refusal.starts_with("contract." + name + " = ");
}

TEST(review, is_absent_unless_it_is_asked_for) {
    const auto rules = Recommended().rules({}).rules;
    for (const auto& value : {rules.quorum, rules.window, rules.penalty, rules.effort_max,
                              rules.detection_min, rules.error_max})
        EXPECT_EQ(value, model::CheckedInteger(0));
}

TEST(review, is_as_asked_for_with_chances_on_the_safe_side) {
    auto units = reviewed();
    units.detection_min = 0.7004;  // no whole number of thousandths, as 0.0101
    units.error_max = 0.0101;
    const auto rules = Recommended().rules(units).rules;
    EXPECT_EQ(rules.quorum, model::CheckedInteger(2));
    EXPECT_EQ(rules.window, model::CheckedInteger(300));
    EXPECT_EQ(rules.penalty, model::CheckedInteger(60));
    EXPECT_EQ(rules.effort_max, model::CheckedInteger(20));
    EXPECT_EQ(rules.detection_min, model::CheckedInteger(700));
    EXPECT_EQ(rules.error_max, model::CheckedInteger(11));
    units.detection_min = 0.7;  // which they are
    units.error_max = 0.011;
    const auto exact = Recommended().rules(units).rules;
    EXPECT_EQ(exact.detection_min, model::CheckedInteger(700));
    EXPECT_EQ(exact.error_max, model::CheckedInteger(11));
}

/// Any review, of which some will do and some will not.
ContractUnits any_review(std::mt19937_64& random) {
    const auto between = [&](double lo, double hi) {
        return std::uniform_real_distribution<>(lo, hi)(random);
    };
    auto units = reviewed();
    units.penalty = std::floor(std::exp(between(0, 9))) - 1;
    units.effort_max = std::floor(std::exp(between(0, 6))) - 1;
    units.error_max = random() % 4 == 0 ? 0.0 : std::exp(between(-7, -0.01));
    units.detection_min = between(units.error_max + 0.002, 1.0);
    return units;
}

TEST(review, leaves_the_largest_gamma_that_keeps_the_guard) {
    std::mt19937_64 random(5);
    const Recommended community;
    const auto without = community.rules({}).rules;
    int lowered = 0;
    int as_before = 0;
    for (int i = 0; i < 4000; ++i) {
        const auto units = any_review(random);
        if (!community.admits(units)) continue;
        const auto contract = community.rules(units);
        auto rules = contract.rules;
        ASSERT_TRUE(admissible(rules));
        ASSERT_TRUE(keeps_honesty(rules));
        ASSERT_LE(rules.gamma_max, without.gamma_max);
        ASSERT_LE(model::CheckedInteger(contract.gamma), rules.gamma_max);
        ASSERT_NEAR(contract.box[maps::dim_gamma].hi,
                    0.01 * static_cast<double>(rules.gamma_max.value()), 1e-12);
        const bool lower = rules.gamma_max < without.gamma_max;
        (lower ? lowered : as_before) += 1;
        rules.gamma_max = rules.gamma_max + model::CheckedInteger(1);
        ASSERT_TRUE(!lower || !keeps_honesty(rules));
    }
    EXPECT_GT(lowered, 100);
    EXPECT_GT(as_before, 100);
}

/// Whatever is named as allowed is: with it there is a contract, and beyond it there is none.
TEST(review, that_cannot_be_is_refused_by_what_would_do) {
    std::mt19937_64 random(6);
    const Recommended community;
    int penalties = 0;
    int efforts = 0;
    int errors = 0;
    for (int i = 0; i < 2000; ++i) {
        auto units = any_review(random);
        const std::string refusal = community.refused(units);
        if (refusal == nothing) continue;
        const auto numbers = numbers_in(refusal);
        if (speaks_of(refusal, "penalty")) {
            ++penalties;
            const double least = numbers.at(1);
            const double most = numbers.at(2);
            ASSERT_TRUE(units.penalty < least || most < units.penalty) << refusal;
            for (const double penalty : {least, most, least - 1, most + 1}) {
                if (penalty < 0 || penalty > 1e8) continue;
                units.penalty = penalty;
                ASSERT_EQ(community.admits(units), least <= penalty && penalty <= most)
                    << refusal << ": " << penalty;
            }
        } else if (speaks_of(refusal, "effort_max")) {
            ++efforts;
            units.effort_max = numbers.at(1);
            const std::string less = community.refused(units);
            ASSERT_TRUE(less == nothing || speaks_of(less, "penalty")) << refusal << ": " << less;
            units.effort_max += 1;
            ASSERT_TRUE(speaks_of(community.refused(units), "effort_max")) << refusal;
        } else {
            ASSERT_TRUE(speaks_of(refusal, "error_max")) << refusal;
            ++errors;
            units.error_max = numbers.at(1);
            units.effort_max = 0;
            units.penalty = 0;
            units.detection_min = 1;
            ASSERT_TRUE(community.admits(units)) << refusal;
            units.error_max += 0.0005;
            ASSERT_TRUE(speaks_of(community.refused(units), "error_max")) << refusal;
        }
    }
    EXPECT_GT(penalties, 20);
    EXPECT_GT(efforts, 20);
    EXPECT_GT(errors, 5);
}

TEST(review, chances_must_differ_when_they_are_rounded) {
    auto units = reviewed();
    units.scale = 100;
    units.detection_min = 0.019;
    units.error_max = 0.001;
    EXPECT_EQ(
        Recommended().refused(units),
        "contract.detection_min = 0.019 is not allowed: more than error_max = 0.001 when it is "
        "rounded down and error_max up to parts of scale = 100");
    units.detection_min = 0.02;
    EXPECT_TRUE(
        speaks_of(Recommended().refused(units), "penalty"));  // so seldom, 60 points are few
}

TEST(review, rules_that_do_not_fit_together_are_refused_where_they_are_written) {
    const auto refused = [](const std::string& lines) {
        return test::refusal<files::DataError>([&] {
            static_cast<void>(recommend::parse_recommendation(
                "r.toml",
                "[environment]\nr = 4\nk = 0.25\nU = 10\nmu = 8\n"
                "[controls]\ntheta = [0, 4]\ngamma = [-8, 8]\n[contract]\n" +
                    lines));
        });
    };
    EXPECT_EQ(refused("quorum = 2\nwindow = 9\ndetection_min = 0.5\n"), nothing);
    EXPECT_EQ(refused("quorum = 16\nwindow = 1\ndetection_min = 1\nerror_max = 0.9\n"), nothing);
    EXPECT_EQ(
        refused("tick = 1\nquorum = 1\nwindow = 9\ndetection_min = 0.5\n"),
        "r.toml:11: contract.quorum = 1 is not allowed: 0 for no review, or at least 2, so that "
        "no one account takes points");
    EXPECT_EQ(refused("quorum = 17\n"),
              "r.toml:10: contract.quorum = 17 is not allowed: a whole number from 0 to 16");
    EXPECT_EQ(
        refused("quorum = 2\ndetection_min = 0.5\n"),
        "r.toml:10: contract.window = 0 is not allowed: with a review at least 1 tick, in which "
        "reviewers may vote");
    EXPECT_EQ(refused("quorum = 2\nwindow = 9\n"),
              "r.toml:10: contract.detection_min = 0 is not allowed: more than error_max = 0, or "
              "reviewers tell nothing");
    for (const std::string key : {"window", "penalty", "effort_max", "detection_min", "error_max"})
        EXPECT_EQ(refused(key + " = 1\n"),
                  "r.toml:9: contract." + key +
                      " = 1 is not allowed: 0 without a review, which needs "
                      "a quorum");
    EXPECT_EQ(refused("quorum = 2\nwindow = 9\ndetection_min = 1.5\n"),
              "r.toml:12: contract.detection_min = 1.5 is not allowed: a number from 0 to 1");
    EXPECT_EQ(
        refused("quorum = 2\nwindow = 9\ndetection_min = 0.5\npenalty = 0.5\n"),
        "r.toml:13: contract.penalty = 0.5 is not allowed: a whole number from 0 to 100000000");
}

}  // namespace
