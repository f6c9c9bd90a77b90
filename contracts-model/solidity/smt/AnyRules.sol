// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules, keepsCase1, wellFormed} from "../src/guarded/Rules.sol";

/// Any rules in case 1, with a review or without. Rules that have passed the guard are; what it asks of a
/// review besides, only the promises of honesty need (Honesty.sol).
function admitted(Rules memory r) pure returns (bool) {
    return wellFormed(r) && keepsCase1(r);
}
