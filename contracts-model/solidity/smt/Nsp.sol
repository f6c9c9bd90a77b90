// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../src/guarded/Rules.sol";
import {Member, lapseTime, settle} from "../src/guarded/Member.sol";
import {admitted} from "./AnyRules.sol";
import {isTime, memberHolds} from "./State.sol";

// Idleness. A contract states the promise of `essmap verify` above it.

/// guarded.invariant.settle
contract InvariantSettle {
    function ask(Rules memory r, Member memory m, int64 number, int64 time) external pure {
        require(admitted(r));
        require(isTime(time));
        require(memberHolds(r, m, number, time));
        settle(r, m, time);
        assert(memberHolds(r, m, number, time));
    }
}

/// guarded.nsp.polling
contract NspPolling {
    function ask(Rules memory r, Member memory m, int64 number, int64 sooner, int64 later) external pure {
        require(admitted(r));
        require(isTime(later));
        require(0 <= sooner && sooner <= later);
        require(memberHolds(r, m, number, sooner));
        int64 points = m.points;
        int64 paid = m.paidUntil;
        settle(r, m, later);
        int64 once = m.points;
        int64 until = m.paidUntil;
        (m.points, m.paidUntil) = (points, paid);
        settle(r, m, sooner);
        settle(r, m, later);
        assert(m.paidUntil == until);
        assert(m.points == once);
    }
}

/// guarded.nsp.due
contract NspDue {
    function ask(Rules memory r, Member memory m, int64 number, int64 time) external pure {
        require(admitted(r));
        require(isTime(time));
        require(memberHolds(r, m, number, time));
        int64 end = m.expiry < m.lastShare + r.retireAfter ? m.expiry : m.lastShare + r.retireAfter;
        if (time < end) end = time;
        int64 idle = m.active && m.paidUntil < end ? end - m.paidUntil : int64(0);
        int64 due = m.rate * (idle / r.idlePeriod);
        int64 points = m.points;
        (int64 periods, int64 charged) = settle(r, m, time);
        assert(periods == idle / r.idlePeriod);
        assert(charged == (points < due ? points : due));
    }
}

/// guarded.nsp.free
contract NspFree {
    function ask(Rules memory r, Member memory m, int64 number, int64 time) external pure {
        require(admitted(r));
        require(isTime(time));
        require(memberHolds(r, m, number, time));
        require(m.paidUntil == m.lastShare + r.idleLimit && time <= m.lastShare + r.idleLimit);
        (, int64 charged) = settle(r, m, time);
        assert(charged == 0);
    }
}

/// guarded.nsp.after-the-limit
contract NspAfterTheLimit {
    function ask(Rules memory r, Member memory m, int64 number, int64 time) external pure {
        require(admitted(r));
        require(isTime(time));
        require(memberHolds(r, m, number, time));
        require(m.active && m.paidUntil == m.lastShare + r.idleLimit && time == m.paidUntil + r.idlePeriod);
        require(time <= lapseTime(r, m) && m.rate <= m.points);
        int64 rate = m.rate;
        (int64 periods, int64 charged) = settle(r, m, time);
        assert(periods == 1);
        assert(charged == rate);
    }
}

/// guarded.nsp.rate
contract NspRate {
    function ask(Rules memory r, Rules memory other, Member memory m, int64 number, int64 time) external pure {
        require(admitted(r) && other.idlePeriod == r.idlePeriod && other.retireAfter == r.retireAfter);
        require(isTime(time) && memberHolds(r, m, number, time));
        bool active = m.active;
        (int64 points, int64 lastShare, int64 paid) = (m.points, m.lastShare, m.paidUntil);
        (int64 rate, int64 expiry) = (m.rate, m.expiry);
        (, int64 charged) = settle(r, m, time);
        (, int64 again) = settle(other, Member(true, active, 1, points, 0, lastShare, paid, rate, expiry), time);
        assert(again == charged);
    }
}

/// guarded.nsp.lapse
contract NspLapse {
    function ask(Rules memory r, Member memory m, int64 number, int64 sooner, int64 later) external pure {
        require(admitted(r));
        require(isTime(later) && sooner <= later && memberHolds(r, m, number, sooner));
        require(lapseTime(r, m) <= sooner);
        bool active = m.active;
        (int64 points, int64 lastShare, int64 paid) = (m.points, m.lastShare, m.paidUntil);
        (int64 rate, int64 expiry) = (m.rate, m.expiry);
        (, int64 charged) = settle(r, m, sooner);
        (, int64 again) = settle(r, Member(true, active, 1, points, 0, lastShare, paid, rate, expiry), later);
        assert(again == charged);
    }
}
