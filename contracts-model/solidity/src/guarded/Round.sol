// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {atLeast, atMost, clamp} from "./Numbers.sol";
import {Limits, Rules, pay, reviewed} from "./Rules.sol";
import {Member, settle} from "./Member.sol";

// SGM, the shared game mechanism (Algorithm 1): a report, and the rounds it advances:
// essmap/model/guarded/sgm.hpp.

/// @dev What the contract keeps of the running round.
/// @param number of the round; no relation to the payoff factor k
/// @param start time it began
/// @param sharers users counted in it, each once
/// @param users members since it began
/// @param members members now
/// @param theta cost-balancing parameter, in levels/scale
/// @param gamma of the round, in points
/// @param announced other rules await their force
struct Round {
    int64 number;
    int64 start;
    int64 sharers;
    int64 users;
    int64 members;
    int64 theta;
    int64 gamma;
    bool announced;
}

/// @dev The rules that a transition runs by.
/// @param inForce the rules in force
/// @param next those of a round that begins now
/// @param changes these are the announced ones
struct Rulebook {
    Rules inForce;
    Rules next;
    bool changes;
}

/// @dev gamma in force: one step below the round's while the participation is below P* (a reward),
/// one step above it from P* on (a cost), within its bounds; the round's itself while there are no
/// users, and so no participation. The end of the round keeps it.
function gammaInForce(Rules memory rules, Round memory round) pure returns (int64) {
    if (round.users == 0) return round.gamma;
    bool below = round.sharers * rules.scale < rules.threshold * round.users;
    int64 moved = below ? round.gamma - rules.gammaStep : round.gamma + rules.gammaStep;
    return clamp(moved, rules.gammaMin, rules.gammaMax);
}

/// @dev The round that follows: theta = N/T with T the ticks this one lasted, at least one, within
/// its bounds; gamma moves its one step; the members of now are the users of the next round. A round
/// without users, as the first one, teaches nothing: theta and gamma stay. Announced rules that are
/// due come into force; theta and gamma are brought within their bounds.
function rollOver(Rulebook memory book, Round memory round, int64 time) pure returns (Round memory) {
    Rules memory rules = book.inForce;
    Rules memory next = book.next;
    int64 theta = round.theta;
    if (round.users != 0) {
        int64 lasted = atLeast(time - round.start, 1);
        theta = clamp(rules.numerator / lasted, rules.thetaMin, rules.thetaMax);
    }
    return Round({
        number: round.number + 1,
        start: time,
        sharers: 0,
        users: round.members,
        members: round.members,
        theta: clamp(theta, next.thetaMin, next.thetaMax),
        gamma: clamp(gammaInForce(rules, round), next.gammaMin, next.gammaMax),
        announced: round.announced && !book.changes
    });
}

/// @dev Has the round lasted its limit? Then anyone may end it.
function timedOut(Rules memory rules, Round memory round, int64 time) pure returns (bool) {
    return rules.roundLimit <= time - round.start;
}

/// @dev Have more than the saturation share reported, once as many have?
function saturated(Rules memory rules, int64 users, int64 sharers) pure returns (bool) {
    return rules.saturation * users < sharers * rules.scale;
}

/// @dev Is the member among the users of the round, and not counted in it yet?
function awaited(Round memory round, Member memory member) pure returns (bool) {
    return member.active && member.stamp < round.number;
}

/// @dev Is the member among the users of the round, counted or not?
function usedBy(Round memory round, Member memory member) pure returns (bool) {
    return member.active
        && (member.stamp < round.number || (member.user && member.stamp == round.number));
}

/// @dev Is the member among those counted in the round?
function countedIn(Round memory round, Member memory member) pure returns (bool) {
    return member.active && member.counted && member.stamp == round.number;
}

/// @dev A report that counts is paid P at the theta of the round and at gamma in force with this
/// report counted. The watermark moves; every `promotion` counted reports raise the rank by a level.
/// @param round is changed
/// @param member is changed: awaited, and settled
/// @param time now, in ticks
/// @return charge -P
/// @return promoted the member has risen by a level
function count(Rules memory rules, Round memory round, Member memory member, int64 time)
    pure
    returns (int64 charge, bool promoted)
{
    round.sharers = round.sharers + 1;
    int64 paid = pay(rules, member.rank, round.theta, gammaInForce(rules, round));
    member.balance = atMost(member.balance + paid, rules.pointsMax);
    member.stamp = round.number;
    member.user = true;
    member.counted = true;
    member.lastCounted = time;
    member.paidUntil = atLeast(member.paidUntil, time + rules.idleLimit);
    member.rate = rules.mu;
    int64 reports = atMost(member.reports + 1, Limits.REPORTS);
    promoted = 0 < rules.promotion && rules.promotion <= reports && member.rank + 1 <= rules.rankMax;
    member.reports = promoted ? reports - rules.promotion : reports;
    if (promoted) member.rank = member.rank + 1;
    charge = -paid;
}

/// @dev What an accepted report does.
/// @param expired it first ended a round that had lasted its limit
/// @param counted it is the member's first in the round
/// @param saturates it ended its round
/// @param promoted the member has risen by a level
/// @param current the round it was made in
/// @param next the round that runs now
/// @param charge -P where it is counted, else 0
/// @param periods of idleness that NSP charged before
/// @param punished what they cost
/// @param settled the balance after that
/// @param reviewed it may be rejected
/// @param brought what it added to the balance, where it may be
/// @param penalty s as of this report, where it may be
struct Report {
    bool expired;
    bool counted;
    bool saturates;
    bool promoted;
    Round current;
    Round next;
    int64 charge;
    int64 periods;
    int64 punished;
    int64 settled;
    bool reviewed;
    int64 brought;
    int64 penalty;
}

/// @dev A report that is accepted: a round that has lasted its limit ends first; the member's first
/// report in a round is counted, after NSP is settled; P > saturation ends the round. Any other
/// report pays nothing.
/// @param round as it was
/// @param member is changed
/// @param time now, in ticks
/// @return report what it did
function accept(Rulebook memory book, Round memory round, Member memory member, int64 time)
    pure
    returns (Report memory report)
{
    report.expired = timedOut(book.inForce, round, time);
    report.counted = report.expired || awaited(round, member);
    if (!report.counted) {
        member.lastExtra = time;
        (report.current, report.next) = (round, round);
        return report;
    }
    (report.periods, report.punished) = settle(book.inForce, member, time);
    report.settled = member.balance;
    if (report.expired) {
        report.current = rollOver(book, round, time);
        book = Rulebook({inForce: book.next, next: book.next, changes: false});
    } else {
        report.current = round;
    }
    (report.charge, report.promoted) = count(book.inForce, report.current, member, time);
    if (reviewed(book.inForce)) {
        report.reviewed = true;
        report.brought = member.balance - report.settled;
        report.penalty = book.inForce.penalty;
    }
    report.saturates = saturated(book.inForce, report.current.users, report.current.sharers);
    report.next = report.saturates ? rollOver(book, report.current, time) : report.current;
}
