#include <gtest/gtest.h>

#include <sstream>

#include "../recommend/problems.hpp"
#include "recommend/recommendation.hpp"
#include "reproduce/reproduction.hpp"
#include "shapley/shapley_report.hpp"

namespace {

using namespace essmap;
using namespace essmap::cli;

TEST(shapley_report, shows_the_members_with_most) {
    const std::vector<double> shares{1, 5, 3, 5};
    const auto share = [&](std::size_t i) { return shares[i]; };
    EXPECT_EQ(largest(4, 4, share), (std::vector<std::size_t>{0, 1, 2, 3}));
    EXPECT_EQ(largest(4, 3, share), (std::vector<std::size_t>{1, 3, 2}));
}

TEST(shapley_report, is_a_table_of_what_each_is_due) {
    const auto specification =
        shapley::parse_shapley("g.toml",
                               "[game]\nkind = \"table\"\nmembers = [\"ana\", \"ben\", \"cleo\"]\n"
                               "values = [0, 2, 4, 18, 5, 14, 9, 24]\n[payout]\npot = 48\n");
    shapley::ShapleyReport values;
    values.exact = shapley::by_formula(*specification.game).value();
    const auto findings = shapley::find_shares(specification, values);
    const std::string text = to_text(findings);
    EXPECT_NE(text.find("  member  alone  value  exactly    share  paid\n"
                        "  ana         2    9.5     19/2  39.58 %    19\n"
                        "  ben         4      8        8  33.33 %    16\n"
                        "  cleo        5    6.5     13/2  27.08 %    13\n"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("{ana, ben} = 18, {ana, cleo} = 14"), std::string::npos) << text;
    EXPECT_EQ(to_json(findings)["values"][1]["share"], 8.0 / 24.0);
}

TEST(reproduction_report, counts_the_numbers_that_come_out) {
    Report report;
    report.checks = {{"one", 1.0, 1.0, 0.0}, {"two", 1.0, 2.0, 0.1}};
    report.tables = {{"t", "A <title>", "note", {"quantity", "gas"}, {{"call", "1,000"}}, true}};
    const std::string text = to_text(report);
    EXPECT_NE(text.find("\n1 of 2 numbers come out as they must.\n"), std::string::npos) << text;
    EXPECT_NE(text.find("\n  quantity   gas\n  call       1,000\n"), std::string::npos) << text;
    const std::string html = to_html(report, "");
    EXPECT_NE(html.find("<span class=\"bad\">1 of 2"), std::string::npos);
    EXPECT_NE(html.find("A &lt;title&gt;"), std::string::npos);
    EXPECT_EQ(html.find("Table 2, measured on an EVM"), std::string::npos);
    report.checks.pop_back();
    EXPECT_NE(to_html(report, "").find("<span class=\"ok\">1 of 1"), std::string::npos);
}

/// Ranks 4 to 8, U 3 to 6; theta and gamma are chosen, in time.
RecommendationReport recommended() {
    RecommendationReport report;
    report.name = "choice.toml";
    report.problem = test::in_time(test::community(), 3.0);
    report.recommendation = recommend::recommend(report.problem);
    return report;
}

/// The numbers of the first line of a text that begins so.
std::vector<double> numbers_after(const std::string& text, const std::string& begin) {
    const auto from = text.find(begin) + begin.size();
    std::istringstream line(text.substr(from, text.find('\n', from) - from));
    std::vector<double> numbers;
    for (double number = 0.0; line >> number;) numbers.push_back(number);
    return numbers;
}

/// What is read off the table of trade-offs holds: gamma is rounded down, times are rounded up.
TEST(recommendation_report, rounds_trade_offs_to_the_safe_side) {
    const auto report = recommended();
    const auto& front = report.recommendation.trade_offs;
    const std::string text = to_text(report);
    const auto gamma = numbers_after(text, "  gamma up to");
    const auto time = numbers_after(text, "  T at most  ");
    ASSERT_EQ(gamma.size(), (front.size() + 1) / 2);
    ASSERT_EQ(time.size(), gamma.size());
    for (std::size_t i = 0; i < gamma.size(); ++i) {
        EXPECT_LE(gamma[i], front[2 * i].gamma);
        EXPECT_GT(gamma[i], front[2 * i].gamma - 1.01e-4);
        EXPECT_GE(time[i], *front[2 * i].time);
        EXPECT_LT(time[i], *front[2 * i].time + 1.01e-4);
    }
}

TEST(recommendation_report, has_claims_and_a_digest) {
    const auto report = recommended();
    const auto json = to_json(report);
    EXPECT_EQ(json["qualifies"], true);
    EXPECT_FALSE(json["claims"].empty());
    EXPECT_EQ(json["digest"].get<std::string>().size(), 64U);
    EXPECT_TRUE(json["regulation"].is_null());
}

}  // namespace
