// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../src/guarded/Rules.sol";
import {Member} from "../src/guarded/Member.sol";
import {Report, Round} from "../src/guarded/Round.sol";
import {ReportRecord, recordOf, reject} from "../src/guarded/Review.sol";
import {admitted} from "./AnyRules.sol";
import {isOf, recordHolds} from "./Records.sol";
import {Before, report} from "./Reported.sol";

// What is kept of a report, and what its rejection leaves of its pay, while the rules stay. A contract
// states the promise of `essmap verify` above it.

/// guarded.review.kept
contract ReviewKept {
    function ask(Rules memory r, Round memory g, Member memory m, address author, int64 time) external pure {
        require(admitted(r));
        (Before memory b, Report memory done) = report(r, g, m, time);
        int64 brought = m.balance - (b.balance - done.punished);
        ReportRecord memory k = recordOf(done, author, time);
        bool kept = b.counted && 0 < r.quorum;
        assert(done.reviewed == kept && (0 < k.time) == kept);
        assert(isOf(k, author) && k.votes == 0 && k.voted == 0);
        assert(k.time == (kept ? time : int64(0)));
        assert(k.brought == (kept ? brought : int64(0)) && k.penalty == (kept ? r.penalty : int64(0)));
    }
}

/// guarded.invariant.record.share
contract InvariantRecordShare {
    function ask(Rules memory r, Round memory g, Member memory m, address author, int64 time) external pure {
        require(admitted(r));
        (, Report memory done) = report(r, g, m, time);
        assert(recordHolds(recordOf(done, author, time), time));
    }
}

/// guarded.promise.debt
contract PromiseDebt {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        (Before memory b, Report memory done) = report(r, g, m, time);
        require(b.balance < 0 && b.counted);
        assert(done.punished == 0 && b.balance < m.balance);
        int64 balance = b.balance - done.charge;
        assert(m.balance == (r.pointsMax < balance ? r.pointsMax : balance));
    }
}

/// guarded.promise.no-debt
contract PromiseNoDebt {
    function ask(Rules memory r, Round memory g, Member memory m, int64 time) external pure {
        require(admitted(r));
        (Before memory b,) = report(r, g, m, time);
        assert(0 <= m.balance || b.balance <= m.balance);
    }
}

/// guarded.review.bound
contract ReviewBound {
    function ask(Rules memory r, Round memory g, Member memory m, address author, int64 time, int64 later) external pure {
        require(admitted(r) && 0 < r.quorum);
        (Before memory b, Report memory done) = report(r, g, m, time);
        require(b.counted && time <= later && later <= 1e10);
        int64 most = r.penalty - done.charge;
        (,, int64 taken) = reject(r, done.next, m, recordOf(done, author, time), later);
        assert(0 <= taken && taken <= most);
    }
}

/// guarded.review.balance
contract ReviewBalance {
    function ask(Rules memory r, Round memory g, Member memory m, address author, int64 time, int64 later) external pure {
        require(admitted(r) && 0 < r.quorum);
        (Before memory b, Report memory done) = report(r, g, m, time);
        require(b.counted && time <= later && later <= 1e10);
        int64 balance = b.balance - done.punished - r.penalty;
        (, int64 charged,) = reject(r, done.next, m, recordOf(done, author, time), later);
        balance = balance - charged;
        assert(m.balance == (balance < -1e18 ? -1e18 : balance));
    }
}
