// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../src/guarded/Rules.sol";
import {Round, gammaInForce} from "../src/guarded/Round.sol";
import {firstRound, mayBegin} from "../src/guarded/Membership.sol";
import {admitted} from "./AnyRules.sol";
import {case1} from "./Case1.sol";
import {isTime, roundHolds} from "./State.sol";

// Deployment, and what the guard buys. A contract states the promise of `essmap verify` above it.

/// guarded.case1
contract Case1 {
    function ask(Rules memory r, Round memory g, int64 rank, int64 time) external pure {
        require(admitted(r) && r.rankMin <= rank && rank <= r.rankMax);
        require(isTime(time) && roundHolds(r, g, time));
        int64 theta = g.theta;
        int64 gamma = gammaInForce(r, g);
        assert(r.gammaMin <= gamma && gamma <= r.gammaMax);
        // Lemmas: the cost that covers the worst corner covers this one.
        int256 most = int256(r.benefit) - r.gammaMax - r.stockMax - 1;
        assert(0 <= most);
        assert(case1(r, r.rankMin, r.thetaMax, r.gammaMax));
        assert(most * (int256(r.scale) * r.rankMin) <= most * (int256(r.scale) * rank));
        assert(case1(r, rank, theta, gamma));
    }
}

/// guarded.invariant.deploy
contract InvariantDeploy {
    function ask(Rules memory r, int64 theta, int64 gamma, int64 time) external pure {
        require(admitted(r));
        require(isTime(time));
        require(mayBegin(r, theta, gamma));
        Round memory g = firstRound(theta, gamma, time);
        assert(roundHolds(r, g, time));
        assert(g.number == 1 && g.start == time && g.members == 0 && !g.announced);
    }
}
