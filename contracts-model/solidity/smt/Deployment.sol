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
    function ask(Rules memory r, int64 theta, int64 gamma, int64 rank, int64 u, int64 k) external pure {
        require(admitted(r) && allowed(r, rank, u, k));
        require(r.thetaMin <= theta && theta <= r.thetaMax && r.gammaMin <= gamma && gamma <= r.gammaMax);
        // Lemmas: a at the bounds is positive; it falls in gamma and in theta.
        int256 levels = int256(r.scale) * rank;
        int256 left = int256(u) * (levels - theta - int256(k) * rank);
        assert(case1(r.scale, rank, u, k, r.thetaMax, r.gammaMax));
        assert(gamma * levels <= r.gammaMax * levels);
        assert(int256(u) * (levels - r.thetaMax - int256(k) * rank) <= left);
        assert(case1(r.scale, rank, u, k, theta, gamma));
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
