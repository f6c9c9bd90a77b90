// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules, keepsCase1} from "../src/guarded/Rules.sol";
import {Member, settle} from "../src/guarded/Member.sol";
import {Report, Round, accept, gammaInForce, rollOver, timedOut} from "../src/guarded/Round.sol";
import {bringWithin, depart, enrol, firstRound} from "../src/guarded/Membership.sol";
import {
    Refusal,
    refusalOfChange,
    refusalOfDeployment,
    refusalOfEnrolment,
    refusalOfReport,
    refusalOfRetirement,
    refusalOfRevocation
} from "../src/guarded/Refusal.sol";

/// @title Runs sequences of pure transitions, many in one call; for tests only
/// @dev A sequence is 149 numbers of 64 bits, big-endian: two sets of rules, a round, two members,
/// then twenty steps of four numbers each (operation | member << 8 | flag << 16, time, x, y); one
/// that is traced may have fewer. After each step what it gave and left behind is written down.
contract PureRunner {
    uint256 private constant RULES = 22;
    uint256 private constant STEPS = 20;
    uint256 private constant HEAD = 69;
    uint256 private constant LENGTH = HEAD + 4 * STEPS;
    uint256 private constant OUTPUTS = 20; // a step

    struct State {
        Rules rules;
        Rules proposed;
        Round round;
        Member[2] members;
    }

    /// @notice Sixty-four bits of every sequence's outputs.
    /// @param data sequences, one after the other
    /// @return result a digest for each
    function digests(bytes calldata data) external pure returns (uint64[] memory result) {
        uint256 sequences = data.length / (8 * LENGTH);
        result = new uint64[](sequences);
        for (uint256 i = 0; i < sequences; ++i) {
            uint256 free;
            assembly ("memory-safe") {
                free := mload(0x40)
            }
            result[i] = digest(run(data, i * LENGTH, STEPS));
            assembly {
                mstore(0x40, free)
            }
        }
    }

    /// @notice Everything that one sequence gives.
    /// @param data the sequence
    /// @return twenty numbers for each of its steps
    function trace(bytes calldata data) external pure returns (int64[] memory) {
        return run(data, 0, (data.length / 8 - HEAD) / 4);
    }

    function digest(int64[] memory values) private pure returns (uint64 hash) {
        unchecked {
            for (uint256 i = 0; i < values.length; ++i) {
                hash = (hash ^ uint64(values[i])) * 0x9E3779B97F4A7C15;
                hash ^= hash >> 32;
            }
        }
    }

    function read(bytes calldata data, uint256 from) private pure returns (int64 value) {
        assembly ("memory-safe") {
            value := signextend(7, shr(192, calldataload(add(data.offset, mul(8, from)))))
        }
    }

    function run(bytes calldata data, uint256 from, uint256 steps)
        private
        pure
        returns (int64[] memory out)
    {
        State memory state;
        state.rules = readRules(data, from);
        state.proposed = readRules(data, from + RULES);
        state.round = readRound(data, from + 2 * RULES);
        state.members[0] = readMember(data, from + 2 * RULES + 7);
        state.members[1] = readMember(data, from + 2 * RULES + 16);
        from += 2 * RULES + 25;
        out = new int64[](steps * OUTPUTS);
        for (uint256 i = 0; i < steps; ++i) {
            runStep(state, data, from + 4 * i, out, i * OUTPUTS);
        }
    }

    function runStep(
        State memory state,
        bytes calldata data,
        uint256 from,
        int64[] memory out,
        uint256 to
    ) private pure {
        uint256 what = uint256(uint64(read(data, from)));
        uint256 who = (what >> 8) & 1;
        int64[3] memory arguments = [read(data, from + 1), read(data, from + 2), read(data, from + 3)];
        int64[4] memory given = step(state, what & 0xff, who, (what >> 16) & 1 == 1, arguments);
        write(out, to, given, state.round, state.members[who]);
    }

    function step(State memory s, uint256 operation, uint256 who, bool flag, int64[3] memory a)
        private
        pure
        returns (int64[4] memory given)
    {
        if (operation == 0) return report(s, who, flag, a[0]);
        if (operation == 1) {
            (given[1], given[2]) = settle(s.rules, s.members[who], a[0]);
            return given;
        }
        if (operation == 2) {
            if (timedOut(s.rules, s.round, a[0])) s.round = rollOver(s.rules, s.round, a[0]);
            given[1] = gammaInForce(s.rules, s.round);
            return given;
        }
        if (operation == 3) return join(s, who, a);
        if (operation == 4 || operation == 5) return quit(s, who, operation == 4, a[0]);
        if (operation == 6) return change(s);
        if (operation == 7) {
            Refusal refusal = refusalOfDeployment(s.rules, a[1], a[2], flag ? 1 : 0);
            given[0] = int64(uint64(uint256(refusal)));
            if (refusal != Refusal.None) return given;
            Member[2] memory none;
            (s.round, s.members) = (firstRound(a[1], a[2], a[0]), none);
            return given;
        }
        given[1] = keepsCase1(s.rules, a[1], a[2]) ? int64(1) : int64(0);
    }

    function report(State memory s, uint256 who, bool fresh, int64 time)
        private
        pure
        returns (int64[4] memory given)
    {
        Member memory m = s.members[who];
        Refusal refusal = refusalOfReport(s.rules, m, fresh, time);
        given[0] = int64(uint64(uint256(refusal)));
        if (refusal != Refusal.None) return given;
        Report memory r = accept(s.rules, s.round, m, time);
        given[1] = r.charge;
        given[2] = r.punished;
        given[3] = (r.expired ? int64(1) : int64(0)) + (r.saturates ? int64(2) : int64(0));
        s.round = r.next;
    }

    function join(State memory s, uint256 who, int64[3] memory a)
        private
        pure
        returns (int64[4] memory given)
    {
        Member memory m = s.members[who];
        Refusal refusal = refusalOfEnrolment(s.rules, s.round, m, a[1], a[2], a[0]);
        given[0] = int64(uint64(uint256(refusal)));
        if (refusal == Refusal.None) given[1] = enrol(s.rules, s.round, m, a[1], a[2], a[0]);
    }

    function quit(State memory s, uint256 who, bool revoked, int64 time)
        private
        pure
        returns (int64[4] memory given)
    {
        Member memory m = s.members[who];
        Refusal refusal = revoked ? refusalOfRevocation(m) : refusalOfRetirement(s.rules, m, time);
        given[0] = int64(uint64(uint256(refusal)));
        if (refusal == Refusal.None) given[1] = depart(s.rules, s.round, m, time);
    }

    function change(State memory s) private pure returns (int64[4] memory given) {
        Refusal refusal = refusalOfChange(s.rules, s.proposed);
        given[0] = int64(uint64(uint256(refusal)));
        if (refusal != Refusal.None) return given;
        (s.rules, s.proposed) = (s.proposed, s.rules);
        bringWithin(s.rules, s.round);
    }

    function write(
        int64[] memory out,
        uint256 from,
        int64[4] memory given,
        Round memory round,
        Member memory m
    ) private pure {
        for (uint256 i = 0; i < 4; ++i) {
            out[from + i] = given[i];
        }
        out[from + 4] = round.number;
        out[from + 5] = round.start;
        out[from + 6] = round.sharers;
        out[from + 7] = round.users;
        out[from + 8] = round.members;
        out[from + 9] = round.theta;
        out[from + 10] = round.gamma;
        out[from + 11] = m.known ? int64(1) : int64(0);
        out[from + 12] = m.active ? int64(1) : int64(0);
        out[from + 13] = m.rank;
        out[from + 14] = m.points;
        out[from + 15] = m.stamp;
        out[from + 16] = m.lastShare;
        out[from + 17] = m.paidUntil;
        out[from + 18] = m.rate;
        out[from + 19] = m.expiry;
    }

    function readRules(bytes calldata data, uint256 from) private pure returns (Rules memory r) {
        r.scale = read(data, from);
        r.rankMin = read(data, from + 1);
        r.rankMax = read(data, from + 2);
        r.benefitMin = read(data, from + 3);
        r.benefitMax = read(data, from + 4);
        r.stockShare = read(data, from + 5);
        r.thetaMin = read(data, from + 6);
        r.thetaMax = read(data, from + 7);
        r.gammaMin = read(data, from + 8);
        r.gammaMax = read(data, from + 9);
        r.gammaStep = read(data, from + 10);
        r.mu = read(data, from + 11);
        r.numerator = read(data, from + 12);
        r.threshold = read(data, from + 13);
        r.saturation = read(data, from + 14);
        r.roundLimit = read(data, from + 15);
        r.idleLimit = read(data, from + 16);
        r.idlePeriod = read(data, from + 17);
        r.shareInterval = read(data, from + 18);
        r.retireAfter = read(data, from + 19);
        r.initialPoints = read(data, from + 20);
        r.pointsMax = read(data, from + 21);
    }

    function readRound(bytes calldata data, uint256 from) private pure returns (Round memory r) {
        r.number = read(data, from);
        r.start = read(data, from + 1);
        r.sharers = read(data, from + 2);
        r.users = read(data, from + 3);
        r.members = read(data, from + 4);
        r.theta = read(data, from + 5);
        r.gamma = read(data, from + 6);
    }

    function readMember(bytes calldata data, uint256 from) private pure returns (Member memory m) {
        m.known = read(data, from) == 1;
        m.active = read(data, from + 1) == 1;
        m.rank = read(data, from + 2);
        m.points = read(data, from + 3);
        m.stamp = read(data, from + 4);
        m.lastShare = read(data, from + 5);
        m.paidUntil = read(data, from + 6);
        m.rate = read(data, from + 7);
        m.expiry = read(data, from + 8);
    }
}
