// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {ReportRecord, Seat, Vote, authorOf} from "../src/guarded/Review.sol";
import {isTime} from "./State.sol";

// The invariant of what the review keeps, as verify/src/guarded_review.hpp has it.

/// The invariant of the record of a report.
function recordHolds(ReportRecord memory k, int64 time) pure returns (bool) {
    return 0 <= k.time && k.time <= time && 0 <= k.brought && k.brought <= 2e8 && 0 <= k.penalty && k.penalty <= 1e8
        && 0 <= k.votes && k.votes <= 16;
}

/// The invariant of a seat: its term may begin after the last time.
function seatHolds(Seat memory s) pure returns (bool) {
    return 0 <= s.from && s.from <= 2e10 && isTime(s.until);
}

/// A vote as the contract makes it of its caller: by a seat that may have voted on the report.
function isVoteOn(ReportRecord memory k, Vote memory v) pure returns (bool) {
    return (!v.voted || 0 < k.votes) && (v.voted || k.votes < 16);
}

/// Is it a report of that author?
function isOf(ReportRecord memory k, address author) pure returns (bool) {
    return k.author == authorOf(author);
}
