#include <gtest/gtest.h>

#include <array>
#include <random>
#include <vector>

#include "essmap/model/checked_integer.hpp"
#include "essmap/model/guarded/contract.hpp"
#include "essmap/model/guarded/example.hpp"
#include "essmap/model/guarded/review.hpp"
#include "essmap/model/published/nsp.hpp"
#include "essmap/model/published/sgm.hpp"

/// The contracts as programs: long random lives of a community, over every kind of number.
namespace {

using namespace essmap::model;
namespace contract = essmap::model::guarded;

template <class T>
contract::Rules<T> rules() {
    auto r = contract::example_rules<T>();
    r.round_limit = T(40);
    r.idle_limit = T(30);
    r.retire_after = T(500);
    r.notice = T(80);
    r.promotion = T(10);
    r.points_max = T(3000);
    r.penalty = T(2000);
    return r;
}

template <class T>
struct Community {
    std::array<contract::Rules<T>, 2> rules{::rules<T>(), ::rules<T>()};
    T from = T(0);
    contract::Round<T> round = contract::first_round<T>(T(2000), T(200), T(0));
    std::vector<contract::Member<T>> members = std::vector<contract::Member<T>>(20);
    std::vector<contract::Certificate<T>> certificates = std::vector<contract::Certificate<T>>(20);
    /// The last counted report of each, and the seats that have found it empty.
    std::vector<contract::ReportRecord<T>> reports = std::vector<contract::ReportRecord<T>>(20);
    std::vector<unsigned> voted = std::vector<unsigned>(20);

