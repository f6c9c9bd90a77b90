// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../src/guarded/Rules.sol";
import {Member, lapseTime, settle} from "../src/guarded/Member.sol";
import {admitted} from "./AnyRules.sol";
import {isTime, memberHolds} from "./State.sol";

// Idleness. A contract states the promise of `essmap verify` above it.

/// An active member, or one who is not, of whom the solver has forgotten nothing.
function twin(bool active, int64 balance, int64 lastCounted, int64 paid, int64 rate, int64 expiry)
    pure
    returns (Member memory)
{
    return Member(true, active, 1, balance, 0, false, false, lastCounted, 0, paid, rate, 0, expiry, 0);
}

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
        int64 balance = m.balance;
        int64 paid = m.paidUntil;
        settle(r, m, later);
        int64 once = m.balance;
        int64 until = m.paidUntil;
        (m.balance, m.paidUntil) = (balance, paid);
        settle(r, m, sooner);
        settle(r, m, later);
        assert(m.paidUntil == until);
        assert(m.balance == once);
    }
}

/// guarded.nsp.due
contract NspDue {
    function ask(Rules memory r, Member memory m, int64 number, int64 time) external pure {
        require(admitted(r));
        require(isTime(time));
        require(memberHolds(r, m, number, time));
        int64 end = m.expiry < m.lastCounted + r.retireAfter ? m.expiry : m.lastCounted + r.retireAfter;
        if (time < end) end = time;
        int64 idle = m.active && m.paidUntil < end ? end - m.paidUntil : int64(0);
        int64 due = m.rate * (idle / r.idlePeriod);
        int64 points = m.balance < 0 ? int64(0) : m.balance;
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
        require(m.paidUntil == m.lastCounted + r.idleLimit && time <= m.lastCounted + r.idleLimit);
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
        require(m.active && m.paidUntil == m.lastCounted + r.idleLimit && time == m.paidUntil + r.idlePeriod);
        require(time <= lapseTime(r, m) && m.rate <= m.balance);
        int64 rate = m.rate;
        (int64 periods, int64 charged) = settle(r, m, time);
        assert(periods == 1);
        assert(charged == rate);
    }
}

/// guarded.nsp.frame
contract NspFrame {
    function ask(Rules memory r, Member memory m, int64 number, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && memberHolds(r, m, number, time));
        int64[7] memory before = [m.rank, m.stamp, m.lastCounted, m.lastExtra, m.rate, m.reports, m.expiry];
        (int64 epoch, bool known, bool active) = (m.epoch, m.known, m.active);
        (bool user, bool counted) = (m.user, m.counted);
        settle(r, m, time);
        assert(m.rank == before[0] && m.stamp == before[1] && m.lastCounted == before[2]);
        assert(m.lastExtra == before[3] && m.rate == before[4] && m.reports == before[5] && m.expiry == before[6]);
        assert(m.epoch == epoch && m.known == known && m.active == active && m.user == user && m.counted == counted);
    }
}

/// guarded.nsp.rate
contract NspRate {
    function ask(Rules memory r, Rules memory other, Member memory m, int64 number, int64 time) external pure {
        require(admitted(r) && other.idlePeriod == r.idlePeriod && other.retireAfter == r.retireAfter);
        require(isTime(time) && memberHolds(r, m, number, time));
        bool active = m.active;
        (int64 balance, int64 last, int64 paid, int64 rate, int64 end) =
            (m.balance, m.lastCounted, m.paidUntil, m.rate, m.expiry);
        (, int64 charged) = settle(r, m, time);
        (, int64 again) = settle(other, twin(active, balance, last, paid, rate, end), time);
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
        (int64 balance, int64 last, int64 paid, int64 rate, int64 end) =
            (m.balance, m.lastCounted, m.paidUntil, m.rate, m.expiry);
        (, int64 charged) = settle(r, m, sooner);
        (, int64 again) = settle(r, twin(active, balance, last, paid, rate, end), later);
        assert(again == charged);
    }
}
