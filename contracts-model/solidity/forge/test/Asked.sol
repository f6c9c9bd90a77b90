// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "../../src/guarded/Rules.sol";
import {Member} from "../../src/guarded/Member.sol";
import {Round} from "../../src/guarded/Round.sol";
import {SharingEvents} from "../../src/guarded/SharingEvents.sol";
import {Setting} from "./Setting.sol";

/// What is remembered of the calls before, and what holds between any two of them.
abstract contract Asked is Setting {
    /// What each member's balance should be: a ledger that is kept without looking at the contract's.
    mapping(address => int256) internal _ledger;
    /// The same without the pay of his last counted report.
    mapping(address => int256) internal _unpaid;
    /// Each balance after the call before.
    mapping(address => int256) private _balance;
    /// Each member as of his last call that was not a settlement: what polling must not change.
    mapping(address => Member) internal _unpolled;
    mapping(bytes32 => address) internal _holder;
    mapping(bytes32 => bool) internal _revoked;
    mapping(address => int256) internal _epoch;
    /// Changes of the rules so far; at a member's last counted report these were, and so long was a round.
    uint256 internal _changes;
    mapping(address => uint256) private _changesAt;
    mapping(address => int256) private _limitAt;
    /// The round of the last report, the users it began with, at least, and what its reports have paid.
    int256 private _round;
    int256 private _users;
    int256 private _grown;

    /// A deployment: nothing of the one before matters.
    function _forget() internal {
        _round = 0;
        for (uint256 i = 0; i < ACTORS; ++i) {
            (_epoch[_actor(i)], _ledger[_actor(i)], _balance[_actor(i)]) = (0, 0, 0);
            for (uint256 j = 0; j < CERTIFICATES; ++j) {
                (_holder[_certificate(i, j)], _revoked[_certificate(i, j)]) = (address(0), false);
            }
        }
    }

    /// All certificates that the account ever had are revoked.
    function _revokeAll(address who) internal {
        for (uint256 i = 0; i < ACTORS * CERTIFICATES; ++i) {
            bytes32 certificate = _certificate(i / CERTIFICATES, i);
            if (_holder[certificate] != who) continue;
            _revoked[certificate] = true;
            (, bool gone) = game.holderOf(certificate);
            _promise(gone, "guarded.revoke.all");
        }
    }

    /// Idleness of a member, as he was before the call, is charged to the ledger.
    function _chargeIdleness(address who, Rules memory r, Member memory m, int256 time) internal {
        int256 charged = _least(int256(m.rate) * _periods(r, m, time), _most(_ledger[who], 0));
        _ledger[who] -= charged;
        _unpaid[who] -= charged;
    }

    /// A rejection takes this much, down to the limit of debts; only then may a debt grow.
    function _takeBack(address who, int256 due) internal {
        _ledger[who] = _most(_ledger[who] - due, -POINTS);
        _balance[who] = _ledger[who];
    }

    /// A report is counted under these rules.
    function _counted(address who, Rules memory r) internal {
        _limitAt[who] = r.roundLimit;
        _changesAt[who] = _changes;
    }

    /// A report in this round changed the points that there are.
    function _supplied(Round memory g, int256 change, int256 largest) internal {
        if (g.number != _round) (_round, _users, _grown) = (g.number, g.users, 0);
        _grown += change;
        _promise(_grown <= _users * largest, "guarded.promise.supply");
    }

    /// A call; false where it is refused. Whatever else ends it is a failure of arithmetic.
    function _called(address caller, bytes memory data, string memory arithmetic)
        internal
        returns (bool done, bytes memory answer)
    {
        vm.prank(caller);
        (done, answer) = address(game).call(data);
        bool refused = !done && answer.length == 36 && bytes4(answer) == SharingEvents.Refused.selector;
        _promise(done || refused, arithmetic);
    }

    function _call(address caller, bytes memory data, string memory arithmetic) internal returns (bool done) {
        (done,) = _called(caller, data, arithmetic);
    }

    /// What holds between any two calls.
    function _always(string memory action) internal {
        string memory id = string.concat("guarded.invariant.", action);
        string memory others = string.concat("guarded.bystander.", action);
        Rules memory r = game.rules();
        Round memory g = game.round();
        int256 time = game.clock();
        _promise(_between(g.theta, r.thetaMin, r.thetaMax) && _between(g.gamma, r.gammaMin, r.gammaMax), id);
        int256 gamma = _gamma(r, g.sharers, g.users, g.gamma);
        _promise(_between(gamma, r.gammaMin, r.gammaMax), "guarded.round.gamma");
        _promise(_case1(r, g.theta, g.gamma) && _case1(r, g.theta, gamma), "guarded.case1");
        if (r.quorum > 0) _promise(_honest(r, g.theta, gamma), "guarded.honesty.state");
        _promise(g.number >= 1 && _between(g.start, 0, time), id);
        int256[3] memory counts;
        for (uint256 i = 0; i < ACTORS; ++i) {
            Member memory m = game.member(_actor(i));
            (int256 counted, int256 uncounted) = _standing(g, m);
            counts = [counts[0] + counted, counts[1] + uncounted, counts[2] + (m.active ? int256(1) : int256(0))];
            _promise(_holds(r, g, m, time), id);
            _promise(m.balance == _ledger[_actor(i)], others);
            _promise(m.balance >= _least(_balance[_actor(i)], 0), "guarded.promise.no-debt");
            _balance[_actor(i)] = m.balance;
            _promise(m.epoch == _epoch[_actor(i)], "guarded.revoke.epoch");
            _free(r, m, _actor(i), time);
            _settledAlike(r, _unpolled[_actor(i)], game.memberNow(_actor(i)), time);
        }
        _promise(g.sharers == counts[0] && g.users == counts[0] + counts[1] && g.members == counts[2], id);
    }

    /// The invariant of a member.
    function _holds(Rules memory r, Round memory g, Member memory m, int256 time) private pure returns (bool) {
        bool active = m.known && _between(m.rank, r.rankMin, r.rankMax) && (m.stamp < g.number || g.start <= m.lastCounted);
        return (!m.active || active) && _between(m.balance, -POINTS, r.pointsMax) && _between(m.rate, 0, 1e8)
            && _between(m.lastCounted, 0, time) && _between(m.lastExtra, 0, time) && _between(m.paidUntil, 0, 2 * TICKS)
            && _between(m.expiry, 0, TICKS) && _between(m.stamp, 0, g.number) && _between(m.reports, -REPORTS, REPORTS)
            && (!m.counted || m.user);
    }

    /// Who was counted is not charged, nor does he lapse, before another round could have passed.
    function _free(Rules memory r, Member memory m, address who, int256 time) private {
        if (!m.active || !m.user || _changes > _changesAt[who] + 1) return;
        if (time >= m.lastCounted + _limitAt[who] + r.roundLimit) return;
        _promise(_periods(r, m, time) == 0 && time < int256(m.lastCounted) + r.retireAfter, "guarded.promise.free");
    }

    /// Whoever has been asking when: a member owes what he would owe had nobody asked.
    function _settledAlike(Rules memory r, Member memory unpolled, Member memory now_, int256 time) private {
        _promise(now_.balance == int256(unpolled.balance) - _charged(r, unpolled, time), "guarded.nsp.polling");
        if (_lapse(r, unpolled) <= time && unpolled.active) _promise(_periods(r, now_, time) == 0, "guarded.nsp.lapse");
    }
}
