// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../src/guarded/Rules.sol";
import {Member} from "../src/guarded/Member.sol";
import {Refusal, refusalOfReport} from "../src/guarded/Refusal.sol";
import {admitted} from "./AnyRules.sol";
import {isTime, memberHolds} from "./State.sol";

// Who may report. A contract states the promise of `essmap verify` above it.

/// guarded.sgm.never-too-poor
contract SgmNeverTooPoor {
    function ask(Rules memory r, Member memory m, bool fresh, int64 time, int64 points) external pure {
        require(admitted(r));
        require(isTime(time));
        require(memberHolds(r, m, m.stamp, time));
        Refusal refusal = refusalOfReport(r, m, fresh, time);
        m.points = points;
        assert(refusalOfReport(r, m, fresh, time) == refusal);
    }
}

/// guarded.sgm.liveness
contract SgmLiveness {
    function ask(Rules memory r, Member memory m, int64 time) external pure {
        require(admitted(r));
        require(isTime(time));
        require(memberHolds(r, m, m.stamp, time));
        require(m.active && time < m.expiry && m.lastShare + r.shareInterval <= time);
        require(r.rankMin <= m.rank && m.rank <= r.rankMax);
        assert(refusalOfReport(r, m, true, time) == Refusal.None);
    }
}

/// guarded.sgm.standing
contract SgmStanding {
    function ask(Rules memory r, Member memory m, bool fresh, int64 time) external pure {
        require(admitted(r));
        require(isTime(time));
        require(memberHolds(r, m, m.stamp, time));
        require(refusalOfReport(r, m, fresh, time) == Refusal.None);
        assert(m.active && fresh && time < m.expiry && m.lastShare + r.shareInterval <= time);
        assert(r.rankMin <= m.rank && m.rank <= r.rankMax);
    }
}
