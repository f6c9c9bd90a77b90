// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules, keepsCase1, wellFormed} from "../src/guarded/Rules.sol";
import {Member, settle} from "../src/guarded/Member.sol";
import {Round, Rulebook, rollOver} from "../src/guarded/Round.sol";
import {admitted} from "./AnyRules.sol";
import {isTime, memberHolds, roundHolds} from "./State.sol";

// No division by zero, no overflow: SMTChecker asks it of every operation that these call, by itself.

/// guarded.arithmetic.deploy
contract ArithmeticDeploy {
    function ask(Rules memory r) external pure returns (bool) {
        require(wellFormed(r));
        return keepsCase1(r);
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
