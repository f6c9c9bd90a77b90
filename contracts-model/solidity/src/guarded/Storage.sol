// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "./Rules.sol";
import {Certificate, Member} from "./Member.sol";
import {ReportRecord, Seat} from "./Review.sol";
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
    int16 promotion;
    int8 quorum;
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
    // fourth slot: what a report under review, a vote and an enrolment need
    int64 initialPoints;
    int32 window;
    int32 penalty;
    int32 effortMax;
    int24 detectionMin;
    int24 errorMax;
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
    int64 balance;
    int40 stamp;
    int40 lastCounted;
    int40 paidUntil;
    int32 rate;
    int16 reports;
    bool user;
    bool counted;
    bool known;
    // second slot
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

/// @dev A report, in one slot; fields as in ReportRecord.
struct StoredReport {
    uint128 author;
    int40 time;
    int32 brought;
    int32 penalty;
    uint16 voted;
    int8 votes;
}

/// @dev A reviewer's seat, in one slot; fields as in Seat.
struct StoredSeat {
    address holder;
    int40 from;
    int40 until;
}

/// @title Between storage and the memory that transitions work on
/// @dev Records are written slot by slot: the compiler would write each field by itself.
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
        r.quorum = s.quorum;
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

    /// @dev Those rules that NSP needs; the others are 0.
    function loadForSettlement(StoredRules storage s) internal view returns (Rules memory r) {
        r.idlePeriod = s.idlePeriod;
        r.retireAfter = s.retireAfter;
    }

    /// @dev Those rules that a vote needs; the others are 0.
    function loadForVote(StoredRules storage s) internal view returns (Rules memory r) {
        r.idlePeriod = s.idlePeriod;
        r.retireAfter = s.retireAfter;
        r.quorum = s.quorum;
        r.window = s.window;
    }

    /// @dev All rules.
    function load(StoredRules storage s) internal view returns (Rules memory r) {
        r = loadForReport(s);
        addEndOfRound(s, r);
        r.initialPoints = s.initialPoints;
        r.window = s.window;
        r.penalty = s.penalty;
        r.effortMax = s.effortMax;
        r.detectionMin = s.detectionMin;
        r.errorMax = s.errorMax;
    }

    /// @dev Keeps rules that have passed the guard.
    /// @param from the first tick at which a round may begin under them
    function store(StoredRules storage s, Rules memory rules, int64 from) internal {
        uint256 first = _at32(rules.idlePeriod, 0) | _at32(rules.retireAfter, 32)
            | _at32(rules.shareInterval, 64) | _at32(rules.roundLimit, 96) | _at32(rules.idleLimit, 128)
            | _at32(rules.benefit, 160) | _at24(rules.scale, 192) | _at16(rules.promotion, 216)
            | (uint256(uint8(uint64(rules.quorum))) << 232) | _at16(rules.rankMax, 240);
        uint256 second = _at64(rules.pointsMax) | _at32(rules.gammaMin, 64) | _at32(rules.gammaMax, 96)
            | _at32(rules.gammaStep, 128) | _at32(rules.mu, 160) | _at24(rules.threshold, 192)
            | _at24(rules.saturation, 216) | _at16(rules.rankMin, 240);
        uint256 third = _at64(rules.numerator) | _at40(rules.thetaMin, 64) | _at40(rules.thetaMax, 104)
            | _at40(from, 144) | _at32(rules.stockMax, 184) | _at32(rules.notice, 216);
        uint256 fourth = _at64(rules.initialPoints) | _at32(rules.window, 64) | _at32(rules.penalty, 96)
            | _at32(rules.effortMax, 128) | _at24(rules.detectionMin, 160) | _at24(rules.errorMax, 184);
        assembly ("memory-safe") {
            sstore(s.slot, first)
            sstore(add(s.slot, 1), second)
            sstore(add(s.slot, 2), third)
            sstore(add(s.slot, 3), fourth)
        }
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
        uint256 word = _at40(round.number, 0) | _at40(round.start, 40) | _at32(round.sharers, 80)
            | _at32(round.users, 112) | _at32(round.members, 144) | _at40(round.theta, 176)
            | _at32(round.gamma, 216) | (round.announced ? index | 2 : index) << 248;
        assembly ("memory-safe") {
            sstore(s.slot, word)
        }
    }

    /// @dev A member.
    function load(StoredMember storage s) internal view returns (Member memory) {
        return Member({
            known: s.known,
            active: s.active,
            rank: s.rank,
            balance: s.balance,
            stamp: s.stamp,
            user: s.user,
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
        uint256 word = _at64(member.balance) | _at40(member.stamp, 64) | _at40(member.lastCounted, 104)
            | _at40(member.paidUntil, 144) | _at32(member.rate, 184) | _at16(member.reports, 216)
            | _at1(member.user, 232) | _at1(member.counted, 240) | _at1(member.known, 248);
        assembly ("memory-safe") {
            sstore(s.slot, word)
        }
    }

    /// @dev Keeps the rest of a member, but the certificate.
    function storeStanding(StoredMember storage s, Member memory member) internal {
        uint256 word = _at1(member.active, 0) | _at16(member.rank, 8) | _at40(member.expiry, 24)
            | _at40(member.lastExtra, 64) | (uint256(uint48(uint64(member.epoch))) << 104);
        assembly ("memory-safe") {
            sstore(add(s.slot, 1), word)
        }
    }

    /// @dev A certificate.
    function load(StoredCertificate storage s) internal view returns (Certificate memory) {
        return Certificate({holder: s.holder, epoch: s.epoch});
    }

    /// @dev A report.
    function load(StoredReport storage s) internal view returns (ReportRecord memory) {
        return ReportRecord({
            author: s.author,
            time: s.time,
            brought: s.brought,
            penalty: s.penalty,
            votes: s.votes,
            voted: s.voted
        });
    }

    /// @dev Keeps a report.
    function store(StoredReport storage s, ReportRecord memory report) internal {
        uint256 word = uint256(report.author) | _at40(report.time, 128) | _at32(report.brought, 168)
            | _at32(report.penalty, 200) | (uint256(report.voted) << 232)
            | (uint256(uint8(uint64(report.votes))) << 248);
        assembly ("memory-safe") {
            sstore(s.slot, word)
        }
    }

    /// @dev A reviewer's seat.
    function load(StoredSeat storage s) internal view returns (Seat memory) {
        return Seat({holder: s.holder, from: s.from, until: s.until});
    }

    /// @dev Keeps a reviewer's seat.
    function store(StoredSeat storage s, Seat memory seat) internal {
        s.holder = seat.holder;
        s.from = int40(seat.from);
        s.until = int40(seat.until);
    }

    // The bits of a number of so many, at a place in a slot.
    function _at64(int64 value) private pure returns (uint256) {
        return uint64(value);
    }

    function _at40(int64 value, uint256 place) private pure returns (uint256) {
        return uint256(uint40(uint64(value))) << place;
    }

    function _at32(int64 value, uint256 place) private pure returns (uint256) {
        return uint256(uint32(uint64(value))) << place;
    }

    function _at24(int64 value, uint256 place) private pure returns (uint256) {
        return uint256(uint24(uint64(value))) << place;
    }

    function _at16(int64 value, uint256 place) private pure returns (uint256) {
        return uint256(uint16(uint64(value))) << place;
    }

    function _at1(bool value, uint256 place) private pure returns (uint256) {
        return value ? 1 << place : 0;
    }
}
