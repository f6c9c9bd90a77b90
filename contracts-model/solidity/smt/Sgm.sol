// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../src/guarded/Rules.sol";
import {Member, settle} from "../src/guarded/Member.sol";
import {Report, Round, accept, count, gammaInForce, rollOver, saturated, timedOut} from "../src/guarded/Round.sol";
import {admitted} from "./AnyRules.sol";
import {case1, allowed} from "./Case1.sol";
import {isTime, memberHolds, roundHolds} from "./State.sol";

// Reports and rounds. A contract states the promise of `essmap verify` above it. The solver forgets a
// record when another of its kind is written: what is compared is kept in variables.

/// The round that the report is counted in, before it is counted, and what the member had.
struct Before {
    int64 number;
    int64 start;
    int64 sharers;
    int64 users;
    int64 theta;
    int64 gamma;
    int64 stamp;
    int64 points;
    bool expired;
}

/// A report that is accepted in a state.
function report(Rules memory r, Round memory g, Member memory m, int64 time)
    pure
    returns (Before memory b, Report memory done)
{
    require(isTime(time) && roundHolds(r, g, time));
    require(memberHolds(r, m, g.number, time));
    require(m.active && time < m.expiry && m.lastShare + r.shareInterval <= time);
    require(r.rankMin <= m.rank && m.rank <= r.rankMax);
    b.expired = r.roundLimit <= time - g.start;
    b.stamp = m.stamp;
    b.points = m.points;
    b.number = b.expired ? g.number + 1 : g.number;
    b.start = b.expired ? time : g.start;
    b.sharers = b.expired ? int64(0) : g.sharers;
    b.users = b.expired ? g.members : g.users;
    b.theta = b.expired ? thetaOf(r, g, time) : g.theta;
    b.gamma = b.expired ? gammaOf(r, g.sharers, g.users, g.gamma) : g.gamma;
    // Whoever may still be counted was a member when the round began.
    require(b.number <= b.stamp || b.sharers < b.users);
    done = accept(r, g, m, time);
}

/// max(gamma - step, gammaMin) below P*; else min(gamma + step, gammaMax); gamma without users.
function gammaOf(Rules memory r, int64 sharers, int64 users, int64 gamma) pure returns (int64) {
    if (users == 0) return gamma;
    if (sharers * r.scale < r.threshold * users) {
        return gamma - r.gammaStep < r.gammaMin ? r.gammaMin : gamma - r.gammaStep;
    }
    return r.gammaMax < gamma + r.gammaStep ? r.gammaMax : gamma + r.gammaStep;
}

/// floor(N / max(T, 1)) within its bounds; theta without users.
function thetaOf(Rules memory r, Round memory g, int64 time) pure returns (int64) {
    if (g.users == 0) return g.theta;
    int64 lasted = time - g.start;
    int64 theta = r.numerator / (lasted < 1 ? int64(1) : lasted);
    return theta < r.thetaMin ? r.thetaMin : r.thetaMax < theta ? r.thetaMax : theta;
}

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

/// guarded.invariant.tick
contract InvariantTick {
    function ask(Rules memory r, Round memory g, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time));
        require(timedOut(r, g, time));
        Round memory next = rollOver(r, g, time);
        assert(roundHolds(r, next, time));
    }
}

/// guarded.sgm.reward-or-cost
contract SgmRewardOrCost {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time) && memberHolds(r, m, g.number, time));
        require(g.number <= m.stamp || g.sharers < g.users);
        int64 counted = m.stamp < g.number ? g.sharers + 1 : g.sharers;
        int64 charge = gammaOf(r, counted, g.users, g.gamma);
        assert(count(r, g, m, time) == charge);
    }
}

/// guarded.sgm.charge-case1
contract SgmChargeCase1 {
    function ask(Rules memory r, Round memory g, int64 rank, int64 u, int64 k, int64 time) external pure {
        require(admitted(r) && allowed(r, rank, u, k));
        require(isTime(time) && roundHolds(r, g, time));
        int64 theta = g.theta;
        int64 charge = gammaInForce(r, g);
        assert(r.gammaMin <= charge && charge <= r.gammaMax);
        int256 levels = int256(r.scale) * rank;
        int256 left = int256(u) * (levels - theta - int256(k) * rank);
        assert(case1(r.scale, rank, u, k, r.thetaMax, r.gammaMax));
        assert(charge * levels <= r.gammaMax * levels);
        assert(int256(u) * (levels - r.thetaMax - int256(k) * rank) <= left);
        assert(case1(r.scale, rank, u, k, theta, charge));
    }
}

