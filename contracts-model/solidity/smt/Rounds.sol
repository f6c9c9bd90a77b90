// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules, keepsCase1, wellFormed} from "../src/guarded/Rules.sol";
import {Round, Rulebook, gammaInForce, rollOver, timedOut} from "../src/guarded/Round.sol";
import {admitted} from "./AnyRules.sol";
import {isTime, roundHolds} from "./State.sol";

// Rounds. A contract states the promise of `essmap verify` above it.

/// guarded.invariant.tick
contract InvariantTick {
    function ask(Rules memory r, Rules memory other, bool changes, Round memory g, int64 time) external pure {
        require(admitted(r) && wellFormed(other) && keepsCase1(other));
        require(isTime(time) && roundHolds(r, g, time) && g.number < 500_000_000_000);
        Round memory next = rollOver(Rulebook(r, changes ? other : r, changes), g, time);
        assert(roundHolds(changes ? other : r, next, time));
    }
}

/// guarded.round.gamma
contract RoundGamma {
    function ask(Rules memory r, Round memory g, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time));
        int64 gamma = gammaInForce(r, g);
        bool below = g.sharers * r.scale < r.threshold * g.users;
        int64 moved = below ? g.gamma - r.gammaStep : g.gamma + r.gammaStep;
        assert(0 < g.users || gamma == g.gamma);
        assert(g.users == 0 || !below || gamma == (moved < r.gammaMin ? r.gammaMin : moved));
        assert(g.users == 0 || below || gamma == (r.gammaMax < moved ? r.gammaMax : moved));
        assert(r.gammaMin <= gamma && gamma <= r.gammaMax);
    }
}

/// guarded.round.next
contract RoundNext {
    function ask(Rules memory r, bool changes, Round memory g, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time));
        (int64 number, int64 members, bool announced) = (g.number, g.members, g.announced);
        Round memory next = rollOver(Rulebook(r, r, changes), g, time);
        assert(next.number == number + 1 && next.start == time && next.sharers == 0);
        assert(next.users == members && next.members == members);
        assert(next.announced == (announced && !changes));
    }
}

/// guarded.round.theta
contract RoundTheta {
    function ask(Rules memory r, Round memory g, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time));
        int64 lasted = time - g.start < 1 ? int64(1) : time - g.start;
        int64 theta = r.numerator / lasted;
        theta = theta < r.thetaMin ? r.thetaMin : r.thetaMax < theta ? r.thetaMax : theta;
        if (g.users == 0) theta = g.theta;
        assert(rollOver(Rulebook(r, r, false), g, time).theta == theta);
    }
}

/// guarded.round.gamma-kept
contract RoundGammaKept {
    function ask(Rules memory r, Round memory g, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time));
        (int64 gamma, int64 inForce) = (g.gamma, gammaInForce(r, g));
        int64 next = rollOver(Rulebook(r, r, false), g, time).gamma;
        assert(next == inForce);
        assert(next - gamma <= r.gammaStep && gamma - next <= r.gammaStep);
    }
}

/// guarded.round.change
contract RoundChange {
    function ask(Rules memory r, Rules memory other, Round memory g, int64 time) external pure {
        require(admitted(r) && wellFormed(other));
        require(isTime(time) && roundHolds(r, g, time));
        int64 inForce = gammaInForce(r, g);
        int64 gamma = rollOver(Rulebook(r, other, true), g, time).gamma;
        assert(!(inForce < other.gammaMin) || gamma == other.gammaMin);
        assert(!(other.gammaMax < inForce) || gamma == other.gammaMax);
        assert(inForce < other.gammaMin || other.gammaMax < inForce || gamma == inForce);
    }
}

/// guarded.round.limit
contract RoundLimit {
    function ask(Rules memory r, Round memory g, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time));
        assert(timedOut(r, g, time) == (g.start + r.roundLimit <= time));
    }
}

/// guarded.round.instant
contract RoundInstant {
    function ask(Rules memory r, Round memory g, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time));
        require(time == g.start && 0 < g.users);
        int64 theta = r.numerator < r.thetaMin ? r.thetaMin : r.thetaMax < r.numerator ? r.thetaMax : r.numerator;
        assert(rollOver(Rulebook(r, r, false), g, time).theta == theta);
    }
}
