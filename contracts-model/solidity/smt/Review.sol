// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules, wellFormedGame, wellFormedTimes} from "../src/guarded/Rules.sol";
import {Member} from "../src/guarded/Member.sol";
import {Round, awaited, countedIn, gammaInForce, usedBy} from "../src/guarded/Round.sol";
import {ReportRecord, reject} from "../src/guarded/Review.sol";
import {recordHolds} from "./Records.sol";
import {isCountedOf, isTime, memberHolds, roundHolds} from "./State.sol";

// Rejections: what one takes, from whom, and what it leaves. A contract states the promise of `essmap
// verify` above it. Of the rules they need little: what is asked of the times, and that points have a limit.

/// Any state, and a report of the member that can be rejected.
function holds(Rules memory r, Round memory g, Member memory m, ReportRecord memory k, int64 time)
    pure
    returns (bool)
{
    return isTime(time) && roundHolds(r, g, time) && memberHolds(r, m, g.number, time) && isCountedOf(g, m)
        && recordHolds(k, time) && 0 < k.time && 0 <= r.pointsMax && r.pointsMax <= 1e18;
}

/// Is this the report by which the member is counted in the running round?
function countsBy(Round memory g, Member memory m, int64 made) pure returns (bool) {
    return m.active && m.counted && m.stamp == g.number && m.lastCounted == made;
}

/// guarded.invariant.vote
contract InvariantVote {
    function ask(Rules memory r, Round memory g, Member memory m, ReportRecord memory k, int64 time) external pure {
        require(wellFormedTimes(r));
        require(holds(r, g, m, k, time));
        reject(r, g, m, k, time);
        assert(roundHolds(r, g, time));
        assert(memberHolds(r, m, g.number, time));
    }
}

/// guarded.review.member
contract ReviewMember {
    function ask(Rules memory r, Round memory g, Member memory m, ReportRecord memory k, int64 time) external pure {
        require(wellFormedTimes(r));
        require(holds(r, g, m, k, time));
        int64[5] memory before = [m.rank, m.stamp, m.lastCounted, m.rate, m.paidUntil];
        int64 balance = m.balance - k.brought - k.penalty;
        int64 reports = m.reports - 1;
        (bool active, bool user) = (m.active, m.user);
        bool counted = m.counted && !countsBy(g, m, k.time);
        (int64 periods, int64 charged,) = reject(r, g, m, k, time);
        balance = balance - charged;
        assert(m.balance == (balance < -1e18 ? -1e18 : balance));
        assert(m.reports == (reports < -3e4 ? -3e4 : reports));
        assert(m.active == active && m.user == user && m.counted == counted);
        assert(m.rank == before[0] && m.stamp == before[1] && m.lastCounted == before[2] && m.rate == before[3]);
        assert(m.paidUntil == before[4] + periods * r.idlePeriod);
    }
}

/// guarded.review.rest
contract ReviewRest {
    function ask(Rules memory r, Round memory g, Member memory m, ReportRecord memory k, int64 time) external pure {
        require(wellFormedTimes(r));
        require(holds(r, g, m, k, time));
        int64 less = countsBy(g, m, k.time) ? int64(1) : int64(0);
        (int64 number, int64 start, int64 sharers) = (g.number, g.start, g.sharers);
        (int64 users, int64 members, int64 theta, int64 gamma) = (g.users, g.members, g.theta, g.gamma);
        reject(r, g, m, k, time);
        assert(g.sharers == sharers - less && g.number == number && g.start == start);
        assert(g.users == users && g.members == members && g.theta == theta && g.gamma == gamma);
    }
}

/// guarded.review.taken
contract ReviewTaken {
    function ask(Rules memory r, Round memory g, Member memory m, ReportRecord memory k, int64 time) external pure {
        require(wellFormedTimes(r));
        require(holds(r, g, m, k, time));
        int64 due = k.brought + k.penalty;
        int64 balance = m.balance;
        (, int64 charged, int64 taken) = reject(r, g, m, k, time);
        assert(0 <= taken && taken <= due);
        assert(taken == due || m.balance == -1e18);
        assert(m.balance == balance - charged - taken);
    }
}

/// guarded.review.used-up
contract ReviewUsedUp {
    function ask(Rules memory r, Round memory g, Member memory m, ReportRecord memory k, int64 time) external pure {
        require(wellFormedTimes(r));
        require(holds(r, g, m, k, time) && countsBy(g, m, k.time));
        (int64 users, int64 sharers) = (g.users, g.sharers);
        reject(r, g, m, k, time);
        assert(usedBy(g, m) && !countedIn(g, m) && !awaited(g, m));
        assert(g.users == users && g.sharers + 1 == sharers);
    }
}

/// guarded.review.aside
contract ReviewAside {
    function ask(Rules memory r, Round memory g, Member memory m, ReportRecord memory k, int64 time) external pure {
        require(wellFormedTimes(r));
        require(holds(r, g, m, k, time));
        require(!m.active || m.stamp < g.number || !m.user); // he has left, the round is over, or he has come back
        (int64 sharers, int64 users, bool counted) = (g.sharers, g.users, m.counted);
        reject(r, g, m, k, time);
        assert(g.sharers == sharers && g.users == users && m.counted == counted);
    }
}

/// guarded.review.others
contract ReviewOthers {
    function ask(Rules memory r, Round memory g, Member memory m, ReportRecord memory k, int64 more, int64 time)
        external
        pure
    {
        require(wellFormedGame(r) && wellFormedTimes(r));
        require(holds(r, g, m, k, time) && 0 <= more && g.sharers + more <= g.users);
        int64 sharers = g.sharers;
        g.sharers = sharers + more;
        int64 gamma = gammaInForce(r, g);
        g.sharers = sharers;
        reject(r, g, m, k, time);
        g.sharers = g.sharers + more;
        int64 then = gammaInForce(r, g);
        assert(then <= gamma && gamma - 2 * r.gammaStep <= then);
    }
}

/// guarded.review.supply
contract ReviewSupply {
    function ask(Rules memory r, Round memory g, Member memory m, ReportRecord memory k, int64 time) external pure {
        require(wellFormedTimes(r));
        require(holds(r, g, m, k, time));
        int64 points = m.balance < 0 ? int64(0) : m.balance;
        reject(r, g, m, k, time);
        assert(m.balance <= points);
    }
}
