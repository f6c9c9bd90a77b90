// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../../src/guarded/Rules.sol";
import {Member} from "../../src/guarded/Member.sol";
import {Round} from "../../src/guarded/Round.sol";

/// What the contract should do, written from docs/proofs.md over int256, and none of its code.
abstract contract Oracle {
    /// A promise does not hold; its id is that of `essmap verify`.
    error Broken(string id);

    /// How often each promise was asked, and each event of guarded.reach seen.
    mapping(bytes32 => uint256) internal _asked;
    string[] internal _ids;

    function _promise(bool holds, string memory id) internal {
        if (_asked[keccak256(bytes(id))]++ == 0) _ids.push(id);
        if (!holds) revert Broken(id);
    }

    function _reach(bool reached, string memory id) internal {
        if (reached) _promise(true, id);
    }

    function _least(int256 a, int256 b) internal pure returns (int256) {
        return a < b ? a : b;
    }

    function _most(int256 a, int256 b) internal pure returns (int256) {
        return a > b ? a : b;
    }

    function _between(int256 x, int256 lo, int256 hi) internal pure returns (bool) {
        return x >= lo && x <= hi;
    }

    /// a = U (1 - theta/r - k) - gamma (Eq. 6), times scale r, at the largest k.
    function _a(Rules memory r, int256 rank, int256 u, int256 theta, int256 gamma) internal pure returns (int256) {
        int256 scale = r.scale;
        return u * (scale * rank - theta - int256(r.stockShare) * rank) - gamma * scale * rank;
    }

    /// Every member that the rules allow is in case 1: asked at both ranks and both ends of U. At a k
    /// below the largest a is larger; b = k U + mu >= 0, so that a + b > 0 too.
    function _case1(Rules memory r, int256 theta, int256 gamma) internal pure returns (bool) {
        return _a(r, r.rankMin, r.benefitMin, theta, gamma) > 0 && _a(r, r.rankMin, r.benefitMax, theta, gamma) > 0
            && _a(r, r.rankMax, r.benefitMin, theta, gamma) > 0 && _a(r, r.rankMax, r.benefitMax, theta, gamma) > 0;
    }

    /// The table of limits in docs/proofs.md, and the domains of the rules.
    function _wellFormed(Rules memory r) internal pure returns (bool) {
        if (!(_between(r.scale, 1, 1e6) && _between(r.rankMin, 1, r.rankMax) && r.rankMax <= 1e4)) return false;
        if (!(_between(r.benefitMin, 1, r.benefitMax) && r.benefitMax <= 1e8)) return false;
        if (!_between(r.stockShare, 1, int256(r.scale) - 1)) return false;
        if (!(_between(r.thetaMin, 0, r.thetaMax) && r.thetaMax <= 1e10)) return false;
        if (!(_between(r.gammaMin, -1e8, r.gammaMax) && r.gammaMax <= 1e8)) return false;
        if (!(_between(r.gammaStep, 0, 1e8) && _between(r.mu, 0, 1e8) && r.mu < r.initialPoints)) return false;
        if (!(r.initialPoints <= r.pointsMax && r.pointsMax <= 1e18 && _between(r.numerator, 0, 1e18))) return false;
        if (!(_between(r.threshold, 1, r.saturation) && r.saturation < r.scale)) return false;
        return _between(r.roundLimit, 1, 1e10) && _between(r.idleLimit, 0, 1e10) && _between(r.idlePeriod, 1, 1e10)
            && _between(r.shareInterval, 0, 1e10) && _between(r.retireAfter, 1, 1e10);
    }

    /// When a membership lapses.
    function _lapse(Rules memory r, Member memory m) internal pure returns (int256) {
        return _least(m.expiry, int256(m.lastShare) + r.retireAfter);
    }

    /// Whole periods of idleness from the watermark up to now, or to the lapse.
    function _periods(Rules memory r, Member memory m, int256 time) internal pure returns (int256) {
        int256 end = _least(time, _lapse(r, m));
        return m.active && end > m.paidUntil ? (end - m.paidUntil) / r.idlePeriod : int256(0);
    }

    /// mu for each of them, as far as the points suffice.
    function _charged(Rules memory r, Member memory m, int256 time) internal pure returns (int256) {
        return _least(int256(m.rate) * _periods(r, m, time), m.points);
    }

    /// gamma in force: P < P*: max(gamma - step, gammaMin); else min(gamma + step, gammaMax); without users the
    /// round's.
    function _gamma(Rules memory r, int256 sharers, int256 users, int256 gamma) internal pure returns (int256) {
        if (users == 0) return gamma;
        if (sharers * r.scale < users * r.threshold) return _most(gamma - r.gammaStep, r.gammaMin);
        return _least(gamma + r.gammaStep, r.gammaMax);
    }

    /// theta = floor(N / max(T, 1)) within its bounds.
    function _theta(Rules memory r, int256 lasted) internal pure returns (int256) {
        return _most(_least(int256(r.numerator) / _most(lasted, 1), r.thetaMax), r.thetaMin);
    }
}
