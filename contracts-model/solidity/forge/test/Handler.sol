// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../../src/guarded/Rules.sol";
import {Member} from "../../src/guarded/Member.sol";
import {Round} from "../../src/guarded/Round.sol";
import {Refusal} from "../../src/guarded/Refusal.sol";
import {SharingContract} from "../../src/guarded/SharingContract.sol";
import {Jury} from "./Jury.sol";

/// Drives the contract as owner, registrar, members and strangers while time passes, and asks of each
/// call what is promised of it. Every function reverts only where a promise is broken.
contract Handler is Jury {
    bytes32 private _lastContent;
    uint256 private _contents;
    int256 private _lastCharge;

    constructor() {
        Rules memory r = _example();
        _begin(r, r.thetaMax, r.gammaMax, 1);
    }

    // ---- time

    /// Time passes: none, a tick, or up to one of the limits, or a tick beside it.
    function pass(uint256 seed, uint256 who) external {
        View memory v = _see(_actor(who));
        (, int64 from,) = game.announcedRules();
        Term memory term = _terms[seed % SEATS];
        int256 made = _reports.length == 0 ? v.time : _kept[_reports[_reports.length - 1]].time;
        int256[12] memory moments = [
            v.time + 1,
            int256(v.round.start) + v.rules.roundLimit,
            _most(v.member.lastCounted, v.member.lastExtra) + v.rules.shareInterval,
            v.member.paidUntil,
            int256(v.member.paidUntil) + v.rules.idlePeriod,
            int256(v.member.paidUntil) + int256(v.rules.idlePeriod) * 3,
            int256(v.member.lastCounted) + v.rules.retireAfter,
            v.member.expiry,
            from,
            v.time + _pick(seed, 0, 1, 50),
            term.over == 0 ? term.from : term.until, // else the last tick
            made + v.rules.window
        ];
        int256 time = _least(moments[seed % 12] + int256((seed >> 8) % 3) - 1, TICKS);
        uint256 tick = uint256(int256(game.secondsPerTick()));
        if (time > v.time) vm.warp(uint256(time) * tick + (seed >> 16) % tick);
        _always("tick");
    }

    // ---- reports

    /// A member reports, or a stranger.
    function share(uint256 who, bool again, int64 most) external {
        _share(who % 16 == 0 ? OWNER : _actor(who), again, who % 7 == 0 ? most : int64(0));
    }

    /// Some members report one after the other.
    function shareAll(uint256 first, uint256 count) external {
        for (uint256 i = 0; i <= count % ACTORS; ++i) {
            _share(_actor(first % ACTORS + i), false, 0);
        }
    }

    /// The owner and the reviewers do what they may; a member reports first, now and then, or where nobody judges.
    function review(uint256 seed) external {
        bool judged = game.rules().quorum > 0 || seed % 4 == 0;
        if (!judged || (seed >> 80) % 3 == 0) _share(_actor(seed >> 88), false, 0);
        if (judged) _review(seed);
    }

    /// A report as it should be made: the rules and the round that it is made in, and its charge.
    struct Made {
        Rules rules;
        Rules next; // of a round that begins with its end
        bool changes;
        Round round; // before it is counted
        bool expired;
        bool counted;
        bool full;
        int256 paid;
        int256 charge;
    }

    function _made(View memory b) private pure returns (Made memory m) {
        (m.rules, m.next, m.changes, m.round) = (b.rules, b.next, b.changes, b.round);
        m.expired = b.time - b.round.start >= b.rules.roundLimit;
        if (m.expired) {
            m.round = _next(b.rules, b.next, b.changes, b.round, b.time);
            (m.rules, m.changes) = (b.next, false);
        }
        m.counted = m.expired || b.member.stamp < b.round.number;
        if (!m.counted) return m;
        int256 sharers = int256(m.round.sharers) + 1;
        int256 gamma = _gamma(m.rules, sharers, m.round.users, m.round.gamma);
        if (b.member.active) m.paid = _pay(m.rules, b.member.rank, m.round.theta, gamma);
        m.charge = -m.paid;
        m.full = sharers * m.rules.scale > int256(m.rules.saturation) * m.round.users;
    }

    function _share(address who, bool again, int64 most) internal {
        View memory b = _see(who);
        bytes32 content = again ? _lastContent : keccak256(abi.encode("content", _contents++));
        Made memory m = _made(b);
        bool standing = b.member.active && b.time < _lapse(b.rules, b.member)
            && b.time >= _most(b.member.lastCounted, b.member.lastExtra) + b.rules.shareInterval;
        _quoted(who, m, standing);
        bool good = standing && !game.seen(content) && m.charge <= most;
        bytes32 before = _digest(content);
        (bool accepted, bytes memory answer) =
            _called(who, abi.encodeCall(game.share, (content, most)), "guarded.arithmetic.share");
        _promise(accepted == good, "guarded.report.accepted");
        if (standing && b.time >= int256(b.member.lastCounted) + b.rules.roundLimit) {
            _promise(m.counted, "guarded.promise.manage");
        }
        if (!accepted) {
            _promise(_digest(content) == before, "guarded.refused.share");
            return;
        }
        _lastContent = content;
        _promise(game.seen(content), "guarded.report.accepted");
        int256 brought = m.counted ? _credit(who, b, m) : int256(0);
        _reported(b, m, _see(who), abi.decode(answer, (int64)));
        _keepOf(who, content, b, m, brought);
        _unpolled[who] = game.member(who);
        if (m.counted) _counted(who, m.rules);
        _always("share");
        if (m.counted && !m.full) _nothingAfter(who, m.rules);
    }

    /// The ledger is credited with a counted report. @return brought what it adds
    function _credit(address who, View memory b, Made memory m) private returns (int256 brought) {
        _chargeIdleness(who, b.rules, b.member, b.time);
        _unpaid[who] = _ledger[who];
        brought = _least(_ledger[who] + m.paid, m.rules.pointsMax) - _ledger[who];
        _ledger[who] += brought;
    }

    /// What should be kept of a report is: all of it where it is counted under a review.
    function _keepOf(address who, bytes32 content, View memory b, Made memory m, int256 brought) private {
        Kept memory k;
        k.author = who;
        if (m.counted) delete _latest[who];
        if (m.counted && m.rules.quorum > 0) {
            (k.time, k.brought, k.penalty, k.paid) = (b.time, brought, m.rules.penalty, m.paid);
            if (brought == m.paid) _promise(_dominates(m.rules, brought), "guarded.honesty.paid");
        }
        _keep(content, k);
    }

    /// What a report would be answered.
    function _quoted(address who, Made memory m, bool standing) private {
        (Refusal refusal, int64 charge) = game.quote(who);
        _promise((refusal == Refusal.None) == standing, "guarded.report.may");
        if (standing) _promise(charge == m.charge, "guarded.report.charge");
    }

    /// What an accepted report did to the round and the member.
    function _reported(View memory b, Made memory m, View memory v, int64 charge) private {
        _promise(charge == m.charge, "guarded.report.charge");
        _promise((charge < 0) == m.counted, "guarded.report.counted");
        _promise(charge <= 0, "guarded.promise.never-costs");
        int256 change = int256(v.member.balance) - b.member.balance;
        if (m.counted) {
            _countedIn(b, m, v);
            _paid(b, m, v);
        } else {
            Member memory expected = b.member;
            expected.lastExtra = int64(b.time);
            bool nothing = _same(v.member, expected) && _same(v.round, b.round) && _same(v.rules, b.rules);
            _promise(nothing, "guarded.report.extra");
            b.settled.lastExtra = int64(b.time);
            _promise(_same(v.settled, b.settled), "guarded.promise.flood");
        }
        int256 largest = _pay(m.rules, m.rules.rankMax, m.rules.thetaMin, m.rules.gammaMin);
        _promise(change <= (m.counted ? largest : int256(0)), "guarded.promise.gain");
        _supplied(m.round, _points(v.member) - _points(b.member), largest);
        _reach(!m.counted, "guarded.reach.extra");
        _reach(m.full, "guarded.reach.saturation");
        _reach(m.expired, "guarded.reach.time-limit");
        _reach(m.expired && m.full, "guarded.reach.both");
        _reach(m.counted && _lastCharge != 0 && charge != _lastCharge, "guarded.reach.charge");
        if (m.counted) _lastCharge = charge;
    }

    /// The round after a counted report.
    function _countedIn(View memory b, Made memory m, View memory v) private {
        int256 full = m.full ? int256(1) : int256(0);
        _promise(v.round.number == m.round.number + full, "guarded.report.saturation");
        _promise(v.round.number - b.round.number <= (m.expired ? int64(2) : int64(1)), "guarded.report.rounds");
        Round memory now_ = abi.decode(abi.encode(m.round), (Round));
        now_.sharers = now_.sharers + 1;
        if (now_.sharers == now_.users) _promise(v.round.number == now_.number + 1, "guarded.report.everyone");
        Rules memory last = m.rules;
        if (m.full) {
            bool instant = b.time == now_.start;
            now_ = _next(m.rules, m.next, m.changes, now_, b.time);
            if (instant && !m.changes) _promise(v.round.theta == now_.theta, "guarded.round.instant");
            if (m.changes) last = m.next;
        }
        _turned(v, now_, m.changes && m.full || b.changes && m.expired);
        _promise(_same(v.rules, last), "guarded.round.due");
        _promise(_same(v.round, now_), "guarded.report.round");
        _reach(m.full && v.round.theta == m.rules.thetaMax, "guarded.reach.clamp");
    }

    /// A round as it should be after others have ended.
    function _turned(View memory v, Round memory expected, bool changed) private {
        _promise(v.round.theta == expected.theta, changed ? "guarded.round.change" : "guarded.round.theta");
        _promise(v.round.gamma == expected.gamma, changed ? "guarded.round.change" : "guarded.round.gamma-kept");
        _promise(v.round.announced == expected.announced, "guarded.round.due");
        _promise(
            v.round.number == expected.number && v.round.start == expected.start && v.round.users == expected.users
                && v.round.members == expected.members,
            "guarded.round.next"
        );
        if (changed) {
            ++_changes;
            _promise(_wellFormed(v.rules) && _case1(v.rules) && _honest(v.rules), "guarded.rules.next");
        }
        _reach(changed, "guarded.reach.change");
    }

    /// The member after a counted report.
    function _paid(View memory b, Made memory m, View memory v) private {
        int256 punished = _charged(b.rules, b.member, b.time);
        int256 periods = _periods(b.rules, b.member, b.time);
        _promise(int256(b.settled.balance) == b.member.balance - punished, "guarded.nsp.never-erased");
        int256 balance = _least(int256(b.member.balance) - punished + m.paid, m.rules.pointsMax);
        _promise(v.member.balance == balance, "guarded.promise.payoff");
        _promise(m.paid > m.rules.stockMax && _between(punished, 0, _points(b.member)), "guarded.promise.payoff");
        if (b.member.balance < 0) {
            bool falls = punished == 0 && v.member.balance > b.member.balance;
            _promise(falls && _points(v.member) == _most(balance, 0), "guarded.promise.debt");
        }
        Member memory expected = b.member;
        expected.balance = v.member.balance;
        (expected.stamp, expected.user, expected.counted) = (m.round.number, true, true);
        (expected.lastCounted, expected.rate) = (int64(b.time), m.rules.mu);
        int256 watermark = int256(b.member.paidUntil) + periods * b.rules.idlePeriod;
        expected.paidUntil = int64(_most(watermark, b.time + m.rules.idleLimit));
        int256 reports = _least(int256(b.member.reports) + 1, REPORTS);
        bool rises = m.rules.promotion > 0 && reports >= m.rules.promotion && b.member.rank < m.rules.rankMax;
        if (rises) {
            expected.rank = expected.rank + 1;
            reports -= m.rules.promotion;
        }
        expected.reports = int64(reports);
        _promise(v.member.rank == expected.rank && v.member.reports == reports, "guarded.report.promotion");
        _promise(_same(v.member, expected), "guarded.report.member");
        _reach(rises, "guarded.reach.promotion");
        _reach(punished > 0, "guarded.reach.punishment");
        _reach(punished < int256(expected.rate) * periods, "guarded.reach.insolvency");
    }

    /// After a counted report a further one in the round gains nothing; of it nothing is kept.
    function _nothingAfter(address who, Rules memory r) private {
        Round memory g = game.round();
        int256 later = int256(game.clock()) + r.shareInterval;
        Member memory m = game.member(who);
        if (later - g.start >= r.roundLimit || later >= _lapse(r, m) || later > TICKS) return;
        uint256 snapshot = vm.snapshotState();
        vm.warp(uint256(later) * uint256(int256(game.secondsPerTick())));
        bool accepted = _call(who, abi.encodeCall(game.share, ("after", 0)), "guarded.arithmetic.share");
        Member memory after_ = game.memberNow(who);
        bool same = _same(game.round(), g);
        vm.revertToState(snapshot);
        m.lastExtra = int64(later);
        _promise(accepted && same && _same(after_, m), "guarded.promise.nothing-after");
    }

    /// Anyone ends a round.
    function endRound(uint256 who) external {
        View memory b = _see(_actor(who));
        bytes32 before = _digest(0);
        bool done = _call(_actor(who), abi.encodeCall(game.endRound, ()), "guarded.arithmetic.tick");
        View memory v = _see(_actor(who));
        bool expired = b.time - b.round.start >= b.rules.roundLimit;
        _promise(done && expired == (v.round.number > b.round.number), "guarded.round.limit");
        if (!expired) {
            _promise(_digest(0) == before, "guarded.round.limit");
        } else {
            Round memory next = _next(b.rules, b.next, b.changes, b.round, b.time);
            _turned(v, next, b.changes);
            _promise(_same(v.rules, b.next), "guarded.round.due");
            _promise(_same(v.round, next), "guarded.round.limit");
            if (b.changes) _promise(_same(v.settled, b.settled), "guarded.nsp.rate");
        }
        _always("tick");
    }

    // ---- idleness

    /// Anyone has a member charged, twice.
    function punish(uint256 who) external {
        address member = _actor(who);
        View memory b = _see(member);
        int256 periods = _periods(b.rules, b.member, b.time);
        for (uint256 i = 0; i < 2; ++i) {
            bool done = _call(OWNER, abi.encodeCall(game.punish, (member)), "guarded.arithmetic.settle");
            Member memory m = game.member(member);
            bool due = m.balance == int256(b.member.balance) - _charged(b.rules, b.member, b.time);
            _promise(done && due, "guarded.nsp.due");
            _promise(_same(m, b.settled), "guarded.nsp.polling");
            (m.balance, m.paidUntil) = (b.member.balance, int64(m.paidUntil - periods * b.rules.idlePeriod));
            _promise(_same(m, b.member), "guarded.nsp.frame");
        }
        _chargeIdleness(member, b.rules, b.member, b.time);
        if (b.member.active && b.member.paidUntil == int256(b.member.lastCounted) + b.rules.idleLimit) {
            int256 idle = _least(b.time, _lapse(b.rules, b.member)) - b.member.paidUntil;
            bool costs = b.settled.balance < b.member.balance;
            if (idle < b.rules.idlePeriod) _promise(!costs, "guarded.nsp.free");
            else _promise(costs || b.member.rate == 0 || b.member.balance <= 0, "guarded.nsp.after-the-limit");
        }
        _always("settle");
    }

    // ---- deployment

    /// A new deployment at rules near the guard's edge; now and then, else nothing happens for long.
    function deploy(uint256 seed) external {
        if ((seed >> 160) % 8 != 0) return;
        int64 tick = int64(uint64(1 + seed % 13));
        Rules memory r = _rules(seed);
        if (!_wellFormed(r) || !_case1(r) || !_honest(r) || !_ends(r, tick)) return; // Guard.t.sol asks those
        _begin(r, _pick(seed, 30, r.thetaMin, r.thetaMax), _pick(seed, 31, r.gammaMin, r.gammaMax), tick);
    }

    function _begin(Rules memory r, int64 theta, int64 gamma, int64 tick_) internal {
        uint256 tick = uint256(int256(tick_));
        if (int256(block.timestamp / tick) > TICKS) return;
        game = new SharingContract(r, theta, gamma, tick_, OWNER, REGISTRAR);
        _forget();
        _dissolve();
        _sit(r, tick);
        for (uint256 i = 0; i < ACTORS; ++i) {
            uint256 end = (block.timestamp / tick + 3000) * tick;
            if (end / tick <= uint256(TICKS)) {
                vm.prank(REGISTRAR);
                game.register(_actor(i), r.rankMin, end, _certificate(i, i));
                _holder[_certificate(i, i)] = _actor(i);
                _ledger[_actor(i)] = r.initialPoints;
            }
            _unpolled[_actor(i)] = game.member(_actor(i));
        }
        _always("enrol");
        if (r.roundLimit > 1000) return;
        vm.warp(block.timestamp + uint256(int256(r.roundLimit)) * tick); // so that somebody can be counted
        game.endRound();
    }

    /// Two others and a member become reviewers, and their notice passes.
    function _sit(Rules memory r, uint256 tick) private {
        for (uint256 i = 0; i + 1 < SEATS; ++i) {
            _appoint(OWNER, i, _seatNumber(i), _judge(i < 2 ? ACTORS + i : 0));
        }
        uint256 from = block.timestamp + uint256(int256(r.notice)) * tick;
        if (from / tick <= uint256(TICKS)) vm.warp(from);
    }

    /// Keeps how often each promise was asked.
    function tell(string calldata path) external {
        for (uint256 i = 0; i < _ids.length; ++i) {
            string memory times = vm.toString(_asked[keccak256(bytes(_ids[i]))]);
            vm.writeLine(path, string.concat(_ids[i], " ", times));
        }
    }
}
