// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules, keepsCase1, keepsHonesty} from "../src/guarded/Rules.sol";
import {Certificate, Member, settle} from "../src/guarded/Member.sol";
import {Report, Round, Rulebook, accept, gammaInForce, rollOver, timedOut} from "../src/guarded/Round.sol";
import {Application, depart, enrol, firstRound} from "../src/guarded/Membership.sol";
import {
    Refusal,
    refusalOfAnnouncement,
    refusalOfAppointment,
    refusalOfDeployment,
    refusalOfDismissal,
    refusalOfEnrolment,
    refusalOfReport,
    refusalOfRetirement,
    refusalOfRevocation,
    refusalOfVote
} from "../src/guarded/Refusal.sol";
import {
    ReportRecord, Seat, Vote, addVote, appoint, dismiss, recordOf, reject
} from "../src/guarded/Review.sol";

/// @title Runs sequences of pure transitions, many in one call; for tests only
/// @dev A sequence is 198 numbers of 64 bits, big-endian: two sets of rules, the tick from which the
/// second has force and the length of a tick, a round, two members, two certificates, two seats, two
/// reports; then twenty steps of four numbers each (operation | member << 8 | certificate << 9 |
/// seat << 10 | report << 11 | flag << 16, time, x, y);
/// one that is traced may have fewer. After each step what it gave and left behind is written down.
contract PureRunner {
    uint256 private constant RULES = 29;
    uint256 private constant ROUND = 8;
    uint256 private constant MEMBER = 14;
    uint256 private constant SEAT = 3;
    uint256 private constant RECORD = 6;
    uint256 private constant STEPS = 20;
    uint256 private constant HEAD = 2 * RULES + 2 + ROUND + 2 * MEMBER + 4 + 2 * SEAT + 2 * RECORD;
    uint256 private constant LENGTH = HEAD + 4 * STEPS;
    uint256 private constant OUTPUTS = 38; // a step

    struct State {
        Rules rules;
        Rules proposed;
        int64 from;
        int64 tick;
        Round round;
        Member[2] members;
        Certificate[2] certificates;
        Seat[2] seats;
        ReportRecord[2] reports;
    }

    /// @dev What a step is made with.
    struct Step {
        uint256 who;
        uint256 certificate;
        uint256 seat;
        uint256 report;
        bool flag;
        int64 time;
        int64 x;
        int64 y;
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
    /// @return OUTPUTS numbers for each of its steps
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
        from += 2 * RULES;
        (state.from, state.tick) = (read(data, from), read(data, from + 1));
        state.round = readRound(data, from + 2);
        from += 2 + ROUND;
        state.members[0] = readMember(data, from);
        state.members[1] = readMember(data, from + MEMBER);
        from += 2 * MEMBER;
        state.certificates[0] = readCertificate(data, from);
        state.certificates[1] = readCertificate(data, from + 2);
        from += 4;
        for (uint256 i = 0; i < 2; ++i) {
            state.seats[i] = readSeat(data, from + SEAT * i);
            state.reports[i] = readRecord(data, from + 2 * SEAT + RECORD * i);
        }
        from += 2 * SEAT + 2 * RECORD;
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
        Step memory s = Step({
            who: (what >> 8) & 1,
            certificate: (what >> 9) & 1,
            seat: (what >> 10) & 1,
            report: (what >> 11) & 1,
            flag: (what >> 16) & 1 == 1,
            time: read(data, from + 1),
            x: read(data, from + 2),
            y: read(data, from + 3)
        });
        int64[4] memory given = step(state, what & 0xff, s);
        for (uint256 i = 0; i < 4; ++i) {
            out[to + i] = given[i];
        }
        out[to + 4] = state.from;
        writeRound(out, to + 5, state.round);
        writeMember(out, to + 5 + ROUND, state.members[s.who]);
        Certificate memory certificate = state.certificates[s.certificate];
        out[to + 5 + ROUND + MEMBER] = int64(uint64(uint160(certificate.holder)));
        out[to + 6 + ROUND + MEMBER] = certificate.epoch;
        writeSeat(out, to + 7 + ROUND + MEMBER, state.seats[s.seat]);
        writeRecord(out, to + 7 + ROUND + MEMBER + SEAT, state.reports[s.report]);
    }

    function step(State memory m, uint256 operation, Step memory s)
        private
        pure
        returns (int64[4] memory given)
    {
        if (operation == 0) return report(m, s);
        if (operation == 1) {
            (given[1], given[2]) = settle(m.rules, m.members[s.who], s.time);
            return given;
        }
        if (operation == 2) {
            Rulebook memory book = bookOf(m, s.time);
            if (timedOut(m.rules, m.round, s.time)) begin(m, book, rollOver(book, m.round, s.time));
            given[1] = gammaInForce(m.rules, m.round);
            return given;
        }
        if (operation == 3) return join(m, s);
        if (operation == 4 || operation == 5) return quit(m, s, operation == 4);
        if (operation == 6) return change(m, s.time);
        if (operation == 7) return deployment(m, s);
        if (operation == 9) return vote(m, s);
        if (operation == 10) return give(m, s);
        if (operation == 11) return end(m, s);
        if (keepsCase1(m.rules)) given[1] = keepsHonesty(m.rules) ? int64(2) : int64(1);
    }

    function code(Refusal refusal) private pure returns (int64) {
        return int64(uint64(uint256(refusal)));
    }

    function bookOf(State memory m, int64 time) private pure returns (Rulebook memory) {
        bool changes = m.round.announced && m.from <= time;
        return Rulebook({inForce: m.rules, next: changes ? m.proposed : m.rules, changes: changes});
    }

    function begin(State memory m, Rulebook memory book, Round memory next) private pure {
        if (m.round.announced && !next.announced) {
            (m.proposed, m.rules) = (book.inForce, book.next);
        }
        m.round = next;
    }

    function report(State memory m, Step memory s) private pure returns (int64[4] memory given) {
        Refusal refusal = refusalOfReport(m.rules, m.members[s.who], s.flag, s.time);
        given[0] = code(refusal);
        if (refusal != Refusal.None) return given;
        Rulebook memory book = bookOf(m, s.time);
        Member memory member = copy(m.members[s.who]);
        bool announced = m.round.announced;
        int64 sharers = m.round.sharers;
        Report memory r = accept(book, m.round, member, s.time);
        if (s.x < r.charge) {
            m.round.sharers = sharers;
            given[0] = code(Refusal.ChargeTooHigh);
            return given;
        }
        given[1] = r.charge;
        given[2] = r.punished;
        given[3] = (r.expired ? int64(1) : int64(0)) + (r.saturates ? int64(2) : int64(0))
            + (r.counted ? int64(4) : int64(0)) + (r.promoted ? int64(8) : int64(0));
        m.members[s.who] = member;
        m.reports[s.report] = recordOf(r, address(uint160(s.who + 1)), s.time);
        m.round.announced = announced;
        begin(m, book, r.next);
    }

    function copy(Member memory member) private pure returns (Member memory) {
        return abi.decode(abi.encode(member), (Member));
    }

    function join(State memory m, Step memory s) private pure returns (int64[4] memory given) {
        Member memory member = m.members[s.who];
        Certificate memory held = m.certificates[s.certificate];
        Application memory wanted = Application({
            account: address(uint160(s.who + 1)),
            hash: bytes32(s.flag ? s.certificate + 1 : 0),
            rank: s.x,
            expiry: s.y
        });
        Refusal refusal = refusalOfEnrolment(m.rules, m.round, wanted, member, held, s.time);
        given[0] = code(refusal);
        if (refusal != Refusal.None) return given;
        (given[1], given[2]) = enrol(m.rules, m.round, wanted, member, s.time);
        (held.holder, held.epoch) = (wanted.account, member.epoch);
    }

    function quit(State memory m, Step memory s, bool revokes)
        private
        pure
        returns (int64[4] memory given)
    {
        Member memory member = m.members[s.who];
        Refusal refusal =
            revokes ? refusalOfRevocation(member) : refusalOfRetirement(m.rules, member, s.time);
        given[0] = code(refusal);
        if (refusal != Refusal.None) return given;
        if (revokes) member.epoch = member.epoch + 1;
        (given[1], given[2]) = depart(m.rules, m.round, member, s.time);
    }

    function change(State memory m, int64 time) private pure returns (int64[4] memory given) {
        Refusal refusal = refusalOfAnnouncement(m.rules, m.proposed, m.tick);
        given[0] = code(refusal);
        if (refusal != Refusal.None) return given;
        m.round.announced = true;
        m.from = time + m.rules.notice;
    }

    function vote(State memory m, Step memory s) private pure returns (int64[4] memory given) {
        ReportRecord memory kept = m.reports[s.report];
        Vote memory v = Vote({
            voter: address(uint160(uint64(s.x))),
            author: address(uint160(s.who + 1)),
            voted: (kept.voted >> s.seat) & 1 == 1
        });
        Refusal refusal = refusalOfVote(m.rules, m.seats[s.seat], kept, v, s.time);
        given[0] = code(refusal);
        if (refusal != Refusal.None || !addVote(m.rules, kept, s.seat)) return given;
        given[1] = 1;
        (, given[2], given[3]) = reject(m.rules, m.round, m.members[s.who], kept, s.time);
        kept.time = 0;
    }

    function give(State memory m, Step memory s) private pure returns (int64[4] memory given) {
        address account = address(uint160(uint64(s.x)));
        Seat memory seat = m.seats[s.seat];
        Refusal refusal = refusalOfAppointment(seat, m.seats[1 - s.seat], account, s.time);
        given[0] = code(refusal);
        if (refusal == Refusal.None) appoint(m.rules, seat, account, s.time);
    }

    function end(State memory m, Step memory s) private pure returns (int64[4] memory given) {
        Refusal refusal = refusalOfDismissal(m.seats[s.seat], s.time);
        given[0] = code(refusal);
        if (refusal == Refusal.None) dismiss(m.rules, m.seats[s.seat], s.time);
    }

    function deployment(State memory m, Step memory s)
        private
        pure
        returns (int64[4] memory given)
    {
        Refusal refusal = refusalOfDeployment(
            m.rules, s.x, s.y, m.tick, address(uint160(s.flag ? 1 : 0)), address(uint160(s.who))
        );
        given[0] = code(refusal);
        if (refusal != Refusal.None) return given;
        Member[2] memory none;
        (m.round, m.members) = (firstRound(s.x, s.y, s.time), none);
    }

    function writeRound(int64[] memory out, uint256 to, Round memory r) private pure {
        out[to] = r.number;
        out[to + 1] = r.start;
        out[to + 2] = r.sharers;
        out[to + 3] = r.users;
        out[to + 4] = r.members;
        out[to + 5] = r.theta;
        out[to + 6] = r.gamma;
        out[to + 7] = r.announced ? int64(1) : int64(0);
    }

    function writeMember(int64[] memory out, uint256 to, Member memory m) private pure {
        out[to] = m.known ? int64(1) : int64(0);
        out[to + 1] = m.active ? int64(1) : int64(0);
        out[to + 2] = m.rank;
        out[to + 3] = m.balance;
        out[to + 4] = m.stamp;
        out[to + 5] = m.user ? int64(1) : int64(0);
        out[to + 6] = m.counted ? int64(1) : int64(0);
        out[to + 7] = m.lastCounted;
        out[to + 8] = m.lastExtra;
        out[to + 9] = m.paidUntil;
        out[to + 10] = m.rate;
        out[to + 11] = m.reports;
        out[to + 12] = m.expiry;
        out[to + 13] = m.epoch;
    }

    function writeSeat(int64[] memory out, uint256 to, Seat memory s) private pure {
        out[to] = int64(uint64(uint160(s.holder)));
        out[to + 1] = s.from;
        out[to + 2] = s.until;
    }

    function writeRecord(int64[] memory out, uint256 to, ReportRecord memory r) private pure {
        out[to] = int64(uint64(r.author));
        out[to + 1] = r.time;
        out[to + 2] = r.brought;
        out[to + 3] = r.penalty;
        out[to + 4] = r.votes;
        out[to + 5] = int64(uint64(r.voted));
    }

    function readRules(bytes calldata data, uint256 from) private pure returns (Rules memory r) {
        r.scale = read(data, from);
        r.rankMin = read(data, from + 1);
        r.rankMax = read(data, from + 2);
        r.promotion = read(data, from + 3);
        r.benefit = read(data, from + 4);
        r.stockMax = read(data, from + 5);
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
        r.notice = read(data, from + 20);
        r.initialPoints = read(data, from + 21);
        r.pointsMax = read(data, from + 22);
        r.quorum = read(data, from + 23);
        r.window = read(data, from + 24);
        r.penalty = read(data, from + 25);
        r.effortMax = read(data, from + 26);
        r.detectionMin = read(data, from + 27);
        r.errorMax = read(data, from + 28);
    }

    function readRound(bytes calldata data, uint256 from) private pure returns (Round memory r) {
        r.number = read(data, from);
        r.start = read(data, from + 1);
        r.sharers = read(data, from + 2);
        r.users = read(data, from + 3);
        r.members = read(data, from + 4);
        r.theta = read(data, from + 5);
        r.gamma = read(data, from + 6);
        r.announced = read(data, from + 7) == 1;
    }

    function readMember(bytes calldata data, uint256 from) private pure returns (Member memory m) {
        m.known = read(data, from) == 1;
        m.active = read(data, from + 1) == 1;
        m.rank = read(data, from + 2);
        m.balance = read(data, from + 3);
        m.stamp = read(data, from + 4);
        m.user = read(data, from + 5) == 1;
        m.counted = read(data, from + 6) == 1;
        m.lastCounted = read(data, from + 7);
        m.lastExtra = read(data, from + 8);
        m.paidUntil = read(data, from + 9);
        m.rate = read(data, from + 10);
        m.reports = read(data, from + 11);
        m.expiry = read(data, from + 12);
        m.epoch = read(data, from + 13);
    }

    function readSeat(bytes calldata data, uint256 from) private pure returns (Seat memory) {
        return Seat({
            holder: address(uint160(uint64(read(data, from)))),
            from: read(data, from + 1),
            until: read(data, from + 2)
        });
    }

    function readRecord(bytes calldata data, uint256 from) private pure returns (ReportRecord memory) {
        return ReportRecord({
            author: uint128(uint64(read(data, from))),
            time: read(data, from + 1),
            brought: read(data, from + 2),
            penalty: read(data, from + 3),
            votes: read(data, from + 4),
            voted: uint16(uint64(read(data, from + 5)))
        });
    }

    function readCertificate(bytes calldata data, uint256 from)
        private
        pure
        returns (Certificate memory)
    {
        return Certificate({
            holder: address(uint160(uint64(read(data, from)))),
            epoch: read(data, from + 1)
        });
    }
}
