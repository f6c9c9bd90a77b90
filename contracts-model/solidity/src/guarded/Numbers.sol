// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

// What a transition asks of its numbers besides + - * / and comparisons, as in
// essmap/model/domain.hpp. All numbers of the contract are int64: Solidity's checked arithmetic
// reverts exactly where the C++ instance (CheckedInteger) faults, and `essmap verify --only
// guarded.arithmetic` proves that neither ever does.

/// @dev a / b rounded up, for a >= 0 and b > 0.
function quotientUp(int64 a, int64 b) pure returns (int64) {
    int64 down = a / b;
    return down * b < a ? down + 1 : down;
}

/// @dev value, or bound where it is less.
function atLeast(int64 value, int64 bound) pure returns (int64) {
    return value < bound ? bound : value;
}

/// @dev value, or bound where it is more.
function atMost(int64 value, int64 bound) pure returns (int64) {
    return bound < value ? bound : value;
}

/// @dev value brought between lo and hi; lo <= hi.
function clamp(int64 value, int64 lo, int64 hi) pure returns (int64) {
    return atMost(atLeast(value, lo), hi);
}

/// @dev lo <= value <= hi.
function within(int64 value, int64 lo, int64 hi) pure returns (bool) {
    return lo <= value && value <= hi;
}