    [[nodiscard]] contract::Rulebook<T> book(const T& now) const {
        const bool changes = contract::change_is_due<T>(round, from, now);
        return {rules[0], rules[changes ? 1 : 0], changes};
    }
    void begin(const contract::Round<T>& next) {
        if (round.announced && !next.announced) std::swap(rules[0], rules[1]);
        round = next;
    }
};

/// One of three reviewers, who are no members, finds the last report of a member empty.
/// @return rejected
template <class T>
bool find_empty(Community<T>& c, std::size_t who, unsigned seat, long now) {
    const contract::Seat<T> held{T(100 + static_cast<long>(seat)), T(0),
                                 T(contract::Limits::ticks)};
    const contract::Vote<T> vote{held.holder, T(static_cast<long>(who) + 1),
                                 (c.voted[who] >> seat & 1U) != 0};
    const auto after = contract::find_empty<T>(c.rules[0], c.round, c.members[who], held,
                                               c.reports[who], vote, T(now));
    if (after.accepted) c.voted[who] |= 1U << seat;
    c.round = after.round;
    c.members[who] = after.member;
    c.reports[who] = after.report;
    return after.rejected;
}

/// One action of one member, the same over every kind of number.
template <class T>
void act(Community<T>& c, int action, std::size_t who, long rank, long now, bool polls) {
    auto& member = c.members[who];
    const contract::Caller<T> registrar{false, true};
    switch (action) {
        case 0:
        case 1:
        case 2:
        case 3: {
            const auto after =
                contract::share<T>(c.book(T(now)), c.round, member, true, T(0), T(now));
            c.begin(after.round);
            member = after.member;
            if (!after.counted) break;
            c.reports[who] = contract::record_of<T>(after, T(static_cast<long>(who) + 1), T(now));
            c.voted[who] = 0;
            break;
        }
        case 4:
            if (polls) member = contract::settle<T>(c.rules[0], member, T(now)).member;
            break;
        case 5: c.begin(contract::tick<T>(c.book(T(now)), c.round, T(now))); break;
        case 6: {
            const long id = static_cast<long>(who) + 1;
            const auto after = contract::enrol<T>(registrar, c.rules[0], c.round,
                                                  {T(id), T(id + 20 * now), T(rank), T(now + 300)},
                                                  member, c.certificates[who], T(now));
            c.round = after.round;
            member = after.member;
            break;
        }
        case 7: {
            const auto after =
                rank < 4 ? contract::revoke<T>(registrar, c.rules[0], c.round, member, T(now))
                         : contract::retire<T>(c.rules[0], c.round, member, T(now));
            c.round = after.round;
            member = after.member;
            break;
        }
        case 8: find_empty(c, who, static_cast<unsigned>(rank) % 3, now); break;
        default: {
            auto proposed = c.rules[0];
            proposed.gamma_step = T(rank);
            const auto after = contract::announce<T>({true, false}, c.rules[0], proposed, c.round,
                                                     c.from, T(1), T(now));
            if (after.accepted) c.rules[1] = proposed;
            c.round = after.round;
            c.from = after.from;
            break;
        }
    }
}

template <class T>
bool same(const contract::Member<T>& a, const contract::Member<T>& b) {
    bool result = true;
    contract::Member<T>::visit(
        [&](const Field&, const auto& x, const auto& y) { result = result && x == y; }, a, b);
    return result;
}

/// The counts of the round are those of its members.
template <class T>
void expect_exact_counts(const Community<T>& c) {
    std::int64_t counted = 0;
    std::int64_t users = 0;
    std::int64_t awaited = 0;
    std::int64_t active = 0;
    for (const auto& member : c.members) {
        counted += contract::counted_in(c.round, member) ? 1 : 0;
        users += contract::used_by(c.round, member) ? 1 : 0;
        awaited += contract::awaited(c.round, member) ? 1 : 0;
        active += member.active ? 1 : 0;
    }
    ASSERT_EQ(c.round.sharers, T(counted));
    ASSERT_EQ(c.round.users, T(users));
    ASSERT_LE(counted + awaited, users);  // the others' reports of the round were rejected
    ASSERT_EQ(c.round.members, T(active));
}

TEST(guarded, a_long_random_life_stays_in_its_bounds_however_often_it_is_polled) {
    using T = CheckedInteger;
    std::mt19937_64 random(11);
    Community<T> polled;
    Community<T> left_alone;
    long now = 0;
    int saturated = 0;
    int taken_out = 0;
    int in_debt = 0;
    for (int step = 0; step < 200'000; ++step) {
        now += static_cast<long>(random() % 3);
        const int action = static_cast<int>(random() % 10);
        const auto who = static_cast<std::size_t>(random() % 20);
        const long rank = 3 + static_cast<long>(random() % 7);  // some are refused
        const T round_before = polled.round.number;
        const T sharers_before = polled.round.sharers;
        const T balance_before = polled.members[who].balance;
        act(polled, action, who, rank, now, true);
        act(left_alone, action, who, rank, now, false);
        saturated += action < 4 && round_before < polled.round.number ? 1 : 0;
        const auto& round = polled.round;
        const auto& in_force = polled.rules[0];
        ASSERT_TRUE(contract::admissible(in_force));
        ASSERT_TRUE(within(round.theta, in_force.theta_min, in_force.theta_max));
        ASSERT_TRUE(within(round.gamma, in_force.gamma_min, in_force.gamma_max));
        expect_exact_counts(polled);
        if (testing::Test::HasFatalFailure()) return;
        // A rejection alone leads into debt.
        const T& balance = polled.members[who].balance;
        ASSERT_TRUE(action == 8 || at_most<T>(balance_before, T(0)) <= balance);
        taken_out += action == 8 && polled.round.sharers < sharers_before ? 1 : 0;
        in_debt += action == 8 && balance < T(0) && balance < balance_before ? 1 : 0;
        if (step % 1000 == 0) {
            for (std::size_t i = 0; i < 20; ++i)
                ASSERT_TRUE(same(
                    contract::settle<T>(polled.rules[0], polled.members[i], T(now)).member,
                    contract::settle<T>(left_alone.rules[0], left_alone.members[i], T(now)).member))
                    << "member " << i << " at " << now;
        }
    }
    EXPECT_GT(saturated, 100);
    EXPECT_GT(taken_out, 100);
    EXPECT_GT(in_debt, 10);
}

TEST(guarded, doubles_follow_the_exact_reals) {
    std::mt19937_64 random(12);
    Community<double> fast;
    Community<Rational> exact;
    long now = 0;
    for (int step = 0; step < 3'000; ++step) {
        now += static_cast<long>(random() % 3);
        const int action = static_cast<int>(random() % 10);
        const auto who = static_cast<std::size_t>(random() % 20);
        const long rank = 3 + static_cast<long>(random() % 7);
        act(fast, action, who, rank, now, true);
        act(exact, action, who, rank, now, true);
        ASSERT_EQ(fast.round.number, exact.round.number.get_d());
        ASSERT_NEAR(fast.round.theta, exact.round.theta.get_d(), 1e-9);
        ASSERT_NEAR(fast.round.gamma, exact.round.gamma.get_d(), 1e-9);
        ASSERT_NEAR(fast.members[who].balance, exact.members[who].balance.get_d(), 1e-6);
    }
}

TEST(published, breaks_its_promises_as_the_paper_prints_them) {
    using T = CheckedInteger;
    published::Game<T> game{T(100), T(4),  T(2),  T(2), T(200), T(100), T(4),
                            T(10),  T(60), T(95), T(1), T(1),   T(1),   T(100)};
    EXPECT_EQ(published::sgm<T>(game, true).feedback, T(-1));  // P < P*, and yet a cost
    game.time = T(0);
    EXPECT_TRUE(published::sgm<T>(game, true).panics);
    EXPECT_FALSE(published::sgm<T>(game, false).panics);
    std::vector<published::Account<T>> accounts{{T(2000), T(0)}, {T(2000), T(0)}};
    EXPECT_FALSE(published::nsp<T>(accounts, T(10), T(1000)));
    EXPECT_EQ(accounts[0].points, T(1010));
    EXPECT_EQ(accounts[1].points, T(2000));  // the loop returns after the first
    EXPECT_FALSE(published::nsp<T>(accounts, T(10), T(1000)));
    EXPECT_EQ(accounts[0].points, T(20));  // charged again
    EXPECT_TRUE(published::nsp<T>(accounts, T(10), T(1000)));
}

}  // namespace
