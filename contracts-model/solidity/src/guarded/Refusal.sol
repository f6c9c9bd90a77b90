// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {atLeast, within} from "./Numbers.sol";
import {
    Limits,
    Rules,
    endsInTime,
    keepsCase1,
    keepsFreeTime,
    keepsHonesty,
    keepsRanks,
    keepsUnits,
    wellFormed
} from "./Rules.sol";
import {Certificate, Member, lapsed, revoked} from "./Member.sol";
import {Round} from "./Round.sol";
import {Application, mayBegin} from "./Membership.sol";
import {ReportRecord, Seat, Vote, holds, inTerm, rejectable} from "./Review.sol";

// Why a call is refused: essmap/model/guarded/refusal.hpp. A refused call changes nothing.

/// @dev The first condition that a call does not meet, in the order in which it is asked.
enum Refusal {
    None,
    NotOwner, // only the owner may
    NotProposedOwner, // only the account that the owner has proposed may
    NotRegistrar, // only the registrar may
    RulesMalformed, // a rule is outside its domain or limit
    Case1Lost, // the rules do not keep every member in strategy case 1
    HonestyLost, // with review: they do not make honest sharing dominate junk and keeping
    NeverEnds, // a tick, a round or a notice lasts too long, or a tick no time
    UnitsChanged, // stored points and times are counted in what the rules may not change
    RankExcluded, // of those that the rules in force admit
    FreeTimeCut, // a member who is counted once a round would be charged, or would lapse
    FirstRoundOutOfBounds, // theta or gamma of the first round
    Nobody, // the account is zero
    NotAMember, // never enrolled, revoked, or retired
    ContentSeen, // this content has been reported before
    CertificateExpired, // or about to be enrolled after its end
    CertificateTooLong, // it ends after the last tick
    CertificateTaken, // it is another account's, or nobody's: zero
    CertificateRevoked, // for good
    MembershipLapsed, // after long idleness
    RankOutOfRange, // of the rules
    TooSoon, // after the member's last report
    ChargeTooHigh, // more than the member would be charged
    TooManyMembers,
    NotLapsed, // the membership has not lapsed yet
    NoSuchSeat,
    SeatTaken, // the term of whoever has it is not over
    SeatEmpty, // no term lasts that could end
    HasAnotherSeat, // one account has one vote
    NotReviewer, // the seat is not the sender's, or no longer
    NotUnderReview, // no report of that author's that can be rejected, or no longer
    OwnReport, // nobody judges his own
    AppointedLater, // than the report was made
    WindowOver, // the report stands
    VotedAlready
}

/// @dev Of rules to run by.
/// @param tick in seconds
function refusalOfRules(Rules memory rules, int64 tick) pure returns (Refusal) {
    if (!wellFormed(rules)) return Refusal.RulesMalformed;
    if (!keepsCase1(rules)) return Refusal.Case1Lost;
    if (!keepsHonesty(rules)) return Refusal.HonestyLost;
    return endsInTime(rules, tick) ? Refusal.None : Refusal.NeverEnds;
}

/// @dev Of a deployment.
/// @param tick in seconds
function refusalOfDeployment(
    Rules memory rules,
    int64 theta,
    int64 gamma,
    int64 tick,
    address owner,
    address registrar
) pure returns (Refusal) {
    Refusal refusal = refusalOfRules(rules, tick);
    if (refusal != Refusal.None) return refusal;
    if (!mayBegin(rules, theta, gamma)) return Refusal.FirstRoundOutOfBounds;
    return owner == address(0) || registrar == address(0) ? Refusal.Nobody : Refusal.None;
}

/// @dev Of an announcement of rules by the owner.
/// @param tick in seconds
function refusalOfAnnouncement(Rules memory rules, Rules memory proposed, int64 tick)
    pure
    returns (Refusal)
{
    Refusal refusal = refusalOfRules(proposed, tick);
    if (refusal != Refusal.None) return refusal;
    if (!keepsUnits(rules, proposed)) return Refusal.UnitsChanged;
    if (!keepsRanks(rules, proposed)) return Refusal.RankExcluded;
    return keepsFreeTime(rules, proposed) ? Refusal.None : Refusal.FreeTimeCut;
}

/// @dev Of a report, before its charge is asked about. No condition asks for points.
function refusalOfReport(Rules memory rules, Member memory member, bool fresh, int64 time)
    pure
    returns (Refusal)
{
    if (!member.active) return Refusal.NotAMember;
    if (!fresh) return Refusal.ContentSeen;
    if (member.expiry <= time) return Refusal.CertificateExpired;
    if (lapsed(rules, member, time)) return Refusal.MembershipLapsed;
    if (time - atLeast(member.lastCounted, member.lastExtra) < rules.shareInterval) {
        return Refusal.TooSoon;
    }
    return Refusal.None;
}

/// @dev Of an enrolment or renewal by the registrar.
function refusalOfEnrolment(
    Rules memory rules,
    Round memory round,
    Application memory wanted,
    Member memory member,
    Certificate memory certificate,
    int64 time
) pure returns (Refusal) {
    if (wanted.account == address(0)) return Refusal.Nobody;
    if (wanted.hash == 0) return Refusal.CertificateTaken;
    if (certificate.holder != address(0) && certificate.holder != wanted.account) {
        return Refusal.CertificateTaken;
    }
    if (revoked(certificate, member)) return Refusal.CertificateRevoked;
    if (!within(wanted.rank, rules.rankMin, rules.rankMax)) return Refusal.RankOutOfRange;
    if (wanted.expiry <= time) return Refusal.CertificateExpired;
    if (Limits.TICKS < wanted.expiry) return Refusal.CertificateTooLong;
    if (!member.active && Limits.MEMBERS <= round.members) return Refusal.TooManyMembers;
    return Refusal.None;
}

/// @dev Of a revocation by the registrar.
function refusalOfRevocation(Member memory member) pure returns (Refusal) {
    return member.known ? Refusal.None : Refusal.NotAMember;
}

/// @dev Of the retirement of a member by anyone.
function refusalOfRetirement(Rules memory rules, Member memory member, int64 time)
    pure
    returns (Refusal)
{
    if (!member.active) return Refusal.NotAMember;
    return lapsed(rules, member, time) ? Refusal.None : Refusal.NotLapsed;
}

/// @dev Of an appointment by the owner.
/// @param latest the seat that the account had last
function refusalOfAppointment(Seat memory seat, Seat memory latest, address account, int64 time)
    pure
    returns (Refusal)
{
    if (account == address(0)) return Refusal.Nobody;
    if (inTerm(seat, time)) return Refusal.SeatTaken;
    return latest.holder == account && inTerm(latest, time) ? Refusal.HasAnotherSeat : Refusal.None;
}

/// @dev Of a dismissal by the owner.
function refusalOfDismissal(Seat memory seat, int64 time) pure returns (Refusal) {
    return inTerm(seat, time) ? Refusal.None : Refusal.SeatEmpty;
}

/// @dev Of a vote.
function refusalOfVote(
    Rules memory rules,
    Seat memory seat,
    ReportRecord memory report,
    Vote memory vote,
    int64 time
) pure returns (Refusal) {
    if (!holds(vote, seat, time)) return Refusal.NotReviewer;
    if (!rejectable(rules, vote, report)) return Refusal.NotUnderReview;
    if (vote.voter == vote.author) return Refusal.OwnReport;
    if (report.time < seat.from) return Refusal.AppointedLater;
    if (rules.window < time - report.time) return Refusal.WindowOver;
    return vote.voted ? Refusal.VotedAlready : Refusal.None;
}
