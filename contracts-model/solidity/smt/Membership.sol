// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../src/guarded/Rules.sol";
import {Member, lapseTime} from "../src/guarded/Member.sol";
import {Round, count} from "../src/guarded/Round.sol";
import {Refusal, refusalOfChange, refusalOfEnrolment, refusalOfRetirement, refusalOfRevocation, refusalOfRules} from "../src/guarded/Refusal.sol";
import {bringWithin, depart, enrol} from "../src/guarded/Membership.sol";
import {admitted} from "./AnyRules.sol";
import {isTime, memberHolds, roundHolds} from "./State.sol";

// Membership and the change of rules. A contract states the promise of `essmap verify` above it.

/// An enrolment that is accepted in a state.
function enrolled(Rules memory r, Round memory g, Member memory m, int64 rank, int64 expiry, int64 time)
    pure
    returns (int64 charged)
{
    require(isTime(time) && roundHolds(r, g, time) && memberHolds(r, m, g.number, time));
    require(!m.active || 0 < g.members);
    require(refusalOfEnrolment(r, g, m, rank, expiry, time) == Refusal.None);
    return enrol(r, g, m, rank, expiry, time);
}

/// guarded.invariant.reconfigure
contract InvariantReconfigure {
    function ask(Rules memory r, Rules memory proposed, Round memory g, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time));
        require(refusalOfChange(r, proposed) == Refusal.None);
        bringWithin(proposed, g);
        assert(refusalOfRules(proposed) == Refusal.None);
        assert(roundHolds(proposed, g, time));
    }
}

/// guarded.invariant.enrol
contract InvariantEnrol {
    function ask(Rules memory r, Round memory g, Member memory m, int64 rank, int64 expiry, int64 time)
        external
        pure
    {
        require(admitted(r));
        int64 more = m.active ? int64(0) : int64(1);
        int64 members = g.members;
        enrolled(r, g, m, rank, expiry, time);
        assert(g.members == members + more);
        assert(roundHolds(r, g, time));
        assert(memberHolds(r, m, g.number, time));
    }
}

/// guarded.invariant.revoke
contract InvariantRevoke {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time));
        require(memberHolds(r, m, g.number, time));
        require(refusalOfRevocation(m) == Refusal.None && 0 < g.members);
        depart(r, g, m, time);
        assert(!m.active);
        assert(roundHolds(r, g, time));
        assert(memberHolds(r, m, g.number, time));
    }
}

/// guarded.invariant.retire
contract InvariantRetire {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time));
        require(memberHolds(r, m, g.number, time));
        require(refusalOfRetirement(r, m, time) == Refusal.None && 0 < g.members);
        depart(r, g, m, time);
        assert(!m.active);
        assert(roundHolds(r, g, time));
        assert(memberHolds(r, m, g.number, time));
    }
}

/// guarded.roles.retire
contract RolesRetire {
    function ask(Rules memory r, Member memory m, int64 time) external pure {
        require(admitted(r));
        require(isTime(time));
        require(memberHolds(r, m, m.stamp, time));
        bool lapsed = m.expiry <= time || m.lastShare + r.retireAfter <= time;
        assert((refusalOfRetirement(r, m, time) == Refusal.None) == (m.active && lapsed));
    }
}

/// guarded.rules.accepted
contract RulesAccepted {
    function ask(Rules memory r, Rules memory proposed) external pure {
        require(admitted(r));
        bool units = proposed.scale == r.scale && proposed.idlePeriod == r.idlePeriod
            && proposed.retireAfter == r.retireAfter && r.pointsMax <= proposed.pointsMax;
        bool good = refusalOfRules(proposed) == Refusal.None;
        assert((refusalOfChange(r, proposed) == Refusal.None) == (good && units));
    }
}

/// guarded.enrol.terms
contract EnrolTerms {
    function ask(Rules memory r, Round memory g, Member memory m, int64 rank, int64 expiry, int64 time)
        external
        pure
    {
        require(admitted(r));
        enrolled(r, g, m, rank, expiry, time);
        assert(r.rankMin <= rank && rank <= r.rankMax && time < expiry);
        assert(m.known && m.active && m.rank == rank && m.expiry == expiry);
    }
}

/// guarded.enrol.points
contract EnrolPoints {
    function ask(Rules memory r, Round memory g, Member memory m, int64 rank, int64 expiry, int64 time)
        external
        pure
    {
        require(admitted(r));
        bool known = m.known;
        int64 points = m.points;
        int64 charged = enrolled(r, g, m, rank, expiry, time);
        assert(m.points == (known ? points - charged : r.initialPoints));
    }
}

/// guarded.enrol.renewal
contract EnrolRenewal {
    function ask(Rules memory r, Round memory g, Member memory m, int64 rank, int64 expiry, int64 time)
        external
        pure
    {
        require(admitted(r));
        require(m.active && time < m.expiry && time < m.lastShare + r.retireAfter);
        int64 lastShare = m.lastShare;
        int64 idle = m.paidUntil < time ? time - m.paidUntil : int64(0);
        int64 paid = m.paidUntil + idle / r.idlePeriod * r.idlePeriod;
        enrolled(r, g, m, rank, expiry, time);
        assert(m.lastShare == lastShare && m.paidUntil == paid);
    }
}

/// guarded.enrol.afresh
contract EnrolAfresh {
    function ask(Rules memory r, Round memory g, Member memory m, int64 rank, int64 expiry, int64 time)
        external
        pure
    {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time));
        require(memberHolds(r, m, g.number, time));
        require(m.active && lapseTime(r, m) <= time && 0 < g.members && time < expiry);
        int64[4] memory before = [m.points, m.paidUntil, m.lastShare, m.stamp];
        int64 rate = m.rate;
        int64 old = m.expiry;
        int64 members = g.members;
        enrol(r, g, m, rank, expiry, time);
        int64[4] memory done = [m.points, m.paidUntil, m.lastShare, m.stamp];
        int64 counted = g.members;
        (m.points, m.paidUntil, m.lastShare, m.stamp) = (before[0], before[1], before[2], before[3]);
        (m.rate, m.expiry, g.members) = (rate, old, members);
        depart(r, g, m, time);
        enrol(r, g, m, rank, expiry, time);
        assert(m.points == done[0] && m.paidUntil == done[1] && m.lastShare == done[2] && m.stamp == done[3]);
        assert(g.members == counted && m.rate == r.mu);
    }
}

/// guarded.enrol.next-round
contract EnrolNextRound {
    function ask(Rules memory r, Round memory g, Member memory m, int64 rank, int64 expiry, int64 time)
        external
        pure
    {
        require(admitted(r));
        require(!m.active);
        int64 sharers = g.sharers;
        enrolled(r, g, m, rank, expiry, time);
        count(r, g, m, time);
        assert(g.sharers == sharers);
    }
}
