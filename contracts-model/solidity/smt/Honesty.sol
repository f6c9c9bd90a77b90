// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules, keepsCase1, keepsHonesty, pay, wellFormed} from "../src/guarded/Rules.sol";
import {Round, gammaInForce} from "../src/guarded/Round.sol";
import {admitted} from "./AnyRules.sol";
import {case1, within} from "./Case1.sol";
import {isTime, roundHolds} from "./State.sol";

// What the guard asks where reports are reviewed, case 1*, over 256 bits. A contract states the promise of
// `essmap verify` above it.

/// What the contract cannot see, and the operator vouches for: e, p and f, Delta, and what NSP charges
/// whoever keeps.
struct Vouched {
    int64 effort;
    int64 found;
    int64 erred;
    int64 stock;
    int64 charged;
}

/// Within the bounds of the rules.
function vouchedFor(Rules memory r, Vouched memory v) pure returns (bool) {
    return 0 <= v.effort && v.effort <= r.effortMax && r.detectionMin <= v.found && v.found <= r.scale
        && 0 <= v.erred && v.erred <= r.errorMax && 0 <= v.stock && v.stock <= r.stockMax && 0 <= v.charged;
}

/// What an honest report that pays `paid` or is rejected is worth, times scale.
function honest(Rules memory r, int256 paid, int256 effort, int256 erred) pure returns (int256) {
    return paid * (int256(r.scale) - erred) - erred * r.penalty - effort * r.scale;
}

/// What junk is worth, times scale.
function junk(Rules memory r, int256 paid, int256 found) pure returns (int256) {
    return paid * (int256(r.scale) - found) - found * r.penalty;
}

/// P is not less at a better corner than at the worst: the cost that covers theta there covers it here.
function rises(Rules memory r, int64 rank, int64 theta, int64 gamma) pure returns (int256 least, int256 paid) {
    least = pay(r, r.rankMin, r.thetaMax, r.gammaMax);
    paid = pay(r, rank, theta, gamma);
    int256 levels = int256(r.scale) * rank;
    int256 most = int256(r.benefit) - r.gammaMax - least;
    int256 cost = int256(r.benefit) - gamma - paid;
    assert((cost - 1) * levels < int256(r.benefit) * theta);
    assert(0 <= most && int256(r.benefit) * r.thetaMax <= most * (int256(r.scale) * r.rankMin));
    assert(most * (int256(r.scale) * r.rankMin) <= most * levels);
    assert(int256(r.benefit) * theta <= most * levels);
    assert(cost <= most);
    assert(least <= paid);
}

/// Honest sharing strictly dominates keeping, whoever else shares, and junk.
function dominates(Rules memory r, int256 least, int256 paid, Vouched memory v) pure {
    int256 stands = int256(r.scale) - r.errorMax;
    assert(0 < least && int256(v.erred) * r.penalty <= int256(r.errorMax) * r.penalty);
    assert(least * stands <= paid * stands && paid * stands <= paid * (int256(r.scale) - v.erred));
    assert(int256(v.stock) * r.scale < honest(r, paid, v.effort, v.erred) + int256(v.charged) * r.scale);
    int256 lost = paid + r.penalty;
    int256 leastFound = int256(r.detectionMin) - r.errorMax;
    assert(leastFound * (least + r.penalty) <= leastFound * lost);
    assert(leastFound * lost <= (int256(v.found) - v.erred) * lost);
    assert(junk(r, paid, v.found) < honest(r, paid, v.effort, v.erred));
}

/// guarded.honesty.sufficient
contract HonestySufficient {
    function ask(Rules memory r, int64 rank, int64 theta, int64 gamma, Vouched memory v) external pure {
        require(admitted(r) && 0 < r.quorum && keepsHonesty(r));
        require(within(r, rank, theta, gamma) && vouchedFor(r, v));
        (int256 least, int256 paid) = rises(r, rank, theta, gamma);
        dominates(r, least, paid, v);
    }
}

/// guarded.honesty.state
contract HonestyState {
    function ask(Rules memory r, Round memory g, int64 rank, Vouched memory v, int64 time) external pure {
        require(admitted(r) && 0 < r.quorum && keepsHonesty(r));
        require(isTime(time) && roundHolds(r, g, time) && vouchedFor(r, v) && r.rankMin <= rank && rank <= r.rankMax);
        int64 gamma = gammaInForce(r, g);
        assert(within(r, rank, g.theta, gamma));
        (int256 least, int256 paid) = rises(r, rank, g.theta, gamma);
        dominates(r, least, paid, v);
    }
}

/// guarded.honesty.necessary
contract HonestyNecessary {
    function ask(Rules memory r) external pure {
        require(wellFormed(r) && 0 < r.quorum && keepsCase1(r) && !keepsHonesty(r));
        int256 least = pay(r, r.rankMin, r.thetaMax, r.gammaMax);
        int256 worth = honest(r, least, r.effortMax, r.errorMax);
        assert(worth <= int256(r.stockMax) * r.scale || worth <= junk(r, least, r.detectionMin));
    }
}

/// guarded.honesty.case-1
contract HonestyCase1 {
    function ask(Rules memory r) external pure {
        require(wellFormed(r));
        int256 least = pay(r, r.rankMin, r.thetaMax, r.gammaMax);
        int256 stands = int256(r.scale) - r.errorMax;
        int256 kept = int256(r.stockMax) * r.scale;
        bool better = kept < honest(r, least, r.effortMax, r.errorMax);
        assert(0 < stands && int256(r.stockMax) * stands <= kept);
        assert(r.quorum == 0 || !better || int256(r.stockMax) * stands < least * stands);
        assert(r.quorum == 0 || !better || case1(r, r.rankMin, r.thetaMax, r.gammaMax));
        assert(0 < r.quorum || keepsHonesty(r));
    }
}

/// guarded.honesty.enough
contract HonestyEnough {
    function ask(Rules memory r) external pure {
        require(admitted(r) && 0 < r.quorum);
        int256 least = pay(r, r.rankMin, r.thetaMax, r.gammaMax);
        assert(junk(r, least, r.detectionMin) < honest(r, least, r.effortMax, r.errorMax));
    }
}
