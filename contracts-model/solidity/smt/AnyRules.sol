// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules, keepsCase1, wellFormed} from "../src/guarded/Rules.sol";

/// Any rules that have passed the guard.
function admitted(Rules memory r) pure returns (bool) {
    return wellFormed(r) && keepsCase1(r);
}
