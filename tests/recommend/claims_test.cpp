#include "essmap/recommend/claims.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "essmap/solver/closed_form.hpp"
#include "problems.hpp"

namespace {

using namespace essmap;
using namespace essmap::maps;
using namespace essmap::recommend;
using namespace essmap::test;
using nlohmann::json;

ParameterBox box_of(const json& claim) {
    ParameterBox box;
    for (std::size_t d = 0; d < game_dimensions; ++d)
        box[d] = {claim["box"][box.name(d)][0], claim["box"][box.name(d)][1]};
    return box;
}

std::vector<json> claims_named(const json& claims, const std::string& name) {
    std::vector<json> found;
    std::ranges::copy_if(claims, std::back_inserter(found),
                         [&](const json& claim) { return claim["claim"] == name; });
    return found;
}

TEST(claims, say_of_every_box_its_case) {
    const auto problem = community();
    const auto found = recommend::recommend(problem);
    const auto claims = claims_of(problem, found, std::nullopt);
    EXPECT_EQ(box_json(box_of(claims.front())), box_json(found.largest.box));
    EXPECT_EQ(claims.front()["case"], 1);
    std::size_t broken = 0;
    for (const auto& claim : claims_named(claims, "case")) {
        const auto box = box_of(claim);
        if (claim["case"] == 1) {
            EXPECT_EQ(box.certificate(), model::Certificate::all_share) << claim;
            continue;
        }
        ++broken;
        const model::PointGame game(box.least_growth(false));
        EXPECT_EQ(claim["case"], static_cast<int>(game.outcome())) << claim;
    }
    EXPECT_GE(broken, found.point.boundaries.size());
    EXPECT_GT(found.point.boundaries.size(), 0U);
    EXPECT_TRUE(claims_named(claims, "saturates").empty());
    EXPECT_EQ(claims_named(claims, "largest").size(), 1 + found.policy.size());
}

TEST(claims, pass_a_boundary_by_a_hair) {
    const auto problem = community();
    const auto found = recommend::recommend(problem);
    const auto claims = claims_named(claims_of(problem, found, std::nullopt), "case");
    // After those of the largest box and of the box around the point.
    for (std::size_t i = 0; i < found.point.boundaries.size(); ++i) {
        const Breach& boundary = found.point.boundaries[i];
        const double distance = boundary.at - boundary.value;
        const double hair = std::copysign(std::max(1e-9 * std::abs(distance), 1e-12), distance);
        const Interval claimed = box_of(claims.at(2 + i))[boundary.dimension];
        EXPECT_EQ(claimed.lo, boundary.at + hair) << i;
        EXPECT_EQ(claimed.hi, claimed.lo);
        EXPECT_NE(claims.at(2 + i)["case"], 1);
    }
}

TEST(claims, state_that_a_little_more_gamma_breaks_a_trade_off) {
    const auto problem = community();
    const auto found = recommend::recommend(problem);
    const auto claims = claims_named(claims_of(problem, found, std::nullopt), "case");
    ASSERT_FALSE(found.trade_offs.empty());
    const auto& choice = found.trade_offs.front();
    const double higher = choice.gamma + 2e-8 * problem.range[dim_gamma].width();
    EXPECT_TRUE(std::ranges::any_of(claims, [&](const json& claim) {
        const auto box = box_of(claim);
        return claim["case"] != 1 && box[dim_theta].lo == choice.theta &&
               box[dim_gamma].lo == higher;
    }));
}

TEST(claims, state_the_gap_with_room_for_rounding) {
    LargestBox found;
    EXPECT_EQ(stated_gap(found), 1e-10);
    found.gap = 1e-6;
    EXPECT_DOUBLE_EQ(stated_gap(found), 2e-6 + 1e-10);
    const auto problem = community();
    const auto all = recommend::recommend(problem);
    const auto largest = claims_named(claims_of(problem, all, std::nullopt), "largest").front();
    EXPECT_EQ(largest["gap"], stated_gap(all.largest));
    EXPECT_EQ(largest["multipliers"].size(), all.largest.multipliers.size());
    EXPECT_EQ(largest["controls"]["gamma"], interval_json(problem.range[dim_gamma]));
    EXPECT_EQ(largest["weights"], (json{{"theta", 1.0}, {"gamma", 1.0}}));
}

TEST(claims, of_times_say_from_where_and_by_when) {
    const auto problem = in_time(community(), 2.0);
    const auto found = recommend::recommend(problem);
    ASSERT_TRUE(found.qualifies());
    const auto claims = claims_of(problem, found, std::nullopt);
    const auto saturates = claims_named(claims, "saturates");
    EXPECT_EQ(saturates.front()["x0"], (json{0.2, 0.3}));
    EXPECT_EQ(saturates.front()["within"], 2.0);
    EXPECT_EQ(saturates.front()["saturation"], 0.95);
    for (const auto& claim : saturates) EXPECT_LE(longest_time(box_of(claim), problem.wishes), 2.0);
    const auto slower = claims_named(claims, "slower");
    ASSERT_FALSE(slower.empty());
    for (const auto& claim : slower) {
        EXPECT_EQ(claim["x0"], (json{0.2, 0.2}));
        EXPECT_GT(longest_time(box_of(claim), problem.wishes), 2.0);
    }
}

TEST(claims, where_nothing_qualifies_state_what_breaks_at_the_safest_corner) {
    auto problem = community();
    problem.range[dim_gamma] = {7, 8};
    problem.range[dim_benefit] = {3, 3};
    const auto found = recommend::recommend(problem);
    ASSERT_EQ(found.broken, Wish::case_1);
    const auto claims = claims_of(problem, found, std::nullopt);
    ASSERT_EQ(claims.size(), 1U);
    EXPECT_NE(claims.front()["case"], 1);
    const auto corner = safest_corner(problem).least_growth(false);
    EXPECT_EQ(box_of(claims.front())[dim_gamma].lo, corner.gamma);
    EXPECT_EQ(box_of(claims.front())[dim_r].lo, corner.r);
}

TEST(claims, of_a_regulation_are_made_of_every_part_of_the_box) {
    auto problem = in_time(community(), 3.0);
    problem.N = Interval{0.1, 2.0};
    const auto found = recommend::recommend(problem);
    ASSERT_TRUE(found.regulation);
    const auto claims = claims_of(problem, found, std::nullopt);
    EXPECT_EQ(claims_named(claims, "keeps").front()["N"], found.regulation->N);
    const auto stable = claims_named(claims, "stable");
    EXPECT_EQ(stable.size(), found.regulation->stable.size());
    EXPECT_EQ(stable.front()["damping"], 1);
    const auto contract = contract_rules(problem, found, {});
    const auto all = claims_of(problem, found, contract);
    EXPECT_EQ(box_json(box_of(all.back())), box_json(contract.box));
}

TEST(slowest_point, is_at_the_end_of_the_benefit_that_takes_longer) {
    auto problem = in_time(community(), 3.0);
    auto box = problem.range;
    box[dim_theta] = {0, 1};
    box[dim_gamma] = {-8, 0};
    const auto at = slowest_point(box, problem.wishes);
    EXPECT_EQ(at.benefit.value, 3.0);
    EXPECT_EQ(solver::time_to_saturation(model::PointGame(at), 0.2, 0.95),
              longest_time(box, problem.wishes));
}

}  // namespace
