#include "essmap/model/member_columns.hpp"

#include <algorithm>
#include <exception>
#include <limits>

#include "essmap/model/simd.hpp"
#include "essmap/model/unchecked_integer.hpp"

namespace essmap::model {

namespace {

using guarded::Limits;
using guarded::Member;
using guarded::Rules;

/// Members looked at together: what NSP reads of them fits into half of a first-level cache.
constexpr std::size_t block_size = 512;
/// Fewer blocks are settled sooner than threads are woken.
constexpr std::size_t worth_threads = 64;

/// A sum of signed 64-bit numbers in two words, 2^32 high + low: exact for 2^31 of them, and added
/// up without carries.
struct Sum {
    std::int64_t high = 0;
    std::int64_t low = 0;

    void add(std::int64_t value) {
        high += value >> 32;
        low += value & 0xffffffff;
    }
    void add(const Sum& o) {
        high += o.high;
        low += o.low;
    }
    [[nodiscard]] mpz_class value() const { return (mpz_class(high) << 32) + low; }
};

struct Sums {
    Sum due;
    Sum charged;
};

/// What settle() reads and writes of a block of members.
struct Block {
    const std::uint8_t* active;
    std::int64_t* balance;
    const std::int64_t* last_counted;
    std::int64_t* paid_until;
    const std::int64_t* rate;
    const std::int64_t* expiry;
    std::size_t count;
};

Block block_of(MemberColumns& m, std::size_t begin, std::size_t end) {
    return {m.active.data() + begin,
            m.balance.data() + begin,
            m.last_counted.data() + begin,
            m.paid_until.data() + begin,
            m.rate.data() + begin,
            m.expiry.data() + begin,
            end - begin};
}

/// Does every member satisfy what the invariant says of what settle() reads of him? (The rules and
/// the time are asked about elsewhere.) Numbers below 0 are above every bound as unsigned ones; a
/// balance may be as low as -Limits::points, and is counted from there.
ESSMAP_WIDENED bool within_invariant(const Block& block, std::int64_t points_max,
                                     std::int64_t now) {
    const Block b = block;
    const auto above = [](std::int64_t value, std::int64_t bound) {
        return static_cast<std::uint64_t>(value) > static_cast<std::uint64_t>(bound);
    };
    constexpr auto deepest = static_cast<std::uint64_t>(Limits::points);
    const std::uint64_t most = deepest + static_cast<std::uint64_t>(points_max);
    std::uint64_t outside = 0;
    for (std::size_t i = 0; i < b.count; ++i)
        outside |=
            static_cast<std::uint64_t>(deepest + static_cast<std::uint64_t>(b.balance[i]) > most) |
            static_cast<std::uint64_t>(above(b.rate[i], Limits::points_per_share)) |
            static_cast<std::uint64_t>(above(b.last_counted[i], now)) |
            static_cast<std::uint64_t>(above(b.paid_until[i], 2 * Limits::ticks)) |
            static_cast<std::uint64_t>(above(b.expiry[i], Limits::ticks));
    return outside == 0;
}

ESSMAP_WIDENED void settle_unchecked(const Rules<UncheckedInteger>& given, UncheckedInteger now,
                                     const Block& block, Sums& sums) {
    const Rules<UncheckedInteger> rules = given;
    const Block b = block;
    Sums result;
    for (std::size_t i = 0; i < b.count; ++i) {
        const Member<UncheckedInteger> member{.known = true,
                                              .active = b.active[i] != 0,
                                              .rank = 0,
                                              .balance = b.balance[i],
                                              .stamp = 0,
                                              .user = false,
                                              .counted = false,
                                              .last_counted = b.last_counted[i],
                                              .last_extra = 0,
                                              .paid_until = b.paid_until[i],
                                              .rate = b.rate[i],
                                              .reports = 0,
                                              .expiry = b.expiry[i],
                                              .epoch = 0};
        const auto settled = guarded::settle(rules, member, now);
        b.balance[i] = settled.member.balance.value();
        b.paid_until[i] = settled.member.paid_until.value();
        result.due.add(settled.due.value());
        result.charged.add(settled.charged.value());
    }
    sums.due.add(result.due);
    sums.charged.add(result.charged);
}

/// The first member whose settlement faults, and his fault.
struct FirstFault {
    std::size_t member = std::numeric_limits<std::size_t>::max();
    std::exception_ptr fault;

