// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Limits, Rules, reviewed} from "./Rules.sol";
import {Member, revoked, settle} from "./Member.sol";
import {
    ReportRecord,
    Seat,
    Vote,
    addVote,
    appoint as appointed,
    dismiss as dismissed,
    recordOf,
    reject
} from "./Review.sol";
import {Report, Round, Rulebook, accept, awaited, rollOver, saturated, timedOut} from "./Round.sol";
import {Application, depart, enrol, firstRound} from "./Membership.sol";
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
} from "./Refusal.sol";
import {SharingEvents} from "./SharingEvents.sol";
import {
    Storage,
    StoredCertificate,
    StoredMember,
    StoredReport,
    StoredRound,
    StoredRules,
    StoredSeat
} from "./Storage.sol";

/// @title Sharing cyber threat intelligence, with an incentive that stays in strategy case 1
/// @notice Members report threat intelligence; the first report of a member in each round is paid the
/// payoff of the game, idleness is punished, and rounds move theta and gamma within bounds inside
/// which sharing is the evolutionarily stable strategy of every member. Points are an account, not a
/// token: they are not transferred, and the contract holds no value. Reviewers whom the owner has
/// appointed with notice may reject a report that is empty: its pay is taken back, and a penalty is
/// owed. By rules with quorum 0 there is no review: junk is paid as work is.
/// @dev The transitions are those of essmap's contracts-model, function by function, and agree with
/// them bit for bit (./run-tests -L evm); what is proved of them is listed in docs/proofs.md. No
/// loop, no call to another contract, no value. Time is counted in ticks of `secondsPerTick`. The
/// contract changes hands in two steps; its functions are those of ERC-173, and ERC-165 tells so.
contract SharingContract is SharingEvents {
    using Storage for StoredRules;
    using Storage for StoredRound;
    using Storage for StoredMember;
    using Storage for StoredCertificate;
    using Storage for StoredReport;
    using Storage for StoredSeat;

    /// @notice The consortium: may announce rules, appoint reviewers and name the registrar.
    address public owner;
    /// @notice Who may become the owner.
    address public pendingOwner;
    /// @notice The certificate authority: may enrol and revoke.
    address public registrar;
    /// @notice How long a tick lasts.
    int64 public immutable secondsPerTick;

    StoredRules[2] private _rules;
    StoredRound private _round;
    mapping(address => StoredMember) private _members;
    mapping(bytes32 => StoredCertificate) private _certificates;
    mapping(bytes32 => StoredReport) private _reports;
    StoredSeat[16] private _seats; // Limits.SEATS
    mapping(address => uint8) private _seatOf; // one more than the number of the latest

    /// @notice Deploys rules that pass the guard, with the first round.
    /// @param initialRules as `essmap recommend` writes them (contract.toml)
    /// @param theta of the first round, in levels/scale
    /// @param gamma of the first round, in points
    /// @param tick seconds per tick
    /// @param initialOwner the consortium
    /// @param initialRegistrar the certificate authority
    constructor(
        Rules memory initialRules,
        int64 theta,
        int64 gamma,
        int64 tick,
        address initialOwner,
        address initialRegistrar
    ) {
        _ask(refusalOfDeployment(initialRules, theta, gamma, tick, initialOwner, initialRegistrar));
        secondsPerTick = tick;
        owner = initialOwner;
        registrar = initialRegistrar;
        Round memory first = firstRound(theta, gamma, int64(uint64(block.timestamp / uint64(tick))));
        _rules[0].store(initialRules, first.start);
        _round.store(first, 0);
        emit Deployed(tick);
        emit OwnershipTransferred(address(0), initialOwner);
        emit RegistrarChanged(initialRegistrar);
        emit RulesAnnounced(first.start, initialRules);
        emit RulesChanged(first.number);
        _tell(first, false);
    }

    /// @notice Reports threat intelligence, once per content.
    /// @param content hash of what is reported, which itself is kept elsewhere
    /// @param maxCharge refused where the charge would be more
    /// @return charge < 0: the member is paid; 0: the report is not counted
    function share(bytes32 content, int64 maxCharge) external returns (int64 charge) {
        StoredMember storage account = _members[msg.sender];
        Member memory m = account.load();
        (Round memory round_, uint256 index) = _round.load();
        Rules memory r = _rules[index].loadForReport();
        Rulebook memory book = Rulebook({inForce: r, next: r, changes: false});
        int64 time = clock();
        _ask(refusalOfReport(book.inForce, m, !seen(content), time));
        _completeForReport(book, round_, index, m, time);
        Report memory report = accept(book, round_, m, time);
        charge = report.charge;
        if (maxCharge < charge) revert Refused(Refusal.ChargeTooHigh);
        _reports[content].store(recordOf(report, msg.sender, time));
        if (report.counted) account.storeAccount(m);
        if (!report.counted || report.promoted) account.storeStanding(m);
        if (report.periods != 0) {
            emit Punished(msg.sender, report.periods, report.punished, report.settled);
        }
        if (report.expired) _begin(book.changes, report.current, false);
        emit Shared(msg.sender, content, report.current.number, charge, m.balance);
        if (report.promoted) emit Promoted(msg.sender, m.rank);
        if (report.saturates) _begin(book.changes && !report.expired, report.next, true);
        if (report.counted) {
            _round.store(report.next, round_.announced && !report.next.announced ? 1 - index : index);
        }
    }

    /// @notice Charges a member's idleness up to now. Anyone may call it, at any time: however often
    /// it is called, the same is paid.
    /// @param who the member
    function punish(address who) external {
        StoredMember storage account = _members[who];
        Member memory m = account.load();
        (int64 periods, int64 charged) = settle(_inForce().loadForSettlement(), m, clock());
        if (periods == 0) return;
        account.storeAccount(m);
        emit Punished(who, periods, charged, m.balance);
    }

    /// @notice Ends a round that has lasted its limit. Anyone may call it, at any time.
    function endRound() external {
        (Round memory round_, uint256 index) = _round.load();
        Rules memory r = _rules[index].loadForReport();
        Rulebook memory book = Rulebook({inForce: r, next: r, changes: false});
        int64 time = clock();
        if (!timedOut(book.inForce, round_, time)) return;
        _complete(book, round_, index, time);
        Round memory next = rollOver(book, round_, time);
        _round.store(next, book.changes ? 1 - index : index);
        _begin(book.changes, next, false);
    }

    /// @notice Enrols a member, or renews his certificate. Only the registrar may. A renewal never
    /// lowers the rank.
    /// @param who the member's account
    /// @param rank r, within the rules
    /// @param expiry end of the certificate, in seconds since 1970
    /// @param certificate hash of the certificate; one account's alone, and none after revocation
    function register(address who, int64 rank, uint256 expiry, bytes32 certificate) external {
        if (msg.sender != registrar) revert Refused(Refusal.NotRegistrar);
        StoredCertificate storage held = _certificates[certificate];
        StoredMember storage account = _members[who];
        Member memory m = account.load();
        (Round memory round_, uint256 index) = _round.load();
        Rules memory r = _rules[index].loadForReport();
        r.initialPoints = _rules[index].initialPoints;
        int64 time = clock();
        Application memory wanted =
            Application({account: who, hash: certificate, rank: rank, expiry: _ticks(expiry)});
        _ask(refusalOfEnrolment(r, round_, wanted, m, held.load(), time));
        (int64 periods, int64 charged) = enrol(r, round_, wanted, m, time);
        if (periods != 0) emit Punished(who, periods, charged, m.balance);
        held.holder = who;
        held.epoch = int48(m.epoch);
        account.storeAccount(m);
        account.storeStanding(m);
        account.certificate = certificate;
        _round.store(round_, index);
        emit Enrolled(who, certificate, m.rank, m.expiry, m.balance);
    }

    /// @notice Revokes all certificates that an account has ever had, for good, and ends its
    /// membership. Only the registrar may.
    /// @param who the account
    function revoke(address who) external {
        if (msg.sender != registrar) revert Refused(Refusal.NotRegistrar);
        StoredMember storage account = _members[who];
        Member memory m = account.load();
        _ask(refusalOfRevocation(m));
        m.epoch = m.epoch + 1;
        if (m.active) {
            _depart(who, account, m);
        } else {
            account.storeStanding(m);
        }
        emit Revoked(who, m.epoch);
    }

    /// @notice Retires a member whose membership has lapsed, with his certificate or after long
    /// idleness, so that he no longer holds the participation down. Anyone may.
    /// @param who the member's account
    function retire(address who) external {
        StoredMember storage account = _members[who];
        Member memory m = account.load();
        _ask(refusalOfRetirement(_inForce().loadForSettlement(), m, clock()));
        _depart(who, account, m);
    }

    /// @notice Announces rules: taken if they pass the guard and fit those in force. They come into
    /// force with the first round that begins when the notice of the rules in force is over. Only
    /// the owner may.
    /// @param proposed the rules
    function changeRules(Rules calldata proposed) external {
        if (msg.sender != owner) revert Refused(Refusal.NotOwner);
        (Round memory round_, uint256 index) = _round.load();
        Rules memory r = _rules[index].loadForReport();
        r.notice = _rules[index].notice;
        Rules memory next = proposed;
        _ask(refusalOfAnnouncement(r, next, secondsPerTick));
        int64 from = clock() + r.notice;
        _rules[1 - index].store(next, from);
        round_.announced = true;
        _round.store(round_, index);
        emit RulesAnnounced(from, next);
    }

    /// @notice Appoints a reviewer: he judges reports that are made when the notice of the rules in force
    /// is over, or later. Only the owner may.
    /// @param seat a free one, from 0 to 15
    /// @param who the account; it has one seat at a time
    function appoint(uint256 seat, address who) external {
        if (msg.sender != owner) revert Refused(Refusal.NotOwner);
        StoredSeat storage given = _seat(seat);
        Seat memory s = given.load();
        Seat memory other;
        uint256 latest = _seatOf[who];
        if (latest != 0) other = _seats[latest - 1].load();
        int64 time = clock();
        _ask(refusalOfAppointment(s, other, who, time));
        Rules memory r;
        r.notice = _inForce().notice;
        appointed(r, s, who, time);
        given.store(s);
        _seatOf[who] = uint8(seat + 1);
        emit ReviewerAppointed(who, int64(uint64(seat)), s.from, s.until);
    }

    /// @notice Ends the term of a reviewer when the notice of the rules in force is over. Only the owner
    /// may.
    /// @param seat of the reviewer
    function dismiss(uint256 seat) external {
        if (msg.sender != owner) revert Refused(Refusal.NotOwner);
        StoredSeat storage ended = _seat(seat);
        Seat memory s = ended.load();
        int64 time = clock();
        _ask(refusalOfDismissal(s, time));
        Rules memory r;
        r.notice = _inForce().notice;
        dismissed(r, s, time);
        ended.store(s);
        emit ReviewerDismissed(s.holder, int64(uint64(seat)), s.until);
    }

    /// @notice Finds a report empty. When as many reviewers as the quorum of the rules in force have done
    /// so within their window, the report is rejected: what it brought and the penalty are taken from its
    /// author's balance, once. Only a reviewer may who was one when the report was made, and who is not
    /// its author.
    /// @param content hash of what was reported
    /// @param author who reported it
    /// @param seat of the sender
    function findEmpty(bytes32 content, address author, uint256 seat) external {
        (Round memory round_, uint256 index) = _round.load();
        Rules memory r = _rules[index].loadForVote();
        StoredReport storage kept = _reports[content];
        ReportRecord memory report = kept.load();
        Vote memory vote =
            Vote({voter: msg.sender, author: author, voted: (report.voted >> seat) & 1 == 1});
        _ask(refusalOfVote(r, _seat(seat).load(), report, vote, clock()));
        bool rejected = addVote(r, report, seat);
        emit FoundEmpty(author, content, msg.sender, int64(uint64(seat)), report.votes);
        if (rejected) {
            int64 sharers = round_.sharers;
            _reject(r, round_, content, author, report);
            if (round_.sharers != sharers) _round.store(round_, index);
            report.time = 0;
        }
        kept.store(report);
    }

    /// @notice Names the certificate authority. Only the owner may.
    /// @param next the account; zero to enrol and revoke nobody
    function setRegistrar(address next) external {
        if (msg.sender != owner) revert Refused(Refusal.NotOwner);
        registrar = next;
        emit RegistrarChanged(next);
    }

    /// @notice Offers the contract to another account. Only the owner may.
    /// @param next the account; zero to withdraw the offer
    function transferOwnership(address next) external {
        if (msg.sender != owner) revert Refused(Refusal.NotOwner);
        pendingOwner = next;
        emit OwnershipTransferStarted(msg.sender, next);
    }

    /// @notice Takes the contract over. Only the account that it was offered to may.
    function acceptOwnership() external {
        if (msg.sender != pendingOwner) revert Refused(Refusal.NotProposedOwner);
        emit OwnershipTransferred(owner, msg.sender);
        owner = msg.sender;
        pendingOwner = address(0);
    }

    /// @notice The rules in force.
    /// @return the rules
    function rules() external view returns (Rules memory) {
        return _inForce().load();
    }

    /// @notice The rules that are announced, if any.
    /// @return announced whether there are any; else what follows is past, or 0
    /// @return from the first tick at which a round may begin under them
    /// @return next the rules
    function announcedRules() external view returns (bool announced, int64 from, Rules memory next) {
        (Round memory round_, uint256 index) = _round.load();
        StoredRules storage other = _rules[1 - index];
        return (round_.announced, other.from, other.load());
    }

    /// @notice The running round, as of the last transaction.
    /// @return round_ the round
    function round() external view returns (Round memory round_) {
        (round_,) = _round.load();
    }

    /// @notice A member, as of his last transaction.
    /// @param who the account
    /// @return the member
    function member(address who) external view returns (Member memory) {
        return _members[who].load();
    }

    /// @notice A member as `punish` would leave him now.
    /// @param who the account
    /// @return m the member
    function memberNow(address who) external view returns (Member memory m) {
        m = _members[who].load();
        settle(_inForce().loadForSettlement(), m, clock());
    }

    /// @notice What the next report of an account would be answered in this block, if its content is
    /// new.
    /// @param who the account
    /// @return refusal why it would be refused
    /// @return charge what it would be charged; < 0: paid; 0: not counted
    function quote(address who) external view returns (Refusal refusal, int64 charge) {
        (Round memory round_, uint256 index) = _round.load();
        Rules memory r = _rules[index].loadForReport();
        Rulebook memory book = Rulebook({inForce: r, next: r, changes: false});
        Member memory m = _members[who].load();
        int64 time = clock();
        refusal = refusalOfReport(book.inForce, m, true, time);
        if (refusal != Refusal.None) return (refusal, 0);
        _complete(book, round_, index, time);
        charge = accept(book, round_, m, time).charge;
    }

    /// @notice The certificate of an account, the latest, and whether it has been revoked.
    /// @param who the account
    /// @return certificate its hash
    /// @return gone revoked for good
    function certificateOf(address who) external view returns (bytes32 certificate, bool gone) {
        certificate = _members[who].certificate;
        gone = revoked(_certificates[certificate].load(), _members[who].load());
    }

    /// @notice Whose a certificate is, or was, and whether it has been revoked.
    /// @param certificate its hash
    /// @return holder the account; zero: nobody's yet
    /// @return gone revoked for good
    function holderOf(bytes32 certificate) external view returns (address holder, bool gone) {
        holder = _certificates[certificate].holder;
        gone = revoked(_certificates[certificate].load(), _members[holder].load());
    }

    /// @notice Has this content been reported?
    /// @param content its hash
    /// @return whether it has
    function seen(bytes32 content) public view returns (bool) {
        return _reports[content].author != 0;
    }

    /// @notice What is kept of a report; all 0 where it has not been made.
    /// @param content its hash
    /// @return the report
    function reportOf(bytes32 content) external view returns (ReportRecord memory) {
        return _reports[content].load();
    }

    /// @notice A reviewer's seat, and his term.
    /// @param number from 0 to 15
    /// @return the seat
    function reviewer(uint256 number) external view returns (Seat memory) {
        return _seat(number).load();
    }

    /// @notice The seat that an account had last.
    /// @param who the account
    /// @return one more than its number; 0 where it had none
    function seatOf(address who) external view returns (uint256) {
        return _seatOf[who];
    }

    /// @notice The time, in ticks.
    /// @return whole ticks since 1970
    function clock() public view returns (int64) {
        return _ticks(block.timestamp);
    }

    /// @notice ERC-165: the contract has the functions and the event of ERC-173, in two steps.
    /// @param interfaceId of an interface
    /// @return whether it is ERC-165 or ERC-173
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == 0x01ffc9a7 || interfaceId == 0x7f5828d0;
    }

    /// @dev Whole ticks up to a time in seconds; a time beyond 64 bits is as good as never.
    function _ticks(uint256 time) private view returns (int64) {
        uint256 ticks = time / uint64(secondsPerTick);
        return ticks < uint256(uint64(type(int64).max)) ? int64(uint64(ticks)) : type(int64).max;
    }

    function _ask(Refusal refusal) private pure {
        if (refusal != Refusal.None) revert Refused(refusal);
    }

    function _seat(uint256 number) private view returns (StoredSeat storage) {
        if (uint64(Limits.SEATS) <= number) revert Refused(Refusal.NoSuchSeat);
        return _seats[number];
    }

    function _inForce() private view returns (StoredRules storage) {
        return _rules[_round.rules & 1];
    }

    /// @dev Adds what the end of a round needs: the rest of the rules in force, and the announced
    /// ones where they are due.
    function _complete(Rulebook memory book, Round memory round_, uint256 index, int64 time) private view {
        _rules[index].addEndOfRound(book.inForce);
        if (!round_.announced) return;
        StoredRules storage other = _rules[1 - index];
        if (other.from > time) return;
        book.changes = true;
        book.next = other.loadForReport();
        other.addEndOfRound(book.next);
    }

    /// @dev The same, where the report ends a round; and the penalty, where it is counted under a review.
    function _completeForReport(
        Rulebook memory book,
        Round memory round_,
        uint256 index,
        Member memory m,
        int64 time
    ) private view {
        bool over = timedOut(book.inForce, round_, time);
        if (!over && !awaited(round_, m)) return;
        if (over || saturated(book.inForce, round_.users, round_.sharers + 1)) {
            _complete(book, round_, index, time);
        }
        Rules memory r = over ? book.next : book.inForce;
        if (reviewed(r)) r.penalty = _rules[over && book.changes ? 1 - index : index].penalty;
    }

    /// @dev Rejects a report. @param round_ is changed
    function _reject(
        Rules memory r,
        Round memory round_,
        bytes32 content,
        address author,
        ReportRecord memory report
    ) private {
        StoredMember storage account = _members[author];
        Member memory m = account.load();
        (int64 periods, int64 charged, int64 taken) = reject(r, round_, m, report, clock());
        account.storeAccount(m);
        if (periods != 0) emit Punished(author, periods, charged, m.balance + taken);
        emit Rejected(author, content, taken, m.balance);
    }

    function _begin(bool changes, Round memory next, bool saturated_) private {
        if (changes) emit RulesChanged(next.number);
        _tell(next, saturated_);
    }

    function _tell(Round memory round_, bool saturated_) private {
        emit RoundBegan(
            round_.number, saturated_, round_.start, round_.users, round_.theta, round_.gamma
        );
    }

    function _depart(address who, StoredMember storage account, Member memory m) private {
        (Round memory round_, uint256 index) = _round.load();
        (int64 periods, int64 charged) =
            depart(_rules[index].loadForSettlement(), round_, m, clock());
        if (periods != 0) emit Punished(who, periods, charged, m.balance);
        account.storeAccount(m);
        account.storeStanding(m);
        _round.store(round_, index);
        emit Left(who);
    }
}
