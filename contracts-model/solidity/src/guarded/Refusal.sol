// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {within} from "./Numbers.sol";
import {Limits, Rules, keepsCase1, wellFormed} from "./Rules.sol";
import {Member, lapseTime} from "./Member.sol";
import {Round} from "./Round.sol";
import {keepsUnits, mayBegin} from "./Membership.sol";

// Why a call is refused: essmap/model/guarded/refusal.hpp. A refused call changes nothing.

/// @dev The first condition that a call does not meet, in the order in which it is asked.
enum Refusal {
    None,
    NotOwner, // only the owner may
    NotProposedOwner, // only the account that the owner has proposed may
    NotRegistrar, // only the registrar may
    RulesMalformed, // a rule is outside its domain or limit
    Case1Lost, // the rules do not keep every member in strategy case 1
    UnitsChanged, // stored points and times are counted in what the rules may not change
    FirstRoundOutOfBounds, // theta or gamma of the first round
    TickOfNoTime, // a tick must last a second at least
    NotAMember, // never enrolled, revoked, or retired
    ContentSeen, // this content has been reported before
    CertificateExpired, // or about to be enrolled after its end
    CertificateTooLong, // it ends after the last tick
    CertificateTaken, // it is another account's, or nobody's: zero
    CertificateRevoked, // for good
    RankOutOfRange, // of the rules
    TooSoon, // after the member's last report
    TooManyMembers,
    NotLapsed // the membership has not lapsed yet
}

/// @dev Of rules to run by.
function refusalOfRules(Rules memory rules) pure returns (Refusal) {
    if (!wellFormed(rules)) return Refusal.RulesMalformed;
    if (!keepsCase1(rules, rules.thetaMax, rules.gammaMax)) return Refusal.Case1Lost;
    return Refusal.None;
}

/// @dev Of a deployment.
function refusalOfDeployment(Rules memory rules, int64 theta, int64 gamma, uint256 secondsPerTick)
    pure
    returns (Refusal)
{
    if (secondsPerTick == 0) return Refusal.TickOfNoTime;
    Refusal refusal = refusalOfRules(rules);
    if (refusal != Refusal.None) return refusal;
    return mayBegin(rules, theta, gamma) ? Refusal.None : Refusal.FirstRoundOutOfBounds;
}

/// @dev Of a change of the rules by the owner.
function refusalOfChange(Rules memory rules, Rules memory proposed) pure returns (Refusal) {
    Refusal refusal = refusalOfRules(proposed);
    if (refusal != Refusal.None) return refusal;
    return keepsUnits(rules, proposed) ? Refusal.None : Refusal.UnitsChanged;
}

/// @dev Of a report. No condition asks for points.
function refusalOfReport(Rules memory rules, Member memory member, bool fresh, int64 time)
    pure
    returns (Refusal)
{
    if (!member.active) return Refusal.NotAMember;
    if (!fresh) return Refusal.ContentSeen;
    if (member.expiry <= time) return Refusal.CertificateExpired;
    if (!within(member.rank, rules.rankMin, rules.rankMax)) return Refusal.RankOutOfRange;
    if (time - member.lastShare < rules.shareInterval) return Refusal.TooSoon;
    return Refusal.None;
}

/// @dev Of an enrolment or renewal by the registrar.
function refusalOfEnrolment(
    Rules memory rules,
    Round memory round,
    Member memory member,
    int64 rank,
    int64 expiry,
    int64 time
) pure returns (Refusal) {
    if (!within(rank, rules.rankMin, rules.rankMax)) return Refusal.RankOutOfRange;
    if (expiry <= time) return Refusal.CertificateExpired;
    if (Limits.TICKS < expiry) return Refusal.CertificateTooLong;
    if (!member.active && Limits.MEMBERS <= round.members) return Refusal.TooManyMembers;
    return Refusal.None;
}

/// @dev Of a revocation by the registrar.
function refusalOfRevocation(Member memory member) pure returns (Refusal) {
    return member.active ? Refusal.None : Refusal.NotAMember;
}

/// @dev Of the retirement of a member by anyone.
function refusalOfRetirement(Rules memory rules, Member memory member, int64 time)
    pure
    returns (Refusal)
{
    if (!member.active) return Refusal.NotAMember;
    return lapseTime(rules, member) <= time ? Refusal.None : Refusal.NotLapsed;
}
