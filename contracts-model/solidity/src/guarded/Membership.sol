// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {atLeast, within} from "./Numbers.sol";
import {Rules} from "./Rules.sol";
import {Member, lapsed, settle} from "./Member.sol";
import {Round, countedIn, usedBy} from "./Round.sol";

// Deployment and membership: essmap/model/guarded/contract.hpp.

/// @dev The first round. It has no users yet, so that only its time limit ends it.
function firstRound(int64 theta, int64 gamma, int64 time) pure returns (Round memory) {
    return Round({
        number: 1,
        start: time,
        sharers: 0,
        users: 0,
        members: 0,
        theta: theta,
        gamma: gamma,
        announced: false
    });
}

/// @dev May a deployment begin at this theta and gamma?
function mayBegin(Rules memory rules, int64 theta, int64 gamma) pure returns (bool) {
    return within(theta, rules.thetaMin, rules.thetaMax) && within(gamma, rules.gammaMin, rules.gammaMax);
}

/// @dev Takes a member out of the counts of the round: P is that of the members who are left.
/// @param round is changed
function takeOut(Round memory round, Member memory member) pure {
    if (!member.active) return;
    if (countedIn(round, member)) round.sharers = round.sharers - 1;
    if (usedBy(round, member)) round.users = round.users - 1;
    round.members = round.members - 1;
}

/// @dev What the registrar enrols.
/// @param account the member's
/// @param hash of the certificate
/// @param rank r, within the rules
/// @param expiry of the certificate, in ticks
struct Application {
    address account;
    bytes32 hash;
    int64 rank;
    int64 expiry;
}

/// @dev Enrols a member, or renews his certificate; a renewal never lowers the rank. What he owes is
/// settled first; initial points are given once in a life; a member whose membership had ended or
/// lapsed starts afresh, and keeps free time that lies ahead.
/// @param round is changed
/// @param member is changed
/// @param time now, in ticks
/// @return periods of idleness that NSP charged before
/// @return charged what they cost
function enrol(
    Rules memory rules,
    Round memory round,
    Application memory wanted,
    Member memory member,
    int64 time
)
    pure
    returns (int64 periods, int64 charged)
{
    bool starts = !member.active || lapsed(rules, member, time);
    if (starts) {
        takeOut(round, member);
        round.members = round.members + 1;
    }
    (periods, charged) = settle(rules, member, time);
    if (!member.known) member.balance = rules.initialPoints;
    if (starts) {
        member.stamp = round.number;
        member.user = false;
        member.counted = false;
        member.lastCounted = time;
        member.paidUntil = atLeast(member.paidUntil, time + rules.idleLimit);
        member.rate = rules.mu;
        member.reports = 0;
        member.rank = wanted.rank;
    } else {
        member.rank = atLeast(wanted.rank, member.rank);
    }
    member.known = true;
    member.active = true;
    member.expiry = wanted.expiry;
}

/// @dev Ends a membership after settling what it owes. The balance is kept.
/// @param round is changed
/// @param member is changed
/// @param time now, in ticks
/// @return periods of idleness that NSP charged before
/// @return charged what they cost
function depart(Rules memory rules, Round memory round, Member memory member, int64 time)
    pure
    returns (int64 periods, int64 charged)
{
    takeOut(round, member);
    (periods, charged) = settle(rules, member, time);
    member.active = false;
}
