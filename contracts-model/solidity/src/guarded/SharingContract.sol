// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Rules} from "./Rules.sol";
import {Member, settle} from "./Member.sol";
import {Report, Round, accept, gammaInForce, rollOver, timedOut} from "./Round.sol";
import {bringWithin, depart, enrol, firstRound} from "./Membership.sol";
import {
    Refusal,
    refusalOfChange,
    refusalOfDeployment,
    refusalOfEnrolment,
    refusalOfReport,
    refusalOfRetirement,
    refusalOfRevocation
} from "./Refusal.sol";
import {Storage, StoredCertificate, StoredMember, StoredRound, StoredRules} from "./Storage.sol";

/// @title Sharing cyber threat intelligence, with an incentive that stays in strategy case 1
/// @notice Members report threat intelligence; each report is rewarded or charged, idleness is
/// punished, and rounds move theta and gamma within bounds inside which sharing is the
/// evolutionarily stable strategy of every member. Points are an account, not a token: they are not
/// transferred, and the contract holds no value.
/// @dev The transitions are those of essmap's contracts-model, function by function, and agree with
/// them bit for bit (./run-tests -L evm); what is proved of them is listed in docs/proofs.md. No
/// loop, no call to another contract, no value. Time is counted in ticks of `secondsPerTick`.
contract SharingContract {
    using Storage for StoredRules;
    using Storage for StoredRound;
    using Storage for StoredMember;

    /// @notice A call that is refused changes nothing.
    /// @param reason the first condition that it does not meet
    error Refused(Refusal reason);

    /// @notice Rules are in force: at deployment, and whenever the owner changes them.
    /// @param rules the rules
    /// @param theta of the running round, within their bounds
    /// @param gamma of the running round, within their bounds
    event RulesChanged(Rules rules, int64 theta, int64 gamma);

    /// @notice A round begins.
    /// @param number of the round
    /// @param saturated whether the one before it was ended by its participation, not by its limit
    /// @param start in ticks
    /// @param users members that may be counted in it
    /// @param theta cost-balancing parameter, in levels/scale
    /// @param gamma of the round, in points
    event RoundBegan(
        int64 indexed number, bool saturated, int64 start, int64 users, int64 theta, int64 gamma
    );

    /// @notice A member has reported.
    /// @param member who reported
    /// @param content hash of what was reported
    /// @param round that the report was counted in
    /// @param charge gamma in force: < 0 a reward, > 0 a cost
    /// @param punished what idleness cost before
    /// @param points of the member afterwards
    event Shared(
        address indexed member,
        bytes32 indexed content,
        int64 indexed round,
        int64 charge,
        int64 punished,
        int64 points
    );

    /// @notice A member has been charged for idleness (NSP).
    /// @param member who was idle
    /// @param periods whole periods of it
    /// @param charged what the points could bear
    /// @param points of the member afterwards
    event Punished(address indexed member, int64 periods, int64 charged, int64 points);

    /// @notice A member has been enrolled, or his rank and certificate renewed.
    /// @param member the account
    /// @param certificate hash of the certificate
    /// @param rank r
    /// @param expiry end of the certificate, in ticks
    /// @param charged for idleness before
    /// @param points of the member afterwards
    event Enrolled(
        address indexed member,
        bytes32 indexed certificate,
        int64 rank,
        int64 expiry,
        int64 charged,
        int64 points
    );

    /// @notice A membership has ended. Points are kept.
    /// @param member the account
    /// @param revoked by the registrar, with its certificate; else retired
    /// @param charged for idleness before
    /// @param points of the member afterwards
    event Left(address indexed member, bool revoked, int64 charged, int64 points);

    /// @notice The owner offers the contract to another account, which may accept.
    /// @param proposed the account, zero to withdraw
    event OwnerProposed(address indexed proposed);

    /// @notice The contract has a new owner.
    /// @param owner the account
    event OwnerChanged(address indexed owner);

    /// @notice The contract has a new registrar.
    /// @param registrar the account
    event RegistrarChanged(address indexed registrar);

    /// @notice The consortium: may change the rules and name the registrar.
    address public owner;
    /// @notice Who may become the owner.
    address public proposedOwner;
    /// @notice The certificate authority: may enrol and revoke.
    address public registrar;
    /// @notice How long a tick lasts.
    uint256 public immutable secondsPerTick;

    StoredRules private _rules;
    StoredRound private _round;
    mapping(address => StoredMember) private _members;
    mapping(bytes32 => StoredCertificate) private _certificates;
    mapping(bytes32 => bool) private _seen;

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
        uint256 tick,
        address initialOwner,
        address initialRegistrar
    ) {
        _ask(refusalOfDeployment(initialRules, theta, gamma, tick));
        secondsPerTick = tick;
        owner = initialOwner;
        registrar = initialRegistrar;
        _rules.store(initialRules);
        Round memory first = firstRound(theta, gamma, int64(uint64(block.timestamp / tick)));
        _round.store(first);
        emit OwnerChanged(initialOwner);
        emit RegistrarChanged(initialRegistrar);
        emit RulesChanged(initialRules, theta, gamma);
        _tell(first, false);
    }

    /// @notice Reports threat intelligence, once per content.
    /// @param content hash of what is reported, which itself is kept elsewhere
    function share(bytes32 content) external {
        Rules memory r = _rules.load();
        StoredMember storage account = _members[msg.sender];
        Member memory m = account.load();
        int64 time = clock();
        _ask(refusalOfReport(r, m, !_seen[content], time));
        Report memory report = accept(r, _round.load(), m, time);
        _seen[content] = true;
        account.storeAccount(m);
        _round.store(report.next);
        if (report.expired) _tell(report.current, false);
        emit Shared(
            msg.sender, content, report.current.number, report.charge, report.punished, m.points
        );
        if (report.saturates) _tell(report.next, true);
    }

    /// @notice Charges a member's idleness up to now. Anyone may call it, at any time: however often
    /// it is called, the same is paid.
    /// @param who the member
    function punish(address who) external {
        StoredMember storage account = _members[who];
        Member memory m = account.load();
        (int64 periods, int64 charged) = settle(_rules.load(), m, clock());
        if (periods == 0) return;
        account.storeAccount(m);
        emit Punished(who, periods, charged, m.points);
    }

    /// @notice Ends a round that has lasted its limit. Anyone may call it, at any time.
    function endRound() external {
        Rules memory r = _rules.load();
        Round memory round_ = _round.load();
        int64 time = clock();
        if (!timedOut(r, round_, time)) return;
        Round memory next = rollOver(r, round_, time);
        _round.store(next);
        _tell(next, false);
    }

    /// @notice Enrols a member, or renews his rank and certificate. Only the registrar may.
    /// @param who the member's account
    /// @param rank r, within the rules
    /// @param expiry end of the certificate, in seconds since 1970
    /// @param certificate hash of the certificate; one account's alone, and none after revocation
    function register(address who, int64 rank, uint256 expiry, bytes32 certificate) external {
        if (msg.sender != registrar) revert Refused(Refusal.NotRegistrar);
        StoredCertificate storage held = _certificates[certificate];
        if (held.revoked) revert Refused(Refusal.CertificateRevoked);
        if (certificate == 0 || (held.holder != address(0) && held.holder != who)) {
            revert Refused(Refusal.CertificateTaken);
        }
        Rules memory r = _rules.load();
        Round memory round_ = _round.load();
        StoredMember storage account = _members[who];
        Member memory m = account.load();
        int64 time = clock();
        int64 end = _ticks(expiry);
        _ask(refusalOfEnrolment(r, round_, m, rank, end, time));
        int64 charged = enrol(r, round_, m, rank, end, time);
        held.holder = who;
        account.storeAccount(m);
        account.rank = int16(rank);
        account.expiry = int40(end);
        account.certificate = certificate;
        _round.store(round_);
        emit Enrolled(who, certificate, rank, end, charged, m.points);
    }

    /// @notice Revokes a membership, and its certificate for good. Only the registrar may.
    /// @param who the member's account
    function revoke(address who) external {
        if (msg.sender != registrar) revert Refused(Refusal.NotRegistrar);
        StoredMember storage account = _members[who];
        Member memory m = account.load();
        _ask(refusalOfRevocation(m));
        _certificates[account.certificate].revoked = true;
        _depart(who, account, m, true);
    }

    /// @notice Retires a member whose membership has lapsed, with his certificate or after long
    /// idleness, so that he no longer holds the participation down. Anyone may.
    /// @param who the member's account
    function retire(address who) external {
        StoredMember storage account = _members[who];
        Member memory m = account.load();
        _ask(refusalOfRetirement(_rules.load(), m, clock()));
        _depart(who, account, m, false);
    }

    /// @notice Changes the rules: taken if they pass the guard. Only the owner may.
    /// @param proposed the rules to run by from now on
    function changeRules(Rules calldata proposed) external {
        if (msg.sender != owner) revert Refused(Refusal.NotOwner);
        Rules memory next = proposed;
        _ask(refusalOfChange(_rules.load(), next));
        Round memory round_ = _round.load();
        bringWithin(next, round_);
        _rules.store(next);
        _round.store(round_);
        emit RulesChanged(next, round_.theta, round_.gamma);
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
    function proposeOwner(address next) external {
        if (msg.sender != owner) revert Refused(Refusal.NotOwner);
        proposedOwner = next;
        emit OwnerProposed(next);
    }

    /// @notice Takes the contract over. Only the proposed owner may.
    function acceptOwner() external {
        if (msg.sender != proposedOwner) revert Refused(Refusal.NotProposedOwner);
        owner = msg.sender;
        proposedOwner = address(0);
        emit OwnerChanged(msg.sender);
    }

    /// @notice The rules in force.
    /// @return the rules
    function rules() external view returns (Rules memory) {
        return _rules.load();
    }

    /// @notice The running round, as of the last transaction.
    /// @return the round
    function round() external view returns (Round memory) {
        return _round.load();
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
        settle(_rules.load(), m, clock());
    }

    /// @notice What the next report is charged, unless it ends an expired round or crosses P*.
    /// @return gamma in force: < 0 a reward, > 0 a cost
    function gammaNow() external view returns (int64) {
        return gammaInForce(_rules.load(), _round.load());
    }

    /// @notice The certificate of an account, the latest, and whether it has been revoked.
    /// @param who the account
    /// @return certificate its hash
    /// @return revoked for good
    function certificateOf(address who) external view returns (bytes32 certificate, bool revoked) {
        certificate = _members[who].certificate;
        revoked = _certificates[certificate].revoked;
    }

    /// @notice Whose a certificate is, or was.
    /// @param certificate its hash
    /// @return the account; zero: nobody's yet
    function holderOf(bytes32 certificate) external view returns (address) {
        return _certificates[certificate].holder;
    }

    /// @notice Has this content been reported?
    /// @param content its hash
    /// @return whether it has
    function seen(bytes32 content) external view returns (bool) {
        return _seen[content];
    }

    /// @notice The time, in ticks.
    /// @return whole ticks since 1970
    function clock() public view returns (int64) {
        return _ticks(block.timestamp);
    }

    /// @dev Whole ticks up to a time in seconds; a time beyond 64 bits is as good as never.
    function _ticks(uint256 time) private view returns (int64) {
        uint256 ticks = time / secondsPerTick;
        return ticks < uint256(uint64(type(int64).max)) ? int64(uint64(ticks)) : type(int64).max;
    }

    function _ask(Refusal refusal) private pure {
        if (refusal != Refusal.None) revert Refused(refusal);
    }

    function _tell(Round memory round_, bool saturated_) private {
        emit RoundBegan(
            round_.number, saturated_, round_.start, round_.users, round_.theta, round_.gamma
        );
    }

    function _depart(address who, StoredMember storage account, Member memory m, bool revoked) private {
        Round memory round_ = _round.load();
        int64 charged = depart(_rules.load(), round_, m, clock());
        account.storeAccount(m);
        _round.store(round_);
        emit Left(who, revoked, charged, m.points);
    }
}
