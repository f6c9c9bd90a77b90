// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "./Rules.sol";
import {Certificate, Member} from "./Member.sol";
import {Round} from "./Round.sol";

// How the contract's records lie in storage: as narrow as their limits allow, so that a counted
// report reads two slots of rules and writes three slots. Every value fits: rules have passed the
// guard, counts are at most Limits.MEMBERS, times at most 2 Limits.TICKS; no chain reaches 2^39
// rounds, nor a registrar 2^47 revocations of one account.

/// @dev Rules, in four slots; fields as in Rules.
struct StoredRules {
    // what every report needs
    int32 idlePeriod;
    int32 retireAfter;
    int32 shareInterval;
    int32 roundLimit;
    int32 idleLimit;
    int32 benefit;
    int24 scale;
    int24 promotion;
    int16 rankMax;
    // second slot: the same
    int64 pointsMax;
    int32 gammaMin;
    int32 gammaMax;
    int32 gammaStep;
    int32 mu;
    int24 threshold;
    int24 saturation;
    int16 rankMin;
    // third slot: what the end of a round needs besides
    int64 numerator;
    int40 thetaMin;
    int40 thetaMax;
    int40 from; // the first tick at which a round may begin under these rules
    int32 stockMax;
    int32 notice;
    // fourth slot
    int64 initialPoints;
}

/// @dev A round, in one slot; fields as in Round.
struct StoredRound {
    int40 number;
    int40 start;
    int32 sharers;
    int32 users;
    int32 members;
    int40 theta;
    int32 gamma;
    uint8 rules; // index of those in force, and 2 more where others are announced
}

/// @dev A member, in three slots, of which a counted report writes the first, and any other one the
/// second; fields as in Member, and the hash of the latest certificate.
struct StoredMember {
    int64 points;
    int40 stamp;
    int40 lastCounted;
    int40 paidUntil;
    int32 rate;
    int24 reports;
    bool counted;
    // second slot
    bool known;
    bool active;
    int16 rank;
    int40 expiry;
    int40 lastExtra;
    int48 epoch;
    // third slot
    bytes32 certificate;
}

/// @dev A certificate, in one slot.
struct StoredCertificate {
    address holder;
    int48 epoch;
}

/// @title Between storage and the memory that transitions work on
library Storage {
    /// @dev Those rules that a report needs which ends no round; the others are 0.
    function loadForReport(StoredRules storage s) internal view returns (Rules memory r) {
        r.idlePeriod = s.idlePeriod;
        r.retireAfter = s.retireAfter;
        r.shareInterval = s.shareInterval;
        r.roundLimit = s.roundLimit;
        r.idleLimit = s.idleLimit;
        r.benefit = s.benefit;
        r.scale = s.scale;
        r.promotion = s.promotion;
        r.rankMax = s.rankMax;
        r.pointsMax = s.pointsMax;
        r.gammaMin = s.gammaMin;
        r.gammaMax = s.gammaMax;
        r.gammaStep = s.gammaStep;
        r.mu = s.mu;
        r.threshold = s.threshold;
        r.saturation = s.saturation;
        r.rankMin = s.rankMin;
    }

    /// @dev Adds to them what the end of a round needs.
    function addEndOfRound(StoredRules storage s, Rules memory r) internal view {
        r.numerator = s.numerator;
        r.thetaMin = s.thetaMin;
        r.thetaMax = s.thetaMax;
        r.stockMax = s.stockMax;
        r.notice = s.notice;
    }

    /// @dev All rules.
    function load(StoredRules storage s) internal view returns (Rules memory r) {
        r = loadForReport(s);
        addEndOfRound(s, r);
        r.initialPoints = s.initialPoints;
    }

    /// @dev Keeps rules that have passed the guard.
    /// @param from the first tick at which a round may begin under them
    function store(StoredRules storage s, Rules memory rules, int64 from) internal {
        s.idlePeriod = int32(rules.idlePeriod);
        s.retireAfter = int32(rules.retireAfter);
        s.shareInterval = int32(rules.shareInterval);
        s.roundLimit = int32(rules.roundLimit);
        s.idleLimit = int32(rules.idleLimit);
        s.benefit = int32(rules.benefit);
        s.scale = int24(rules.scale);
        s.promotion = int24(rules.promotion);
        s.rankMax = int16(rules.rankMax);
        s.pointsMax = rules.pointsMax;
        s.gammaMin = int32(rules.gammaMin);
        s.gammaMax = int32(rules.gammaMax);
        s.gammaStep = int32(rules.gammaStep);
        s.mu = int32(rules.mu);
        s.threshold = int24(rules.threshold);
        s.saturation = int24(rules.saturation);
        s.rankMin = int16(rules.rankMin);
        s.numerator = rules.numerator;
        s.thetaMin = int40(rules.thetaMin);
        s.thetaMax = int40(rules.thetaMax);
        s.from = int40(from);
        s.stockMax = int32(rules.stockMax);
        s.notice = int32(rules.notice);
        s.initialPoints = rules.initialPoints;
    }

    /// @dev The running round, and the index of the rules in force.
    function load(StoredRound storage s) internal view returns (Round memory round, uint256 index) {
        uint8 rules = s.rules;
        index = rules & 1;
        round = Round({
            number: s.number,
            start: s.start,
            sharers: s.sharers,
            users: s.users,
            members: s.members,
            theta: s.theta,
            gamma: s.gamma,
            announced: rules & 2 != 0
        });
    }

    /// @dev Keeps the running round, and the index of the rules in force.
    function store(StoredRound storage s, Round memory round, uint256 index) internal {
        s.number = int40(round.number);
        s.start = int40(round.start);
        s.sharers = int32(round.sharers);
        s.users = int32(round.users);
        s.members = int32(round.members);
        s.theta = int40(round.theta);
        s.gamma = int32(round.gamma);
        s.rules = uint8(round.announced ? index | 2 : index);
    }

    /// @dev A member.
    function load(StoredMember storage s) internal view returns (Member memory) {
        return Member({
            known: s.known,
            active: s.active,
            rank: s.rank,
            points: s.points,
            stamp: s.stamp,
            counted: s.counted,
            lastCounted: s.lastCounted,
            lastExtra: s.lastExtra,
            paidUntil: s.paidUntil,
            rate: s.rate,
            reports: s.reports,
            expiry: s.expiry,
            epoch: s.epoch
        });
    }

    /// @dev Keeps what a counted report or a settlement changes of a member, but the rank.
    function storeAccount(StoredMember storage s, Member memory member) internal {
        s.points = member.points;
        s.stamp = int40(member.stamp);
        s.lastCounted = int40(member.lastCounted);
        s.paidUntil = int40(member.paidUntil);
        s.rate = int32(member.rate);
        s.reports = int24(member.reports);
        s.counted = member.counted;
    }

    /// @dev Keeps the rest of a member.
    function storeStanding(StoredMember storage s, Member memory member) internal {
        s.known = member.known;
        s.active = member.active;
        s.rank = int16(member.rank);
        s.expiry = int40(member.expiry);
        s.lastExtra = int40(member.lastExtra);
        s.epoch = int48(member.epoch);
    }

    /// @dev A certificate.
    function load(StoredCertificate storage s) internal view returns (Certificate memory) {
        return Certificate({holder: s.holder, epoch: s.epoch});
    }
}
