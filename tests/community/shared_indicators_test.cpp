#include "essmap/community/shared_indicators.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>
#include <utility>

#include "../refusal.hpp"

namespace {

using namespace essmap;
using namespace essmap::community;
using essmap::test::refusal;

/// Two members; both have seen indicator a, member 0 on day 100, member 1 four days later.
IndicatorReports two_members() {
    return {{"m", "n"}, {"a", "b"}, {{0, 0, 100}, {1, 0, 104}, {1, 1, 106, 50, 3}}};
}

TEST(shared_indicators, without_half_lives_a_report_is_worth_its_confidence) {
    EXPECT_EQ(value_reports(two_members()),
              (std::vector<shapley::Holding>{{0, 0, 1.0}, {1, 0, 1.0}, {1, 1, 1.5}}));
    EXPECT_TRUE(value_reports({}).empty());
}

TEST(shared_indicators, value_halves_with_age_and_with_every_half_life_behind_the_first) {
    IndicatorValuation valuation;
    valuation.half_life = 2;
    // As of day 106, the latest sighting.
    EXPECT_EQ(value_reports(two_members(), valuation),
              (std::vector<shapley::Holding>{{0, 0, 0.125}, {1, 0, 0.5}, {1, 1, 1.5}}));
    valuation.as_of_day = 108;
    EXPECT_EQ(value_reports(two_members(), valuation),
              (std::vector<shapley::Holding>{{0, 0, 0.0625}, {1, 0, 0.25}, {1, 1, 0.75}}));
    valuation.novelty_half_life = 1;
    EXPECT_EQ(value_reports(two_members(), valuation),
              (std::vector<shapley::Holding>{{0, 0, 0.0625}, {1, 0, 0.25 / 16}, {1, 1, 0.75}}));
}

TEST(shared_indicators, what_the_platform_knew_keeps_its_part) {
    IndicatorValuation valuation;
    valuation.known = {"a", "elsewhere"};
    EXPECT_EQ(value_reports(two_members(), valuation),
              (std::vector<shapley::Holding>{{1, 1, 1.5}}));
    valuation.known_value = 0.25;
    EXPECT_EQ(value_reports(two_members(), valuation),
              (std::vector<shapley::Holding>{{0, 0, 0.25}, {1, 0, 0.25}, {1, 1, 1.5}}));
}

TEST(shared_indicators, expired_and_future_reports_are_worth_nothing) {
    auto reports = two_members();
    reports.reports[0].until_day = 106;
    reports.reports[1].until_day = 106.5;
    EXPECT_EQ(value_reports(reports), (std::vector<shapley::Holding>{{1, 0, 1.0}, {1, 1, 1.5}}));
    IndicatorValuation valuation;
    valuation.as_of_day = 105;
    EXPECT_EQ(value_reports(reports, valuation),
              (std::vector<shapley::Holding>{{0, 0, 1.0}, {1, 0, 1.0}}));
    // The first to see it counts for novelty even where its own report has expired.
    valuation.as_of_day = 106;
    valuation.novelty_half_life = 4;
    EXPECT_EQ(value_reports(reports, valuation),
              (std::vector<shapley::Holding>{{1, 0, 0.5}, {1, 1, 1.5}}));
}

TEST(shared_indicators, the_best_report_of_a_member_on_an_indicator_counts) {
    std::mt19937_64 random(1);
    std::uniform_int_distribution<std::uint32_t> few(0, 9);
    IndicatorReports reports{std::vector<std::string>(10), std::vector<std::string>(10), {}};
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> best;
    for (int i = 0; i < 500; ++i) {
        IndicatorReport report;
        report.indicator = few(random);
        report.member = few(random);
        report.worth = few(random);
        reports.reports.push_back(report);
        auto& value = best[{report.indicator, report.member}];
        value = std::max(value, report.worth);
    }
    std::vector<shapley::Holding> expected;
    for (const auto& [at, value] : best)
        if (value > 0.0) expected.push_back({at.second, at.first, value});
    EXPECT_EQ(value_reports(reports), expected);
}

TEST(shared_indicators, what_cannot_be_is_refused_by_name) {
    const auto with = [](auto change) {
        return refusal([&] {
            auto reports = two_members();
            IndicatorValuation valuation;
            change(reports.reports[2], valuation);
            value_reports(reports, valuation);
        });
    };
    using Report = IndicatorReport;
    using Valuation = IndicatorValuation;
    EXPECT_EQ(with([](Report& r, Valuation&) { r.member = 2; }),
              "member of report 3 = 2 is not allowed: one there is");
    EXPECT_EQ(with([](Report& r, Valuation&) { r.indicator = 2; }),
              "indicator of report 3 = 2 is not allowed: one there is");
    EXPECT_EQ(with([](Report& r, Valuation&) { r.seen_day = INFINITY; }),
              "seen of report 3 = inf is not allowed: a day");
    EXPECT_EQ(with([](Report& r, Valuation&) { r.until_day = NAN; }),
              "until of report 3 = nan is not allowed: a day");
    EXPECT_EQ(with([](Report& r, Valuation&) { r.confidence = 101; }),
              "confidence of report 3 = 101 is not allowed: 0 <= confidence <= 100");
    EXPECT_EQ(with([](Report& r, Valuation&) { r.worth = -1; }),
              "worth of report 3 = -1 is not allowed: 0 <= worth <= 1e100");
    EXPECT_EQ(with([](Report&, Valuation& v) { v.half_life = 0; }),
              "half_life = 0 is not allowed: more than 0 days (1e-100..1e100)");
    EXPECT_EQ(with([](Report&, Valuation& v) { v.novelty_half_life = NAN; }).substr(0, 23),
              "novelty_half_life = nan");
    EXPECT_EQ(with([](Report&, Valuation& v) { v.as_of_day = NAN; }),
              "as_of = nan is not allowed: a day");
    EXPECT_EQ(with([](Report&, Valuation& v) { v.known_value = 1.5; }),
              "known_value = 1.5 is not allowed: 0 <= known_value <= 1");
}

}  // namespace
