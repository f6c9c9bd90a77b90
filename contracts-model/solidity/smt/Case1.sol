// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../src/guarded/Rules.sol";

/// a > 0 (Eq. 6) in whole numbers, over 256 bits.
function case1(int64 scale, int64 rank, int64 u, int64 k, int64 theta, int64 gamma) pure returns (bool) {
    int256 levels = int256(scale) * rank;
    return int256(gamma) * levels < int256(u) * (levels - theta - int256(k) * rank);
}

/// One member's situation: a rank, benefit and k that the rules allow. (mu >= 0 only adds to a + b.)
function allowed(Rules memory r, int64 rank, int64 u, int64 k) pure returns (bool) {
    return r.rankMin <= rank && rank <= r.rankMax && r.benefitMin <= u && u <= r.benefitMax && 0 < k
        && k <= r.stockShare;
}
