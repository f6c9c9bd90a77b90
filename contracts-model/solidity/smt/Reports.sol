// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules, pay} from "../src/guarded/Rules.sol";
import {Member, settle} from "../src/guarded/Member.sol";
import {Report, Round, count, gammaInForce, saturated} from "../src/guarded/Round.sol";
import {admitted} from "./AnyRules.sol";
import {Before, report} from "./Reported.sol";
import {isCountedOf, isTime, memberHolds, roundHolds} from "./State.sol";

// Reports, while the rules stay. A contract states the promise of `essmap verify` above it.

/// guarded.invariant.share
contract InvariantShare {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        (, Report memory done) = report(r, g, m, time);
        int64 number = done.next.number;
        assert(roundHolds(r, done.next, time));
        assert(memberHolds(r, m, number, time));
    }
}

/// guarded.report.counted
contract ReportCounted {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        (Before memory b, Report memory done) = report(r, g, m, time);
        assert(done.counted == b.counted);
    }
}

/// guarded.report.extra
contract ReportExtra {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        (Before memory b, Report memory done) = report(r, g, m, time);
        require(!b.counted);
        assert(done.charge == 0 && done.punished == 0 && !done.saturates && !done.promoted);
        assert(!done.reviewed);
        assert(m.balance == b.balance && m.paidUntil == b.paidUntil && m.lastCounted == b.lastCounted);
        assert(m.rank == b.rank && m.reports == b.reports && m.stamp == b.stamp && m.lastExtra == time);
        assert(done.next.sharers == b.sharers && done.next.number == b.number);
    }
}

/// guarded.report.charge
contract ReportCharge {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time) && memberHolds(r, m, g.number, time));
        require(isCountedOf(g, m) && m.active && m.stamp < g.number);
        (int64 rank, int64 sharers) = (m.rank, g.sharers);
        g.sharers = sharers + 1;
        int64 paid = pay(r, rank, g.theta, gammaInForce(r, g));
        g.sharers = sharers;
        (int64 charge,) = count(r, g, m, time);
        assert(charge == -paid);
    }
}

/// guarded.report.member
contract ReportMember {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        (Before memory b, Report memory done) = report(r, g, m, time);
        require(b.counted);
        int64 balance = b.balance - done.punished - done.charge;
        assert(m.balance == (r.pointsMax < balance ? r.pointsMax : balance));
        assert(m.stamp == b.number && m.user && m.counted && m.lastCounted == time && m.rate == r.mu);
        assert(b.paidUntil <= m.paidUntil && time + r.idleLimit <= m.paidUntil);
    }
}

/// guarded.report.promotion
contract ReportPromotion {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        (Before memory b, Report memory done) = report(r, g, m, time);
        require(b.counted);
        int64 reports = b.reports < 3e4 ? b.reports + 1 : b.reports;
        bool rises = 0 < r.promotion && r.promotion <= reports && b.rank < r.rankMax;
        assert(done.promoted == rises);
        assert(m.rank == (rises ? b.rank + 1 : b.rank));
        assert(m.reports == (rises ? reports - r.promotion : reports));
    }
}

/// guarded.report.saturation
contract ReportSaturation {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        int64 users = g.users;
        (Before memory b, Report memory done) = report(r, g, m, time);
        require(b.counted && !b.expired);
        assert(done.saturates == (r.saturation * users < (b.sharers + 1) * r.scale));
        assert(done.next.number == (done.saturates ? b.number + 1 : b.number));
    }
}

/// guarded.report.everyone
contract ReportEveryone {
    function ask(Rules memory r, int64 users) external pure {
        require(admitted(r));
        require(0 < users && users <= 1e9);
        assert(saturated(r, users, users));
    }
}

/// guarded.report.rounds
contract ReportRounds {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        int64 number = g.number;
        (Before memory b, Report memory done) = report(r, g, m, time);
        int64 rounds = done.next.number - number;
        assert(0 <= rounds && rounds <= (b.expired ? int64(2) : int64(1)));
    }
}

/// guarded.promise.gain
contract PromiseGain {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        (Before memory b, Report memory done) = report(r, g, m, time);
        assert(done.counted || m.balance <= b.balance);
        assert(m.balance - b.balance <= pay(r, r.rankMax, r.thetaMin, r.gammaMin) || !done.counted);
    }
}

/// guarded.promise.never-costs
contract PromiseNeverCosts {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        (, Report memory done) = report(r, g, m, time);
        assert(done.counted ? done.charge < 0 : done.charge == 0);
    }
}

/// guarded.promise.manage
contract PromiseManage {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        require(m.stamp < g.number || g.start <= m.lastCounted);
        (Before memory b, Report memory done) = report(r, g, m, time);
        require(b.lastCounted + r.roundLimit <= time);
        assert(done.counted);
    }
}

/// guarded.promise.free
contract PromiseFree {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time, int64 later) external pure {
        require(admitted(r));
        (Before memory b,) = report(r, g, m, time);
        require(b.counted && time <= later && later < time + 2 * r.roundLimit && isTime(later));
        assert(later < m.lastCounted + r.retireAfter);
        (int64 periods,) = settle(r, m, later);
        assert(periods == 0);
    }
}

/// guarded.nsp.never-erased
contract NspNeverErased {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        (int64 balance, int64 paid) = (m.balance, m.paidUntil);
        require(isTime(time) && memberHolds(r, m, g.number, time));
        (, int64 charged) = settle(r, m, time);
        (m.balance, m.paidUntil) = (balance, paid);
        (Before memory b, Report memory done) = report(r, g, m, time);
        assert(!b.counted || done.punished == charged);
    }
}
