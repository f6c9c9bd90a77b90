// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../src/guarded/Rules.sol";
import {Member} from "../src/guarded/Member.sol";
import {Refusal, refusalOfReport} from "../src/guarded/Refusal.sol";
import {admitted} from "./AnyRules.sol";
import {isTime, memberHolds} from "./State.sol";

// Who may report. A contract states the promise of `essmap verify` above it.

/// guarded.report.may
contract ReportMay {
    function ask(Rules memory r, Member memory m, bool fresh, int64 time) external pure {
        require(admitted(r));
        require(isTime(time) && memberHolds(r, m, m.stamp, time));
        bool standing = m.active && fresh && time < m.expiry && time < m.lastCounted + r.retireAfter;
        bool waited = m.lastCounted + r.shareInterval <= time && m.lastExtra + r.shareInterval <= time;
        assert((refusalOfReport(r, m, fresh, time) == Refusal.None) == (standing && waited));
    }
}
