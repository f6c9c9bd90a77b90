#pragma once

#include <gmpxx.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "essmap/model/checked_integer.hpp"
#include "essmap/model/guarded/nsp.hpp"

/// The members of a guarded contract, many at a time: NSP's pass over all of them.
namespace essmap::model {

/// guarded::Member by columns: entry i of each is member i's.
struct MemberColumns {
    std::vector<std::uint8_t> known, active;
    std::vector<std::int64_t> rank, points, stamp, last_share, paid_until, rate, expiry;

    explicit MemberColumns(std::size_t count = 0);
    [[nodiscard]] std::size_t size() const { return points.size(); }
    [[nodiscard]] guarded::Member<CheckedInteger> get(std::size_t i) const;
    void set(std::size_t i, const guarded::Member<CheckedInteger>& member);
};

/// What a pass of NSP came to, over all members.
struct SettledSums {
    mpz_class due;      ///< sum of mu floor(idle/period)
    mpz_class charged;  ///< what the points could bear of it
};

/// guarded::settle for each member (NSP), in place, on OpenMP's threads; the results are those of
/// the checked integers, bit for bit, whatever the threads and the width of the processor.
///
/// Blocks in which all values lie within the invariant of the contract are settled without checks
/// of overflow, which `guarded.arithmetic.settle.fixed` proves needless; others are checked.
/// @throws ArithmeticFault the fault of the first member that has one, after all others have
/// been settled; he and whoever else has one are as before
SettledSums settle_all(const guarded::Rules<CheckedInteger>& rules, MemberColumns& members,
                       const CheckedInteger& now);

}  // namespace essmap::model
