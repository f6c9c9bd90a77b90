#include <gtest/gtest.h>

#include "community.hpp"

/// Attacks on the review of the deployed contract, by reviewers, by authors and by the owner, on an
/// EVM: in each the attacker gains nothing. What is shown here of one run is proved of all (essmap
/// verify --only guarded.review, guarded.seat, and as each test says).
namespace {

using namespace essmap::evm_test;
using contract::Refusal;

/// Rules by which every counted report of rank 4 pays the same, and idleness is free for long.
Rules example() {
    Rules rules = Community::example();
    rules.theta_min = rules.theta_max;
    rules.idle_limit = 1000;
    return rules;
}

/// Ten members of rank 4 and three reviewers, who are in office from tick 201 on; the third round
/// runs from tick 200 on.
class Reviewed {
public:
    explicit Reviewed(const Rules& rules = example()) : c(rules) {
        for (std::int64_t seat = 0; seat < 3; ++seat)
            EXPECT_EQ(c.appoint(seat, reviewer(seat), 1), Refusal::none);
        for (std::size_t who = 0; who < 10; ++who) EXPECT_EQ(c.enrol(who, 1), Refusal::none);
        for (const std::int64_t at : {100, 200}) EXPECT_EQ(c.end_round(at), Refusal::none);
    }
    static Account reviewer(std::int64_t seat) {
        return Community::member(100) + static_cast<Account>(seat);  // no member
    }
    /// A reviewer finds what was reported last empty.
    Refusal vote(std::int64_t seat, std::size_t author, std::int64_t at, Hash content = 0) {
        return c.find_empty(reviewer(seat), seat, author, at, content);
    }
    /// Two reviewers reject what was reported last.
    void reject(std::size_t author, std::int64_t at, Hash content = 0) {
        EXPECT_EQ(vote(0, author, at, content), Refusal::none);
        EXPECT_EQ(vote(1, author, at, content), Refusal::none);
    }
    /// A member reports.
    void share(std::size_t who, std::int64_t at) { EXPECT_EQ(c.share(who, at), Refusal::none); }

