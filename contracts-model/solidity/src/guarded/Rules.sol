// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {quotientUp, within} from "./Numbers.sol";

// The rules of a deployment, what they pay, and the guard they must pass:
// essmap/model/guarded/rules.hpp, function by function.

/// @dev Rules of one deployment. theta and the shares P* and saturation are whole multiples of
/// 1/scale, and so are the chances p and f; B, Delta, gamma, mu, s and e are points; times are ticks of
/// the contract's clock. Delta, e, p and f are bounds that the operator vouches for.
/// @param scale fixed-point one, per unit
/// @param rankMin least r of a member that may share
/// @param rankMax the largest
/// @param promotion counted reports to the next level; 0: only the registrar promotes
/// @param benefit B, paid for a counted report: the game's U
/// @param stockMax Delta, what the stock gives to whoever keeps, at most
/// @param thetaMin the least theta, in levels/scale
/// @param thetaMax the largest
/// @param gammaMin the least gamma, in points
/// @param gammaMax the largest
/// @param gammaStep how far gamma moves in a round, in points
/// @param mu deduction per period of idleness, in points
/// @param numerator N of theta = N / T, in levels/scale x ticks
/// @param threshold P*, in 1/scale
/// @param saturation the share that ends a round, in 1/scale
/// @param roundLimit a round that lasts as long ends unsaturated, in ticks
/// @param idleLimit idleness that is free, in ticks
/// @param idlePeriod each further period costs mu, in ticks
/// @param shareInterval shortest time between two reports of a member, in ticks
/// @param retireAfter idleness that ends a membership, in ticks
/// @param notice time between the announcement of other rules and their force, in ticks
/// @param initialPoints rho, in points
/// @param pointsMax points saturate here, and at 0
/// @param quorum votes that reject a report; 0: no review, and junk pays
/// @param window time after a report within which it may be rejected, in ticks
/// @param penalty s, owed for a rejected report beyond its pay, in points
/// @param effortMax e, what an honest report costs its author, at most
/// @param detectionMin p, the chance that junk is rejected, at least, in 1/scale
/// @param errorMax f, the chance that an honest report is rejected, at most, in 1/scale
struct Rules {
    int64 scale;
    int64 rankMin;
    int64 rankMax;
    int64 promotion;
    int64 benefit;
    int64 stockMax;
    int64 thetaMin;
    int64 thetaMax;
    int64 gammaMin;
    int64 gammaMax;
    int64 gammaStep;
    int64 mu;
    int64 numerator;
    int64 threshold;
    int64 saturation;
    int64 roundLimit;
    int64 idleLimit;
    int64 idlePeriod;
    int64 shareInterval;
    int64 retireAfter;
    int64 notice;
    int64 initialPoints;
    int64 pointsMax;
    int64 quorum;
    int64 window;
    int64 penalty;
    int64 effortMax;
    int64 detectionMin;
    int64 errorMax;
}

/// @title Largest values the contract accepts, so that nothing it computes leaves 64 bits
library Limits {
    int64 internal constant SCALE = 1_000_000;
    int64 internal constant RANK = 10_000;
    int64 internal constant POINTS_PER_SHARE = 100_000_000; // B, Delta, gamma, its step, mu, s, e
    int64 internal constant POINTS = 1_000_000_000_000_000_000;
    int64 internal constant TICKS = 10_000_000_000;
    int64 internal constant DURATION = 1_000_000_000; // of every limit, period and interval, in ticks
    int64 internal constant SECONDS = 100_000_000; // of a round, and of a notice
    int64 internal constant MEMBERS = 1_000_000_000;
    int64 internal constant NUMERATOR = 1_000_000_000_000_000_000;
    int64 internal constant REPORTS = 30_000; // counted towards the next level
    int64 internal constant SEATS = 16; // of reviewers
}

/// @dev P = B - ceil(B theta/(scale r)) - gamma: the points that a counted report pays.
function pay(Rules memory rules, int64 rank, int64 theta, int64 gamma) pure returns (int64) {
    return rules.benefit - quotientUp(rules.benefit * theta, rules.scale * rank) - gamma;
}

/// @dev The least P of the rules.
function leastPay(Rules memory rules) pure returns (int64) {
    return pay(rules, rules.rankMin, rules.thetaMax, rules.gammaMax);
}

/// @dev The guard: strategy case 1 of the game as paid, for every rank, theta and gamma within the
/// rules and every Delta up to stockMax, exactly when the least P is above stockMax. Proved:
/// essmap verify --only guarded.guard
function keepsCase1(Rules memory rules) pure returns (bool) {
    return rules.stockMax < leastPay(rules);
}

/// @dev Are reports reviewed?
function reviewed(Rules memory rules) pure returns (bool) {
    return 0 < rules.quorum;
}

/// @dev The guard where reports are reviewed: strategy case 1*, honest sharing strictly dominates keeping
/// and junk, for all effort, chances and Delta within the rules' bounds, exactly when at the least P
///     P (1 - f) - f s - e > Delta    and    (p - f) (P + s) > e.
/// It is asked after keepsCase1, so that P is positive. Proved: essmap verify --only guarded.honesty
function keepsHonesty(Rules memory rules) pure returns (bool) {
    if (!reviewed(rules)) return true;
    int64 least = leastPay(rules);
    return (rules.stockMax + rules.effortMax) * rules.scale + rules.errorMax * rules.penalty
        < least * (rules.scale - rules.errorMax)
        && rules.effortMax * rules.scale
            < (rules.detectionMin - rules.errorMax) * (least + rules.penalty);
}

