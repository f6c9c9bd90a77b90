// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Limits, Rules, keepsCase1, sharingGrows, wellFormed} from "../src/guarded/Rules.sol";
import {admitted} from "./AnyRules.sol";
import {case1, allowed} from "./Case1.sol";

// The guard: what it asks and what it buys. A contract states the promise of `essmap verify` above it.

/// guarded.guard.sufficient
contract GuardSufficient {
    function ask(Rules memory r, int64 rank, int64 u, int64 k) external pure {
        require(admitted(r));
        require(allowed(r, rank, u, k));
        assert(case1(r.scale, rank, u, k, r.thetaMax, r.gammaMax));
    }
}

/// guarded.guard.necessary
contract GuardNecessary {
    function ask(Rules memory r, int64 theta, int64 gamma) external pure {
        require(admitted(r));
        require(r.thetaMin <= theta && theta <= Limits.SCALE * Limits.RANK);
        require(r.gammaMin <= gamma && gamma <= Limits.POINTS_PER_SHARE);
        require(!keepsCase1(r, theta, gamma));
        bool least = case1(r.scale, r.rankMin, r.benefitMin, r.stockShare, theta, gamma);
        bool most = case1(r.scale, r.rankMin, r.benefitMax, r.stockShare, theta, gamma);
        assert(!least || !most);
    }
}

/// guarded.guard.exact
contract GuardExact {
    function ask(Rules memory r, int64 rank, int64 benefit, int64 theta, int64 gamma) external pure {
        require(admitted(r));
        require(0 < rank && rank <= Limits.RANK && 0 < benefit && benefit <= Limits.POINTS_PER_SHARE);
        require(0 <= theta && theta <= Limits.SCALE * Limits.RANK);
        require(-Limits.POINTS_PER_SHARE <= gamma && gamma <= Limits.POINTS_PER_SHARE);
        assert(sharingGrows(r, rank, benefit, theta, gamma) == case1(r.scale, rank, benefit, r.stockShare, theta, gamma));
    }
}

/// guarded.guard.one-end
contract GuardOneEnd {
    function ask(Rules memory r, int64 theta, int64 gamma) external pure {
        require(wellFormed(r) && r.thetaMin <= theta && theta <= r.thetaMax);
        require(r.gammaMin <= gamma && gamma <= r.gammaMax);
        require(case1(r.scale, r.rankMin, r.benefitMin, r.stockShare, theta, gamma));
        assert(case1(r.scale, r.rankMin, r.benefitMax, r.stockShare, theta, gamma));
    }
}

/// guarded.guard.one-rank
contract GuardOneRank {
    function ask(Rules memory r, int64 theta, int64 gamma) external pure {
        require(wellFormed(r) && r.thetaMin <= theta && theta <= r.thetaMax);
        require(r.gammaMin <= gamma && gamma <= r.gammaMax);
        require(case1(r.scale, r.rankMax, r.benefitMin, r.stockShare, theta, gamma));
        assert(case1(r.scale, r.rankMin, r.benefitMin, r.stockShare, theta, gamma));
    }
}

/// guarded.guard.limits
contract GuardLimits {
    function ask(Rules memory r) external pure {
        require(admitted(r));
        assert(0 < r.scale && r.scale <= 1e6 && 0 < r.rankMin && r.rankMin <= r.rankMax && r.rankMax <= 1e4);
        assert(0 < r.benefitMin && r.benefitMin <= r.benefitMax && r.benefitMax <= 1e8);
        assert(0 < r.stockShare && r.stockShare < r.scale);
        assert(0 <= r.thetaMin && r.thetaMin <= r.thetaMax && r.thetaMax <= 1e10);
        assert(-1e8 <= r.gammaMin && r.gammaMin <= r.gammaMax && r.gammaMax <= 1e8);
        assert(0 <= r.gammaStep && r.gammaStep <= 1e8 && 0 <= r.mu && r.mu <= 1e8 && r.mu < r.initialPoints);
        assert(r.initialPoints <= r.pointsMax && r.pointsMax <= 1e18);
        assert(0 <= r.numerator && r.numerator <= 1e18);
        assert(0 < r.threshold && r.threshold <= r.saturation && r.saturation < r.scale);
        assert(0 < r.roundLimit && r.roundLimit <= 1e10 && 0 <= r.idleLimit && r.idleLimit <= 1e10);
        assert(0 < r.idlePeriod && r.idlePeriod <= 1e10 && 0 <= r.shareInterval && r.shareInterval <= 1e10);
        assert(0 < r.retireAfter && r.retireAfter <= 1e10);
    }
}
