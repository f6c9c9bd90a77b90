// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../../src/guarded/Rules.sol";
import {Member} from "../../src/guarded/Member.sol";
import {Round} from "../../src/guarded/Round.sol";
import {Asked} from "./Asked.sol";

/// What registrar, owner and strangers do, and what is promised of it.
abstract contract Community is Asked {
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
        e.certificate = seed % 11 == 0 ? bytes32(0) : _certificate(seed % 6 == 0 ? who % ACTORS + 1 : who, seed >> 8);
        _register(e, b);
    }

    function _register(Enrolment memory e, View memory b) private {
        (address holder, bool gone) = (_holder[e.certificate], _revoked[e.certificate]);
        bool good = _between(e.rank, b.rules.rankMin, b.rules.rankMax) && b.time < e.end && e.end <= TICKS;
        good = good && e.certificate != 0 && !gone && (holder == address(0) || holder == e.who);
        uint256 tick = uint256(int256(game.secondsPerTick()));
        bytes memory data = abi.encodeCall(game.register, (e.who, e.rank, uint256(e.end) * tick, e.certificate));
        bytes32 afresh;
        if (b.member.active && _lapse(b.rules, b.member) <= b.time && good) afresh = _retiredBefore(e, data);
        bytes32 before = _digest(0);
        bool accepted = _call(e.caller, data, "guarded.arithmetic.enrol");
        _promise(!accepted || e.caller == game.registrar(), "guarded.roles");
        if (gone) _promise(!accepted, "guarded.revoke.all");
        _promise(accepted == (good && e.caller == game.registrar()), "guarded.enrol.accepted");
        if (!accepted) {
            _promise(_digest(0) == before, "guarded.refused.enrol");
            return;
        }
        _holder[e.certificate] = e.who;
        _chargeIdleness(e.who, b.rules, b.member, b.time);
        if (!b.member.known) _ledger[e.who] = b.rules.initialPoints;
        if (afresh != 0) _promise(_digest(0) == afresh, "guarded.enrol.afresh");
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
        Round memory round = b.round;
        if (starts) {
            _without(round, b.member);
            round.members = round.members + 1;
        }
        _promise(_same(game.round(), round), "guarded.enrol.rest");
        (address holder,) = game.holderOf(e.certificate);
        (bytes32 certificate, bool gone) = game.certificateOf(e.who);
        _promise(holder == e.who && certificate == e.certificate && !gone, "guarded.enrol.rest");
        Member memory expected = b.settled;
        if (!b.member.known) expected.balance = b.rules.initialPoints;
        expected.rank = starts ? e.rank : int64(_most(b.member.rank, e.rank));
        if (starts) {
            (expected.stamp, expected.user, expected.counted, expected.reports) = (b.round.number, false, false, 0);
            (expected.lastCounted, expected.rate) = (int64(b.time), b.rules.mu);
            expected.paidUntil = int64(_most(b.settled.paidUntil, b.time + b.rules.idleLimit));
        }
        (expected.known, expected.active, expected.expiry) = (true, true, int64(e.end));
        _promise(_same(m, expected), "guarded.enrol.member");
        if (starts) _joined(e.who, b.rules);
    }

    /// Who joins in a round is not counted in it; of his report nothing is kept.
    function _joined(address who, Rules memory r) private {
        Round memory g = game.round();
        Member memory m = game.member(who);
        int256 later = _most(m.lastCounted, m.lastExtra) + r.shareInterval;
        if (later - g.start >= r.roundLimit || later >= _lapse(r, m) || later > TICKS) return;
        uint256 snapshot = vm.snapshotState();
        vm.warp(uint256(later) * uint256(int256(game.secondsPerTick())));
        bool accepted = _call(who, abi.encodeCall(game.share, ("joined", 0)), "guarded.arithmetic.share");
        bool same = _same(game.round(), g) && game.member(who).balance == m.balance;
        vm.revertToState(snapshot);
        _promise(accepted && same, "guarded.enrol.next-round");
    }

    /// The registrar, seldom somebody else, revokes.
    function revoke(uint256 seed, uint256 who) external {
        if (seed % 4 != 0) return; // else nobody stays
        address caller = seed % 16 == 0 ? _actor(who) : game.registrar();
        View memory b = _see(_actor(who));
        bytes32 before = _digest(0);
        bool accepted = _call(caller, abi.encodeCall(game.revoke, (_actor(who))), "guarded.arithmetic.revoke");
        _promise(!accepted || caller == game.registrar(), "guarded.roles");
        _promise(accepted == (caller == game.registrar() && b.member.known), "guarded.revoke.accepted");
        if (accepted) {
            _revokeAll(_actor(who));
            _promise(game.member(_actor(who)).epoch == b.member.epoch + 1, "guarded.revoke.effect");
            _epoch[_actor(who)] = b.member.epoch + 1;
        }
        _reach(accepted, "guarded.reach.revoke");
        _left(b, _actor(who), accepted, before, "revoke");
    }

    /// Anyone retires a member.
    function retire(uint256 who) external {
        View memory b = _see(_actor(who));
        bytes32 before = _digest(0);
        bool accepted = _call(OWNER, abi.encodeCall(game.retire, (_actor(who))), "guarded.arithmetic.retire");
        _promise(accepted == (b.member.active && _lapse(b.rules, b.member) <= b.time), "guarded.retire.accepted");
        _reach(accepted, "guarded.reach.retire");
        _left(b, _actor(who), accepted, before, "retire");
    }

    function _left(View memory b, address who, bool accepted, bytes32 before, string memory action) private {
        if (!accepted) {
            _promise(_digest(0) == before, string.concat("guarded.refused.", action));
            return;
        }
        Member memory m = game.member(who);
        b.settled.active = false;
        b.settled.epoch = m.epoch;
        bool once = m.balance == int256(b.member.balance) - _charged(b.rules, b.member, b.time);
        _chargeIdleness(who, b.rules, b.member, b.time);
        _promise(once && _same(m, b.settled), "guarded.nsp.lapse");
        _without(b.round, b.member);
        _promise(_same(game.round(), b.round), "guarded.promise.leaving");
        _unpolled[who] = m;
        _always(action);
    }

    // ---- the owner

    /// The owner, seldom somebody else, announces rules near the guard's edge, or near those in force.
    function changeRules(uint256 seed) external {
        address caller = seed % 8 == 7 ? REGISTRAR : game.owner();
        View memory b = _see(_actor(0));
        Rules memory next = seed % 3 == 0 ? _rules(seed) : game.rules();
        if (seed % 3 == 1) {
            _game(next, seed);
            _review(next, seed);
            if (seed % 4 != 0) (next.rankMin, next.rankMax) = (b.rules.rankMin, b.rules.rankMax);
        }
        if (seed % 3 == 2) _edit(next, seed);
        _announce(caller, next, b);
    }

    function _edit(Rules memory next, uint256 seed) private pure {
        next.mu = _pick(seed, 1, 0, 100);
        next.gammaMax = int64(next.gammaMax - _pick(seed, 2, 0, 20));
        next.thetaMax = int64(next.thetaMax + _pick(seed, 3, -20, 20));
        next.notice = int64(next.notice + _pick(seed, 8, -1, 20));
        uint256 which = (seed >> 8) % 16;
        if (which == 0) next.pointsMax = int64(next.pointsMax + _pick(seed, 4, -1, 1));
        if (which == 1) next.idlePeriod = int64(next.idlePeriod + _pick(seed, 5, -1, 1));
        if (which == 2) next.retireAfter = int64(next.retireAfter + _pick(seed, 6, -1, 1));
        if (which == 3) next.scale = int64(next.scale + _pick(seed, 7, -1, 1));
        if (which == 4) next.rankMin = int64(next.rankMin + _pick(seed, 9, -1, 1));
        if (which == 5) next.rankMax = int64(next.rankMax + _pick(seed, 10, -1, 1));
        if (which == 6) next.roundLimit = int64(next.roundLimit + _pick(seed, 11, -1, 1));
        if (which == 7) (next.roundLimit, next.idleLimit) = (next.roundLimit + 1, next.idleLimit + 2);
        if (which >= 9) next.promotion = _pick(seed, 13, 0, 3);
        if (which == 8) next.idleLimit = int64(next.idleLimit + _pick(seed, 12, -1, 1));
        if (which == 9) _review(next, seed);
        if (which == 10) next.quorum = int64(next.quorum + _pick(seed, 14, -1, 1));
        if (which == 11) next.window = int64(next.window + _pick(seed, 15, -50, 50));
        if (which == 12) next.penalty = _pick(seed, 16, 0, 500);
        if (which == 13) next.effortMax = int64(next.effortMax + _pick(seed, 17, -1, 1));
    }

    function _announce(address caller, Rules memory next, View memory b) internal {
        bytes32 before = _digest(0);
        bool good = _wellFormed(next) && _case1(next) && _honest(next) && _ends(next, game.secondsPerTick()) && _follows(b.rules, next);
        bool accepted = _call(caller, abi.encodeCall(game.changeRules, (next)), "guarded.arithmetic.announce");
        _promise(!accepted || caller == game.owner(), "guarded.roles");
        _promise(accepted == (good && caller == game.owner()), "guarded.rules.announced");
        if (!accepted) {
            _promise(_digest(0) == before, "guarded.refused.announce");
            return;
        }
        (bool announced, int64 from, Rules memory kept) = game.announcedRules();
        bool told = announced && from == b.time + b.rules.notice && _same(kept, next);
        _promise(told && from >= b.time + b.rules.roundLimit, "guarded.rules.announced");
        _promise(_same(game.rules(), b.rules), "guarded.rules.announced");
        b.round.announced = true;
        _promise(_same(game.round(), b.round), "guarded.rules.announced");
        _always("announce");
    }

    /// Roles change hands, by right or not.
    function roles(uint256 seed) external {
        address owner = game.owner();
        address caller = seed % 3 == 0 ? _actor(seed) : owner;
        address next = address(uint160(0x0A + (seed >> 8) % 2));
        bool done = _call(caller, abi.encodeCall(game.setRegistrar, (next)), "guarded.roles");
        _promise(done == (caller == owner) && (!done || game.registrar() == next), "guarded.roles");
        done = _call(caller, abi.encodeCall(game.transferOwnership, (next)), "guarded.roles");
        _promise(done == (caller == owner) && game.owner() == owner, "guarded.roles");
        address proposed = game.pendingOwner();
        _promise(!done || proposed == next, "guarded.roles");
        caller = seed % 5 == 0 ? _actor(seed) : proposed;
        done = _call(caller, abi.encodeCall(game.acceptOwnership, ()), "guarded.roles");
        _promise(done == (caller == proposed), "guarded.roles");
        _promise(game.owner() == (done ? proposed : owner), "guarded.roles");
    }
}
