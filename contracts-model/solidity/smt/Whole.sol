// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../src/guarded/Rules.sol";
import {Round, gammaInForce} from "../src/guarded/Round.sol";
import {SharingContract} from "../src/guarded/SharingContract.sol";
import {Storage, StoredRound, StoredRules} from "../src/guarded/Storage.sol";
import {case1} from "./Case1.sol";

// The deployed contract itself, with what should hold between any two transactions. bench/proof-peers
// makes its private records internal, in a copy.

/// whole.bounds
contract WholeBounds is SharingContract {
    using Storage for StoredRules;

    constructor(Rules memory r, int64 theta, int64 gamma) SharingContract(r, theta, gamma, 1, msg.sender, msg.sender) {}

    function ask() external view {
        Rules memory r = _rules[_round.rules & 1].load();
        assert(r.thetaMin <= _round.theta && _round.theta <= r.thetaMax);
        assert(r.gammaMin <= _round.gamma && _round.gamma <= r.gammaMax);
    }
}

/// whole.case1
contract WholeCase1 is SharingContract {
    using Storage for StoredRules;
    using Storage for StoredRound;

    constructor(Rules memory r, int64 theta, int64 gamma) SharingContract(r, theta, gamma, 1, msg.sender, msg.sender) {}

    function ask() external view {
        (Round memory g, uint256 index) = _round.load();
        Rules memory r = _rules[index].load();
        assert(case1(r, r.rankMin, g.theta, gammaInForce(r, g)));
    }
}