/// @dev Are all rules within their domain and limits?
function wellFormed(Rules memory rules) pure returns (bool) {
    return wellFormedGame(rules) && wellFormedPoints(rules) && wellFormedTimes(rules)
        && wellFormedReview(rules);
}

/// @dev Of wellFormed: scale, ranks, B, Delta, theta, gamma and the shares.
function wellFormedGame(Rules memory rules) pure returns (bool) {
    return within(rules.scale, 1, Limits.SCALE) && 1 <= rules.rankMin && rules.rankMin <= rules.rankMax
        && rules.rankMax <= Limits.RANK && within(rules.promotion, 0, Limits.REPORTS) && 0 < rules.benefit
        && rules.benefit <= Limits.POINTS_PER_SHARE && within(rules.stockMax, 0, Limits.POINTS_PER_SHARE)
        && 0 <= rules.thetaMin && rules.thetaMin <= rules.thetaMax
        && rules.thetaMax <= Limits.SCALE * Limits.RANK && -Limits.POINTS_PER_SHARE <= rules.gammaMin
        && rules.gammaMin <= rules.gammaMax && rules.gammaMax <= Limits.POINTS_PER_SHARE
        && within(rules.gammaStep, 0, Limits.POINTS_PER_SHARE) && 0 < rules.threshold
        && rules.threshold <= rules.saturation && rules.saturation < rules.scale;
}

/// @dev Of wellFormed: mu, rho, the largest points and N. A new member's first report is paid in full;
/// that is asked last, so that no rho makes the sum leave 64 bits.
function wellFormedPoints(Rules memory rules) pure returns (bool) {
    return 0 <= rules.mu && rules.mu < rules.initialPoints && rules.mu <= Limits.POINTS_PER_SHARE
        && rules.initialPoints <= rules.pointsMax && rules.pointsMax <= Limits.POINTS
        && within(rules.numerator, 0, Limits.NUMERATOR)
        && rules.initialPoints + pay(rules, rules.rankMax, rules.thetaMin, rules.gammaMin) <= rules.pointsMax;
}

/// @dev Of wellFormed: every time. A member who is counted again before two round limits are over is
/// never charged for idleness, nor does his membership lapse; a notice lasts for two rounds at least.
function wellFormedTimes(Rules memory rules) pure returns (bool) {
    return within(rules.roundLimit, 1, Limits.DURATION) && within(rules.idleLimit, 0, Limits.DURATION)
        && within(rules.idlePeriod, 1, Limits.DURATION)
        && 2 * rules.roundLimit <= rules.idleLimit + rules.idlePeriod
        && within(rules.shareInterval, 1, rules.roundLimit) && 2 * rules.roundLimit <= rules.retireAfter
        && rules.retireAfter <= Limits.DURATION
        && within(rules.notice, 2 * rules.roundLimit, Limits.DURATION);
}

/// @dev Of wellFormed: the review. Two votes at least reject a report; without review its rules are 0.
function wellFormedReview(Rules memory rules) pure returns (bool) {
    if (rules.quorum == 0) {
        return rules.window == 0 && rules.penalty == 0 && rules.effortMax == 0
            && rules.detectionMin == 0 && rules.errorMax == 0;
    }
    return within(rules.quorum, 2, Limits.SEATS) && within(rules.window, 1, Limits.DURATION)
        && within(rules.penalty, 0, Limits.POINTS_PER_SHARE)
        && within(rules.effortMax, 0, Limits.POINTS_PER_SHARE) && 0 <= rules.errorMax
        && rules.errorMax < rules.detectionMin && rules.detectionMin <= rules.scale;
}

/// @dev Do a round and a notice end within Limits.SECONDS, so that rules can change in a life?
/// @param tick in seconds
function endsInTime(Rules memory rules, int64 tick) pure returns (bool) {
    return within(tick, 1, Limits.SECONDS) && rules.roundLimit * tick <= Limits.SECONDS
        && rules.notice * tick <= Limits.SECONDS;
}

/// @dev Do the proposed rules keep the units of what is stored?
function keepsUnits(Rules memory rules, Rules memory proposed) pure returns (bool) {
    return proposed.scale == rules.scale && proposed.idlePeriod == rules.idlePeriod
        && proposed.retireAfter == rules.retireAfter && rules.pointsMax <= proposed.pointsMax;
}

/// @dev Do the proposed rules admit every rank that the rules admit?
function keepsRanks(Rules memory rules, Rules memory proposed) pure returns (bool) {
    return proposed.rankMin <= rules.rankMin && rules.rankMax <= proposed.rankMax;
}

/// @dev Is a member still safe who is counted in the last round under the rules and in the first one
/// under the proposed ones, and has time for it before others follow?
function keepsFreeTime(Rules memory rules, Rules memory proposed) pure returns (bool) {
    int64 both = rules.roundLimit + proposed.roundLimit;
    return both <= rules.idleLimit + rules.idlePeriod && both <= rules.retireAfter
        && rules.notice <= proposed.notice;
}
