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
    std::vector<std::uint8_t> known, active, user, counted;
    std::vector<std::int64_t> rank, balance, stamp, last_counted, last_extra, paid_until, rate,
        reports, expiry, epoch;

    /// Columns of `count` members, all fields 0.
    explicit MemberColumns(std::size_t count = 0);
    /// The number of members.
    [[nodiscard]] std::size_t size() const { return balance.size(); }
    /// The record of member i. @pre i < size()
    [[nodiscard]] guarded::Member<CheckedInteger> get(std::size_t i) const;
    /// Replaces the record of member i. @pre i < size()
    void set(std::size_t i, const guarded::Member<CheckedInteger>& member);
};

/// The sums of one pass of NSP over all members, in points.
struct SettledSums {
    mpz_class due;      ///< sum of mu floor(idle/period)
    mpz_class charged;  ///< what the points could bear of it
};

/// Applies guarded::settle (NSP) to each member in place, on OpenMP's threads. The results are
/// those of the checked integers bit for bit, for any number of threads and any processor.
///
/// A block whose values all lie within the invariant of the contract is settled without checks of
/// overflow: `guarded.arithmetic.settle.fixed` proves that none occurs. Other blocks are checked.
/// @throws ArithmeticFault of the first member whose settlement faults, after all others have been
/// settled; members whose settlement faults are not changed
SettledSums settle_all(const guarded::Rules<CheckedInteger>& rules, MemberColumns& members,
                       const CheckedInteger& now);

}  // namespace essmap::model
