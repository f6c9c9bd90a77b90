// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../../src/guarded/Rules.sol";
import {Round} from "../../src/guarded/Round.sol";
import {Refusal} from "../../src/guarded/Refusal.sol";
import {SharingContract} from "../../src/guarded/SharingContract.sol";
import {Setting} from "./Setting.sol";

/// Many deployments within two points of the guard's edge, and with a rule beyond its limit.
contract Guard is Setting {
    function testFuzz_guard(uint256 seed) external {
        Rules memory r = _rules(seed);
        _deploy(r, r.thetaMax, r.gammaMax);
    }

    function testFuzz_first_round(uint256 seed, int64 theta, int64 gamma) external {
        Rules memory r = _rules(seed);
        _deploy(r, seed % 2 == 0 ? theta : _pick(seed, 40, int256(r.thetaMin) - 1, int256(r.thetaMax) + 1),
            seed % 3 == 0 ? gamma : _pick(seed, 41, int256(r.gammaMin) - 1, int256(r.gammaMax) + 1));
    }

    function _deploy(Rules memory r, int64 theta, int64 gamma) private {
        bool formed = _wellFormed(r);
        bool safe = formed && _case1(r, r.thetaMax, r.gammaMax);
        bool within = _between(theta, r.thetaMin, r.thetaMax) && _between(gamma, r.gammaMin, r.gammaMax);
        try new SharingContract(r, theta, gamma, 1, OWNER, REGISTRAR) returns (SharingContract made) {
            _promise(formed, "guarded.guard.limits");
            _promise(safe, "guarded.guard.sufficient");
            Round memory g = made.round();
            _promise(within && g.theta == theta && g.gamma == gamma, "guarded.invariant.deploy");
            _promise(_case1(r, g.theta, g.gamma), "guarded.invariant.deploy");
        } catch (bytes memory answer) {
            _promise(bytes4(answer) == SharingContract.Refused.selector, "guarded.arithmetic.deploy");
            if (formed && within) _promise(!safe, "guarded.guard.necessary");
        }
    }
}
