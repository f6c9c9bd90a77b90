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

    function _same(Round memory a, Round memory b) internal pure returns (bool) {
        return keccak256(abi.encode(a)) == keccak256(abi.encode(b));
    }

    function _same(Member memory a, Member memory b) internal pure returns (bool) {
        return keccak256(abi.encode(a)) == keccak256(abi.encode(b));
    }

    function _same(Rules memory a, Rules memory b) internal pure returns (bool) {
        return keccak256(abi.encode(a)) == keccak256(abi.encode(b));
    }

    /// P = B - ceil(B theta/(scale r)) - gamma.
    function _pay(Rules memory r, int256 rank, int256 theta, int256 gamma) internal pure returns (int256) {
        int256 levels = int256(r.scale) * rank;
        return r.benefit - (r.benefit * theta + levels - 1) / levels - gamma;
    }

    /// Every member that the rules allow is in case 1: a report pays more than the stock can.
    function _case1(Rules memory r, int256 theta, int256 gamma) internal pure returns (bool) {
        return _pay(r, r.rankMin, theta, gamma) > r.stockMax && _pay(r, r.rankMax, theta, gamma) > r.stockMax;
    }

    function _case1(Rules memory r) internal pure returns (bool) {
        return _case1(r, r.thetaMax, r.gammaMax);
    }

    /// An honest report of who is paid P is worth more to him than the stock, and than junk, times scale, at the
    /// bounds of the rules.
    function _dominates(Rules memory r, int256 paid) internal pure returns (bool) {
        int256 honest = paid * (int256(r.scale) - r.errorMax) - int256(r.errorMax) * r.penalty;
        honest -= int256(r.effortMax) * r.scale;
        int256 junk = paid * (int256(r.scale) - r.detectionMin) - int256(r.detectionMin) * r.penalty;
        return honest > int256(r.stockMax) * r.scale && honest > junk;
    }

    /// Case 1*, where there is a review: of every member that the rules allow.
    function _honest(Rules memory r, int256 theta, int256 gamma) internal pure returns (bool) {
        if (r.quorum == 0) return true;
        return _dominates(r, _pay(r, r.rankMin, theta, gamma)) && _dominates(r, _pay(r, r.rankMax, theta, gamma));
    }

    function _honest(Rules memory r) internal pure returns (bool) {
        return _honest(r, r.thetaMax, r.gammaMax);
    }

    /// The limits of the review, and that without one its rules are 0.
    function _wellReviewed(Rules memory r) private pure returns (bool) {
        if (r.quorum == 0) {
            return r.window == 0 && r.penalty == 0 && r.effortMax == 0 && r.detectionMin == 0 && r.errorMax == 0;
        }
        return _between(r.quorum, 2, 16) && _between(r.window, 1, 1e9) && _between(r.penalty, 0, 1e8)
            && _between(r.effortMax, 0, 1e8) && r.errorMax >= 0 && _between(r.detectionMin, int256(r.errorMax) + 1, r.scale);
    }

    /// The table of limits in docs/proofs.md, and the domains of the rules.
    function _wellFormed(Rules memory r) internal pure returns (bool) {
        if (!(_between(r.scale, 1, 1e6) && _between(r.rankMin, 1, r.rankMax) && r.rankMax <= 1e4)) return false;
        if (!(_between(r.benefit, 1, 1e8) && _between(r.stockMax, 0, 1e8) && _between(r.promotion, 0, 3e4))) return false;
        if (!(_between(r.thetaMin, 0, r.thetaMax) && r.thetaMax <= 1e10)) return false;
        if (!(_between(r.gammaMin, -1e8, r.gammaMax) && r.gammaMax <= 1e8)) return false;
        if (!(_between(r.gammaStep, 0, 1e8) && _between(r.mu, 0, 1e8) && r.mu < r.initialPoints)) return false;
        if (!(r.pointsMax <= 1e18 && _between(r.numerator, 0, 1e18))) return false;
        if (r.initialPoints + _pay(r, r.rankMax, r.thetaMin, r.gammaMin) > r.pointsMax) return false;
        if (!(_between(r.threshold, 1, r.saturation) && r.saturation < r.scale)) return false;
        if (!(_between(r.roundLimit, 1, 1e9) && _between(r.idleLimit, 0, 1e9) && _between(r.idlePeriod, 1, 1e9))) return false;
        if (!(_between(r.shareInterval, 1, r.roundLimit) && _between(r.notice, 2 * int256(r.roundLimit), 1e9))) return false;
        int256 two = 2 * int256(r.roundLimit);
        return two <= int256(r.idleLimit) + r.idlePeriod && _between(r.retireAfter, two, 1e9) && _wellReviewed(r);
    }

    /// A tick, a round and a notice end in time.
    function _ends(Rules memory r, int256 tick) internal pure returns (bool) {
        return _between(tick, 1, 1e8) && int256(r.roundLimit) * tick <= 1e8 && int256(r.notice) * tick <= 1e8;
    }

    /// May the next rules follow these?
    function _follows(Rules memory r, Rules memory next) internal pure returns (bool) {
        bool units = next.scale == r.scale && next.idlePeriod == r.idlePeriod && next.retireAfter == r.retireAfter
            && next.pointsMax >= r.pointsMax && next.notice >= r.notice;
        int256 both = int256(r.roundLimit) + next.roundLimit;
        return units && next.rankMin <= r.rankMin && next.rankMax >= r.rankMax && both <= r.retireAfter
            && both <= int256(r.idleLimit) + r.idlePeriod;
    }

    /// When a membership lapses.
    function _lapse(Rules memory r, Member memory m) internal pure returns (int256) {
        return _least(m.expiry, int256(m.lastCounted) + r.retireAfter);
    }

    /// Whole periods of idleness from the watermark up to now, or to the lapse.
    function _periods(Rules memory r, Member memory m, int256 time) internal pure returns (int256) {
        int256 end = _least(time, _lapse(r, m));
        return m.active && end > m.paidUntil ? (end - m.paidUntil) / r.idlePeriod : int256(0);
    }

    /// The points that there are; a debt is none.
    function _points(Member memory m) internal pure returns (int256) {
        return _most(m.balance, 0);
    }

    /// mu for each of them, as far as the points suffice.
    function _charged(Rules memory r, Member memory m, int256 time) internal pure returns (int256) {
        return _least(int256(m.rate) * _periods(r, m, time), _points(m));
    }

    /// gamma in force: P < P*: max(gamma - step, gammaMin); else min(gamma + step, gammaMax); without users the
    /// round's.
    function _gamma(Rules memory r, int256 sharers, int256 users, int256 gamma) internal pure returns (int256) {
        if (users == 0) return gamma;
        if (sharers * r.scale < users * r.threshold) return _most(gamma - r.gammaStep, r.gammaMin);
        return _least(gamma + r.gammaStep, r.gammaMax);
    }

    /// theta = floor(N / max(T, 1)) within its bounds; the round's without users.
    function _theta(Rules memory r, Round memory old, int256 time) internal pure returns (int256) {
        if (old.users == 0) return old.theta;
        return _most(_least(int256(r.numerator) / _most(time - old.start, 1), r.thetaMax), r.thetaMin);
    }

    /// The round after one under these rules, where the next rules have force: the announced ones, if they change.
    function _next(Rules memory r, Rules memory next, bool changes, Round memory old, int256 time)
        internal
        pure
        returns (Round memory)
    {
        int256 theta = _theta(r, old, time);
        int256 gamma = _gamma(r, old.sharers, old.users, old.gamma);
        return Round({
            number: old.number + 1,
            start: int64(time),
            sharers: 0,
            users: old.members,
            members: old.members,
            theta: int64(_most(_least(theta, next.thetaMax), next.thetaMin)),
            gamma: int64(_most(_least(gamma, next.gammaMax), next.gammaMin)),
            announced: old.announced && !changes
        });
    }

    /// Is the member counted in the round, or one of its users who is not: awaited, or with a rejected report?
    function _standing(Round memory g, Member memory m) internal pure returns (int256 counted, int256 uncounted) {
        if (!m.active) return (0, 0);
        if (m.stamp < g.number) return (0, 1);
        if (m.counted) return (1, 0);
        return (0, m.user ? int256(1) : int256(0));
    }

    /// The round without the member.
    function _without(Round memory g, Member memory m) internal pure {
        (int256 counted, int256 uncounted) = _standing(g, m);
        g.sharers = int64(g.sharers - counted);
        g.users = int64(g.users - counted - uncounted);
        if (m.active) g.members = g.members - 1;
    }
}
