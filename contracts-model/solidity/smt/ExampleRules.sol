// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../src/guarded/Rules.sol";

/// One deployment's rules, those of guarded/example.hpp.
function admitted(Rules memory r) pure returns (bool) {
    return r.scale == 1000 && r.rankMin == 4 && r.rankMax == 8 && r.promotion == 20
        && r.benefit == 1000 && r.stockMax == 250
        && r.thetaMin == 500 && r.thetaMax == 2000 && r.gammaMin == -400
        && r.gammaMax == 200 && r.gammaStep == 50 && r.mu == 80
        && r.numerator == 100_000 && r.threshold == 600 && r.saturation == 950
        && r.roundLimit == 200 && r.idleLimit == 350 && r.idlePeriod == 50
        && r.shareInterval == 5 && r.retireAfter == 5000 && r.notice == 400
        && r.initialPoints == 1000 && r.pointsMax == 1_000_000
        && r.quorum == 2 && r.window == 300 && r.penalty == 60
        && r.effortMax == 20 && r.detectionMin == 700 && r.errorMax == 10;
}
