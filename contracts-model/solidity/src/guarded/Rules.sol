// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {within} from "./Numbers.sol";

// The rules of a deployment, and the guard they must pass: essmap/model/guarded/rules.hpp, function
// by function.

/// @dev Rules of one deployment. theta, k and the shares P* and saturation are whole multiples of
/// 1/scale; U, gamma and mu are points; times are ticks of the contract's clock.
/// @param scale fixed-point one, per unit
/// @param rankMin least r of a member that may share
/// @param rankMax the largest
/// @param benefitMin least U = ln(1+C) of a report, in points
/// @param benefitMax the largest
/// @param stockShare k of Delta = k U, at most, in 1/scale
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
/// @param initialPoints rho, in points
/// @param pointsMax points saturate here, and at 0
struct Rules {
    int64 scale;
    int64 rankMin;
    int64 rankMax;
    int64 benefitMin;
    int64 benefitMax;
    int64 stockShare;
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
    int64 initialPoints;
    int64 pointsMax;
}

/// @title Largest values the contract accepts, so that nothing it computes leaves 64 bits
library Limits {
    int64 internal constant SCALE = 1_000_000;
    int64 internal constant RANK = 10_000;
    int64 internal constant POINTS_PER_SHARE = 100_000_000; // U, gamma, its step, mu
    int64 internal constant POINTS = 1_000_000_000_000_000_000;
    int64 internal constant TICKS = 10_000_000_000;
    int64 internal constant MEMBERS = 1_000_000_000;
    int64 internal constant NUMERATOR = 1_000_000_000_000_000_000;
}

/// @dev a > 0 at one corner (Eq. 6), without division: gamma scale r < U (scale r - theta - k r).
function sharingGrows(Rules memory rules, int64 rank, int64 benefit, int64 theta, int64 gamma)
    pure
    returns (bool)
{
    int64 levels = rules.scale * rank;
    return gamma * levels < benefit * (levels - theta - rules.stockShare * rank);
}

/// @dev The guard: strategy case 1 for every rank, every benefit, every k up to stockShare and every
/// mu >= 0, exactly when gamma < U (1 - theta/r - k) at r = rankMin, for both ends of U. Proved:
/// essmap verify --only guarded.guard
function keepsCase1(Rules memory rules, int64 theta, int64 gamma) pure returns (bool) {
    return sharingGrows(rules, rules.rankMin, rules.benefitMin, theta, gamma)
        && sharingGrows(rules, rules.rankMin, rules.benefitMax, theta, gamma);
}

/// @dev Are all rules within their domain and limits?
function wellFormed(Rules memory rules) pure returns (bool) {
    return wellFormedGame(rules) && wellFormedPoints(rules) && wellFormedTimes(rules);
}

/// @dev Of wellFormed: scale, ranks, benefit, k, theta, gamma and the shares.
function wellFormedGame(Rules memory rules) pure returns (bool) {
    return within(rules.scale, 1, Limits.SCALE) && 1 <= rules.rankMin && rules.rankMin <= rules.rankMax
        && rules.rankMax <= Limits.RANK && 0 < rules.benefitMin && rules.benefitMin <= rules.benefitMax
        && rules.benefitMax <= Limits.POINTS_PER_SHARE && 0 < rules.stockShare
        && rules.stockShare < rules.scale && 0 <= rules.thetaMin && rules.thetaMin <= rules.thetaMax
        && rules.thetaMax <= Limits.SCALE * Limits.RANK && -Limits.POINTS_PER_SHARE <= rules.gammaMin
        && rules.gammaMin <= rules.gammaMax && rules.gammaMax <= Limits.POINTS_PER_SHARE
        && within(rules.gammaStep, 0, Limits.POINTS_PER_SHARE) && 0 < rules.threshold
        && rules.threshold <= rules.saturation && rules.saturation < rules.scale;
}

/// @dev Of wellFormed: mu, rho, the largest points and N.
function wellFormedPoints(Rules memory rules) pure returns (bool) {
    return 0 <= rules.mu && rules.mu < rules.initialPoints && rules.mu <= Limits.POINTS_PER_SHARE
        && rules.initialPoints <= rules.pointsMax && rules.pointsMax <= Limits.POINTS
        && within(rules.numerator, 0, Limits.NUMERATOR);
}

/// @dev Of wellFormed: every time.
function wellFormedTimes(Rules memory rules) pure returns (bool) {
    return within(rules.roundLimit, 1, Limits.TICKS) && within(rules.idleLimit, 0, Limits.TICKS)
        && within(rules.idlePeriod, 1, Limits.TICKS) && within(rules.shareInterval, 0, Limits.TICKS)
        && within(rules.retireAfter, 1, Limits.TICKS);
}