/// guarded.sgm.counted-once
contract SgmCountedOnce {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        (Before memory b, Report memory done) = report(r, g, m, time);
        int64 counted = b.stamp < b.number ? b.sharers + 1 : b.sharers;
        assert(done.saturates || done.next.sharers == counted);
        assert(m.stamp == b.number);
    }
}

/// guarded.sgm.saturation
contract SgmSaturation {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        (Before memory b, Report memory done) = report(r, g, m, time);
        int64 counted = b.stamp < b.number ? b.sharers + 1 : b.sharers;
        bool full = r.saturation * b.users < counted * r.scale;
        assert(done.next.number == (full ? b.number + 1 : b.number));
    }
}

/// guarded.sgm.everyone
contract SgmEveryone {
    function ask(Rules memory r, Round memory g, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time));
        require(0 < g.users && g.sharers == g.users);
        assert(saturated(r, g));
    }
}

/// guarded.sgm.enrolment-round
contract SgmEnrolmentRound {
    function ask(Rules memory r, Round memory g, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time));
        require(g.users == 0);
        int64 theta = g.theta;
        int64 gamma = g.gamma;
        assert(!saturated(r, g));
        assert(gammaInForce(r, g) == gamma);
        Round memory next = rollOver(r, g, time);
        assert(next.theta == theta && next.gamma == gamma);
    }
}

/// guarded.sgm.time-limit
contract SgmTimeLimit {
    function ask(Rules memory r, Round memory g, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time) && g.number < 1e18);
        int64 number = g.number;
        assert(timedOut(r, g, time) == (r.roundLimit <= time - g.start));
        assert(rollOver(r, g, time).number == number + 1);
    }
}

/// guarded.sgm.theta
contract SgmTheta {
    function ask(Rules memory r, Round memory g, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time) && g.number < 1e18);
        int64 theta = thetaOf(r, g, time);
        assert(rollOver(r, g, time).theta == theta);
    }
}

/// guarded.sgm.instant
contract SgmInstant {
    function ask(Rules memory r, Round memory g, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time));
        require(time == g.start && 0 < g.users);
        Round memory next = rollOver(r, g, time);
        int64 theta = r.numerator < r.thetaMin ? r.thetaMin : r.thetaMax < r.numerator ? r.thetaMax : r.numerator;
        assert(next.theta == theta);
    }
}

/// guarded.sgm.once-a-round
contract SgmOnceARound {
    function ask(Rules memory r, Round memory g, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time) && g.number < 1e18);
        int64 gamma = g.gamma;
        int64 next = rollOver(r, g, time).gamma;
        assert(next - gamma <= r.gammaStep && gamma - next <= r.gammaStep);
    }
}

/// guarded.sgm.gamma
contract SgmGamma {
    function ask(Rules memory r, Round memory g, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time) && 0 < g.users);
        bool below = g.sharers * r.scale < r.threshold * g.users;
        int64 gamma = below ? g.gamma - r.gammaStep : g.gamma + r.gammaStep;
        Round memory next = rollOver(r, g, time);
        assert(!below || next.gamma == (gamma < r.gammaMin ? r.gammaMin : gamma));
        assert(below || next.gamma == (r.gammaMax < gamma ? r.gammaMax : gamma));
    }
}

/// guarded.sgm.points
contract SgmPoints {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        (Before memory b, Report memory done) = report(r, g, m, time);
        int64 points = b.points - done.punished - done.charge;
        assert(m.points == (points < 0 ? int64(0) : r.pointsMax < points ? r.pointsMax : points));
    }
}

/// guarded.sgm.poor
contract SgmPoor {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        (Before memory b, Report memory done) = report(r, g, m, time);
        require(m.points < r.pointsMax);
        assert(b.points - done.punished - m.points <= r.gammaMax);
    }
}

/// guarded.nsp.never-erased
contract NspNeverErased {
    function ask(Rules memory r, Round memory g, Member memory m, Member memory twin, int64 time) external pure {
        require(admitted(r));
        require(m.active && twin.active && twin.points == m.points && twin.paidUntil == m.paidUntil);
        require(twin.lastShare == m.lastShare && twin.rate == m.rate && twin.expiry == m.expiry);
        (, int64 charged) = settle(r, twin, time);
        (, Report memory done) = report(r, g, m, time);
        assert(done.punished == charged);
    }
}

/// guarded.nsp.rate-of-report
contract NspRateOfReport {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        report(r, g, m, time);
        assert(m.rate == r.mu);
    }
}
