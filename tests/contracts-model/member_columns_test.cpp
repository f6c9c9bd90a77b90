#include "essmap/model/member_columns.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <limits>
#include <random>
#include <string>

#include "essmap/model/guarded/example.hpp"
#include "essmap/model/unchecked_integer.hpp"

namespace {

using namespace essmap;
using model::CheckedInteger;
using model::guarded::Limits;
using model::guarded::Member;
using model::guarded::Rules;

using T = CheckedInteger;
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

/// Any whole number between lo and hi, the ends and what lies next to lo more often than the rest.
std::int64_t any(std::mt19937_64& random, std::int64_t lo, std::int64_t hi) {
    switch (random() % 8) {
        case 0: return lo;
        case 1: return hi;
        case 2: return std::min(hi, lo + 1);
        case 3: return std::min(hi, lo + static_cast<std::int64_t>(random() % 1000));
        default:
            return lo +
                   static_cast<std::int64_t>(random() % (static_cast<std::uint64_t>(hi - lo) + 1));
    }
}

/// Any member within the invariant: idle, ahead of the watermark, lapsed, inactive, poor.
Member<T> any_member(std::mt19937_64& random, const Rules<T>& rules, std::int64_t now) {
    const bool active = random() % 4 != 0;
    Member<T> m{};
    m.known = active || random() % 2 == 0;
    m.active = active;
    m.rank = any(random, 1, Limits::rank);
    m.balance = any(random, random() % 2 == 0 ? 0 : -Limits::points, rules.points_max.value());
    m.stamp = any(random, 0, 9);
    m.user = random() % 2 == 0;
    m.counted = random() % 2 == 0;
    m.last_counted = any(random, 0, now);
    m.last_extra = any(random, 0, now);
    m.paid_until = any(random, 0, 2 * Limits::ticks);
    m.rate = any(random, 0, Limits::points_per_share);
    m.reports = any(random, -Limits::reports, Limits::reports);
    m.expiry = any(random, 0, Limits::ticks);
    m.epoch = any(random, 0, 9);
    return m;
}

Rules<T> rules_at_the_limits(std::int64_t period) {
    auto rules = model::guarded::example_rules<T>();
    rules.points_max = Limits::points;
    rules.idle_period = period;
    rules.idle_limit = Limits::duration;
    rules.retire_after = Limits::duration;
    return rules;
}

bool same(const Member<T>& a, const Member<T>& b) {
    bool result = true;
    Member<T>::visit(
        [&](const model::Field&, const auto& x, const auto& y) { result = result && x == y; }, a,
        b);
    return result;
}

/// settle_all() on some threads does what settle() does to one member after the other.
void expect_as_one_by_one(const Rules<T>& rules, const model::MemberColumns& before, const T& now) {
    model::MemberColumns expected = before;
    mpz_class due;
    mpz_class charged;
    std::string fault;
    for (std::size_t i = 0; i < before.size(); ++i) try {
            const auto settled = model::guarded::settle(rules, before.get(i), now);
            expected.set(i, settled.member);
            due += settled.due.value();
            charged += settled.charged.value();
        } catch (const model::ArithmeticFault& e) {
            if (fault.empty()) fault = e.what();
        }
    for (int threads = 1; threads <= 4; ++threads) {
        omp_set_num_threads(threads);
        model::MemberColumns members = before;
        std::string thrown;
        try {
            const auto sums = model::settle_all(rules, members, now);
            EXPECT_EQ(sums.due, due);
            EXPECT_EQ(sums.charged, charged);
        } catch (const model::ArithmeticFault& e) {
            thrown = e.what();
        }
        EXPECT_EQ(thrown, fault) << threads << " threads";
        for (std::size_t i = 0; i < before.size(); ++i)
            ASSERT_TRUE(same(members.get(i), expected.get(i)))
                << "member " << i << ", " << threads << " threads";
    }
}

TEST(member_columns, are_settled_as_one_member_after_the_other) {
    std::mt19937_64 random(21);
    for (const std::size_t count : {0U, 1U, 7U, 511U, 512U, 513U, 1024U, 40'001U})
        for (const std::int64_t period : {1L, 10L, 997L, Limits::duration}) {
            const auto rules = rules_at_the_limits(period);
            ASSERT_TRUE(model::guarded::admissible(rules));
            const std::int64_t now = any(random, 0, Limits::ticks);
            model::MemberColumns members(count);
            for (std::size_t i = 0; i < count; ++i) members.set(i, any_member(random, rules, now));
            expect_as_one_by_one(rules, members, now);
        }
}

TEST(member_columns, near_whole_periods_are_settled_exactly) {
    std::mt19937_64 random(22);
    for (int round = 0; round < 40; ++round) {
        const std::int64_t period = any(random, 1, 1'000'000);
        const auto rules = rules_at_the_limits(period);
        model::MemberColumns members(600);
        for (std::size_t i = 0; i < members.size(); ++i) {
            auto member = any_member(random, rules, Limits::ticks);
            const std::int64_t idle = any(random, 1, Limits::ticks / period) * period;
            member.active = true;
            member.last_counted = Limits::ticks;
            member.expiry = Limits::ticks;
            member.paid_until = Limits::ticks - idle + static_cast<std::int64_t>(random() % 3) - 1;
            members.set(i, member);
        }
        expect_as_one_by_one(rules, members, Limits::ticks);
    }
}

TEST(member_columns, of_who_owes_points_are_charged_nothing) {
    std::mt19937_64 random(26);
    const auto rules = rules_at_the_limits(10);
    model::MemberColumns members(1100);
    for (std::size_t i = 0; i < members.size(); ++i) {
        auto member = any_member(random, rules, Limits::ticks);
        member.balance = any(random, -Limits::points, 0);
        members.set(i, member);
    }
    const model::MemberColumns before = members;
    expect_as_one_by_one(rules, before, Limits::ticks);
    const auto sums = model::settle_all(rules, members, Limits::ticks);
    EXPECT_GT(sums.due, 0);
    EXPECT_EQ(sums.charged, 0);
    EXPECT_EQ(members.balance, before.balance);
}

TEST(member_columns, outside_the_invariant_are_checked_and_fault_as_ever) {
    std::mt19937_64 random(23);
    const auto rules = rules_at_the_limits(10);
    const std::int64_t now = Limits::ticks / 2;
    model::MemberColumns members(40'000);
    for (std::size_t i = 0; i < members.size(); ++i) members.set(i, any_member(random, rules, now));
    const auto with = [&](auto column, std::size_t i, std::int64_t value) {
        model::MemberColumns changed = members;
        changed.active[i] = 1;
        (changed.*column)[i] = value;
        expect_as_one_by_one(rules, changed, now);
        return changed;
    };
    using Columns = model::MemberColumns;
    with(&Columns::balance, 3, -Limits::points - 1);
    with(&Columns::balance, 4, rules.points_max.value() + 1);
    with(&Columns::balance, 510, largest);
    with(&Columns::balance, 511, std::numeric_limits<std::int64_t>::min());
    with(&Columns::last_counted, 512, largest);
    with(&Columns::last_counted, 700, now + 1);
    with(&Columns::rate, 701, -5);
    with(&Columns::rate, 702, Limits::points_per_share + 1);
    with(&Columns::expiry, 39'999, largest);
    Columns twice = with(&Columns::paid_until, 35'000, std::numeric_limits<std::int64_t>::min());
    twice.last_counted[1500] = largest - 1;
    twice.active[1500] = 1;
    expect_as_one_by_one(rules, twice, now);
    EXPECT_THROW(model::settle_all(rules, twice, now), model::ArithmeticFault);
}

TEST(member_columns, under_rules_or_at_times_without_proof_are_checked) {
    std::mt19937_64 random(24);
    auto rules = rules_at_the_limits(10);
    model::MemberColumns members(1000);
    for (std::size_t i = 0; i < members.size(); ++i)
        members.set(i, any_member(random, rules, Limits::ticks));
    expect_as_one_by_one(rules, members, largest);
    expect_as_one_by_one(rules, members, -1);
    rules.retire_after = largest;
    expect_as_one_by_one(rules, members, Limits::ticks);
    rules = rules_at_the_limits(0);
    expect_as_one_by_one(rules, members, Limits::ticks);
}

TEST(unchecked_integer, divides_as_the_chain_does) {
    std::mt19937_64 random(25);
    constexpr std::int64_t bound = (std::int64_t{1} << 52) - 1;
    const auto expect = [](std::int64_t a, std::int64_t b) {
        ASSERT_EQ(quotient(model::UncheckedInteger(a), model::UncheckedInteger(b)).value(), a / b)
            << a << " / " << b;
    };
    for (int i = 0; i < 200'000; ++i) {
        const std::int64_t b = any(random, 1, bound >> (random() % 52));
        expect(any(random, 0, bound), b);
        const std::int64_t multiple = any(random, 1, bound / b) * b;
        for (const std::int64_t a : {multiple - 1, multiple, multiple + 1})
            if (a <= bound) expect(a, b);
    }
}

}  // namespace
