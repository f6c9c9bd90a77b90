#include <gtest/gtest.h>

#include "community.hpp"

/// Attacks on the deployed contract, on an EVM: in each the attacker gains nothing. What is shown
/// here of one run is proved of all (essmap verify --only guarded.promise, and as each test says).
namespace {

using namespace essmap::evm_test;
namespace evm = essmap::evm;
using contract::Refusal;

class attack : public WithTools {
protected:
    /// Ten members of rank 4, in the second round, which begins at tick 100.
    static void begin(Community& c) {
        for (std::size_t i = 0; i < 10; ++i) ASSERT_EQ(c.enrol(i, 1), Refusal::none);
        ASSERT_EQ(c.end_round(100), Refusal::none);
    }
    static constexpr std::int64_t P = 1000 - 500 - 200;  ///< of rank 4 at theta_max and gamma_max
};

TEST_F(attack, flooding_pays_no_more_than_reporting_once) {  // guarded.promise.flood
    Community c;
    begin(c);
    std::int64_t now = 100;
    for (int round = 0; round < 4; ++round) {
        for (int i = 0; i < 12; ++i) ASSERT_EQ(c.share(0, now + 5 + 5 * i), Refusal::none);
        ASSERT_EQ(c.share(1, now + 70), Refusal::none);
        now += 100;
        ASSERT_EQ(c.end_round(now), Refusal::none);
    }
    EXPECT_EQ(c.balance(0), c.balance(1));
    EXPECT_LE(c.balance(0), 1000 + 4 * 1000);
    EXPECT_LE(c.field(0, "paid_until"), c.field(1, "paid_until"));
}

TEST_F(attack, sixty_reports_in_a_block_are_too_soon) {  // guarded.guard.admissible
    Rules rules = Community::example();
    rules.share_interval = 0;
    EXPECT_THROW(Community{rules}, evm::EvmError);
    Community c;
    begin(c);
    EXPECT_EQ(c.share(0, 110), Refusal::none);
    EXPECT_EQ(c.share(0, 110), Refusal::too_soon);
}

TEST_F(attack, theta_and_rank_are_paid) {  // guarded.promise.payoff
    Community c;
    ASSERT_EQ(c.enrol(0, 1, 4), Refusal::none);
    ASSERT_EQ(c.enrol(1, 1, 8), Refusal::none);
    for (std::size_t i = 2; i < 6; ++i) ASSERT_EQ(c.enrol(i, 1), Refusal::none);
    ASSERT_EQ(c.end_round(100), Refusal::none);
    ASSERT_EQ(c.share(0, 110), Refusal::none);
    ASSERT_EQ(c.share(1, 110), Refusal::none);
    EXPECT_EQ(c.balance(0), 1000 + P);
    EXPECT_EQ(c.balance(1), 1000 + P + 250);
}

TEST_F(attack, retiring_oneself_saves_no_certificate_from_revocation) {  // guarded.revoke
    Community c;
    ASSERT_EQ(c.enrol(0, 1, 4, 77, 50), Refusal::none);
    ASSERT_EQ(c.enrol(0, 2, 4, 78, 50), Refusal::none);
    ASSERT_EQ(c.of(Action::retire, Community::member(0), 0, 60), Refusal::none);
    ASSERT_EQ(c.of(Action::revoke, Accounts::registrar, 0, 60), Refusal::none);
    for (const Hash certificate : {Hash{77}, Hash{78}})  // the older one too
        EXPECT_EQ(c.enrol(0, 61, 4, certificate), Refusal::certificate_revoked);
    EXPECT_EQ(c.enrol(0, 62, 4, 79), Refusal::none);
    EXPECT_EQ(c.balance(0), 1000);  // not given twice
}

TEST_F(attack, rules_do_not_punish_what_they_forbid) {  // guarded.promise.free, .manage
    for (const auto change :
         {+[](Rules& r) { r.share_interval = 101; }, +[](Rules& r) { r.idle_limit = 179; },
          +[](Rules& r) { r.retire_after = 199; }}) {
        Rules rules = Community::example();
        change(rules);
        EXPECT_THROW(Community{rules}, evm::EvmError);
    }
    Community c;
    begin(c);
    for (std::int64_t now = 100; now <= 900; now += 100) {  // once a round, at its very end
        ASSERT_EQ(c.share(0, now + 99), Refusal::none);
        ASSERT_EQ(c.of(Action::punish, Accounts::other, 0, now + 99), Refusal::none);
        ASSERT_EQ(c.end_round(now + 100), Refusal::none);
    }
    EXPECT_GE(c.balance(0), 1000 + 9 * P);
}

TEST_F(attack, rules_change_with_notice_and_exclude_nobody) {  // guarded.rules, guarded.round.due
    Community c;
    begin(c);
    Rules next = c.rules();
    next.gamma_min = 100;
    next.mu = 81;
    ASSERT_EQ(c.announce(next, 110), Refusal::none);
    ASSERT_EQ(c.end_round(200), Refusal::none);
    ASSERT_EQ(c.end_round(309), Refusal::none);
    EXPECT_EQ(c.rule("mu"), 80);  // the notice of 200 ticks is not over
    ASSERT_EQ(c.end_round(410), Refusal::none);
    EXPECT_EQ(c.rule("mu"), 81);
    Rules without = next;
    without.rank_min = 5;
    EXPECT_EQ(c.announce(without, 420), Refusal::rank_excluded);
}

TEST_F(attack, a_second_announcement_gives_notice_anew) {  // guarded.rules.announced
    Community c;
    begin(c);
    Rules next = c.rules();
    next.mu = 81;
    ASSERT_EQ(c.announce(next, 110), Refusal::none);
    next.mu = 500;
    ASSERT_EQ(c.announce(next, 290), Refusal::none);
    ASSERT_EQ(c.end_round(400), Refusal::none);
    EXPECT_EQ(c.rule("mu"), 80);
    ASSERT_EQ(c.end_round(500), Refusal::none);
    EXPECT_EQ(c.rule("mu"), 500);
}

TEST_F(attack, nobody_is_charged_more_than_he_allows) {  // guarded.report.accepted
    Rules rules = Community::example();
    rules.gamma_step = 50;
    rules.gamma_max = 200;
    rules.gamma_min = 0;
    Community c(rules);
    begin(c);
    for (std::size_t i = 1; i < 5; ++i) ASSERT_EQ(c.share(i, 110), Refusal::none);
    const std::int64_t quoted = c.quote(0);
    EXPECT_EQ(quoted, -350);
    // Another comes first in the block, and the next one reaches P* = 0.6.
    ASSERT_EQ(c.share(5, 111), Refusal::none);
    EXPECT_EQ(c.share(0, 111, quoted), Refusal::charge_too_high);
    EXPECT_EQ(c.balance(0), 1000);
    EXPECT_EQ(c.share(0, 112, c.quote(0)), Refusal::none);
    EXPECT_EQ(c.balance(0), 1000 + P);
}

TEST_F(attack, a_lapsed_member_does_not_report) {  // guarded.report.accepted
    Rules rules = Community::example();
    rules.retire_after = 300;
    Community c(rules);
    begin(c);
    EXPECT_EQ(c.share(0, 301), Refusal::membership_lapsed);
}

TEST_F(attack, who_leaves_does_not_hold_the_participation_down) {  // guarded.promise.leaving
    Community c;
    begin(c);
    for (std::size_t i = 5; i < 10; ++i)
        ASSERT_EQ(c.of(Action::revoke, Accounts::registrar, i, 105), Refusal::none);
    EXPECT_EQ(c.round("users"), 5);
    for (std::size_t i = 0; i < 5; ++i) ASSERT_EQ(c.share(i, 110), Refusal::none);
    EXPECT_EQ(c.round("number"), 3);  // all five have: the round has saturated
}

TEST_F(attack, a_dead_contract_is_not_deployed) {  // guarded.deploy
    Community c;
    const auto deploy = [&](std::int64_t tick, Account owner, Account registrar) {
        const Rules& r = c.rules();
        c.chain().deploy(c.contract().creation(r, r.theta_max.value(), r.gamma_max.value(), tick,
                                               owner, registrar),
                         evm::address_of(Accounts::owner));
    };
    EXPECT_NO_THROW(deploy(60, Accounts::owner, Accounts::registrar));
    EXPECT_THROW(deploy(0, Accounts::owner, Accounts::registrar), evm::EvmError);
    EXPECT_THROW(deploy(std::int64_t{1} << 40, Accounts::owner, Accounts::registrar),
                 evm::EvmError);
    EXPECT_THROW(deploy(60, 0, Accounts::registrar), evm::EvmError);
    EXPECT_THROW(deploy(60, Accounts::owner, 0), evm::EvmError);
}

// Ten more.

TEST_F(attack, extra_reports_put_off_neither_charge_nor_lapse) {  // guarded.promise.nothing-after
    Community c;
    begin(c);
    ASSERT_EQ(c.share(0, 110), Refusal::none);
    ASSERT_EQ(c.share(1, 110), Refusal::none);
    ASSERT_EQ(c.share(0, 190), Refusal::none);
    for (const std::size_t who : {0U, 1U})
        ASSERT_EQ(c.of(Action::punish, Accounts::other, who, 110 + 180 + 20), Refusal::none);
    EXPECT_EQ(c.balance(0), 1000 + P - 80);
    EXPECT_EQ(c.balance(0), c.balance(1));
}

TEST_F(attack, a_renewal_is_no_second_count_and_no_lower_rank) {  // guarded.enrol.member
    Community c;
    begin(c);
    ASSERT_EQ(c.share(0, 110), Refusal::none);
    ASSERT_EQ(c.enrol(0, 111, 6), Refusal::none);
    ASSERT_EQ(c.share(0, 120), Refusal::none);
    EXPECT_EQ(c.balance(0), 1000 + P);
    ASSERT_EQ(c.enrol(0, 121, 4), Refusal::none);
    EXPECT_EQ(c.field(0, "rank"), 6);
    EXPECT_EQ(c.round("sharers"), 1);
}

TEST_F(attack, leaving_and_coming_back_is_no_second_count) {  // guarded.enrol.next-round
    Community c;
    begin(c);
    ASSERT_EQ(c.share(0, 110), Refusal::none);
    ASSERT_EQ(c.of(Action::revoke, Accounts::registrar, 0, 111), Refusal::none);
    ASSERT_EQ(c.enrol(0, 112, 4, 500), Refusal::none);
    ASSERT_EQ(c.share(0, 120), Refusal::none);
    EXPECT_EQ(c.balance(0), 1000 + P);
    EXPECT_EQ(c.round("sharers"), 0);
    EXPECT_EQ(c.round("users"), 9);
}

/// Free time that was earned under a longer idle_limit is not lost.
TEST_F(attack, beginning_anew_costs_no_free_time) {  // guarded.enrol.member
    Rules rules = Community::example();
    rules.idle_limit = 380;
    Community c(rules);
    begin(c);
    Rules shorter = rules;
    shorter.idle_limit = 180;
    ASSERT_EQ(c.announce(shorter, 101), Refusal::none);
    ASSERT_EQ(c.share(0, 199), Refusal::none);
    ASSERT_EQ(c.end_round(301), Refusal::none);
    EXPECT_EQ(c.rule("idle_limit"), 180);
    const std::int64_t watermark = c.field(0, "paid_until");
    ASSERT_EQ(c.of(Action::revoke, Accounts::registrar, 0, 302), Refusal::none);
    ASSERT_EQ(c.enrol(0, 303, 4, 77), Refusal::none);
    EXPECT_EQ(c.field(0, "paid_until"), watermark);
}

TEST_F(attack, others_cannot_punish_what_is_not_due) {  // guarded.nsp.polling
    Community c;
    begin(c);
    for (std::int64_t now = 101; now < 200; now += 7)
        ASSERT_EQ(c.of(Action::punish, Accounts::other, 0, now), Refusal::none);
    EXPECT_EQ(c.balance(0), 1000);
    for (int i = 0; i < 5; ++i)
        ASSERT_EQ(c.of(Action::punish, Accounts::other, 0, 215), Refusal::none);
    EXPECT_EQ(c.balance(0), 1000 - 80);
}

TEST_F(attack, nobody_ends_a_round_early) {  // guarded.round.limit
    Community c;
    begin(c);
    ASSERT_EQ(c.end_round(199), Refusal::none);
    EXPECT_EQ(c.round("number"), 2);
}

TEST_F(attack, a_notice_is_never_shortened) {  // guarded.rules.announced
    Community c;
    begin(c);
    Rules next = c.rules();
    next.notice = 199;  // less than two rounds
    EXPECT_EQ(c.announce(next, 101), Refusal::rules_malformed);
    next.round_limit = 50;
    EXPECT_EQ(c.announce(next, 102), Refusal::free_time_cut);
}

/// Other rules for a tick, and then a round limit that those before would not have allowed.
TEST_F(attack, two_changes_do_what_one_may_not) {  // guarded.promise.chain
    Community c;
    begin(c);
    Rules brief = c.rules();
    brief.round_limit = brief.share_interval = 1;
    brief.idle_limit = 5000;
    Rules long_rounds = brief;
    long_rounds.round_limit = long_rounds.share_interval = 2500;
    long_rounds.notice = 5000;
    EXPECT_EQ(c.announce(long_rounds, 101), Refusal::free_time_cut);
    ASSERT_EQ(c.announce(brief, 102), Refusal::none);
    ASSERT_EQ(c.end_round(200), Refusal::none);
    ASSERT_EQ(c.share(0, 299), Refusal::none);
    ASSERT_EQ(c.end_round(302), Refusal::none);
    EXPECT_EQ(c.rule("round_limit"), 1);
    ASSERT_EQ(c.announce(long_rounds, 303), Refusal::none);
    ASSERT_EQ(c.end_round(502), Refusal::none);
    EXPECT_EQ(c.rule("round_limit"), 1);  // there are 200 ticks to be counted in
    ASSERT_EQ(c.share(0, 502), Refusal::none);
    const auto points = c.balance(0);
    ASSERT_EQ(c.end_round(503), Refusal::none);
    EXPECT_EQ(c.rule("round_limit"), 2500);
    ASSERT_EQ(c.share(0, 3003), Refusal::none);
    EXPECT_GE(c.balance(0), points + P);  // and nothing is charged
}

TEST_F(attack, rules_that_cannot_pay_a_first_report_are_refused) {  // guarded.guard.admissible
    Community c;
    begin(c);
    Rules next = c.rules();
    next.initial_points = next.points_max - P;
    next.gamma_min = next.gamma_max;
    next.theta_min = next.theta_max;
    next.rank_max = 8;
    EXPECT_EQ(c.announce(next, 101), Refusal::rules_malformed);  // rank 8 is paid more than P
}

TEST_F(attack, another_account_s_certificate_enrols_nobody) {  // guarded.enrol.accepted
    Community c;
    begin(c);
    EXPECT_EQ(c.enrol(11, 110, 4, 1000), Refusal::certificate_taken);
    EXPECT_EQ(c.call({.action = Action::enrol,
                      .sender = Accounts::registrar,
                      .time = 0,
                      .who = 0,
                      .hash = 900,
                      .rank = 4,
                      .expiry = Community::begin + 1000},
                     111),
              Refusal::nobody);
}

TEST_F(attack, whoever_is_outrun_loses_nothing_but_the_content) {  // guarded.refused.share
    Community c;
    begin(c);
    Call theirs{.action = Action::share, .sender = Community::member(1), .time = 0, .hash = 42};
    ASSERT_EQ(c.call(theirs, 110), Refusal::none);
    theirs.sender = Community::member(0);
    EXPECT_EQ(c.call(theirs, 110), Refusal::content_seen);
    EXPECT_EQ(c.share(0, 110), Refusal::none);
    EXPECT_EQ(c.balance(0), 1000 + P);
}

TEST_F(attack, the_last_of_a_round_is_paid_as_case_1_says) {  // guarded.promise.never-costs
    Community c;
    begin(c);
    for (std::size_t i = 0; i < 10; ++i) {
        EXPECT_LT(c.quote(i), -c.rules().stock_max.value()) << i;
        ASSERT_EQ(c.share(i, 110), Refusal::none);
        EXPECT_GT(c.balance(i), 1000 + c.rules().stock_max.value()) << i;
    }
}

TEST_F(attack, joining_late_earns_nothing_in_the_running_round) {  // guarded.promise.supply
    Community c;
    begin(c);
    ASSERT_EQ(c.enrol(10, 110), Refusal::none);
    ASSERT_EQ(c.share(10, 120), Refusal::none);
    EXPECT_EQ(c.balance(10), 1000);
    EXPECT_EQ(c.round("sharers"), 0);
}

TEST_F(attack, the_interfaces_are_those_said) {
    Community c;
    EXPECT_TRUE(c.supports(0x01ffc9a7));   // ERC-165
    EXPECT_TRUE(c.supports(0x7f5828d0));   // ERC-173
    EXPECT_FALSE(c.supports(0xffffffff));  // as ERC-165 asks
}

}  // namespace
