// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Limits, Rules} from "../src/guarded/Rules.sol";
import {Member} from "../src/guarded/Member.sol";
import {Round} from "../src/guarded/Round.sol";

// The invariant, as verify/src/guarded_state.hpp has it. What a promise does not need is not imported,
// and what is shared is a free function: SMTChecker encodes all that is imported, and checks an
// internal function of a contract, virtual ones included, out of its context too.

/// Time is limited.
function isTime(int64 time) pure returns (bool) {
    return 0 <= time && time <= Limits.TICKS;
}

/// The invariant of a round. Time must be one, and no chain comes to as many rounds.
function roundHolds(Rules memory r, Round memory g, int64 time) pure returns (bool) {
    return r.thetaMin <= g.theta && g.theta <= r.thetaMax && r.gammaMin <= g.gamma && g.gamma <= r.gammaMax
        && 0 <= g.sharers && g.sharers <= g.users && g.users <= g.members && g.members <= Limits.MEMBERS
        && 1 <= g.number && g.number <= 500_000_000_000 && 0 <= g.start && g.start <= time;
}

/// The invariant of a member, stamped with this round or an earlier one.
function memberHolds(Rules memory r, Member memory m, int64 number, int64 time) pure returns (bool) {
    return -Limits.POINTS <= m.balance && m.balance <= r.pointsMax && 0 <= m.rate && m.rate <= Limits.POINTS_PER_SHARE
        && 0 <= m.lastCounted && m.lastCounted <= time && 0 <= m.lastExtra && m.lastExtra <= time
        && 0 <= m.paidUntil && m.paidUntil <= 2 * Limits.TICKS && 0 <= m.expiry && m.expiry <= Limits.TICKS
        && 0 <= m.stamp && m.stamp <= number && -Limits.REPORTS <= m.reports && m.reports <= Limits.REPORTS
        && (!m.counted || m.user)
        && (!m.active || (m.known && r.rankMin <= m.rank && m.rank <= r.rankMax));
}

/// What a round counts of a member: he is among those whom it has counted, or else among its other users,
/// who are awaited or whose report was rejected; or he has joined in it, and is none of its users.
function isCountedOf(Round memory g, Member memory m) pure returns (bool) {
    if (!m.active) return true;
    if (m.stamp == g.number && m.counted) return 0 < g.sharers;
    if (m.stamp < g.number || m.user) return g.sharers < g.users;
    return g.users < g.members;
}