    void meet(std::size_t other, const std::exception_ptr& its) {
        if (other >= member) return;
        member = other;
        fault = its;
    }
};

void settle_checked(const Rules<CheckedInteger>& rules, MemberColumns& members,
                    const CheckedInteger& now, std::size_t begin, std::size_t end, Sums& sums,
                    FirstFault& first) {
    for (std::size_t i = begin; i < end; ++i) try {
            const auto settled = guarded::settle(rules, members.get(i), now);
            members.set(i, settled.member);
            sums.due.add(settled.due.value());
            sums.charged.add(settled.charged.value());
        } catch (const ArithmeticFault&) {
            first.meet(i, std::current_exception());
        }
}

Rules<UncheckedInteger> unchecked(const Rules<CheckedInteger>& rules) {
    Rules<UncheckedInteger> result;
    const auto copy = [](const Field&, auto& out, const auto& from) { out = from.value(); };
    Rules<CheckedInteger>::visit(copy, result, rules);
    return result;
}

}  // namespace

MemberColumns::MemberColumns(std::size_t count)
    : known(count),
      active(count),
      user(count),
      counted(count),
      rank(count),
      balance(count),
      stamp(count),
      last_counted(count),
      last_extra(count),
      paid_until(count),
      rate(count),
      reports(count),
      expiry(count),
      epoch(count) {}

Member<CheckedInteger> MemberColumns::get(std::size_t i) const {
    return {known[i] != 0, active[i] != 0,  rank[i],         balance[i],    stamp[i],
            user[i] != 0,  counted[i] != 0, last_counted[i], last_extra[i], paid_until[i],
            rate[i],       reports[i],      expiry[i],       epoch[i]};
}

void MemberColumns::set(std::size_t i, const Member<CheckedInteger>& member) {
    known[i] = member.known ? 1 : 0;
    active[i] = member.active ? 1 : 0;
    user[i] = member.user ? 1 : 0;
    counted[i] = member.counted ? 1 : 0;
    rank[i] = member.rank.value();
    balance[i] = member.balance.value();
    stamp[i] = member.stamp.value();
    last_counted[i] = member.last_counted.value();
    last_extra[i] = member.last_extra.value();
    paid_until[i] = member.paid_until.value();
    rate[i] = member.rate.value();
    reports[i] = member.reports.value();
    expiry[i] = member.expiry.value();
    epoch[i] = member.epoch.value();
}

SettledSums settle_all(const Rules<CheckedInteger>& rules, MemberColumns& members,
                       const CheckedInteger& now) {
    const bool proved = guarded::admissible(rules) && within<CheckedInteger>(now, 0, Limits::ticks);
    const Rules<UncheckedInteger> plain = unchecked(rules);
    const std::size_t count = members.size();
    const std::size_t blocks = (count + block_size - 1) / block_size;
    Sums sums;
    FirstFault first;
#pragma omp parallel if (blocks >= worth_threads)
    {
        Sums own;
        FirstFault own_first;
#pragma omp for schedule(static) nowait
        for (std::size_t block = 0; block < blocks; ++block) {
            const std::size_t begin = block * block_size;
            const std::size_t end = std::min(begin + block_size, count);
            const Block columns = block_of(members, begin, end);
            if (proved && within_invariant(columns, rules.points_max.value(), now.value()))
                settle_unchecked(plain, now.value(), columns, own);
            else
                settle_checked(rules, members, now, begin, end, own, own_first);
        }
#pragma omp critical(settle_all)
        {
            sums.due.add(own.due);
            sums.charged.add(own.charged);
            first.meet(own_first.member, own_first.fault);
        }
    }
    if (first.fault) std::rethrow_exception(first.fault);
    return {sums.due.value(), sums.charged.value()};
}

}  // namespace essmap::model
