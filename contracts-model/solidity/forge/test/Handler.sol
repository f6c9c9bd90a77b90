// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../../src/guarded/Rules.sol";
import {Member} from "../../src/guarded/Member.sol";
import {Round} from "../../src/guarded/Round.sol";
import {SharingContract} from "../../src/guarded/SharingContract.sol";
import {Setting} from "./Setting.sol";

/// Drives the contract as owner, registrar, members and strangers while time passes, and asks of each
/// call what is promised of it. Every function reverts only where a promise is broken.
contract Handler is Setting {
    /// Each member as of his last call that was not a settlement: what polling must not change.
    mapping(address => Member) private _unpolled;
    mapping(bytes32 => bool) private _revoked;
    bytes32 private _lastContent;
    uint256 private _contents;

    constructor() {
        Rules memory r = _example();
        _begin(r, r.thetaMax, r.gammaMax, 1);
    }

    // ---- time

    /// Time passes: none, a tick, or up to one of the limits, or a tick beside it.
    function pass(uint256 seed, uint256 who) external {
        View memory v = _see(_actor(who));
        int256[9] memory moments = [
            v.time + 1,
            int256(v.round.start) + v.rules.roundLimit,
            int256(v.member.lastShare) + v.rules.shareInterval,
            v.member.paidUntil,
            int256(v.member.paidUntil) + v.rules.idlePeriod,
            int256(v.member.paidUntil) + int256(v.rules.idlePeriod) * 3,
            int256(v.member.lastShare) + v.rules.retireAfter,
            v.member.expiry,
            v.time + _pick(seed, 0, 1, 50)
        ];
        int256 time = _least(moments[seed % 9] + int256((seed >> 8) % 3) - 1, TICKS);
        uint256 tick = game.secondsPerTick();
        if (time > v.time) vm.warp(uint256(time) * tick + (seed >> 16) % tick);
        _always("tick");
    }

    // ---- reports

    /// A member reports, or a stranger.
    function share(uint256 who, bool again) external {
        _share(who % 16 == 0 ? OWNER : _actor(who), again);
    }

    /// Some members report one after the other.
    function shareAll(uint256 first, uint256 count) external {
        for (uint256 i = 0; i <= count % ACTORS; ++i) {
            _share(_actor(first % ACTORS + i), false);
        }
    }

    function _share(address who, bool again) private {
        View memory b = _see(who);
        bytes32 content = again ? _lastContent : keccak256(abi.encode("content", _contents++));
        bool good = b.member.active && !game.seen(content) && b.time < b.member.expiry
            && _between(b.member.rank, b.rules.rankMin, b.rules.rankMax)
            && b.time >= int256(b.member.lastShare) + b.rules.shareInterval;
        bytes32 before = _digest(content);
        bool accepted = _call(who, abi.encodeCall(game.share, (content)), "guarded.arithmetic.share");
        _promise(!accepted || good, "guarded.sgm.standing");
        _promise(accepted || !good, "guarded.sgm.liveness");
        if (b.member.points == 0) _promise(accepted == good, "guarded.sgm.never-too-poor");
        if (!accepted) {
            _promise(_digest(content) == before, "guarded.refused.share");
            return;
        }
        _lastContent = content;
        _promise(game.seen(content), "guarded.sgm.standing");
        _reported(b, _see(who));
        _unpolled[who] = game.member(who);
        _always("share");
    }

    /// What an accepted report did to the round and the member.
    function _reported(View memory b, View memory v) private {
        Round memory now_ = b.round; // the round that it is counted in
        bool expired = b.time - b.round.start >= b.rules.roundLimit;
        if (expired) now_ = _next(b.rules, b.round, b.time);
        int256 once = b.member.stamp < now_.number ? int256(1) : int256(0);
        now_.sharers = int64(now_.sharers + once);
        int256 charge = _gamma(b.rules, now_.sharers, now_.users, now_.gamma);
        _promise(_case1(b.rules, now_.theta, charge), "guarded.sgm.charge-case1");
        bool full = int256(now_.sharers) * b.rules.scale > int256(b.rules.saturation) * now_.users;
        if (now_.users == 0) {
            _promise(v.round.number == now_.number && charge == now_.gamma, "guarded.sgm.enrolment-round");
        } else if (now_.sharers == now_.users) {
            _promise(v.round.number == now_.number + 1, "guarded.sgm.everyone");
        }
        _promise(v.round.number == now_.number + (full ? int256(1) : int256(0)), "guarded.sgm.saturation");
        if (expired) _promise(v.round.number > b.round.number, "guarded.sgm.time-limit");
        if (full) {
            bool instant = b.time == now_.start;
            now_ = _next(b.rules, now_, b.time);
            if (instant) _promise(v.round.theta == now_.theta, "guarded.sgm.instant");
            _promise(v.round.gamma == now_.gamma, "guarded.sgm.gamma");
        }
        _promise(v.round.sharers == now_.sharers, "guarded.sgm.counted-once");
        _promise(v.round.theta == now_.theta, "guarded.sgm.theta");
        _promise(_same(v.round, now_), "guarded.sgm.once-a-round");
        _paid(b, v, charge);
        _reach(true, "guarded.reach.share");
        _reach(full, "guarded.reach.saturation");
        _reach(expired, "guarded.reach.time-limit");
        _reach(charge < 0, "guarded.reach.reward");
        _reach(charge > 0, "guarded.reach.cost");
        _reach(full && v.round.theta == b.rules.thetaMax, "guarded.reach.clamp");
    }

    function _paid(View memory b, View memory v, int256 charge) private {
        int256 punished = _charged(b.rules, b.member, b.time);
        int256 settled = b.member.points - punished;
        _promise(settled == b.settled.points, "guarded.nsp.never-erased");
        int256 points = _most(0, _least(settled - charge, b.rules.pointsMax));
        _promise(v.member.points == points, "guarded.sgm.points");
        if (v.member.points < b.rules.pointsMax) {
            _promise(settled - v.member.points <= b.rules.gammaMax, "guarded.sgm.poor");
        }
        if (points > 0 && points < b.rules.pointsMax) {
            _promise(settled - v.member.points == charge, "guarded.sgm.reward-or-cost");
        }
        _promise(v.member.rate == b.rules.mu, "guarded.nsp.rate-of-report");
        _promise(
            v.member.lastShare == b.time && v.member.paidUntil == b.time + b.rules.idleLimit
                && v.settled.points == v.member.points,
            "guarded.nsp.free"
        );
        _reach(punished > 0, "guarded.reach.punishment");
        _reach(punished < int256(b.member.rate) * _periods(b.rules, b.member, b.time), "guarded.reach.insolvency");
    }

    /// The round after this one.
    function _next(Rules memory r, Round memory old, int256 time) private pure returns (Round memory) {
        return Round({
            number: old.number + 1,
            start: int64(time),
            sharers: 0,
            users: old.members,
            members: old.members,
            theta: old.users == 0 ? old.theta : int64(_theta(r, time - old.start)),
            gamma: int64(_gamma(r, old.sharers, old.users, old.gamma))
        });
    }

    function _same(Round memory a, Round memory b) private pure returns (bool) {
        return keccak256(abi.encode(a)) == keccak256(abi.encode(b));
    }

    /// Anyone ends a round.
    function endRound(uint256 who) external {
        View memory b = _see(_actor(who));
        bytes32 before = _digest(0);
        bool done = _call(_actor(who), abi.encodeCall(game.endRound, ()), "guarded.arithmetic.tick");
        _promise(done, "guarded.sgm.time-limit");
        Round memory after_ = game.round();
        bool expired = b.time - b.round.start >= b.rules.roundLimit;
        _promise(expired == (after_.number > b.round.number), "guarded.sgm.time-limit");
        if (!expired) {
            _promise(_digest(0) == before, "guarded.sgm.once-a-round");
        } else {
            Round memory next = _next(b.rules, b.round, b.time);
            _promise(after_.theta == next.theta, "guarded.sgm.theta");
            _promise(after_.gamma == next.gamma, "guarded.sgm.gamma");
            _promise(_same(after_, next), "guarded.sgm.once-a-round");
        }
        _always("tick");
    }

    // ---- idleness

    /// Anyone has a member charged, twice.
    function punish(uint256 who) external {
        address member = _actor(who);
        View memory b = _see(member);
        for (uint256 i = 0; i < 2; ++i) {
            bool done = _call(OWNER, abi.encodeCall(game.punish, (member)), "guarded.arithmetic.settle");
            _promise(done, "guarded.nsp.due");
            Member memory m = game.member(member);
            _promise(keccak256(abi.encode(m)) == keccak256(abi.encode(b.settled)), "guarded.nsp.polling");
            _promise(m.points == b.member.points - _charged(b.rules, b.member, b.time), "guarded.nsp.due");
        }
        if (b.member.active && b.member.paidUntil == int256(b.member.lastShare) + b.rules.idleLimit) {
            int256 idle = _least(b.time, _lapse(b.rules, b.member)) - b.member.lastShare - b.rules.idleLimit;
            bool costs = b.settled.points < b.member.points;
            if (idle < b.rules.idlePeriod) _promise(!costs, "guarded.nsp.free");
            else _promise(costs || b.member.rate == 0 || b.member.points == 0, "guarded.nsp.after-the-limit");
        }
        _always("settle");
    }

    // ---- membership

    struct Enrolment {
        address caller;
        address who;
        int64 rank;
        int256 end;
        bytes32 certificate;
    }

    /// The registrar, seldom somebody else, enrols or renews.
    function register(uint256 seed, uint256 who) external {
        Enrolment memory e;
        View memory b = _see(_actor(who));
        e.who = _actor(who);
        e.caller = seed % 8 == 0 ? e.who : game.registrar();
        e.rank = _pick(seed, 1, b.rules.rankMin - (seed % 5 == 0 ? int256(1) : int256(0)), b.rules.rankMax);
        if (seed % 7 == 0) e.rank = b.rules.rankMax + 1;
        e.end = b.time + _pick(seed, 2, seed % 5 == 1 ? int256(0) : int256(1), seed % 5 == 2 ? TICKS : int256(3000));
        uint256 owner = seed % 6 == 0 ? who % ACTORS + 1 : who;
        e.certificate = seed % 11 == 0 ? bytes32(0) : keccak256(abi.encode(_actor(owner), (seed >> 8) % 3));
        _register(e, b);
    }

    function _register(Enrolment memory e, View memory b) private {
        address holder = game.holderOf(e.certificate);
        bool good = _between(e.rank, b.rules.rankMin, b.rules.rankMax) && b.time < e.end && e.end <= TICKS;
        good = good && e.certificate != 0 && !_revoked[e.certificate] && (holder == address(0) || holder == e.who);
        bytes memory data =
            abi.encodeCall(game.register, (e.who, e.rank, uint256(e.end) * game.secondsPerTick(), e.certificate));
        bytes32 afresh;
        if (b.member.active && _lapse(b.rules, b.member) <= b.time && good) afresh = _retiredBefore(e, data);
        bytes32 before = _digest(0);
        bool accepted = _call(e.caller, data, "guarded.arithmetic.enrol");
        _promise(!accepted || e.caller == game.registrar(), "guarded.roles.registrar");
        _promise(accepted == (good && e.caller == game.registrar()), "guarded.enrol.terms");
        if (!accepted) {
            _promise(_digest(0) == before, "guarded.refused.enrol");
            return;
        }
        if (afresh != 0 && e.caller == game.registrar()) _promise(_digest(0) == afresh, "guarded.enrol.afresh");
        _enrolled(e, b, game.member(e.who));
        _unpolled[e.who] = game.member(e.who);
        _always("enrol");
    }

    /// The state after retire and then register, of which nothing is kept.
    function _retiredBefore(Enrolment memory e, bytes memory data) private returns (bytes32 digest) {
        uint256 snapshot = vm.snapshotState();
        bool retired = _call(e.who, abi.encodeCall(game.retire, (e.who)), "guarded.arithmetic.retire");
        bool enrolled = _call(game.registrar(), data, "guarded.arithmetic.enrol");
        digest = retired && enrolled ? _digest(0) : bytes32(uint256(1));
        vm.revertToState(snapshot);
    }

    function _enrolled(Enrolment memory e, View memory b, Member memory m) private {
        bool starts = !b.member.active || _lapse(b.rules, b.member) <= b.time;
        int256 points = b.member.points - _charged(b.rules, b.member, b.time);
        _promise(m.points == (b.member.known ? points : int256(b.rules.initialPoints)), "guarded.enrol.points");
        _promise(m.known && m.active && m.rank == e.rank && m.expiry == e.end, "guarded.enrol.terms");
        if (starts) {
            _promise(m.stamp == b.round.number, "guarded.enrol.next-round");
            _promise(m.paidUntil == b.time + b.rules.idleLimit && m.rate == b.rules.mu, "guarded.nsp.free");
        } else {
            bool kept = m.paidUntil == b.settled.paidUntil && m.lastShare == b.member.lastShare
                && m.rate == b.member.rate && m.stamp == b.member.stamp;
            _promise(kept, "guarded.enrol.renewal");
        }
        int256 more = b.member.active ? int256(0) : int256(1);
        b.round.members = int64(b.round.members + more);
        _promise(_same(game.round(), b.round), "guarded.enrol.next-round");
    }

    /// The registrar, seldom somebody else, revokes.
    function revoke(uint256 seed, uint256 who) external {
        if (seed % 4 != 0) return; // else nobody stays
        address caller = seed % 16 == 0 ? _actor(who) : game.registrar();
        (bytes32 certificate,) = game.certificateOf(_actor(who));
        View memory b = _see(_actor(who));
        bytes32 before = _digest(0);
        bool accepted = _call(caller, abi.encodeCall(game.revoke, (_actor(who))), "guarded.arithmetic.revoke");
        _promise(!accepted || caller == game.registrar(), "guarded.roles.registrar");
        _promise(accepted == (caller == game.registrar() && b.member.active), "guarded.roles.registrar");
        if (accepted) _revoked[certificate] = true;
        _left(b, _actor(who), accepted, before, "revoke");
    }

    /// Anyone retires a member.
    function retire(uint256 who) external {
        View memory b = _see(_actor(who));
        bytes32 before = _digest(0);
        bool accepted = _call(OWNER, abi.encodeCall(game.retire, (_actor(who))), "guarded.arithmetic.retire");
        _promise(accepted == (b.member.active && _lapse(b.rules, b.member) <= b.time), "guarded.roles.retire");
        _reach(accepted, "guarded.reach.retire");
        _left(b, _actor(who), accepted, before, "retire");
    }

    function _left(View memory b, address who, bool accepted, bytes32 before, string memory action) private {
        if (!accepted) {
            _promise(_digest(0) == before, string.concat("guarded.refused.", action));
            return;
        }
        Member memory m = game.member(who);
        _promise(m.points == b.member.points - _charged(b.rules, b.member, b.time), "guarded.nsp.lapse");
        _promise(!m.active, string.concat("guarded.invariant.", action));
        _unpolled[who] = m;
        _always(action);
    }

    // ---- the owner

    /// The owner, seldom somebody else, proposes rules near the guard's edge.
    function changeRules(uint256 seed) external {
        address caller = seed % 8 == 7 ? REGISTRAR : game.owner();
        View memory b = _see(_actor(0));
        Rules memory next = seed % 3 == 0 ? _rules(seed) : game.rules();
        if (seed % 3 == 1) _game(next, seed);
        if (seed % 3 == 2) {
            next.mu = _pick(seed, 1, 0, 100);
            next.gammaMax = int64(next.gammaMax - _pick(seed, 2, 0, 20));
            next.thetaMax = int64(next.thetaMax - _pick(seed, 3, 0, 20));
            if (seed % 5 == 0) next.pointsMax = int64(next.pointsMax + _pick(seed, 4, -1, 1));
            if (seed % 5 == 1) next.idlePeriod = int64(next.idlePeriod + _pick(seed, 5, -1, 1));
            if (seed % 5 == 2) next.retireAfter = int64(next.retireAfter + _pick(seed, 6, -1, 1));
            if (seed % 5 == 3) next.scale = int64(next.scale + _pick(seed, 7, -1, 1));
        }
        _change(caller, next, b);
    }

    function _change(address caller, Rules memory next, View memory b) private {
        bytes32 before = _digest(0);
        bool good = _wellFormed(next) && _case1(next, next.thetaMax, next.gammaMax);
        bool units = next.scale == b.rules.scale && next.idlePeriod == b.rules.idlePeriod
            && next.retireAfter == b.rules.retireAfter && next.pointsMax >= b.rules.pointsMax;
        bool accepted = _call(caller, abi.encodeCall(game.changeRules, (next)), "guarded.arithmetic.reconfigure");
        _promise(!accepted || caller == game.owner(), "guarded.roles.owner");
        _promise(accepted == (good && units && caller == game.owner()), "guarded.rules.accepted");
        if (!accepted) {
            _promise(_digest(0) == before, "guarded.refused.reconfigure");
            return;
        }
        _promise(keccak256(abi.encode(game.rules())) == keccak256(abi.encode(next)), "guarded.rules.accepted");
        Round memory brought = b.round;
        brought.theta = int64(_most(next.thetaMin, _least(brought.theta, next.thetaMax)));
        brought.gamma = int64(_most(next.gammaMin, _least(brought.gamma, next.gammaMax)));
        _promise(_same(game.round(), brought), "guarded.invariant.reconfigure");
        _promise(keccak256(abi.encode(b.settled)) == keccak256(abi.encode(game.memberNow(_actor(0)))), "guarded.nsp.rate");
        _reach(true, "guarded.reach.reconfigure");
        _always("reconfigure");
    }

    /// Roles change hands, by right or not.
    function roles(uint256 seed) external {
        address owner = game.owner();
        address caller = seed % 3 == 0 ? _actor(seed) : owner;
        address next = address(uint160(0x0A + (seed >> 8) % 2));
        bool done = _call(caller, abi.encodeCall(game.setRegistrar, (next)), "guarded.roles.owner");
        _promise(done == (caller == owner) && (!done || game.registrar() == next), "guarded.roles.owner");
        done = _call(caller, abi.encodeCall(game.proposeOwner, (next)), "guarded.roles.owner");
        _promise(done == (caller == owner), "guarded.roles.owner");
        address proposed = game.proposedOwner();
        caller = seed % 5 == 0 ? _actor(seed) : proposed;
        done = _call(caller, abi.encodeCall(game.acceptOwner, ()), "guarded.roles.owner");
        _promise(done == (caller == proposed), "guarded.roles.owner");
        _promise(game.owner() == (done ? proposed : owner), "guarded.roles.owner");
    }

    /// A new deployment at rules near the guard's edge; now and then, else nothing happens for long.
    function deploy(uint256 seed) external {
        if ((seed >> 160) % 8 != 0) return;
        Rules memory r = _rules(seed);
        if (!_wellFormed(r) || !_case1(r, r.thetaMax, r.gammaMax)) return; // Guard.t.sol asks those
        _begin(r, _pick(seed, 30, r.thetaMin, r.thetaMax), _pick(seed, 31, r.gammaMin, r.gammaMax), 1 + seed % 13);
    }

    function _begin(Rules memory r, int64 theta, int64 gamma, uint256 tick) private {
        if (int256(block.timestamp / tick) > TICKS) return;
        game = new SharingContract(r, theta, gamma, tick, OWNER, REGISTRAR);
        for (uint256 i = 0; i < ACTORS; ++i) {
            bytes32 certificate = keccak256(abi.encode(_actor(i), i % 3));
            _revoked[certificate] = _revoked[keccak256(abi.encode(_actor(i), (i + 1) % 3))] = false;
            _revoked[keccak256(abi.encode(_actor(i), (i + 2) % 3))] = false;
            uint256 end = (block.timestamp / tick + 3000) * tick;
            if (end / tick <= uint256(TICKS)) {
                vm.prank(REGISTRAR);
                game.register(_actor(i), r.rankMin, end, certificate);
            }
            _unpolled[_actor(i)] = game.member(_actor(i));
        }
        _always("deploy");
        if (r.roundLimit > 1000) return;
        vm.warp(block.timestamp + uint256(int256(r.roundLimit)) * tick); // so that somebody can be counted
        game.endRound();
    }

    // ---- all of it

    /// A call; false where it is refused. Whatever else ends it is a failure of arithmetic.
    function _call(address caller, bytes memory data, string memory arithmetic) private returns (bool done) {
        bytes memory answer;
        vm.prank(caller);
        (done, answer) = address(game).call(data);
        bool refused = !done && answer.length == 36 && bytes4(answer) == SharingContract.Refused.selector;
        _promise(done || refused, arithmetic);
    }

    /// What holds between any two calls.
    function _always(string memory action) private {
        string memory id = string.concat("guarded.invariant.", action);
        Rules memory r = game.rules();
        Round memory g = game.round();
        int256 time = game.clock();
        _promise(_between(g.theta, r.thetaMin, r.thetaMax) && _between(g.gamma, r.gammaMin, r.gammaMax), id);
        _promise(_case1(r, g.theta, g.gamma) && _case1(r, g.theta, game.gammaNow()), "guarded.case1");
        _promise(_between(g.sharers, 0, g.users) && g.number >= 1 && _between(g.start, 0, time), id);
        int256 active = 0;
        for (uint256 i = 0; i < ACTORS; ++i) {
            Member memory m = game.member(_actor(i));
            if (m.active) ++active;
            bool within = _between(m.points, 0, r.pointsMax) && _between(m.rate, 0, 1e8)
                && _between(m.lastShare, 0, time) && _between(m.paidUntil, 0, 2 * TICKS)
                && _between(m.expiry, 0, TICKS) && _between(m.stamp, 0, g.number);
            _promise(within && (m.known || !m.active), id);
            _settledAlike(r, _unpolled[_actor(i)], game.memberNow(_actor(i)), time);
        }
        _promise(g.members == active, id);
    }

    /// Whoever has been asking when: a member owes what he would owe had nobody asked.
    function _settledAlike(Rules memory r, Member memory unpolled, Member memory now_, int256 time) private {
        _promise(now_.points == unpolled.points - _charged(r, unpolled, time), "guarded.nsp.polling");
        if (_lapse(r, unpolled) <= time && unpolled.active) _promise(_periods(r, now_, time) == 0, "guarded.nsp.lapse");
    }

    /// Keeps how often each promise was asked.
    function tell(string calldata path) external {
        for (uint256 i = 0; i < _ids.length; ++i) {
            string memory times = vm.toString(_asked[keccak256(bytes(_ids[i]))]);
            vm.writeLine(path, string.concat(_ids[i], " ", times));
        }
    }
}
