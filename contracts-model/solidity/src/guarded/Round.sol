// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {atLeast, atMost, clamp} from "./Numbers.sol";
import {Rules} from "./Rules.sol";
import {Member, settle} from "./Member.sol";

// SGM, the shared game mechanism (Algorithm 1): a report, and the rounds it advances:
// essmap/model/guarded/sgm.hpp.

/// @dev What the contract keeps of the running round.
/// @param number of the round; no relation to the payoff factor k
/// @param start time it began
/// @param sharers members counted in it, each once
/// @param users members when it began
/// @param members members now
/// @param theta cost-balancing parameter, in levels/scale
/// @param gamma of the round, in points
struct Round {
    int64 number;
    int64 start;
    int64 sharers;
    int64 users;
    int64 members;
    int64 theta;
    int64 gamma;
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
/// without users, as the first one, teaches nothing: theta and gamma stay.
function rollOver(Rules memory rules, Round memory round, int64 time) pure returns (Round memory) {
    int64 lasted = atLeast(time - round.start, 1);
    int64 learnt = clamp(rules.numerator / lasted, rules.thetaMin, rules.thetaMax);
    return Round({
        number: round.number + 1,
        start: time,
        sharers: 0,
        users: round.members,
        members: round.members,
        theta: round.users == 0 ? round.theta : learnt,
        gamma: gammaInForce(rules, round)
    });
}

/// @dev Has the round lasted its limit? Then anyone may end it.
function timedOut(Rules memory rules, Round memory round, int64 time) pure returns (bool) {
    return rules.roundLimit <= time - round.start;
}

/// @dev Has more than the saturation share reported?
function saturated(Rules memory rules, Round memory round) pure returns (bool) {
    return rules.saturation * round.users < round.sharers * rules.scale;
}

/// @dev A report, after NSP has been settled and an expired round has ended: the member is counted,
/// once a round; P, the present report included, decides between reward and cost at this round's
/// gamma.
/// @param round is changed
/// @param member is changed
/// @param time now, in ticks
/// @return charge gamma in force: < 0 a reward, > 0 a cost; never both
function count(Rules memory rules, Round memory round, Member memory member, int64 time)
    pure
    returns (int64 charge)
{
    if (member.stamp < round.number) round.sharers = atMost(round.sharers + 1, round.users);
    charge = gammaInForce(rules, round);
    member.points = clamp(member.points - charge, 0, rules.pointsMax);
    member.stamp = round.number;
    member.lastShare = time;
    member.paidUntil = time + rules.idleLimit;
    member.rate = rules.mu;
}

/// @dev What an accepted report does.
/// @param expired it first ended a round that had lasted its limit
/// @param saturates it ended its round
/// @param current the round it was counted in
/// @param next the round that runs now
/// @param charge gamma in force: < 0 a reward, > 0 a cost; never both
/// @param punished what NSP charged before
struct Report {
    bool expired;
    bool saturates;
    Round current;
    Round next;
    int64 charge;
    int64 punished;
}

/// @dev A report that is accepted: NSP is settled first, then an expired round ends; the member is
/// counted; P > saturation ends the round.
/// @param round as it was
/// @param member is changed
/// @param time now, in ticks
/// @return report what it did
function accept(Rules memory rules, Round memory round, Member memory member, int64 time)
    pure
    returns (Report memory report)
{
    (, report.punished) = settle(rules, member, time);
    report.expired = timedOut(rules, round, time);
    report.current = report.expired ? rollOver(rules, round, time) : round;
    report.charge = count(rules, report.current, member, time);
    report.saturates = saturated(rules, report.current);
    report.next = report.saturates ? rollOver(rules, report.current, time) : report.current;
}
