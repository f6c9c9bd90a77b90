#include "essmap/solver/closed_loop.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "essmap/solver/round_map.hpp"
#include "essmap/solver/switching.hpp"

namespace {

using namespace essmap;
using namespace essmap::solver;

/// Table 3's case 1 under SGM's theta = N/T alone, as the paper has it.
Regulation paper_loop(double N, double theta) {
    Regulation r;
    r.game = {4, theta, 2, 8, 0.25, 1, 10};
    r.contract = Contract::unguarded;
    r.N = N;
    return r;
}

/// The same loop by both engines.
class by_engine : public testing::TestWithParam<bool> {
protected:
    ClosedLoop loop_{{.cvode = GetParam()}};
    double tolerance_ = GetParam() ? 1e-8 : 1e-10;
};
INSTANTIATE_TEST_SUITE_P(closed_loop, by_engine, testing::Bool(),
                         [](const auto& engine) { return engine.param ? "cvode" : "exact"; });

TEST_P(by_engine, settles_at_the_fixed_point_with_the_multiplier_s_speed) {
    for (const double N : {0.5, 1.0, 1.3}) {
        const auto result = loop_.simulate(paper_loop(N, 2.0));
        const RoundMap map(paper_loop(N, 2.0).game, 0.2, 0.95);
        ASSERT_EQ(result.regime, Regime::settles) << N;
        const double theta = map.fixed_point(N).value();
        EXPECT_NEAR(result.theta, theta, tolerance_) << N;
        EXPECT_NEAR(result.time, map.time(theta), tolerance_) << N;
        EXPECT_EQ(result.left_case_1, -1) << N;
        EXPECT_EQ(result.steps > 0, GetParam());
    }
}

TEST_P(by_engine, leaves_case_1_after_15_rounds_and_deadlocks_after_39) {
    const auto result = loop_.simulate(paper_loop(1.5, 2.0));
    EXPECT_EQ(result.regime, Regime::deadlocks);
    EXPECT_EQ(result.left_case_1, 15);
    EXPECT_EQ(result.rounds, 39);
    EXPECT_FALSE(std::isfinite(result.time));
}

TEST_P(by_engine, deadlocks_after_one_round_from_theta_0_at_the_paper_s_recipe) {
    const auto result = loop_.simulate(paper_loop(1.41612543325, 0.0));
    EXPECT_EQ(result.regime, Regime::deadlocks);
    EXPECT_EQ(result.rounds, 1);
    EXPECT_EQ(result.left_case_1, 1);
    EXPECT_NEAR(result.theta, 3.80943765193713, 1e-7);
}

TEST_P(by_engine, captures_every_theta_below_the_threshold_only) {
    EXPECT_EQ(loop_.simulate(paper_loop(1.1300, 0.0)).regime, Regime::settles);
    EXPECT_EQ(loop_.simulate(paper_loop(1.1301, 0.0)).regime, Regime::deadlocks);
    EXPECT_EQ(loop_.simulate(paper_loop(0.8178, 0.0)).left_case_1, -1);
    EXPECT_EQ(loop_.simulate(paper_loop(0.8179, 0.0)).left_case_1, 1);
}

TEST_P(by_engine, slides_along_the_threshold_with_the_analysed_duty) {
    auto r = paper_loop(1.0, 2.0);
    r.rule = GammaRule::two_level;
    r.gamma_reward = -4;
    r.gamma_charge = 12;
    const auto result = loop_.simulate(r);
    EXPECT_EQ(result.regime, Regime::slides);
    EXPECT_EQ(result.participation, 0.6);
    EXPECT_NEAR(result.duty, Switching(r.game, -4, 12, 0.6).duty().value(), 1e-12);
}

TEST_P(by_engine, hysteresis_cycles_with_the_analysed_period) {
    auto r = paper_loop(1.0, 2.0);
    r.rule = GammaRule::hysteresis;
    r.gamma_reward = -4;
    r.gamma_charge = 12;
    r.hysteresis = 0.05;
    const auto result = loop_.simulate(r);
    EXPECT_EQ(result.regime, Regime::cycles);
    EXPECT_NEAR(result.inner_period, 0.164926784342, tolerance_);
    const auto cycle = Switching(r.game, -4, 12, 0.6).cycle(0.05).value();
    EXPECT_NEAR(result.duty, cycle.falling / cycle.period(), 10 * tolerance_);
}

TEST_P(by_engine, a_time_limit_ends_what_would_slide_cycle_or_starve) {
    auto r = paper_loop(1.0, 2.0);
    r.round_limit = 50.0;
    r.theta_min = 2.0;
    r.rule = GammaRule::hysteresis;
    r.gamma_reward = -4;
    r.gamma_charge = 12;
    r.hysteresis = 0.05;
    auto result = loop_.simulate(r);
    EXPECT_EQ(result.regime, Regime::cycles);
    EXPECT_DOUBLE_EQ(result.time, 50.0);
    EXPECT_EQ(result.theta, 2.0);
    r.rule = GammaRule::two_level;
    result = loop_.simulate(r);
    EXPECT_EQ(result.regime, Regime::slides);
    EXPECT_GT(result.timed_out, 0);
    r.rule = GammaRule::fixed;
    r.game.gamma = 12;
    result = loop_.simulate(r);
    EXPECT_EQ(result.regime, Regime::expires);
    EXPECT_LT(result.participation, 1e-10);
}

TEST_P(by_engine, a_charge_that_leaves_case_1_above_the_threshold_still_lets_it_cross) {
    auto r = paper_loop(1.0, 2.0);
    r.rule = GammaRule::two_level;
    r.gamma_reward = -4;
    r.gamma_charge = 6;  // eta = 1/3 < P*
    const auto result = loop_.simulate(r);
    EXPECT_EQ(result.regime, Regime::settles);
    EXPECT_EQ(result.left_case_1, 0);
    EXPECT_GT(result.duty, 0.0);
}

TEST_P(by_engine, the_guarded_contract_never_leaves_case_1) {
    for (const auto arithmetic : {Arithmetic::real, Arithmetic::fixed_point})
        for (const auto rule : {GammaRule::fixed, GammaRule::two_level, GammaRule::stepwise})
            for (const double N : {0.5, 1.5, 5.0}) {
                auto r = paper_loop(N, 1.0);
                r.contract = Contract::guarded;
                r.arithmetic = arithmetic;
                r.rule = rule;
                r.gamma_reward = -4;
                r.gamma_charge = 2;
                r.gamma_step = 0.5;
                const auto result = loop_.simulate(r);
                EXPECT_NE(result.regime, Regime::refused);
                EXPECT_NE(result.regime, Regime::deadlocks);
                EXPECT_EQ(result.left_case_1, -1) << N;
                EXPECT_LE(result.theta, largest_theta(r));
            }
}

TEST_P(by_engine, the_guard_refuses_what_could_leave_case_1) {
    auto r = paper_loop(1.0, 2.0);
    r.contract = Contract::guarded;
    r.theta_max = 2.3;
    EXPECT_EQ(loop_.simulate(r).regime, Regime::refused);
    r.theta_max = 2.19;
    EXPECT_NE(loop_.simulate(r).regime, Regime::refused);
    r.game.theta = 2.195;
    const auto result = loop_.simulate(r);
    EXPECT_EQ(result.regime, Regime::refused);
    EXPECT_EQ(result.reason, "theta or gamma begins outside its bounds");
}

TEST_P(by_engine, floored_theta_cycles_between_whole_levels) {
    auto r = paper_loop(1.0, 2.0);
    r.contract = Contract::published;
    r.arithmetic = Arithmetic::fixed_point;
    // T(2) = 0.708: floor(1.41) = 1; T(1) = 0.4827: floor(2.07) = 2.
    std::multiset<double> seen;
    const auto result = loop_.simulate(
        r, {.on_round = [&](const RoundRecord& round) { seen.insert(round.theta); }});
    EXPECT_EQ(result.regime, Regime::oscillates);
    EXPECT_EQ(result.period, 2);
    EXPECT_EQ(result.amplitude, 1.0);
    EXPECT_EQ(seen.count(1.0) + seen.count(2.0), seen.size());
    // Truncation makes sharing free where T > N.
    r.N = 0.3;
    const auto free = loop_.simulate(r);
    EXPECT_EQ(free.regime, Regime::settles);
    EXPECT_EQ(free.theta, 0.0);
}

TEST_P(by_engine, the_published_feedback_only_ever_charges) {
    auto r = paper_loop(1.0, 2.0);
    r.contract = Contract::published;
    r.rule = GammaRule::two_level;
    r.gamma_reward = -4;
    r.gamma_charge = 12;
    // The first round's calls divide by T = 0 and revert; from the second on gamma is the charge.
    const auto result = loop_.simulate(r);
    EXPECT_EQ(result.gamma, 12.0);
    EXPECT_EQ(result.regime, Regime::deadlocks);
    r.rule = GammaRule::stepwise;
    r.gamma_step = 0.01;
    r.members = 100;
    const auto drift = loop_.simulate(r);
    EXPECT_EQ(drift.regime, Regime::deadlocks);
    EXPECT_GT(drift.gamma, r.game.gamma);
    EXPECT_GT(drift.left_case_1, 0);
}

TEST_P(by_engine, idleness_brings_mu_into_force_late) {
    auto r = paper_loop(1.0, 2.0);
    const double always = loop_.simulate(r).time;
    r.idleness = Idleness{0.1, 0.05, 1e6};
    const auto late = loop_.simulate(r);
    EXPECT_GT(late.time, always);
    r.idleness = Idleness{100.0, 0.05, 1e6};
    const auto never_due = loop_.simulate(r);
    EXPECT_GE(never_due.time, late.time);
    auto without = paper_loop(1.0, 2.0);
    without.game.mu = 0.0;
    EXPECT_NEAR(never_due.time, loop_.simulate(without).time, 1e-7);
    r.idleness = Idleness{0.0, 0.01, 20.0};  // points for two and a half charges
    EXPECT_GT(loop_.simulate(r).time, always);
}

TEST_P(by_engine, fixed_point_comes_close_to_the_reals) {
    auto r = paper_loop(1.0, 2.0);
    const auto real = loop_.simulate(r);
    r.arithmetic = Arithmetic::fixed_point;
    r.scale = 1e6;
    const auto fixed = loop_.simulate(r);
    EXPECT_NEAR(fixed.theta, real.theta, 1e-4);
    EXPECT_TRUE(fixed.regime == Regime::settles || fixed.amplitude < 1e-4);
}

TEST_P(by_engine, a_round_that_slides_and_then_saturates_settles) {
    auto r = paper_loop(0.7, 1.0);
    r.theta_min = 1.0;
    r.rule = GammaRule::two_level;
    r.gamma_reward = 0.0;
    r.gamma_charge = 8.0;
    r.idleness = Idleness{2.0, 1.0, 1e6};  // mu ends the sliding after three time units
    const auto result = loop_.simulate(r);
    EXPECT_EQ(result.regime, Regime::settles);
    EXPECT_EQ(result.participation, 0.95);
    EXPECT_GT(result.time, 3.0);
}

TEST_P(by_engine, rounds_of_more_ticks_than_64_bits_hold_move_theta_all_the_same) {
    auto r = paper_loop(1e6, 2.5);
    r.game.U = 1e-6;
    r.game.gamma = 0.0;
    r.game.mu = 0.0;
    r.tick = 1e-9;
    const auto result = loop_.simulate(r);
    const RoundMap map(r.game, r.x0, r.saturation);
    EXPECT_EQ(result.regime, Regime::settles);
    EXPECT_NEAR(result.theta, map.fixed_point(r.N).value(), 1e-7);
}

TEST_P(by_engine, idleness_far_beyond_a_round_comes_to_an_end) {
    auto r = paper_loop(0.7, 3.3);
    r.game.mu = 0.01;
    r.idleness = Idleness{0.3, 0.1, 1e6};
    EXPECT_EQ(loop_.simulate(r).regime, Regime::deadlocks);
    r.idleness = Idleness{1000.0, 1e-6, 1e6};
    EXPECT_EQ(loop_.simulate(r).regime, Regime::deadlocks);
}

TEST_P(by_engine, counts_of_few_members_begin_on_the_right_side_of_the_threshold) {
    auto r = paper_loop(0.7, 2.0);
    r.arithmetic = Arithmetic::fixed_point;
    r.members = 10;
    r.x0 = 0.56;  // 5.6 members count as 6, which is P*
    r.rule = GammaRule::two_level;
    r.gamma_reward = -1;
    r.gamma_charge = 2;
    const auto result = loop_.simulate(r);
    EXPECT_TRUE(std::isfinite(result.time));
    EXPECT_EQ(result.duty, 1.0);
}

TEST_P(by_engine, slow_damping_settles_at_the_fixed_point) {
    auto r = paper_loop(0.7, 2.0);
    r.damping = 0.01;
    const auto result = loop_.simulate(r);
    EXPECT_EQ(result.regime, Regime::settles);
    const RoundMap map(r.game, r.x0, r.saturation);
    EXPECT_NEAR(result.theta, map.fixed_point(r.N).value(), 100 * tolerance_);
}

Regime expected(RoundMap::Fate fate) {
    switch (fate) {
        case RoundMap::Fate::settles: return Regime::settles;
        case RoundMap::Fate::oscillates: return Regime::oscillates;
        case RoundMap::Fate::deadlocks: break;
    }
    return Regime::deadlocks;
}

TEST(closed_loop, both_engines_and_the_analysis_agree) {
    ClosedLoop exact({.cvode = false});
    ClosedLoop cvode({.cvode = true});
    for (const double x0 : {0.1, 0.4})
        for (int i = 1; i <= 12; ++i)
            for (const double lambda : {0.4, 1.0}) {
                auto r = paper_loop(0.2 * i, 1.0);
                r.x0 = x0;
                r.damping = lambda;
                const auto one = exact.simulate(r);
                const auto other = cvode.simulate(r);
                EXPECT_EQ(one.regime, other.regime) << x0 << " " << r.N << " " << lambda;
                const RoundMap map(r.game, x0, r.saturation);
                const auto fate = map.fate(r.N, lambda, 1.0);
                EXPECT_TRUE(!fate || one.regime == expected(*fate))
                    << x0 << " " << r.N << " " << lambda;
            }
}

TEST(closed_loop, what_cannot_be_is_refused_by_name) {
    ClosedLoop loop({.cvode = false});
    const auto refused = [&](auto change) {
        auto r = paper_loop(1.0, 2.0);
        change(r);
        try {
            loop.simulate(r);
        } catch (const model::InvalidValue& error) {
            return std::string(error.what());
        }
        return std::string("not refused");
    };
    EXPECT_EQ(refused([](auto& r) { r.N = 0; }), "N = 0 is not allowed: N > 0 (and <= 1e100)");
    EXPECT_EQ(refused([](auto& r) { r.threshold = 0.95; }),
              "threshold = 0.95 is not allowed: 0 < threshold < saturation = 0.95");
    EXPECT_EQ(refused([](auto& r) {
                  r.rule = GammaRule::two_level;
                  r.gamma_reward = 2;
                  r.gamma_charge = 2;
              }),
              "gamma_reward = 2 is not allowed: less than gamma_charge = 2");
    EXPECT_EQ(refused([](auto& r) { r.damping = 0; }),
              "damping = 0 is not allowed: 1e-6 <= damping <= 1");
    EXPECT_EQ(refused([](auto& r) { r.x0 = 0.97; }),
              "x0 = 0.97 is not allowed: 0 < x0 < saturation = 0.95");
    EXPECT_EQ(refused([](auto& r) {
                  r.arithmetic = Arithmetic::fixed_point;
                  r.scale = 10;
              }),
              "saturation = 0.95 is not allowed: less than 1 in multiples of 1/scale");
    EXPECT_EQ(refused([](auto& r) {
                  r.arithmetic = Arithmetic::fixed_point;
                  r.game.gamma = 1e6;
              }),
              "gamma = 1e+06 is not allowed: at most 1e8 multiples of 1/scale in fixed point");
    EXPECT_THROW(ClosedLoop({.cvode = true, .tolerance = 1e-4}), model::InvalidValue);
    EXPECT_EQ(refused([](auto& r) { r.N = std::nan(""); }),
              "N = nan is not allowed: N > 0 (and <= 1e100)");
}

}  // namespace
