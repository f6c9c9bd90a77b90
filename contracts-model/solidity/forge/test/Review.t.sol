// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../../src/guarded/Rules.sol";
import {Handler} from "./Handler.sol";

/// Short stories of the review, under rules near the example's. Each call in them asks what Handler and Jury ask;
/// each story asks how it ends. Seats 0 and 1 are two others', seat 2 is the first member's.
/// forge-config: default.fuzz.runs = 64
contract Review is Handler {
    uint256 private constant REVIEWERS = 3;

    /// A deployment at a drawn review, with a window of so many ticks at least.
    function _begun(uint256 seed, int256 window) private returns (Rules memory r) {
        r = _example();
        r.quorum = _pick(seed, 1, 2, int256(REVIEWERS));
        r.window = _pick(seed, 2, window, 700);
        r.penalty = _pick(seed, 3, 0, 3000);
        r.errorMax = _pick(seed, 4, 0, 50);
        r.detectionMin = _pick(seed, 5, int256(r.errorMax) + 1, 1000);
        r.effortMax = _pick(seed, 6, 0, 100);
        if (!_honest(r)) (r.errorMax, r.effortMax) = (0, 0);
        _begin(r, _pick(seed, 7, r.thetaMin, r.thetaMax), _pick(seed, 8, r.gammaMin, r.gammaMax), 1);
    }

    /// Time passes up to this.
    function _pass(int256 time) private {
        if (time > game.clock()) vm.warp(uint256(time));
    }

    /// One of the members without a seat.
    function _author(uint256 seed) private pure returns (address) {
        return _actor(1 + seed % (ACTORS - 1));
    }

    /// A member's counted report: its content.
    function _reported(address who) private returns (bytes32 content) {
        uint256 before = _reports.length;
        _share(who, false, 0);
        _promise(_reports.length == before + 1, "guarded.report.accepted");
        content = _reports[before];
        _promise(_kept[content].time == game.clock(), "guarded.review.kept");
    }

    /// As many reviewers as the quorum reject a report, and no fewer; nothing is left of it but the penalty.
    function testFuzz_quorum(uint256 seed) external {
        Rules memory r = _begun(seed, 1);
        address author = _author(seed);
        int256 before = game.member(author).balance;
        bytes32 content = _reported(author);
        _pass(game.clock() + _pick(seed, 9, 0, _least(r.window, r.idleLimit)));
        for (uint256 i = 0; i < REVIEWERS; ++i) {
            bool accepted = _voteBy(content, ((seed >> 8) + i) % REVIEWERS);
            _promise(accepted == (int256(i) < r.quorum), "guarded.review.accepted");
            _promise(_kept[content].rejected == (int256(i) + 1 >= r.quorum), "guarded.review.quorum");
        }
        _promise(game.member(author).balance == before - r.penalty, "guarded.honesty.paid");
    }

    /// One reviewer alone rejects nothing, by whatever seat and however often.
    function testFuzz_alone(uint256 seed) external {
        Rules memory r = _begun(seed, 1);
        bytes32 content = _reported(_author(seed));
        int256 balance = game.member(_author(seed)).balance;
        for (uint256 i = 0; i < 2 * SEATS; ++i) {
            uint256 index = i % SEATS;
            Ballot memory v = Ballot(_terms[seed % REVIEWERS].holder, _author(seed), content, _seatNumber(index), index);
            _vote(v);
            if (i % SEATS == 0) _pass(game.clock() + _pick(seed, 10 + i, 0, _least(r.window, r.idleLimit) / 2));
        }
        bool once = _kept[content].votes == 1 && !_kept[content].rejected;
        _promise(once && game.member(_author(seed)).balance == balance, "guarded.review.quorum");
    }

    /// The author among the reviewers does not judge: his report is rejected by as many others, or not at all.
    function testFuzz_own(uint256 seed) external {
        Rules memory r = _begun(seed, 1);
        bytes32 content = _reported(_actor(0));
        bool own = _voteBy(content, REVIEWERS - 1);
        _promise(!own, "guarded.review.judges");
        _judgeAll(content, seed % SEATS);
        _promise(_kept[content].rejected == (r.quorum < int256(REVIEWERS)), "guarded.review.quorum");
    }

    /// The last tick of the window is in it, and no later one.
    function testFuzz_window(uint256 seed) external {
        Rules memory r = _begun(seed, 1);
        bytes32 content = _reported(_author(seed));
        _pass(game.clock() + r.window);
        _promise(_voteBy(content, seed % REVIEWERS), "guarded.review.accepted");
        _pass(game.clock() + 1);
        _judgeAll(content, seed % SEATS);
        _promise(_kept[content].votes == 1 && !_kept[content].rejected, "guarded.review.judges");
    }

    /// Terms: who is dismissed judges until his notice is over, his successor what is reported after that of his own.
    function testFuzz_terms(uint256 seed) external {
        Rules memory r = _begun(seed, 1);
        uint256 index = seed % REVIEWERS;
        address former = _terms[index].holder;
        address stranger = _author(seed >> 8);
        _promise(!_appoint(stranger, SEATS - 1, _seatNumber(SEATS - 1), stranger), "guarded.roles");
        _promise(!_dismiss(stranger, index, _seatNumber(index)), "guarded.roles");
        _promise(_dismiss(OWNER, index, _seatNumber(index)), "guarded.seat.dismissed");
        _promise(!_appoint(OWNER, SEATS - 1, _seatNumber(SEATS - 1), former), "guarded.seat.appointed");
        bytes32 content = _reported(_author(seed));
        _pass(_least(_terms[index].until - _pick(seed, 9, 0, 1), game.clock() + r.window));
        _promise(_voteBy(content, index) == (game.clock() < _terms[index].until), "guarded.review.accepted");
        _pass(_terms[index].until);
        _promise(_appoint(OWNER, index, _seatNumber(index), stranger), "guarded.seat.appointed");
        bytes32 early = _reported(_author(seed)); // in a round that begins with it
        _pass(_terms[index].from + _pick(seed, 10, -1, 1));
        bytes32 late = _reported(_author(seed));
        _promise(!_voteBy(content, index) && !_voteBy(early, index), "guarded.seat.notice");
        bool judges = stranger != _author(seed) && _kept[late].time >= _terms[index].from;
        _promise(_voteBy(late, index) == judges, "guarded.review.accepted");
    }

    /// Who has left, and has perhaps come back, loses as much by a rejected report as if he had stayed.
    function testFuzz_left(uint256 seed) external {
        Rules memory r = _begun(seed, 1);
        address author = _author(seed);
        int256 before = game.member(author).balance;
        bytes32 content = _reported(author);
        this.revoke(4, 1 + seed % (ACTORS - 1));
        _promise(!game.member(author).active, "guarded.revoke.effect");
        for (uint256 i = 0; seed % 2 == 0 && i < 20 && !game.member(author).active; ++i) {
            this.register(uint256(keccak256(abi.encode(seed, i))), 1 + seed % (ACTORS - 1));
        }
        _judgeAll(content, (seed >> 8) % SEATS);
        bool rejected = _kept[content].rejected && game.round().sharers == 0;
        _promise(rejected && game.member(author).balance == before - r.penalty, "guarded.review.aside");
    }

    /// Whoever has been idle since is charged for it before his report is rejected.
    function testFuzz_idle(uint256 seed) external {
        Rules memory r = _begun(seed, _example().idleLimit + _example().idlePeriod);
        address author = _author(seed);
        int256 before = game.member(author).balance;
        bytes32 content = _reported(author);
        _pass(game.clock() + _pick(seed, 9, int256(r.idleLimit) + r.idlePeriod, r.window));
        _judgeAll(content, (seed >> 8) % SEATS);
        int256 charged = before - r.penalty - game.member(author).balance;
        _promise(_kept[content].rejected && charged >= r.mu && charged % r.mu == 0, "guarded.review.balance");
    }

    /// The rejection of a report of an earlier round leaves its author counted in the running one.
    function testFuzz_earlier(uint256 seed) external {
        Rules memory r = _begun(seed, 2 * int256(_example().roundLimit));
        address author = _author(seed);
        bytes32 content = _reported(author);
        _pass(int256(game.round().start) + r.roundLimit);
        bytes32 later = _reported(author);
        _judgeAll(content, (seed >> 8) % SEATS);
        bool counted = game.member(author).counted && game.round().sharers == 1;
        _promise(_kept[content].rejected && counted, "guarded.review.aside");
        _judgeAll(later, (seed >> 16) % SEATS);
        counted = game.member(author).counted || game.round().sharers != 0;
        _promise(_kept[later].rejected && !counted, "guarded.review.rest");
    }

    /// A report is kept with the penalty of its own round's rules, and rejected by the quorum of those in force.
    function testFuzz_change(uint256 seed) external {
        Rules memory next = _begun(seed, 1);
        (next.penalty, next.quorum) = (next.penalty + _pick(seed, 11, 1, 500), 5 - next.quorum);
        if (!_honest(next)) (next.errorMax, next.effortMax) = (0, 0);
        _announce(OWNER, next, _see(OWNER));
        (, int64 from,) = game.announcedRules();
        _pass(from);
        bytes32 content = _reported(_author(seed)); // in a round that begins with it
        _promise(_same(game.rules(), next), "guarded.round.due");
        for (uint256 i = 0; i < REVIEWERS; ++i) {
            _voteBy(content, ((seed >> 8) + i) % REVIEWERS);
            _promise(_kept[content].rejected == (int256(i) + 1 >= next.quorum), "guarded.review.quorum");
        }
    }

    /// What is owed beyond the points is a debt, which later pay settles first.
    function testFuzz_debt(uint256 seed) external {
        Rules memory r = _begun(seed, 1);
        address author = _author(seed);
        for (uint256 i = 0; i < 3; ++i) {
            int256 before = game.member(author).balance;
            bytes32 content = _reported(author);
            _judgeAll(content, (seed >> 8) % SEATS);
            _promise(game.member(author).balance == before - r.penalty, "guarded.honesty.paid");
            _pass(int256(game.round().start) + r.roundLimit);
        }
        int256 debt = game.member(author).balance;
        _reported(author);
        _promise(game.member(author).balance == debt + _kept[_latest[author]].paid, "guarded.promise.debt");
    }
}
