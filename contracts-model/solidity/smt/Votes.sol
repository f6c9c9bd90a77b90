// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules, reviewed, wellFormedReview} from "../src/guarded/Rules.sol";
import {ReportRecord, Seat, Vote, addVote} from "../src/guarded/Review.sol";
import {Refusal, refusalOfVote} from "../src/guarded/Refusal.sol";
import {isOf, isVoteOn, recordHolds, seatHolds} from "./Records.sol";
import {isTime} from "./State.sol";

// Votes: which are accepted, and when they reject a report. A contract states the promise of `essmap
// verify` above it. Of the rules they need what is asked of a review alone.

/// Any vote on a record that satisfies its invariant.
function holds(Seat memory s, ReportRecord memory k, Vote memory v, int64 time) pure returns (bool) {
    return isTime(time) && seatHolds(s) && recordHolds(k, time) && isVoteOn(k, v);
}

/// guarded.review.may
contract ReviewMay {
    function ask(Rules memory r, Seat memory s, ReportRecord memory k, Vote memory v, int64 time) external pure {
        require(wellFormedReview(r) && holds(s, k, v, time));
        bool his = v.voter == s.holder && time < s.until && s.from <= k.time;
        bool open = 0 < r.quorum && 0 < k.time && isOf(k, v.author) && time <= k.time + r.window;
        bool good = his && open && v.voter != v.author && !v.voted;
        assert((refusalOfVote(r, s, k, v, time) == Refusal.None) == good);
    }
}

/// guarded.review.judges
contract ReviewJudges {
    function ask(Rules memory r, Seat memory s, ReportRecord memory k, Vote memory v, int64 time) external pure {
        require(wellFormedReview(r) && holds(s, k, v, time));
        require(refusalOfVote(r, s, k, v, time) == Refusal.None);
        assert(v.voter != v.author && !isOf(k, v.voter));
        assert(v.voter == s.holder && s.from <= k.time && time < s.until);
        assert(time - k.time <= r.window && !v.voted && isOf(k, v.author));
    }
}

/// guarded.review.rejected
contract ReviewRejected {
    function ask(Rules memory r, Seat memory s, ReportRecord memory k, Vote memory v, uint256 seat, int64 time)
        external
        pure
    {
        require(wellFormedReview(r) && holds(s, k, v, time) && seat < 16);
        require(refusalOfVote(r, s, k, v, time) == Refusal.None);
        int64 votes = k.votes + 1;
        assert(addVote(r, k, seat) == (r.quorum <= votes));
    }
}

/// guarded.review.quorum
contract ReviewQuorum {
    function ask(Rules memory r, Seat memory s, ReportRecord memory k, Vote memory v, uint256 seat, int64 time)
        external
        pure
    {
        require(wellFormedReview(r) && holds(s, k, v, time) && seat < 16);
        require(refusalOfVote(r, s, k, v, time) == Refusal.None);
        int64 others = k.votes;
        assert(reviewed(r));
        bool rejected = addVote(r, k, seat);
        assert(!rejected || (2 <= r.quorum && r.quorum <= others + 1 && 1 <= others));
    }
}

/// guarded.review.vote
contract ReviewVote {
    function ask(Rules memory r, Seat memory s, ReportRecord memory k, Vote memory v, uint256 seat, int64 time)
        external
        pure
    {
        require(wellFormedReview(r) && holds(s, k, v, time) && seat < 16);
        require(refusalOfVote(r, s, k, v, time) == Refusal.None && k.votes + 1 < r.quorum);
        (uint128 author, int64 made, int64 votes) = (k.author, k.time, k.votes);
        (int64 brought, int64 penalty) = (k.brought, k.penalty);
        assert(!addVote(r, k, seat));
        assert(k.author == author && k.time == made && k.votes == votes + 1);
        assert(k.brought == brought && k.penalty == penalty);
    }
}

/// guarded.invariant.record.vote
contract InvariantRecordVote {
    function ask(Rules memory r, Seat memory s, ReportRecord memory k, Vote memory v, uint256 seat, int64 time)
        external
        pure
    {
        require(wellFormedReview(r) && holds(s, k, v, time) && seat < 16);
        require(refusalOfVote(r, s, k, v, time) == Refusal.None);
        addVote(r, k, seat);
        assert(recordHolds(k, time));
    }
}

/// guarded.review.once
contract ReviewOnce {
    function ask(Rules memory r, Seat memory s, ReportRecord memory k, Vote memory v, int64 time) external pure {
        require(k.time == 0); // it has been rejected
        assert(refusalOfVote(r, s, k, v, time) != Refusal.None);
    }
}
