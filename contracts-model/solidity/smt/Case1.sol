// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../src/guarded/Rules.sol";

/// P > Delta, the largest that the rules allow, without a division and over 256 bits: the cost is at most
/// B - gamma - Delta - 1 exactly if so many points cover B theta/(scale r).
function case1(Rules memory r, int64 rank, int64 theta, int64 gamma) pure returns (bool) {
    int256 most = int256(r.benefit) - gamma - r.stockMax - 1;
    return int256(r.benefit) * theta <= most * (int256(r.scale) * rank);
}

/// A rank, theta and gamma within the rules.
function within(Rules memory r, int64 rank, int64 theta, int64 gamma) pure returns (bool) {
    return r.rankMin <= rank && rank <= r.rankMax && r.thetaMin <= theta && theta <= r.thetaMax
        && r.gammaMin <= gamma && gamma <= r.gammaMax;
}
