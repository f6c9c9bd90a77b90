// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules, endsInTime, keepsCase1, pay, wellFormed} from "../src/guarded/Rules.sol";
import {admitted} from "./AnyRules.sol";
import {case1, within} from "./Case1.sol";

// The guard: what it asks and what it buys. A contract states the promise of `essmap verify` above it.

/// guarded.guard.pay
contract GuardPay {
    function ask(Rules memory r, int64 rank, int64 theta, int64 gamma) external pure {
        require(wellFormed(r) && within(r, rank, theta, gamma));
        int256 cost = int256(r.benefit) - gamma - pay(r, rank, theta, gamma);
        int256 levels = int256(r.scale) * rank;
        assert(int256(r.benefit) * theta <= cost * levels);
        assert((cost - 1) * levels < int256(r.benefit) * theta);
        assert(0 <= cost);
    }
}

/// guarded.guard.sufficient
contract GuardSufficient {
    function ask(Rules memory r, int64 rank, int64 theta, int64 gamma) external pure {
        require(admitted(r) && within(r, rank, theta, gamma));
        int256 most = int256(r.benefit) - r.gammaMax - r.stockMax - 1;
        assert(0 <= most);
        assert(case1(r, r.rankMin, r.thetaMax, r.gammaMax));
        assert(most * (int256(r.scale) * r.rankMin) <= most * (int256(r.scale) * rank));
        assert(case1(r, rank, theta, gamma));
    }
}

/// guarded.guard.necessary
contract GuardNecessary {
    function ask(Rules memory r) external pure {
        require(wellFormed(r) && !keepsCase1(r));
        assert(!case1(r, r.rankMin, r.thetaMax, r.gammaMax));
    }
}

/// guarded.guard.exact-amounts
contract GuardExactAmounts {
    function ask(Rules memory r) external pure {
        require(wellFormed(r));
        int256 levels = int256(r.scale) * r.rankMin;
        int256 asked = int256(r.stockMax) + r.gammaMax;
        require(asked * levels < int256(r.benefit) * (levels - r.thetaMax));
        assert(case1(r, r.rankMin, r.thetaMax, r.gammaMax));
    }
}

/// guarded.guard.one-rank
contract GuardOneRank {
    function ask(Rules memory r) external pure {
        require(wellFormed(r) && case1(r, r.rankMax, r.thetaMax, r.gammaMax));
        assert(case1(r, r.rankMin, r.thetaMax, r.gammaMax));
    }
}

/// guarded.guard.admissible
contract GuardAdmissible {
    function ask(Rules memory r) external pure {
        require(admitted(r));
        assert(0 < r.scale && r.scale <= 1e6 && 0 < r.rankMin && r.rankMin <= r.rankMax && r.rankMax <= 1e4);
        assert(0 < r.benefit && r.benefit <= 1e8 && 0 <= r.stockMax && r.stockMax <= 1e8);
        assert(0 <= r.promotion && r.promotion <= 3e4);
        assert(0 <= r.thetaMin && r.thetaMin <= r.thetaMax && r.thetaMax <= 1e10);
        assert(-1e8 <= r.gammaMin && r.gammaMin <= r.gammaMax && r.gammaMax <= 1e8);
        assert(0 <= r.gammaStep && r.gammaStep <= 1e8 && 0 <= r.mu && r.mu <= 1e8 && r.mu < r.initialPoints);
        assert(r.initialPoints < r.pointsMax && r.pointsMax <= 1e18);
        assert(0 <= r.numerator && r.numerator <= 1e18);
        assert(0 < r.threshold && r.threshold <= r.saturation && r.saturation < r.scale);
        assert(0 < r.roundLimit && r.roundLimit <= 1e9 && 0 <= r.idleLimit && r.idleLimit <= 1e9);
        assert(0 < r.idlePeriod && r.idlePeriod <= 1e9 && 0 < r.shareInterval && r.shareInterval <= r.roundLimit);
        assert(2 * r.roundLimit <= r.notice && r.notice <= 1e9);
        assert(2 * r.roundLimit <= r.retireAfter && r.retireAfter <= 1e9);
        assert(2 * r.roundLimit <= r.idleLimit + r.idlePeriod);
        assert(r.quorum == 0 || (2 <= r.quorum && r.quorum <= 16 && 1 <= r.window && r.errorMax < r.detectionMin));
        assert(0 <= r.window && r.window <= 1e9 && 0 <= r.penalty && r.penalty <= 1e8);
        assert(0 <= r.effortMax && r.effortMax <= 1e8);
        assert(0 <= r.errorMax && r.errorMax <= r.detectionMin && r.detectionMin <= r.scale);
        assert(0 < r.quorum || (r.window == 0 && r.penalty == 0 && r.effortMax == 0 && r.detectionMin == 0));
    }
}

/// guarded.guard.tick
contract GuardTick {
    function ask(Rules memory r, int64 tick) external pure {
        require(wellFormed(r));
        bool short = 1 <= tick && tick <= 1e8;
        short = short && int256(r.roundLimit) * tick <= 1e8 && int256(r.notice) * tick <= 1e8;
        assert(endsInTime(r, tick) == short);
    }
}
