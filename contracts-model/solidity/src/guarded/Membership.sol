// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {clamp, within} from "./Numbers.sol";
import {Rules} from "./Rules.sol";
import {Member, lapseTime, settle} from "./Member.sol";
import {Round} from "./Round.sol";

// Deployment, the change of rules, and membership: everything that is not a report:
// essmap/model/guarded/contract.hpp.

/// @dev The first round. It has no users yet, so that only its time limit ends it.
function firstRound(int64 theta, int64 gamma, int64 time) pure returns (Round memory) {
    return Round({number: 1, start: time, sharers: 0, users: 0, members: 0, theta: theta, gamma: gamma});
}

/// @dev May a deployment begin at this theta and gamma?
function mayBegin(Rules memory rules, int64 theta, int64 gamma) pure returns (bool) {
    return within(theta, rules.thetaMin, rules.thetaMax) && within(gamma, rules.gammaMin, rules.gammaMax);
}

/// @dev What stored amounts and debts are counted in stays when the rules change: the scale, the
/// period of idleness, its end; the largest points may only grow.
function keepsUnits(Rules memory rules, Rules memory proposed) pure returns (bool) {
    return proposed.scale == rules.scale && proposed.idlePeriod == rules.idlePeriod
        && proposed.retireAfter == rules.retireAfter && rules.pointsMax <= proposed.pointsMax;
}

/// @dev Brings theta and gamma of `round` into the bounds of rules that have passed the guard.
function bringWithin(Rules memory rules, Round memory round) pure {
    round.theta = clamp(round.theta, rules.thetaMin, rules.thetaMax);
    round.gamma = clamp(round.gamma, rules.gammaMin, rules.gammaMax);
}

/// @dev Enrols a member, or renews his rank and certificate. What he owes is settled first; initial
/// points are given once in a life; a member who had lapsed starts afresh.
/// @param round is changed
/// @param member is changed
/// @param rank r, within the rules
/// @param expiry end of the certificate, in ticks
/// @param time now, in ticks
/// @return charged what NSP charged before
function enrol(Rules memory rules, Round memory round, Member memory member, int64 rank, int64 expiry, int64 time)
    pure
    returns (int64 charged)
{
    bool starts = !member.active || lapseTime(rules, member) <= time;
    (, charged) = settle(rules, member, time);
    if (!member.active) round.members = round.members + 1;
    if (!member.known) member.points = rules.initialPoints;
    if (starts) {
        member.stamp = round.number;
        member.lastShare = time;
        member.paidUntil = time + rules.idleLimit;
        member.rate = rules.mu;
    }
    member.known = true;
    member.active = true;
    member.rank = rank;
    member.expiry = expiry;
}

/// @dev Ends a membership after settling what it owes. Points are kept.
/// @param round is changed
/// @param member is changed
/// @param time now, in ticks
/// @return charged what NSP charged before
function depart(Rules memory rules, Round memory round, Member memory member, int64 time)
    pure
    returns (int64 charged)
{
    (, charged) = settle(rules, member, time);
    member.active = false;
    round.members = round.members - 1;
}
