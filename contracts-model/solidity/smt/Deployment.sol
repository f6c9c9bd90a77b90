// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../src/guarded/Rules.sol";
import {Round} from "../src/guarded/Round.sol";
import {firstRound, mayBegin} from "../src/guarded/Membership.sol";
import {admitted} from "./AnyRules.sol";
import {case1, allowed} from "./Case1.sol";
import {isTime, roundHolds} from "./State.sol";

// Deployment, and what the guard buys. A contract states the promise of `essmap verify` above it.

/// guarded.case1
contract Case1 {
    function ask(Rules memory r, Round memory g, int64 rank, int64 u, int64 k, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time));
        require(allowed(r, rank, u, k));
        // Lemmas: a falls in theta and in gamma. Their products, named.
        int256 levels = int256(r.scale) * rank;
        int256 least = levels - r.thetaMax - int256(k) * rank;
        int256 more = int256(r.thetaMax) - g.theta;
        int256 less = int256(r.gammaMax) - g.gamma;
        int256 gained = u * more;
        int256 saved = less * levels;
        assert(0 <= more && 0 <= less && 0 < levels);
        assert(0 <= gained);
        assert(0 <= saved);
        assert(r.gammaMax * levels < u * least);
        assert(g.gamma * levels < u * (least + more));
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
        assert(case1(r.scale, r.rankMin, r.benefitMin, r.stockShare, theta, gamma));
        assert(case1(r.scale, r.rankMin, r.benefitMax, r.stockShare, theta, gamma));
    }
}
