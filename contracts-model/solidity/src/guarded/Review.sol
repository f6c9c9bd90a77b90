// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {atLeast, atMost} from "./Numbers.sol";
import {Limits, Rules, reviewed} from "./Rules.sol";
import {Member, settle} from "./Member.sol";
import {Report, Round, countedIn} from "./Round.sol";

// The review: reviewers whom the owner has appointed with notice reject a report that they find empty:
// essmap/model/guarded/review.hpp.

/// @dev A reviewer's seat, and the term of office of whoever had it last.
/// @param holder account; zero: nobody had it yet
/// @param from reports made from here on may be judged, in ticks
/// @param until votes count before it, in ticks
struct Seat {
    address holder;
    int64 from;
    int64 until;
}

/// @dev What the contract keeps of a report.
/// @param author the last 128 bits of the account: what fits beside the rest; nobody finds another
/// account that has the same
/// @param time of the report, in ticks; 0 where there is nothing to reject, or no longer
/// @param brought what it added to its author's balance
/// @param penalty s as of the report
/// @param votes seats that found it empty
/// @param voted which, a bit each
struct ReportRecord {
    uint128 author;
    int64 time;
    int64 brought;
    int64 penalty;
    int64 votes;
    uint16 voted;
}

/// @dev A vote: which account finds whose report empty.
/// @param voter the caller
/// @param author account whose report it is said to be
/// @param voted the seat has found this report empty before
struct Vote {
    address voter;
    address author;
    bool voted;
}

/// @dev What is kept of an account in a report.
function authorOf(address account) pure returns (uint128) {
    return uint128(uint160(account));
}

/// @dev What is kept of an accepted report.
function recordOf(Report memory report, address author, int64 time) pure returns (ReportRecord memory) {
    return ReportRecord({
        author: authorOf(author),
        time: report.reviewed ? time : int64(0),
        brought: report.brought,
        penalty: report.penalty,
        votes: 0,
        voted: 0
    });
}

/// @dev Does the term of a seat last, or is it to come?
function inTerm(Seat memory seat, int64 time) pure returns (bool) {
    return time < seat.until;
}

/// @dev The owner gives a free seat to an account, with the notice of the rules.
/// @param seat is changed
function appoint(Rules memory rules, Seat memory seat, address account, int64 time) pure {
    seat.holder = account;
    seat.from = time + rules.notice;
    seat.until = Limits.TICKS;
}

/// @dev The owner ends a term, with the notice of the rules; it never gets longer by that.
/// @param seat is changed
function dismiss(Rules memory rules, Seat memory seat, int64 time) pure {
    seat.until = atMost(seat.until, time + rules.notice);
}

/// @dev Does the voter hold the seat?
function holds(Vote memory vote, Seat memory seat, int64 time) pure returns (bool) {
    return seat.holder == vote.voter && inTerm(seat, time);
}

/// @dev Is this a report of that author that can be rejected, by rules with a review?
function rejectable(Rules memory rules, Vote memory vote, ReportRecord memory report)
    pure
    returns (bool)
{
    return reviewed(rules) && 0 < report.time && report.author == authorOf(vote.author);
}

/// @dev Takes back what a report brought, and its penalty, after its author's idleness is charged. In
/// the round in which it is counted, while that runs and its author is a member, it is counted no more.
/// @param round is changed
/// @param member is changed
/// @return periods of idleness that NSP charged before
/// @return charged what they cost
/// @return taken from the balance besides
function reject(
    Rules memory rules,
    Round memory round,
    Member memory member,
    ReportRecord memory report,
    int64 time
) pure returns (int64 periods, int64 charged, int64 taken) {
    (periods, charged) = settle(rules, member, time);
    int64 balance = member.balance;
    member.balance = atLeast(balance - report.brought - report.penalty, -Limits.POINTS);
    taken = balance - member.balance;
    member.reports = atLeast(member.reports - 1, -Limits.REPORTS);
    if (countedIn(round, member) && member.lastCounted == report.time) {
        round.sharers = round.sharers - 1;
        member.counted = false;
    }
}

/// @dev A reviewer whose vote is taken finds a report empty. With `quorum` votes it is rejected.
/// @param report is changed
/// @param seat the number of the voter's
/// @return rejected this vote made the quorum
function addVote(Rules memory rules, ReportRecord memory report, uint256 seat)
    pure
    returns (bool rejected)
{
    report.votes = report.votes + 1;
    report.voted = report.voted | uint16(1 << seat);
    rejected = rules.quorum <= report.votes;
}
