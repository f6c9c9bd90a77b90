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
    int256 internal constant POINTS = 1e18; // of a debt, at most
    int256 internal constant REPORTS = 3e4;
    address internal constant OWNER = address(0x0A);
    address internal constant REGISTRAR = address(0x0B);
    uint256 internal constant ACTORS = 5;
    uint256 internal constant CERTIFICATES = 3; // of each
    uint256 internal constant SEATS = 4; // those of the sixteen that are given
    uint256 internal constant JUDGES = 8; // who may be given one: the actors, two others and the owner

    SharingContract public game;

    /// What can be seen of the contract and of one member.
    struct View {
        Rules rules;
        Rules next; // those of a round that begins now
        bool changes; // they are the announced ones
        Round round;
        Member member;
        Member settled; // as punish would leave him
        int256 time;
    }

    function _actor(uint256 i) internal pure returns (address) {
        return address(uint160(0x100 + i % ACTORS));
    }

    /// One of those who may be given a seat.
    function _judge(uint256 i) internal pure returns (address) {
        uint256 which = i % JUDGES;
        return which < ACTORS ? _actor(which) : which + 1 == JUDGES ? OWNER : address(uint160(0x200 + which));
    }

    /// The number of one of the seats: the first ones, and the last.
    function _seatNumber(uint256 i) internal pure returns (uint256) {
        return i % SEATS + 1 == SEATS ? 15 : i % SEATS;
    }

    /// One of the certificates that the registrar hands out.
    function _certificate(uint256 i, uint256 j) internal pure returns (bytes32) {
        return keccak256(abi.encode(_actor(i), j % CERTIFICATES));
    }

    function _see(address who) internal view returns (View memory v) {
        v.rules = game.rules();
        v.round = game.round();
        v.member = game.member(who);
        v.settled = game.memberNow(who);
        v.time = game.clock();
        (bool announced, int64 from, Rules memory next) = game.announcedRules();
        v.changes = announced && from <= v.time;
        v.next = v.changes ? next : v.rules;
    }

    /// Everything that the contract keeps, of reports that of this content.
    function _digest(bytes32 content) internal view returns (bytes32) {
        return keccak256(abi.encode(_digestOfRest(), game.seen(content), game.reportOf(content)));
    }

    /// Everything that it keeps but reports.
    function _digestOfRest() internal view returns (bytes32) {
        return keccak256(abi.encode(_digestOfGame(), _digestOfSeats()));
    }

    /// Everything that it keeps of the seats.
    function _digestOfSeats() internal view returns (bytes32 all) {
        for (uint256 i = 0; i < SEATS; ++i) all = keccak256(abi.encode(all, game.reviewer(_seatNumber(i))));
        for (uint256 i = 0; i < JUDGES; ++i) all = keccak256(abi.encode(all, game.seatOf(_judge(i))));
    }

    /// Everything that it keeps but reports and seats.
    function _digestOfGame() internal view returns (bytes32 all) {
        (bool announced, int64 from, Rules memory next) = game.announcedRules();
        all = keccak256(abi.encode(game.owner(), game.pendingOwner(), game.registrar()));
        all = keccak256(abi.encode(all, game.rules(), game.round()));
        all = keccak256(abi.encode(all, announced, from, next));
        for (uint256 i = 0; i < ACTORS; ++i) {
            (bytes32 certificate, bool gone) = game.certificateOf(_actor(i));
            all = keccak256(abi.encode(all, game.member(_actor(i)), certificate, gone));
            for (uint256 j = 0; j < CERTIFICATES; ++j) {
                (address holder, bool revoked) = game.holderOf(_certificate(i, j));
                all = keccak256(abi.encode(all, holder, revoked));
            }
        }
    }

    function _example() internal pure returns (Rules memory r) {
        r.scale = 1000;
        (r.rankMin, r.rankMax, r.promotion) = (4, 8, 2);
        (r.benefit, r.stockMax) = (1000, 250);
        (r.thetaMin, r.thetaMax) = (500, 2000);
        (r.gammaMin, r.gammaMax, r.gammaStep) = (-400, 200, 50);
        (r.mu, r.numerator, r.threshold, r.saturation) = (80, 100_000, 600, 950);
        (r.roundLimit, r.idleLimit, r.idlePeriod, r.shareInterval, r.retireAfter) = (200, 350, 50, 5, 5000);
        (r.notice, r.initialPoints, r.pointsMax) = (400, 1000, 1_000_000);
        (r.quorum, r.window, r.penalty) = (2, 300, 60);
        (r.effortMax, r.detectionMin, r.errorMax) = (20, 700, 10);
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
        r.promotion = _pick(seed, 3, 0, _upTo(seed, 3, 3, 3e4));
        r.benefit = _pick(seed, 4, 1, _upTo(seed, 4, 2000, 1e8));
        r.stockMax = _pick(seed, 5, 0, _upTo(seed, 5, 1000, 1e8));
        r.thetaMax = _pick(seed, 6, 0, int256(r.scale) * r.rankMin);
        r.thetaMin = _pick(seed, 7, 0, r.thetaMax);
        int256 edge = _pay(r, r.rankMin, r.thetaMax, 0) - r.stockMax - 1;
        r.gammaMax = int64(_most(_least(edge + _pick(seed, 8, -1, 2), 1e8), -1e8));
        r.gammaStep = _pick(seed, 9, 0, _upTo(seed, 9, 100, 1e8));
        r.gammaMin = int64(_most(int256(r.gammaMax) - int256(r.gammaStep) * _pick(seed, 10, 0, 5) / 2, -1e8));
    }

    /// None, or the review of a set of rules, with effortMax within a point of the guard's edge.
    function _review(Rules memory r, uint256 seed) internal pure {
        (r.quorum, r.window, r.penalty, r.effortMax, r.detectionMin, r.errorMax) = (0, 0, 0, 0, 0, 0);
        uint256 x = uint256(keccak256(abi.encode(seed, "review")));
        if (x % 3 == 0) return;
        r.quorum = _pick(seed, 50, 2, _upTo(seed, 50, 3, 16));
        r.window = _pick(seed, 51, 1, _upTo(seed, 51, 300, 1e9));
        r.penalty = _pick(seed, 52, 0, _upTo(seed, 52, 1000, 1e8));
        r.errorMax = _pick(seed, 53, 0, _upTo(seed, 53, int256(r.scale) / 20, int256(r.scale) - 1));
        r.gammaMax = int64(_most(int256(r.gammaMax) - _pick(seed, 55, 0, int256(r.stockMax) / 4 + 50), -1e8));
        r.gammaMin = int64(_least(r.gammaMin, r.gammaMax));
        int256 least = _pay(r, r.rankMin, r.thetaMax, r.gammaMax);
        if (x & 8 == 0) r.penalty = int64(_upToWhole(least + r.penalty, r.scale) - least); // the edge is met exactly
        int256 lost = least + r.penalty;
        int256 kept = (least - r.stockMax) * r.scale - r.errorMax * lost;
        int256 likely = r.scale;
        if (x & 16 == 0 && kept > lost && lost > 0) likely = r.errorMax + kept / lost; // junk is the edge
        r.detectionMin = _pick(seed, 54, int256(r.errorMax) + 1, _least(likely, r.scale));
        int256 edge = (_least(kept, (int256(r.detectionMin) - r.errorMax) * lost) - 1) / r.scale;
        r.effortMax = int64(_most(_least(edge + _pick(seed, 56, -1, 1), 1e8), 0));
    }

    /// The next multiple of scale.
    function _upToWhole(int256 x, int256 scale) private pure returns (int256) {
        return x + ((-x) % scale + scale) % scale;
    }

    /// The times of a set of rules, near what they ask of each other.
    function _times(Rules memory r, uint256 seed) internal pure {
        r.roundLimit = _pick(seed, 17, 1, _upTo(seed, 17, 200, 5e8));
        int256 two = 2 * int256(r.roundLimit);
        r.idlePeriod = _pick(seed, 19, 1, _upTo(seed, 19, 20, 1e9));
        int256 least = _most(0, two - r.idlePeriod);
        r.idleLimit = _pick(seed, 18, _most(0, least - 1), _least(least + 30, 1e9));
        r.shareInterval = _pick(seed, 20, 1, _least(_upTo(seed, 20, 5, 1e9), r.roundLimit));
        r.retireAfter = _pick(seed, 21, two, _least(two + _upTo(seed, 21, 500, 1e9), 1e9));
        r.notice = _pick(seed, 22, two, _least(two + 50, 1e9));
    }

    /// Rules near the guard's edge and near the limits.
    function _rules(uint256 seed) internal pure returns (Rules memory r) {
        r.scale = seed % 3 == 0 ? _pick(seed, 0, 2, 10) : int64(_upTo(seed, 0, 1000, 1e6));
        _game(r, seed);
        _review(r, seed);
        int256 most = _most(0, _pay(r, r.rankMax, r.thetaMin, r.gammaMin));
        r.pointsMax = _pick(seed, 11, most + 1, _upTo(seed, 11, most + 3000, 1e18));
        r.initialPoints = _pick(seed, 12, 1, int256(r.pointsMax) - most);
        r.mu = _pick(seed, 13, 0, _least(_least(int256(r.initialPoints) - 1, 1e8), _upTo(seed, 13, 100, 1e8)));
        r.numerator = _pick(seed, 14, 0, _upTo(seed, 14, int256(r.thetaMax) * 50 + 1, 1e18));
        r.saturation = _share(r.scale, _pick(seed, 15, 1, int256(r.scale) - 1));
        r.threshold = _share(r.scale, _pick(seed, 16, 1, r.saturation));
        _times(r, seed);
        if (seed % 4 == 0) _malform(r, seed >> 2);
        if (seed % 8 == 1) _malformReview(r, seed >> 3);
    }

    /// Shares that five members can meet exactly, where that is near.
    function _share(int256 scale, int256 share) private pure returns (int64) {
        int256 fifths = share * 5 / scale;
        return int64(fifths == 0 || share % 2 == 0 ? share : fifths * scale / 5);
    }

    /// One rule a step beyond its domain or limit.
    function _malform(Rules memory r, uint256 seed) internal pure {
        uint256 which = seed % 41;
        if (which == 0) r.scale = 0;
        if (which == 1) r.scale = 1e6 + 1;
        if (which == 2) r.rankMin = 0;
        if (which == 3) r.rankMax = r.rankMin - 1;
        if (which == 4) r.rankMax = 1e4 + 1;
        if (which == 5) r.benefit = 0;
        if (which == 6) r.benefit = 1e8 + 1;
        if (which == 7) r.stockMax = -1;
        if (which == 8) r.stockMax = 1e8 + 1;
        if (which == 9) r.promotion = -1;
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
        if (which == 20) r.initialPoints = int64(r.pointsMax - _pay(r, r.rankMax, r.thetaMin, r.gammaMin) + 1);
        if (which == 21) r.pointsMax = 1e18 + 1;
        if (which == 22) r.numerator = -1;
        if (which == 23) r.numerator = 1e18 + 1;
        if (which == 24) r.threshold = 0;
        if (which == 25) r.threshold = r.saturation + 1;
        if (which == 26) r.saturation = r.scale;
        if (which == 27) r.roundLimit = 0;
        if (which == 28) r.roundLimit = 1e9 + 1;
        if (which == 29) r.idleLimit = -1;
        if (which == 30) r.idleLimit = 1e9 + 1;
        if (which == 31) r.idlePeriod = 0;
        if (which == 32) r.idlePeriod = 1e9 + 1;
        if (which == 33) r.shareInterval = 0;
        if (which == 34) r.shareInterval = r.roundLimit + 1;
        if (which == 35) r.retireAfter = 2 * r.roundLimit - 1;
        if (which == 36) r.retireAfter = 1e9 + 1;
        if (which == 37) r.notice = 2 * r.roundLimit - 1;
        if (which == 38) r.notice = 1e9 + 1;
        if (which == 39) r.promotion = 3e4 + 1;
        if (which == 40) r.initialPoints = type(int64).max;
    }

    /// The same of a rule of the review, with and without one.
    function _malformReview(Rules memory r, uint256 seed) private pure {
        uint256 which = seed % 17;
        if (which == 0) r.quorum = 1;
        if (which == 1) r.quorum = 17;
        if (which == 2) r.quorum = -1;
        if (which == 3) r.window = 0;
        if (which == 4) r.window = 1e9 + 1;
        if (which == 5) r.penalty = -1;
        if (which == 6) r.penalty = 1e8 + 1;
        if (which == 7) r.effortMax = -1;
        if (which == 8) r.effortMax = 1e8 + 1;
        if (which == 9) r.errorMax = -1;
        if (which == 10) r.errorMax = r.detectionMin;
        if (which == 11) r.detectionMin = r.scale + 1;
        if (which < 12) return;
        (r.quorum, r.window, r.penalty, r.effortMax, r.detectionMin, r.errorMax) = (0, 0, 0, 0, 0, 0);
        if (which == 12) r.window = 1;
        if (which == 13) r.penalty = 1;
        if (which == 14) r.effortMax = 1;
        if (which == 15) r.detectionMin = 1;
        if (which == 16) r.errorMax = 1;
    }
}
