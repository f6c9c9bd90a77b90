// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../../src/guarded/Rules.sol";
import {Round} from "../../src/guarded/Round.sol";
import {Refusal} from "../../src/guarded/Refusal.sol";
import {SharingContract} from "../../src/guarded/SharingContract.sol";
import {SharingEvents} from "../../src/guarded/SharingEvents.sol";
import {Setting} from "./Setting.sol";

/// Many deployments within two points of the guard's edge, and with a rule beyond its limit.
contract Guard is Setting {
    function testFuzz_guard(uint256 seed) external {
        Rules memory r = _rules(seed);
        _deploy(r, r.thetaMax, r.gammaMax, 1);
    }

    function testFuzz_tick(uint256 seed) external {
        Rules memory r = _rules(seed);
        int256 longest = _most(1, _most(r.roundLimit, r.notice));
        _deploy(r, r.thetaMax, r.gammaMax, _pick(seed, 42, 0, 1e8 / longest + 1));
    }

    function testFuzz_first_round(uint256 seed, int64 theta, int64 gamma) external {
        Rules memory r = _rules(seed);
        _deploy(r, seed % 2 == 0 ? theta : _pick(seed, 40, int256(r.thetaMin) - 1, int256(r.thetaMax) + 1),
            seed % 3 == 0 ? gamma : _pick(seed, 41, int256(r.gammaMin) - 1, int256(r.gammaMax) + 1), 1);
    }

    function _deploy(Rules memory r, int64 theta, int64 gamma, int64 tick) private {
        bool formed = _wellFormed(r);
        bool safe = formed && _case1(r);
        bool honest = formed && _honest(r);
        bool ends = formed && _ends(r, tick);
        bool within = _between(theta, r.thetaMin, r.thetaMax) && _between(gamma, r.gammaMin, r.gammaMax);
        try new SharingContract(r, theta, gamma, tick, OWNER, REGISTRAR) returns (SharingContract made) {
            _promise(formed, "guarded.guard.admissible");
            _promise(safe, "guarded.guard.sufficient");
            _promise(honest, "guarded.honesty.sufficient");
            _promise(ends, "guarded.guard.tick");
            Round memory g = made.round();
            _promise(within && g.theta == theta && g.gamma == gamma, "guarded.invariant.deploy");
            _promise(_case1(r, g.theta, g.gamma), "guarded.case1");
        } catch (bytes memory answer) {
            _promise(bytes4(answer) == SharingEvents.Refused.selector, "guarded.arithmetic.deploy");
            if (formed && within && ends && honest) _promise(!safe, "guarded.guard.necessary");
            if (formed && within && ends && safe) _promise(!honest, "guarded.honesty.necessary");
        }
    }
}
