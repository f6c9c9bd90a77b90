// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../../src/guarded/Rules.sol";
import {Member} from "../../src/guarded/Member.sol";
import {Round} from "../../src/guarded/Round.sol";
import {SharingContract} from "../../src/guarded/SharingContract.sol";
import {Oracle} from "./Oracle.sol";

/// What the tests use of forge's cheat codes.
interface Vm {
    function warp(uint256) external;
    function prank(address) external;
    function snapshotState() external returns (uint256);
    function revertToState(uint256) external returns (bool);
    function writeLine(string calldata path, string calldata line) external;
    function toString(uint256) external pure returns (string memory);
}

/// The contract, its people, rules near the guard's edge, and what can be seen of it all.
abstract contract Setting is Oracle {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    int256 internal constant TICKS = 1e10;
    address internal constant OWNER = address(0x0A);
    address internal constant REGISTRAR = address(0x0B);
    uint256 internal constant ACTORS = 5;

    SharingContract public game;

    /// What can be seen of the contract and of one member.
    struct View {
        Rules rules;
        Round round;
        Member member;
        Member settled; // as punish would leave him
        int256 time;
    }

    function _actor(uint256 i) internal pure returns (address) {
        return address(uint160(0x100 + i % ACTORS));
    }

    function _see(address who) internal view returns (View memory) {
        return View(game.rules(), game.round(), game.member(who), game.memberNow(who), game.clock());
    }

    /// Everything that the contract keeps, but the content.
    function _digest(bytes32 content) internal view returns (bytes32 all) {
        all = keccak256(
            abi.encode(game.owner(), game.proposedOwner(), game.registrar(), game.round(), game.seen(content))
        );
        all = keccak256(abi.encode(all, game.rules()));
        for (uint256 i = 0; i < ACTORS; ++i) {
            (bytes32 certificate, bool revoked) = game.certificateOf(_actor(i));
            address holder = game.holderOf(certificate);
            all = keccak256(abi.encode(all, game.member(_actor(i)), certificate, revoked, holder));
        }
    }

    function _example() internal pure returns (Rules memory r) {
        r.scale = 1000;
        (r.rankMin, r.rankMax) = (4, 8);
        (r.benefitMin, r.benefitMax, r.stockShare) = (1000, 1200, 250);
        (r.thetaMin, r.thetaMax) = (500, 2000);
        (r.gammaMin, r.gammaMax, r.gammaStep) = (-400, 200, 50);
        (r.mu, r.numerator, r.threshold, r.saturation) = (80, 100_000, 600, 950);
        (r.roundLimit, r.idleLimit, r.idlePeriod, r.shareInterval, r.retireAfter) = (200, 30, 10, 5, 5000);
        (r.initialPoints, r.pointsMax) = (1000, 1_000_000);
    }

    /// A number between lo and hi that seed and i choose: often one of the ends.
    function _pick(uint256 seed, uint256 i, int256 lo, int256 hi) internal pure returns (int64) {
        uint256 x = uint256(keccak256(abi.encode(seed, i)));
        if (hi <= lo || x % 8 == 0) return int64(lo);
        if (x % 8 == 1) return int64(hi);
        return int64(lo + int256((x >> 8) % uint256(hi - lo + 1)));
    }

    /// Small numbers, as large as the limits allow, or any.
    function _upTo(uint256 seed, uint256 i, int256 small, int256 limit) internal pure returns (int256) {
        uint256 x = uint256(keccak256(abi.encode(seed, "up to", i)));
        return x % 4 == 0 ? limit : x % 4 == 1 ? int256(_pick(seed, i, small, limit)) : small;
    }

    /// The game of a set of rules, with gammaMax within two points of the guard's edge.
    function _game(Rules memory r, uint256 seed) internal pure {
        r.rankMin = _pick(seed, 1, 1, _upTo(seed, 1, 8, 1e4));
        r.rankMax = _pick(seed, 2, r.rankMin, 1e4);
        r.benefitMin = _pick(seed, 3, 1, _upTo(seed, 3, 2000, 1e8));
        r.benefitMax = _pick(seed, 4, r.benefitMin, _least(int256(r.benefitMin) * 2, 1e8));
        r.stockShare = _pick(seed, 5, 1, int256(r.scale) - 1);
        r.thetaMax = _pick(seed, 6, 0, int256(r.scale) * r.rankMin);
        r.thetaMin = _pick(seed, 7, 0, r.thetaMax);
        int256 levels = int256(r.scale) * r.rankMin;
        int256 free = levels - r.thetaMax - int256(r.stockShare) * r.rankMin;
        int256 worst = (free < 0 ? int256(r.benefitMax) : int256(r.benefitMin)) * free;
        int256 edge = (worst > 0 ? (worst - 1) / levels : -((-worst) / levels) - 1);
        r.gammaMax = int64(_most(_least(edge + _pick(seed, 8, -1, 2), 1e8), -1e8));
        r.gammaStep = _pick(seed, 9, 0, _upTo(seed, 9, 100, 1e8));
        r.gammaMin = int64(_most(int256(r.gammaMax) - int256(r.gammaStep) * _pick(seed, 10, 0, 5) / 2, -1e8));
    }

    /// Rules near the guard's edge and near the limits.
    function _rules(uint256 seed) internal pure returns (Rules memory r) {
        r.scale = seed % 3 == 0 ? _pick(seed, 0, 2, 10) : int64(_upTo(seed, 0, 1000, 1e6));
        _game(r, seed);
        r.pointsMax = _pick(seed, 11, 1, _upTo(seed, 11, 3000, 1e18));
        r.initialPoints = _pick(seed, 12, 1, r.pointsMax);
        r.mu = _pick(seed, 13, 0, _least(_least(int256(r.initialPoints) - 1, 1e8), _upTo(seed, 13, 100, 1e8)));
        r.numerator = _pick(seed, 14, 0, _upTo(seed, 14, int256(r.thetaMax) * 50 + 1, 1e18));
        r.saturation = _share(r.scale, _pick(seed, 15, 1, int256(r.scale) - 1));
        r.threshold = _share(r.scale, _pick(seed, 16, 1, r.saturation));
        r.roundLimit = _pick(seed, 17, 1, _upTo(seed, 17, 200, TICKS));
        r.idleLimit = _pick(seed, 18, 0, _upTo(seed, 18, 30, TICKS));
        r.idlePeriod = _pick(seed, 19, 1, _upTo(seed, 19, 10, TICKS));
        r.shareInterval = _pick(seed, 20, 0, _upTo(seed, 20, 5, TICKS));
        r.retireAfter = _pick(seed, 21, 1, _upTo(seed, 21, 500, TICKS));
        if (seed % 4 == 0) _malform(r, seed >> 2);
    }

    /// Shares that five members can meet exactly, where that is near.
    function _share(int256 scale, int256 share) private pure returns (int64) {
        int256 fifths = share * 5 / scale;
        return int64(fifths == 0 || share % 2 == 0 ? share : fifths * scale / 5);
    }

    /// One rule a step beyond its domain or limit.
    function _malform(Rules memory r, uint256 seed) internal pure {
        uint256 which = seed % 36;
        if (which == 0) r.scale = 0;
        if (which == 1) r.scale = 1e6 + 1;
        if (which == 2) r.rankMin = 0;
        if (which == 3) r.rankMax = r.rankMin - 1;
        if (which == 4) r.rankMax = 1e4 + 1;
        if (which == 5) r.benefitMin = 0;
        if (which == 6) r.benefitMax = r.benefitMin - 1;
        if (which == 7) r.benefitMax = 1e8 + 1;
        if (which == 8) r.stockShare = 0;
        if (which == 9) r.stockShare = r.scale;
        if (which == 10) r.thetaMin = -1;
        if (which == 11) r.thetaMin = r.thetaMax + 1;
        if (which == 12) r.thetaMax = 1e10 + 1;
        if (which == 13) r.gammaMin = -1e8 - 1;
        if (which == 14) r.gammaMin = r.gammaMax + 1;
        if (which == 15) r.gammaStep = -1;
        if (which == 16) r.gammaStep = 1e8 + 1;
        if (which == 17) r.mu = -1;
        if (which == 18) r.mu = r.initialPoints;
        if (which == 19) (r.mu, r.initialPoints, r.pointsMax) = (1e8 + 1, 1e9, 1e9);
        if (which == 20) r.initialPoints = r.pointsMax + 1;
        if (which == 21) r.pointsMax = 1e18 + 1;
        if (which == 22) r.numerator = -1;
        if (which == 23) r.numerator = 1e18 + 1;
        if (which == 24) r.threshold = 0;
        if (which == 25) r.threshold = r.saturation + 1;
        if (which == 26) r.saturation = r.scale;
        if (which == 27) r.roundLimit = 0;
        if (which == 28) r.roundLimit = 1e10 + 1;
        if (which == 29) r.idleLimit = -1;
        if (which == 30) r.idleLimit = 1e10 + 1;
        if (which == 31) r.idlePeriod = 0;
        if (which == 32) r.idlePeriod = 1e10 + 1;
        if (which == 33) r.shareInterval = seed % 2 == 0 ? int64(-1) : int64(1e10 + 1);
        if (which == 34) r.retireAfter = 0;
        if (which == 35) r.retireAfter = 1e10 + 1;
    }
}
