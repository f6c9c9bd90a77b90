#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <random>
#include <span>

#include "essmap/model/checked_integer.hpp"
#include "essmap/model/guarded/refusal.hpp"

/// Random states of the guarded contract, mostly near the bounds of what it accepts. The same on
/// every machine: no distribution of the standard library is used.
namespace essmap::evm_test {

namespace contract = model::guarded;
using Number = model::CheckedInteger;
using Rules = contract::Rules<Number>;
using Round = contract::Round<Number>;
using Member = contract::Member<Number>;
using Certificate = contract::Certificate<Number>;
using Seat = contract::Seat<Number>;
using ReportRecord = contract::ReportRecord<Number>;
using contract::Limits;

class Draws {
public:
    explicit Draws(std::uint64_t seed) : random_(seed) {}

    /// A whole number below n.
    std::int64_t below(std::int64_t n) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
    }
    bool once_in(std::int64_t n) { return below(n) == 0; }
    /// lo to hi: at an end or next to it, of any magnitude above lo, or anywhere; where hi < lo one
    /// of them.
    std::int64_t near(std::int64_t lo, std::int64_t hi) {
        const std::int64_t width = std::max<std::int64_t>(0, hi - lo);
        switch (below(4)) {
            case 0: return lo + std::min(width, below(3));
            case 1: return hi - std::min(width, below(3));
            case 2: {
                const auto bits =
                    static_cast<std::int64_t>(std::bit_width(static_cast<std::uint64_t>(width)));
                return lo + std::min(width, below(std::int64_t{1} << below(bits + 1)));
            }
            default: return lo + below(width + 1);
        }
    }
    /// The same, but one too few or too many now and then.
    std::int64_t around(std::int64_t lo, std::int64_t hi) {
        return once_in(12) ? (once_in(2) ? lo - 1 : hi + 1) : near(lo, hi);
    }
    std::int64_t near(const Number& lo, const Number& hi) { return near(lo.value(), hi.value()); }
    std::int64_t around(const Number& lo, const Number& hi) {
        return around(lo.value(), hi.value());
    }

    /// Rules that pass the guard, often only just.
    Rules rules();
    /// Rules to change to: of the same units, of others, or malformed.
    Rules proposed(const Rules& rules);
    /// Seconds a tick with which the rules mostly end in time.
    std::int64_t tick(const Rules& rules);
    /// A round within the invariant, nobody's yet.
    Round round(const Rules& rules, std::int64_t now);
    Member member(const Rules& rules, const Round& round, std::int64_t now);
    /// A seat of one of three accounts, or of nobody's.
    Seat seat(std::int64_t now);
    /// A report of account 1 or 2, whose record is that of `members` in this order.
    ReportRecord report(const Rules& rules, std::span<const Member> members, std::int64_t now);
    /// Sets the counts of the round: of these members, and of others.
    void counts(Round& round, std::span<const Member> members);
    /// A later time: at once, or when something is due.
    std::int64_t later(const Rules& rules, std::int64_t now);

private:
    std::mt19937_64 random_;
};

}  // namespace essmap::evm_test
