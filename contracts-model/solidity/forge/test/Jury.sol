// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../../src/guarded/Rules.sol";
import {Member} from "../../src/guarded/Member.sol";
import {ReportRecord, Seat} from "../../src/guarded/Review.sol";
import {Round} from "../../src/guarded/Round.sol";
import {Community} from "./Community.sol";

/// What the owner does with seats and reviewers with reports, and what is promised of it.
abstract contract Jury is Community {
    /// A report as it should be kept, and what it should have paid.
    struct Kept {
        address author;
        int256 time; // 0: there is nothing to reject
        int256 brought;
        int256 penalty;
        int256 paid;
        int256 votes;
        uint256 seats; // that have voted, a bit each
        bool rejected;
    }

    /// A term of a seat as it should be.
    struct Term {
        address holder;
        int256 from;
        int256 until;
        int256 announced; // two rounds after the appointment
        int256 over; // a notice after the first dismissal; 0 before it
    }

    /// A vote.
    struct Ballot {
        address voter;
        address author;
        bytes32 content;
        uint256 seat; // its number
        uint256 index; // among those that are given
    }

    /// Those of this deployment, and by which of them a member was last counted.
    bytes32[] internal _reports;
    mapping(bytes32 => Kept) internal _kept;
    mapping(address => bytes32) internal _latest;
    /// Who has found which report empty, by whatever seat.
    mapping(address => mapping(bytes32 => mapping(address => bool))) private _judged; // by deployment
    Term[SEATS] internal _terms;

    /// A deployment: no report has been made, and no seat is given.
    function _dissolve() internal {
        delete _reports;
        delete _terms;
        for (uint256 i = 0; i < ACTORS; ++i) delete _latest[_actor(i)];
    }

    /// A seat is given or taken; all who have one find a report empty, mostly one of the last; or somebody does.
    function _review(uint256 seed) internal {
        uint256 which = (seed >> 64) % 6;
        if (which == 0) _seat(seed);
        else if (which < 3) _judgeAll(_some(seed), (seed >> 24) % SEATS);
        else _find(seed);
    }

    // ---- seats

    /// The owner, seldom somebody else, gives a seat, or ends its term; seldom none of them.
    function _seat(uint256 seed) private {
        uint256 index = (seed >> 8) % SEATS;
        uint256 seat = seed % 16 == 5 ? 16 : _seatNumber(index);
        address caller = seed % 7 == 0 ? _judge(seed >> 24) : game.owner();
        if (seed % 8 < 2) _dismiss(caller, index, seat);
        else _appoint(caller, index, seat, seed % 9 == 0 ? address(0) : _judge(seed >> 16));
    }

    function _appoint(address caller, uint256 index, uint256 seat, address who) internal returns (bool accepted) {
        int256 time = game.clock();
        Rules memory r = game.rules();
        bool good = caller == game.owner() && who != address(0) && seat < 16 && time >= _terms[index].until;
        for (uint256 i = 0; i < SEATS; ++i) good = good && !(_terms[i].holder == who && time < _terms[i].until);
        bytes32 before = good ? _digestOfGame() : bytes32(0);
        accepted = _call(caller, abi.encodeCall(game.appoint, (seat, who)), "guarded.arithmetic.appoint");
        _promise(!accepted || caller == game.owner(), "guarded.roles");
        _promise(accepted == good && (!good || _digestOfGame() == before), "guarded.seat.appointed");
        if (accepted) {
            _terms[index] = Term(who, time + r.notice, TICKS, time + 2 * int256(r.roundLimit), 0);
            _promise(game.seatOf(who) == seat + 1, "guarded.seat.appointed");
            _oneSeat(time);
        }
        _given("guarded.seat.appointed");
    }

    /// What the contract keeps of the seats is their terms.
    function _given(string memory id) private {
        for (uint256 i = 0; i < SEATS; ++i) {
            Seat memory kept = game.reviewer(_seatNumber(i));
            Term memory term = _terms[i];
            _promise(kept.holder == term.holder && kept.from == term.from && kept.until == term.until, id);
        }
    }

    /// No account has two seats in term.
    function _oneSeat(int256 time) private {
        for (uint256 i = 0; i < SEATS; ++i) {
            Seat memory a = game.reviewer(_seatNumber(i));
            for (uint256 j = 0; j < i && time < a.until; ++j) {
                Seat memory b = game.reviewer(_seatNumber(j));
                _promise(a.holder != b.holder || time >= b.until, "guarded.seat.one");
            }
        }
    }

    function _dismiss(address caller, uint256 index, uint256 seat) internal returns (bool accepted) {
        int256 time = game.clock();
        int256 notice = game.rules().notice;
        Term storage term = _terms[index];
        bool good = caller == game.owner() && seat < 16 && time < term.until;
        bytes32 before = good ? _digestOfGame() : bytes32(0);
        accepted = _call(caller, abi.encodeCall(game.dismiss, (seat)), "guarded.arithmetic.dismiss");
        _promise(!accepted || caller == game.owner(), "guarded.roles");
        _promise(accepted == good && (!good || _digestOfGame() == before), "guarded.seat.dismissed");
        if (accepted) {
            if (term.over != 0) _promise(game.reviewer(seat).until == term.until, "guarded.seat.again");
            if (term.over == 0) term.over = time + notice;
            term.until = _least(term.until, time + notice);
        }
        _given("guarded.seat.dismissed");
    }

    // ---- what is kept of reports

    /// A counted report of a member, or another, was accepted.
    function _keep(bytes32 content, Kept memory k) internal {
        ReportRecord memory record = game.reportOf(content);
        bool same = record.author == uint128(uint160(k.author)) && record.time == k.time && record.brought == k.brought
            && record.penalty == k.penalty;
        _promise(same && record.votes == 0 && record.voted == 0, "guarded.review.kept");
        _promise(_inLimits(record, game.clock()), "guarded.invariant.record.share");
        _kept[content] = k;
        _reports.push(content);
        if (k.time != 0) _latest[k.author] = content;
    }

    /// The invariant of the record of a report.
    function _inLimits(ReportRecord memory record, int256 time) private pure returns (bool) {
        uint256 seats;
        for (uint256 i = 0; i < 16; ++i) seats += (record.voted >> i) & 1;
        return _between(record.time, 0, time) && _between(record.brought, 0, 2e8) && _between(record.penalty, 0, 1e8)
            && _between(record.votes, 0, 16) && uint256(int256(record.votes)) == seats;
    }

    // ---- votes

    /// Somebody, mostly the holder of a seat, finds a report empty.
    function _find(uint256 seed) private {
        Ballot memory v;
        v.content = _some(seed);
        v.index = (seed >> 24) % SEATS;
        v.seat = seed % 16 == 2 ? 16 + (seed >> 32) % 2 * 240 : _seatNumber(v.index);
        v.author = seed % 8 == 1 ? _judge(seed >> 40) : _kept[v.content].author;
        v.voter = seed % 8 == 3 ? _judge(seed >> 48) : _terms[v.index].holder;
        _vote(v);
    }

    /// All who have a seat, or had the latest, find a report empty.
    function _judgeAll(bytes32 content, uint256 first) internal {
        for (uint256 i = 0; i < SEATS; ++i) {
            if (_terms[(first + i) % SEATS].holder != address(0)) _voteBy(content, first + i);
        }
    }

    /// The holder of a seat finds a report empty.
    function _voteBy(bytes32 content, uint256 i) internal returns (bool accepted) {
        uint256 index = i % SEATS;
        return _vote(Ballot(_terms[index].holder, _kept[content].author, content, _seatNumber(index), index));
    }

    /// The last report that can be rejected, sometimes any one, seldom one that was never made.
    function _some(uint256 seed) private view returns (bytes32) {
        uint256 n = _reports.length;
        if (n == 0 || seed % 32 == 7) return keccak256("never made");
        if (seed % 4 == 0) return _reports[(seed >> 8) % n];
        uint256 last = n - 1;
        while (last > 0 && (_kept[_reports[last]].time == 0 || _kept[_reports[last]].rejected)) --last;
        return _reports[last];
    }

    /// May this vote be given? Asked of what the tests have kept, not of the contract.
    function _mayVote(Ballot memory v, Rules memory r, int256 time) private view returns (bool) {
        Kept memory k = _kept[v.content];
        Term memory term = _terms[v.index];
        if (v.seat > 15 || term.holder != v.voter || time >= term.until) return false;
        if (r.quorum == 0 || k.time == 0 || k.rejected || k.author != v.author || v.author == v.voter) return false;
        return term.from <= k.time && time <= k.time + r.window && (k.seats >> v.seat) & 1 == 0;
    }

    function _vote(Ballot memory v) internal returns (bool accepted) {
        View memory b = _see(v.author);
        bool good = _mayVote(v, b.rules, b.time);
        bytes32 rest = good ? _digestOfRest() : bytes32(0);
        ReportRecord memory record = game.reportOf(v.content);
        accepted = _call(v.voter, abi.encodeCall(game.findEmpty, (v.content, v.author, v.seat)), "guarded.arithmetic.vote");
        if (_kept[v.content].rejected) _promise(!accepted, "guarded.review.once");
        if (accepted) _judges(v, b);
        _promise(accepted == good, "guarded.review.accepted");
        if (!accepted) {
            ReportRecord memory same = game.reportOf(v.content);
            _promise(keccak256(abi.encode(same)) == keccak256(abi.encode(record)), "guarded.review.refused");
            _promise(_same(game.round(), b.round) && _same(game.member(v.author), b.member), "guarded.refused.vote");
            return false;
        }
        bool rejected = _voted(v, b, record);
        if (rejected) {
            _rejected(v, b);
        } else {
            _promise(game.member(v.author).balance == b.member.balance, "guarded.review.alone");
            _promise(_digestOfRest() == rest, "guarded.review.vote");
        }
        _always("vote");
        if (rejected) _usedUp(v, b);
    }

    /// Who may never judge: of an accepted vote.
    function _judges(Ballot memory v, View memory b) private {
        Kept memory k = _kept[v.content];
        Term memory term = _terms[v.index];
        bool stranger = v.voter != k.author && v.voter != v.author && v.voter == term.holder;
        bool timely = term.from <= k.time && b.time < term.until && b.time - k.time <= b.rules.window;
        _promise(stranger && timely && (k.seats >> v.seat) & 1 == 0 && v.author == k.author, "guarded.review.judges");
        _promise(!_judged[address(game)][v.content][v.voter], "guarded.seat.terms");
        _promise(term.announced <= k.time && (term.over == 0 || b.time < term.over), "guarded.seat.notice");
        _judged[address(game)][v.content][v.voter] = true;
    }

    /// The record of a report after a vote.
    function _voted(Ballot memory v, View memory b, ReportRecord memory record) private returns (bool rejected) {
        Kept storage k = _kept[v.content];
        (k.votes, k.seats) = (k.votes + 1, k.seats | (1 << v.seat));
        rejected = k.votes >= b.rules.quorum;
        ReportRecord memory now_ = game.reportOf(v.content);
        _promise((now_.time == 0) == rejected, "guarded.review.rejected");
        if (rejected) _promise(b.rules.quorum >= 2 && k.votes >= b.rules.quorum, "guarded.review.quorum");
        (record.votes, record.voted) = (int64(k.votes), uint16(k.seats));
        if (rejected) record.time = 0;
        bool same = keccak256(abi.encode(now_)) == keccak256(abi.encode(record));
        _promise(same, rejected ? "guarded.review.rest" : "guarded.review.vote");
        _promise(_inLimits(now_, b.time), "guarded.invariant.record.vote");
    }

    /// Is this the report by which its author is counted in the running round?
    function _runs(View memory b, Kept memory k) private pure returns (bool) {
        Member memory m = b.member;
        return m.active && m.counted && m.stamp == b.round.number && m.lastCounted == k.time;
    }

    /// What a rejection did to the author and to the round.
    function _rejected(Ballot memory v, View memory b) private {
        Kept memory k = _kept[v.content];
        View memory a = _see(v.author);
        bool runs = _runs(b, k);
        Member memory expected = b.settled;
        expected.balance = int64(_most(int256(expected.balance) - k.brought - k.penalty, -POINTS));
        expected.reports = int64(_most(int256(expected.reports) - 1, -REPORTS));
        if (runs) expected.counted = false;
        _taken(k, _settledBalance(b) - a.member.balance, a.member.balance);
        _promise(_same(a.member, expected), "guarded.review.member");
        _promise(_points(a.member) <= _points(b.member), "guarded.review.supply");
        Round memory round = abi.decode(abi.encode(b.round), (Round));
        if (runs) round.sharers = round.sharers - 1;
        _promise(_same(a.round, round) && _same(a.rules, b.rules), runs ? "guarded.review.rest" : "guarded.review.aside");
        _othersPaid(b, a.round);
        _chargeIdleness(v.author, b.rules, b.member, b.time);
        _takeBack(v.author, k.brought + k.penalty);
        if (_latest[v.author] == v.content) {
            _promise(a.member.balance == _most(_unpaid[v.author] - k.penalty, -POINTS), "guarded.review.balance");
        }
        delete _latest[v.author];
        _kept[v.content].rejected = true;
        _reach(runs, "guarded.reach.rejection");
        _reach(a.member.balance < 0, "guarded.reach.debt");
        _unpolled[v.author] = a.member;
    }

    /// The balance as punish would leave it.
    function _settledBalance(View memory b) private pure returns (int256) {
        return int256(b.member.balance) - _charged(b.rules, b.member, b.time);
    }

    /// What a rejection takes.
    function _taken(Kept memory k, int256 taken, int256 balance) private {
        int256 due = k.brought + k.penalty;
        _promise(taken == due || (taken < due && balance == -POINTS), "guarded.review.taken");
        _promise(_between(taken, 0, k.paid + k.penalty), "guarded.review.bound");
    }

    /// However many report later in the round, each is paid as before, or up to two steps more.
    function _othersPaid(View memory b, Round memory g) private {
        for (int256 more = 0; b.round.sharers + more <= b.round.users; ++more) {
            int256 gamma = _gamma(b.rules, b.round.sharers + more, b.round.users, b.round.gamma);
            int256 then = _gamma(b.rules, g.sharers + more, g.users, g.gamma);
            bool same = g.theta == b.round.theta && g.users == b.round.users;
            _promise(same && _between(then, gamma - 2 * int256(b.rules.gammaStep), gamma), "guarded.review.others");
        }
    }

    /// Whose counted report is rejected has had his round: of what he tries nothing is kept.
    function _usedUp(Ballot memory v, View memory b) private {
        Member memory m = game.member(v.author);
        Round memory g = game.round();
        if (!_runs(b, _kept[v.content])) return;
        _promise(m.user && !m.counted && m.stamp == g.number && g.users == b.round.users, "guarded.review.used-up");
        int256 later = _most(b.time, _most(m.lastCounted, m.lastExtra) + b.rules.shareInterval);
        if (later - g.start >= b.rules.roundLimit || later >= _lapse(b.rules, m) || later > TICKS) return;
        uint256 snapshot = vm.snapshotState();
        vm.warp(uint256(later) * uint256(int256(game.secondsPerTick())));
        bool accepted = _call(v.author, abi.encodeCall(game.share, ("again", 0)), "guarded.arithmetic.share");
        bool same = _same(game.round(), g) && game.member(v.author).balance == m.balance;
        vm.revertToState(snapshot);
        _promise(accepted && same, "guarded.review.used-up");
    }
}
