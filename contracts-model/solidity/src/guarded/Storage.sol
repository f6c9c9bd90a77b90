// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "./Rules.sol";
import {Member} from "./Member.sol";
import {Round} from "./Round.sol";

// How the contract's records lie in storage: as narrow as their limits allow, so that a report
// writes three slots. Every value fits: rules have passed the guard, counts are at most
// Limits.MEMBERS, times at most 2 Limits.TICKS, and no chain reaches 2^47 rounds.

/// @dev Rules, in four slots; fields as in Rules.
struct StoredRules {
    int64 pointsMax;
    int40 thetaMin;
    int40 thetaMax;
    int32 gammaStep;
    int32 mu;
    int24 scale;
    int24 saturation;
    // second slot
    int64 numerator;
    int40 roundLimit;
    int40 idleLimit;
    int32 gammaMin;
    int32 gammaMax;
    int24 threshold;
    int16 rankMin;
    // third slot
    int40 idlePeriod;
    int40 shareInterval;
    int40 retireAfter;
    int32 benefitMin;
    int32 benefitMax;
    int24 stockShare;
    int16 rankMax;
    // fourth slot
    int64 initialPoints;
}

/// @dev A round, in one slot; fields as in Round.
struct StoredRound {
    int48 number;
    int40 start;
    int32 sharers;
    int32 users;
    int32 members;
    int40 theta;
    int32 gamma;
}

/// @dev A member, in three slots, of which a report writes the first; fields as in Member, and the
/// hash of the latest certificate.
struct StoredMember {
    int64 points;
    int64 stamp;
    int40 lastShare;
    int40 paidUntil;
    int32 rate;
    bool known;
    bool active;
    // second slot
    int16 rank;
    int40 expiry;
    // third slot
    bytes32 certificate;
}

/// @dev Whose a certificate is.
/// @param holder the account that it was enrolled with
/// @param revoked for good
struct StoredCertificate {
    address holder;
    bool revoked;
}

/// @title Between storage and the memory that transitions work on
library Storage {
    /// @dev The rules in force.
    function load(StoredRules storage s) internal view returns (Rules memory) {
        return Rules({
            scale: s.scale,
            rankMin: s.rankMin,
            rankMax: s.rankMax,
            benefitMin: s.benefitMin,
            benefitMax: s.benefitMax,
            stockShare: s.stockShare,
            thetaMin: s.thetaMin,
            thetaMax: s.thetaMax,
            gammaMin: s.gammaMin,
            gammaMax: s.gammaMax,
            gammaStep: s.gammaStep,
            mu: s.mu,
            numerator: s.numerator,
            threshold: s.threshold,
            saturation: s.saturation,
            roundLimit: s.roundLimit,
            idleLimit: s.idleLimit,
            idlePeriod: s.idlePeriod,
            shareInterval: s.shareInterval,
            retireAfter: s.retireAfter,
            initialPoints: s.initialPoints,
            pointsMax: s.pointsMax
        });
    }

    /// @dev Keeps rules that have passed the guard.
    function store(StoredRules storage s, Rules memory rules) internal {
        s.pointsMax = rules.pointsMax;
        s.thetaMin = int40(rules.thetaMin);
        s.thetaMax = int40(rules.thetaMax);
        s.gammaStep = int32(rules.gammaStep);
        s.mu = int32(rules.mu);
        s.scale = int24(rules.scale);
        s.saturation = int24(rules.saturation);
        s.numerator = rules.numerator;
        s.roundLimit = int40(rules.roundLimit);
        s.idleLimit = int40(rules.idleLimit);
        s.gammaMin = int32(rules.gammaMin);
        s.gammaMax = int32(rules.gammaMax);
        s.threshold = int24(rules.threshold);
        s.rankMin = int16(rules.rankMin);
        s.idlePeriod = int40(rules.idlePeriod);
        s.shareInterval = int40(rules.shareInterval);
        s.retireAfter = int40(rules.retireAfter);
        s.benefitMin = int32(rules.benefitMin);
        s.benefitMax = int32(rules.benefitMax);
        s.stockShare = int24(rules.stockShare);
        s.rankMax = int16(rules.rankMax);
        s.initialPoints = rules.initialPoints;
    }

    /// @dev The running round.
    function load(StoredRound storage s) internal view returns (Round memory) {
        return Round({
            number: s.number,
            start: s.start,
            sharers: s.sharers,
            users: s.users,
            members: s.members,
            theta: s.theta,
            gamma: s.gamma
        });
    }

    /// @dev Keeps the running round.
    function store(StoredRound storage s, Round memory round) internal {
        s.number = int48(round.number);
        s.start = int40(round.start);
        s.sharers = int32(round.sharers);
        s.users = int32(round.users);
        s.members = int32(round.members);
        s.theta = int40(round.theta);
        s.gamma = int32(round.gamma);
    }

    /// @dev A member.
    function load(StoredMember storage s) internal view returns (Member memory) {
        return Member({
            known: s.known,
            active: s.active,
            rank: s.rank,
            points: s.points,
            stamp: s.stamp,
            lastShare: s.lastShare,
            paidUntil: s.paidUntil,
            rate: s.rate,
            expiry: s.expiry
        });
    }

    /// @dev Keeps what a report or a settlement changes of a member.
    function storeAccount(StoredMember storage s, Member memory member) internal {
        s.points = member.points;
        s.stamp = member.stamp;
        s.lastShare = int40(member.lastShare);
        s.paidUntil = int40(member.paidUntil);
        s.rate = int32(member.rate);
        s.known = member.known;
        s.active = member.active;
    }
}
