// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules, endsInTime, keepsCase1, keepsHonesty, wellFormed, wellFormedTimes} from "../src/guarded/Rules.sol";
import {Member, settle} from "../src/guarded/Member.sol";
import {Round, Rulebook, rollOver} from "../src/guarded/Round.sol";
import {ReportRecord, Seat, appoint, dismiss, reject} from "../src/guarded/Review.sol";
import {admitted} from "./AnyRules.sol";
import {recordHolds, seatHolds} from "./Records.sol";
import {isCountedOf, isTime, memberHolds, roundHolds} from "./State.sol";

// No division by zero, no overflow: SMTChecker asks it of every operation that these call, by itself.

/// guarded.arithmetic.guard
contract ArithmeticGuard {
    function ask(Rules memory r) external pure returns (bool) {
        require(wellFormed(r));
        return keepsCase1(r);
    }
}

/// guarded.arithmetic.deploy
contract ArithmeticDeploy {
    function ask(Rules memory r, int64 tick) external pure returns (bool) {
        require(admitted(r) && 0 < tick && tick <= 1e8);
        return keepsHonesty(r) && endsInTime(r, tick);
    }
}

/// guarded.arithmetic.tick
contract ArithmeticTick {
    function ask(Rules memory r, Round memory g, int64 time) external pure returns (Round memory) {
        require(admitted(r));
        require(isTime(time) && roundHolds(r, g, time));
        return rollOver(Rulebook(r, r, false), g, time);
    }
}

/// guarded.arithmetic.settle
contract ArithmeticSettle {
    function ask(Rules memory r, Member memory m, int64 number, int64 time) external pure returns (int64, int64) {
        require(admitted(r));
        require(isTime(time) && memberHolds(r, m, number, time));
        return settle(r, m, time);
    }
}

/// guarded.arithmetic.vote
contract ArithmeticVote {
    function ask(Rules memory r, Round memory g, Member memory m, ReportRecord memory k, int64 time)
        external
        pure
        returns (int64, int64, int64)
    {
        require(wellFormedTimes(r) && 0 <= r.pointsMax && r.pointsMax <= 1e18);
        require(isTime(time) && roundHolds(r, g, time) && memberHolds(r, m, g.number, time) && isCountedOf(g, m));
        require(recordHolds(k, time));
        return reject(r, g, m, k, time);
    }
}

/// guarded.arithmetic.appoint
contract ArithmeticAppoint {
    function ask(Rules memory r, Seat memory s, address account, int64 time) external pure returns (Seat memory) {
        require(wellFormedTimes(r));
        require(isTime(time) && seatHolds(s));
        appoint(r, s, account, time);
        return s;
    }
}

/// guarded.arithmetic.dismiss
contract ArithmeticDismiss {
    function ask(Rules memory r, Seat memory s, int64 time) external pure returns (Seat memory) {
        require(wellFormedTimes(r));
        require(isTime(time) && seatHolds(s));
        dismiss(r, s, time);
        return s;
    }
}
