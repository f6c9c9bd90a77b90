// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../src/guarded/Rules.sol";
import {Member} from "../src/guarded/Member.sol";
import {Report, Round, Rulebook, accept} from "../src/guarded/Round.sol";
import {isCountedOf, isTime, memberHolds, roundHolds} from "./State.sol";

// A report in any state, while the rules stay. The solver forgets a record when another of its kind is
// written: what is compared is kept in variables.

/// The round and the member before, and in which round the report is made.
struct Before {
    int64 number;
    int64 stamp;
    int64 balance;
    int64 lastCounted;
    int64 paidUntil;
    int64 rank;
    int64 reports;
    int64 sharers;
    bool expired;
    bool counted;
}

/// A report that is accepted in a state.
function report(Rules memory r, Round memory g, Member memory m, int64 time)
    pure
    returns (Before memory b, Report memory done)
{
    require(isTime(time) && roundHolds(r, g, time) && g.number < 499_999_999_999);
    require(memberHolds(r, m, g.number, time) && isCountedOf(g, m));
    require(m.active && time < m.expiry && time < m.lastCounted + r.retireAfter);
    require(m.lastCounted + r.shareInterval <= time && m.lastExtra + r.shareInterval <= time);
    b.expired = r.roundLimit <= time - g.start;
    b.number = b.expired ? g.number + 1 : g.number;
    b.counted = b.expired || m.stamp < g.number;
    (b.stamp, b.balance, b.lastCounted, b.paidUntil) = (m.stamp, m.balance, m.lastCounted, m.paidUntil);
    (b.rank, b.reports, b.sharers) = (m.rank, m.reports, g.sharers);
    done = accept(Rulebook(r, r, false), g, m, time);
}