    Community c;
    static constexpr std::int64_t P = 1000 - 500 - 200;  ///< of rank 4 at theta_max and gamma_max
    static constexpr std::int64_t s = 60;
    static constexpr std::int64_t rho = 1000;
};

class review : public WithTools {};

TEST_F(review, takes_back_the_pay_and_the_penalty_once) {  // guarded.review.taken, .once
    Reviewed r;
    r.share(0, 210);
    EXPECT_EQ(r.c.balance(0), r.rho + r.P);
    r.reject(0, 220);
    EXPECT_EQ(r.c.balance(0), r.rho - r.s);
    EXPECT_EQ(r.vote(2, 0, 221), Refusal::not_under_review);
    EXPECT_EQ(r.c.balance(0), r.rho - r.s);
}

TEST_F(review, one_reviewer_alone_rejects_nothing) {  // guarded.review.quorum
    Reviewed r;
    r.share(0, 210);
    EXPECT_EQ(r.vote(0, 0, 211), Refusal::none);
    EXPECT_EQ(r.vote(0, 0, 212), Refusal::voted_already);
    EXPECT_EQ(r.c.find_empty(r.reviewer(0), 1, 0, 213), Refusal::not_reviewer);
    EXPECT_EQ(r.c.balance(0), r.rho + r.P);
    Rules alone = example();
    alone.quorum = 1;
    EXPECT_THROW(Community{alone}, essmap::evm::EvmError);
}

TEST_F(review, nobody_judges_himself) {  // guarded.review.judges
    Reviewed r;
    ASSERT_EQ(r.c.appoint(3, Community::member(0), 201), Refusal::none);
    ASSERT_EQ(r.c.appoint(4, Community::member(1), 201), Refusal::none);
    r.share(0, 410);
    const Hash content = r.c.content();
    EXPECT_EQ(r.c.find_empty(Community::member(0), 3, 0, 411), Refusal::own_report);
    r.share(1, 412);
    EXPECT_EQ(r.c.find_empty(Community::member(0), 3, 1, 413), Refusal::none);
    EXPECT_EQ(r.c.find_empty(Community::member(1), 4, 0, 413, content), Refusal::none);
    EXPECT_EQ(r.vote(0, 0, 414, content), Refusal::none);  // the quorum is met without him
    EXPECT_EQ(r.c.balance(0), r.rho - r.s);
}

TEST_F(review, who_is_appointed_later_judges_nothing_before) {  // guarded.review.judges
    Reviewed r;
    r.share(0, 200);
    EXPECT_EQ(r.vote(0, 0, 205), Refusal::appointed_later);
    ASSERT_EQ(r.c.appoint(5, Accounts::other, 240), Refusal::none);
    r.share(1, 250);
    EXPECT_EQ(r.c.find_empty(Accounts::other, 5, 1, 250), Refusal::appointed_later);
    EXPECT_EQ(r.c.find_empty(Accounts::other, 5, 1, 450), Refusal::appointed_later);
}

TEST_F(review, the_window_closes) {  // guarded.review.judges
    Reviewed r;
    r.share(0, 210);
    EXPECT_EQ(r.vote(0, 0, 510), Refusal::none);  // its last tick
    EXPECT_EQ(r.vote(1, 0, 511), Refusal::window_over);
    EXPECT_EQ(r.c.field(0, "balance"), r.rho + r.P);
}

TEST_F(review, who_is_dismissed_votes_until_the_notice_is_over) {  // guarded.seat.dismissed
    Reviewed r;
    ASSERT_EQ(r.c.dismiss(1, 205), Refusal::none);
    r.share(0, 210);
    const Hash first = r.c.content();
    r.share(1, 211);
    EXPECT_EQ(r.vote(0, 0, 404, first), Refusal::none);
    EXPECT_EQ(r.vote(1, 0, 404, first), Refusal::none);  // the owner shields nobody at once
    EXPECT_EQ(r.c.balance(0), r.rho - r.s);
    EXPECT_EQ(r.vote(1, 1, 405), Refusal::not_reviewer);
    EXPECT_EQ(r.c.dismiss(1, 406), Refusal::seat_empty);
}

TEST_F(review, the_owner_appoints_his_own_with_notice_alone) {  // guarded.seat.appointed
    Reviewed r;
    r.share(0, 210);
    const Hash before = r.c.content();
    ASSERT_EQ(r.c.appoint(6, Accounts::owner, 211), Refusal::none);
    ASSERT_EQ(r.c.appoint(7, Accounts::other, 211), Refusal::none);
    EXPECT_EQ(r.c.find_empty(Accounts::owner, 6, 0, 212, before), Refusal::appointed_later);
    EXPECT_EQ(r.c.find_empty(Accounts::owner, 6, 0, 411, before), Refusal::appointed_later);
    EXPECT_EQ(r.c.call({.action = Action::appoint,
                        .sender = Accounts::registrar,
                        .time = 0,
                        .who = Accounts::other,
                        .seat = 8},
                       412),
              Refusal::not_owner);
}

TEST_F(review, one_account_has_one_seat) {  // guarded.seat.appointed
    Reviewed r;
    EXPECT_EQ(r.c.appoint(4, r.reviewer(0), 210), Refusal::has_another_seat);
    EXPECT_EQ(r.c.appoint(0, Accounts::other, 210), Refusal::seat_taken);
    EXPECT_EQ(r.c.appoint(16, Accounts::other, 210), Refusal::no_such_seat);
    EXPECT_EQ(r.c.appoint(5, 0, 210), Refusal::nobody);
    ASSERT_EQ(r.c.dismiss(0, 210), Refusal::none);
    EXPECT_EQ(r.c.appoint(4, r.reviewer(0), 409), Refusal::has_another_seat);
    EXPECT_EQ(r.c.appoint(4, r.reviewer(0), 410), Refusal::none);
}

TEST_F(review, a_seat_given_anew_takes_over_no_votes) {  // guarded.seat.terms
    Reviewed r;
    ASSERT_EQ(r.c.dismiss(0, 210), Refusal::none);
    r.share(0, 400);
    EXPECT_EQ(r.vote(0, 0, 409), Refusal::none);
    ASSERT_EQ(r.c.appoint(0, Accounts::other, 410), Refusal::none);
    EXPECT_EQ(r.c.find_empty(Accounts::other, 0, 0, 610), Refusal::appointed_later);
    EXPECT_EQ(r.c.balance(0), r.rho + r.P);
}

/// A rejection takes its author out of the sharers, and so gamma in force may step from above P*
/// to below it, for who reports later in the round: at most two steps, in his favour.
TEST_F(review, a_rejection_moves_gamma_for_others_by_two_steps) {  // guarded.review.others
    Rules rules = example();
    rules.gamma_step = 50;
    rules.gamma_min = 0;
    rules.gamma_max = 200;
    Reviewed r(rules);
    for (std::size_t who = 0; who < 6; ++who) r.share(who, 210);
    const std::int64_t before = r.c.quote(6);
    r.reject(5, 211);
    EXPECT_EQ(r.c.round("sharers"), 5);
    EXPECT_EQ(r.c.quote(6), before);  // with him counted P is at P* again
    ASSERT_EQ(r.vote(0, 4, 212, r.c.content() - 1), Refusal::none);
    ASSERT_EQ(r.vote(1, 4, 212, r.c.content() - 1), Refusal::none);
    EXPECT_EQ(r.c.quote(6), before - 100);
    EXPECT_EQ(r.c.balance(0), r.c.balance(1));
}

TEST_F(review, a_rejected_report_uses_up_the_round) {  // guarded.review.used-up
    Reviewed r;
    r.share(0, 210);
    r.reject(0, 215);
    EXPECT_EQ(r.c.round("sharers"), 0);
    EXPECT_EQ(r.c.round("users"), 10);
    EXPECT_EQ(r.c.quote(0), 0);
    r.share(0, 220);
    EXPECT_EQ(r.c.balance(0), r.rho - r.s);
    EXPECT_EQ(r.c.field(0, "paid_until"), Community::begin + 210 + 1000);  // its price is s
}

TEST_F(review, an_author_who_leaves_does_not_escape) {  // guarded.review.rejected
    for (const bool back : {false, true}) {
        Reviewed r;
        r.share(0, 210);
        ASSERT_EQ(r.c.of(Action::revoke, Accounts::registrar, 0, 211), Refusal::none);
        if (back) {
            ASSERT_EQ(r.c.enrol(0, 212, 4, 500), Refusal::none);
        }
        r.reject(0, 213);
        EXPECT_EQ(r.c.balance(0), r.rho - r.s);
        EXPECT_EQ(r.c.round("sharers"), 0);  // he had left both counts
        EXPECT_EQ(r.c.round("users"), 9);
    }
}

TEST_F(review, who_leaves_after_a_rejection_leaves_the_users) {  // guarded.review.used-up
    Reviewed r;
    r.share(0, 210);
    r.reject(0, 211);
    ASSERT_EQ(r.c.of(Action::revoke, Accounts::registrar, 0, 212), Refusal::none);
    EXPECT_EQ(r.c.round("sharers"), 0);
    EXPECT_EQ(r.c.round("users"), 9);
}

TEST_F(review, a_promotion_stays_and_the_next_is_later) {  // guarded.review.member
    Rules rules = example();
    rules.promotion = 1;
    Reviewed r(rules);
    r.share(0, 210);
    EXPECT_EQ(r.c.field(0, "rank"), 5);
    r.reject(0, 211);
    EXPECT_EQ(r.c.field(0, "rank"), 5);
    EXPECT_EQ(r.c.field(0, "reports"), -1);
    ASSERT_EQ(r.c.end_round(310), Refusal::none);
    r.share(0, 311);
    EXPECT_EQ(r.c.field(0, "rank"), 5);
}

TEST_F(review, a_window_full_of_reports_is_rejected_report_by_report) {  // guarded.review.taken
    Rules rules = example();
    rules.window = 1000;
    Reviewed r(rules);
    std::vector<Hash> contents;
    for (std::int64_t at = 210; at < 700; at += 100) {
        r.share(0, at);
        contents.push_back(r.c.content());
    }
    EXPECT_EQ(r.c.balance(0), r.rho + 5 * r.P);
    for (const Hash content : contents) r.reject(0, 701, content);
    EXPECT_EQ(r.c.balance(0), r.rho - 5 * r.s);
}

// Five more, and more.

TEST_F(review, what_is_owed_beyond_the_points_is_a_debt) {  // guarded.review.taken, nsp.due
    Rules rules = example();
    rules.penalty = 3000;
    rules.effort_max = 0;
    rules.error_max = 0;
    Reviewed r(rules);
    r.share(0, 210);
    r.reject(0, 211);
    EXPECT_EQ(r.c.balance(0), r.rho - 3000);
    ASSERT_EQ(r.c.of(Action::punish, Accounts::other, 0, 1300), Refusal::none);
    EXPECT_EQ(r.c.balance(0), r.rho - 3000);  // idleness takes points, and there are none
    r.share(0, 1301);
    EXPECT_EQ(r.c.balance(0), r.rho - 3000 + r.P);  // later pay settles it first
}

TEST_F(review, an_uncounted_report_cannot_be_rejected) {  // guarded.review.kept
    Reviewed r;
    r.share(0, 210);
    r.share(0, 220);
    EXPECT_EQ(r.vote(0, 0, 221), Refusal::not_under_review);
}

TEST_F(review, nobody_pays_for_another_s_report) {  // guarded.review.judges
    Reviewed r;
    r.share(0, 210);
    EXPECT_EQ(r.vote(0, 1, 211), Refusal::not_under_review);
    EXPECT_EQ(r.vote(0, 1, 212, 999'999), Refusal::not_under_review);
    EXPECT_EQ(r.c.find_empty(Accounts::owner, 0, 0, 213), Refusal::not_reviewer);
    EXPECT_EQ(r.c.find_empty(Accounts::registrar, 15, 0, 214), Refusal::not_reviewer);
}

TEST_F(review, later_rules_do_not_raise_the_penalty_of_a_report) {  // guarded.review.kept
    Reviewed r;
    Rules dear = r.c.rules();
    dear.penalty = 90;
    ASSERT_EQ(r.c.announce(dear, 201), Refusal::none);
    r.share(0, 390);
    const Hash content = r.c.content();
    ASSERT_EQ(r.c.end_round(490), Refusal::none);
    EXPECT_EQ(r.c.rule("penalty"), 90);
    r.reject(0, 491, content);
    EXPECT_EQ(r.c.balance(0), r.rho - r.s);
}

TEST_F(review, rules_without_a_review_end_it) {  // guarded.review.judges
    Reviewed r;
    Rules free = r.c.rules();
    free.quorum = free.window = free.penalty = free.effort_max = 0;
    free.detection_min = free.error_max = 0;
    ASSERT_EQ(r.c.announce(free, 201), Refusal::none);
    r.share(0, 390);
    EXPECT_EQ(r.vote(0, 0, 391), Refusal::none);
    ASSERT_EQ(r.c.end_round(490), Refusal::none);
    EXPECT_EQ(r.vote(1, 0, 491), Refusal::not_under_review);
    EXPECT_EQ(r.c.balance(0), r.rho + r.P);
}

TEST_F(review, rules_under_which_junk_pays_are_refused) {  // guarded.honesty.necessary
    for (const auto change : {+[](Rules& rules) { rules.effort_max = 300; },
                              +[](Rules& rules) { rules.error_max = 699; },
                              +[](Rules& rules) { rules.effort_max = 48; },
                              +[](Rules& rules) { rules.detection_min = 10; }}) {
        Rules rules = example();
        change(rules);
        EXPECT_THROW(Community{rules}, essmap::evm::EvmError);
    }
    Reviewed r;
    Rules next = r.c.rules();
    next.effort_max = 48;
    EXPECT_EQ(r.c.announce(next, 201), Refusal::honesty_lost);
}

TEST_F(review, a_rejection_takes_what_the_report_brought) {  // guarded.review.kept
    Rules rules = example();
    rules.gamma_min = rules.gamma_max;
    rules.points_max = 1700;
    Reviewed r(rules);
    for (const std::int64_t at : {210, 310}) r.share(0, at);
    EXPECT_EQ(r.c.balance(0), 1600);
    r.share(0, 410);
    EXPECT_EQ(r.c.balance(0), 1700);
    r.reject(0, 411);
    EXPECT_EQ(r.c.balance(0), 1600 - r.s);
}

}  // namespace
