// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules, wellFormedTimes} from "../src/guarded/Rules.sol";
import {ReportRecord, Seat, Vote, appoint, dismiss} from "../src/guarded/Review.sol";
import {Refusal, refusalOfAppointment, refusalOfDismissal, refusalOfVote} from "../src/guarded/Refusal.sol";
import {seatHolds} from "./Records.sol";
import {isTime} from "./State.sol";

// Seats of reviewers. A contract states the promise of `essmap verify` above it. Of the rules they need what
// is asked of the times alone.

/// guarded.seat.appointed
contract SeatAppointed {
    function ask(Rules memory r, Seat memory s, Seat memory latest, address account, int64 time) external pure {
        require(wellFormedTimes(r));
        require(isTime(time) && seatHolds(s) && seatHolds(latest));
        bool good = account != address(0) && s.until <= time && (latest.holder != account || latest.until <= time);
        assert((refusalOfAppointment(s, latest, account, time) == Refusal.None) == good);
        appoint(r, s, account, time);
        assert(s.holder == account && s.from == time + r.notice && s.until == 1e10);
        assert(time + 2 * r.roundLimit <= s.from && seatHolds(s));
    }
}

/// guarded.seat.dismissed
contract SeatDismissed {
    function ask(Rules memory r, Seat memory s, int64 time) external pure {
        require(wellFormedTimes(r));
        require(isTime(time) && seatHolds(s));
        (address holder, int64 from, int64 until) = (s.holder, s.from, s.until);
        assert((refusalOfDismissal(s, time) == Refusal.None) == (time < until));
        dismiss(r, s, time);
        assert(s.holder == holder && s.from == from);
        assert(s.until == (time + r.notice < until ? time + r.notice : until));
    }
}

/// guarded.seat.again
contract SeatAgain {
    function ask(Rules memory r, Rules memory other, Seat memory s, int64 time, int64 later) external pure {
        require(wellFormedTimes(r) && r.notice <= other.notice && other.notice <= 1e9);
        require(isTime(time) && isTime(later) && time <= later && seatHolds(s));
        dismiss(r, s, time);
        int64 until = s.until;
        dismiss(other, s, later);
        assert(s.until == until);
    }
}

/// guarded.seat.terms
contract SeatTerms {
    function ask(Rules memory r, Seat memory s, ReportRecord memory k, address account, int64 then, int64 time, int64 later)
        external
        pure
    {
        require(wellFormedTimes(r));
        require(isTime(then) && isTime(time) && isTime(later) && seatHolds(s) && k.time <= then);
        require(account != address(0) && s.until <= time);
        address holder = s.holder;
        bool judged = refusalOfVote(r, s, k, Vote(holder, address(1), false), then) == Refusal.None;
        appoint(r, s, account, time);
        assert(!judged || k.time < s.from);
        assert(!judged || refusalOfVote(r, s, k, Vote(account, address(1), false), later) != Refusal.None);
    }
}

/// guarded.seat.notice
contract SeatNotice {
    function ask(Rules memory r, Seat memory s, ReportRecord memory k, Vote memory v, int64 time, int64 ended, int64 later)
        external
        pure
    {
        require(wellFormedTimes(r));
        require(isTime(time) && isTime(ended) && isTime(later) && seatHolds(s) && time <= ended);
        appoint(r, s, v.voter, time);
        bool judges = refusalOfVote(r, s, k, v, later) == Refusal.None;
        assert(!judges || time + 2 * r.roundLimit <= k.time);
        dismiss(r, s, ended);
        bool still = refusalOfVote(r, s, k, v, later) == Refusal.None;
        assert(!still || (later < ended + r.notice && judges));
    }
}
