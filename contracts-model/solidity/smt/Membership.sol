// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../src/guarded/Rules.sol";
import {Certificate, Member, lapseTime, revoked} from "../src/guarded/Member.sol";
import {Round, awaited} from "../src/guarded/Round.sol";
import {
    Refusal,
    refusalOfAnnouncement,
    refusalOfEnrolment,
    refusalOfRetirement,
    refusalOfRevocation,
    refusalOfRules
} from "../src/guarded/Refusal.sol";
import {Application, depart, enrol, takeOut} from "../src/guarded/Membership.sol";
import {admitted} from "./AnyRules.sol";
import {isCountedOf, isTime, memberHolds, roundHolds} from "./State.sol";

// Membership and the change of rules. A contract states the promise of `essmap verify` above it.

/// Any state.
function holds(Rules memory r, Round memory g, Member memory m, int64 time) pure returns (bool) {
    return isTime(time) && roundHolds(r, g, time) && memberHolds(r, m, g.number, time) && isCountedOf(g, m);
}

/// An enrolment that is accepted in a state.
function enrolled(Rules memory r, Round memory g, Member memory m, Application memory a, int64 time)
    pure
    returns (int64 periods, int64 charged)
{
    require(holds(r, g, m, time));
    require(r.rankMin <= a.rank && a.rank <= r.rankMax && time < a.expiry && a.expiry <= 1e10);
    require(m.active || g.members < 1e9);
    (periods, charged) = enrol(r, g, a, m, time);
}

/// guarded.invariant.enrol
contract InvariantEnrol {
    function ask(Rules memory r, Round memory g, Member memory m, Application memory a, int64 time) external pure {
        require(admitted(r));
        enrolled(r, g, m, a, time);
        assert(roundHolds(r, g, time));
        assert(memberHolds(r, m, g.number, time));
    }
}

/// guarded.invariant.revoke
contract InvariantRevoke {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        require(holds(r, g, m, time) && refusalOfRevocation(m) == Refusal.None);
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
        require(holds(r, g, m, time) && refusalOfRetirement(r, m, time) == Refusal.None);
        depart(r, g, m, time);
        assert(!m.active);
        assert(roundHolds(r, g, time));
        assert(memberHolds(r, m, g.number, time));
    }
}

/// guarded.promise.leaving
contract PromiseLeaving {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        require(holds(r, g, m, time));
        (int64 sharers, int64 users, int64 members) = (g.sharers, g.users, g.members);
        int64 counted = m.active && m.counted && m.stamp == g.number ? int64(1) : int64(0);
        bool rejected = m.user && !m.counted && m.stamp == g.number;
        int64 user = m.active && (m.stamp < g.number || rejected) ? int64(1) : counted;
        takeOut(g, m);
        assert(g.sharers + counted == sharers && g.users + user == users);
        assert(g.members + (m.active ? int64(1) : int64(0)) == members);
    }
}

/// guarded.retire.accepted
contract RetireLapsed {
    function ask(Rules memory r, Member memory m, int64 time) external pure {
        require(admitted(r));
        require(isTime(time));
        require(memberHolds(r, m, m.stamp, time));
        bool over = m.expiry <= time || m.lastCounted + r.retireAfter <= time;
        assert((refusalOfRetirement(r, m, time) == Refusal.None) == (m.active && over));
    }
}

/// guarded.revoke.accepted
contract RevokeAccount {
    function ask(Member memory m) external pure {
        assert((refusalOfRevocation(m) == Refusal.None) == m.known);
    }
}

/// guarded.revoke.all
contract RevokeAll {
    function ask(Member memory m, Certificate memory c, int64 epoch) external pure {
        require(c.holder != address(0) && c.epoch <= m.epoch && m.epoch < epoch);
        m.epoch = epoch; // it has been revoked since
        assert(revoked(c, m));
    }
}

/// guarded.rules.announced
contract RulesAnnounced {
    function ask(Rules memory r, Rules memory proposed, int64 tick) external pure {
        require(admitted(r));
        bool units = proposed.scale == r.scale && proposed.idlePeriod == r.idlePeriod
            && proposed.retireAfter == r.retireAfter && r.pointsMax <= proposed.pointsMax;
        bool ranks = proposed.rankMin <= r.rankMin && r.rankMax <= proposed.rankMax;
        bool good = refusalOfRules(proposed, tick) == Refusal.None;
        int256 both = int256(r.roundLimit) + proposed.roundLimit;
        bool free = both <= int256(r.idleLimit) + r.idlePeriod && both <= r.retireAfter && r.notice <= proposed.notice;
        assert((refusalOfAnnouncement(r, proposed, tick) == Refusal.None) == (good && units && ranks && free));
    }
}

/// guarded.enrol.accepted
contract EnrolAccepted {
    function ask(Rules memory r, Round memory g, Member memory m, Application memory a, Certificate memory c, int64 time)
        external
        pure
    {
        require(admitted(r));
        require(holds(r, g, m, time));
        bool own = c.holder == address(0) || (c.holder == a.account && m.epoch <= c.epoch);
        bool good = a.account != address(0) && a.hash != 0 && own && r.rankMin <= a.rank && a.rank <= r.rankMax
            && time < a.expiry && a.expiry <= 1e10 && (m.active || g.members < 1e9);
        assert((refusalOfEnrolment(r, g, a, m, c, time) == Refusal.None) == good);
    }
}

/// guarded.enrol.member
contract EnrolMember {
    function ask(Rules memory r, Round memory g, Member memory m, Application memory a, int64 time) external pure {
        require(admitted(r));
        bool starts = !m.active || m.expiry <= time || m.lastCounted + r.retireAfter <= time;
        (bool known, int64 balance, int64 rank) = (m.known, m.balance, m.rank);
        (bool user, bool counted) = (m.user, m.counted);
        (int64 stamp, int64 lastCounted, int64 rate) = (m.stamp, m.lastCounted, m.rate);
        int64 paid = m.paidUntil;
        (int64 periods, int64 charged) = enrolled(r, g, m, a, time);
        paid = paid + periods * r.idlePeriod; // as settled
        if (starts && paid < time + r.idleLimit) paid = time + r.idleLimit;
        assert(m.known && m.active && m.expiry == a.expiry);
        assert(m.balance == (known ? balance - charged : r.initialPoints));
        assert(m.rank == (starts || rank < a.rank ? a.rank : rank));
        assert(m.stamp == (starts ? g.number : stamp) && m.lastCounted == (starts ? time : lastCounted));
        assert(m.rate == (starts ? r.mu : rate) && m.paidUntil == paid);
        assert(m.user == (user && !starts) && m.counted == (counted && !starts));
    }
}

/// guarded.enrol.rest
contract EnrolRest {
    function ask(Rules memory r, Round memory g, Member memory m, Application memory a, int64 time) external pure {
        require(admitted(r));
        int64 more = m.active ? int64(0) : int64(1);
        int64 members = g.members;
        enrolled(r, g, m, a, time);
        assert(g.members == members + more);
    }
}

/// guarded.enrol.afresh
contract EnrolAfresh {
    function ask(Rules memory r, Round memory g, Member memory m, Application memory a, int64 time) external pure {
        require(admitted(r));
        require(holds(r, g, m, time) && m.active && lapseTime(r, m) <= time && time < a.expiry);
        int64[4] memory before = [m.balance, m.paidUntil, m.lastCounted, m.stamp];
        (int64 rate, int64 old, bool user, bool counted) = (m.rate, m.expiry, m.user, m.counted);
        (int64 members, int64 users, int64 sharers) = (g.members, g.users, g.sharers);
        enrol(r, g, a, m, time);
        int64[4] memory done = [m.balance, g.members, g.users, g.sharers];
        (m.balance, m.paidUntil, m.lastCounted, m.stamp) = (before[0], before[1], before[2], before[3]);
        (m.rate, m.expiry, m.user, m.counted) = (rate, old, user, counted);
        (g.members, g.users, g.sharers) = (members, users, sharers);
        depart(r, g, m, time);
        enrol(r, g, a, m, time);
        assert(m.balance == done[0] && g.members == done[1] && g.users == done[2] && g.sharers == done[3]);
    }
}

/// guarded.enrol.next-round
contract EnrolNextRound {
    function ask(Rules memory r, Round memory g, Member memory m, Application memory a, int64 time) external pure {
        require(admitted(r));
        require(!m.active || lapseTime(r, m) <= time);
        enrolled(r, g, m, a, time);
        assert(!awaited(g, m));
    }
}
