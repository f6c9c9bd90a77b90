// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Refusal} from "./Refusal.sol";
import {Rules} from "./Rules.sol";

/// @title What SharingContract says: its events, from which its whole state follows, and its refusal
interface SharingEvents {
    /// @notice A call that is refused changes nothing.
    /// @param reason the first condition that it does not meet
    error Refused(Refusal reason);

    /// @notice The contract is deployed.
    /// @param secondsPerTick how long a tick lasts
    event Deployed(int64 secondsPerTick);

    /// @notice Rules are announced, in place of any announced before.
    /// @param from the first tick at which a round may begin under them
    /// @param rules the rules
    event RulesAnnounced(int64 indexed from, Rules rules);

    /// @notice The rules announced last come into force.
    /// @param round the first one under them
    event RulesChanged(int64 indexed round);

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
    /// @param round in which it was
    /// @param charge < 0: the member was paid; 0: the report is not counted
    /// @param balance of the member afterwards
    event Shared(
        address indexed member,
        bytes32 indexed content,
        int64 indexed round,
        int64 charge,
        int64 balance
    );

    /// @notice A member has risen by a level, by counted reports.
    /// @param member who
    /// @param rank r from now on
    event Promoted(address indexed member, int64 rank);

    /// @notice A member has been charged for idleness (NSP).
    /// @param member who was idle
    /// @param periods whole periods of it
    /// @param charged what the points could bear
    /// @param balance of the member afterwards
    event Punished(address indexed member, int64 periods, int64 charged, int64 balance);

    /// @notice A member has been enrolled, or his certificate renewed.
    /// @param member the account
    /// @param certificate hash of the certificate
    /// @param rank r from now on
    /// @param expiry end of the certificate, in ticks
    /// @param balance of the member afterwards
    event Enrolled(
        address indexed member, bytes32 indexed certificate, int64 rank, int64 expiry, int64 balance
    );

    /// @notice A membership has ended. The balance is kept.
    /// @param member the account
    event Left(address indexed member);

    /// @notice All certificates that an account has ever had are revoked.
    /// @param member the account
    /// @param epoch times that it was revoked
    event Revoked(address indexed member, int64 epoch);

    /// @notice An account is appointed as a reviewer.
    /// @param reviewer the account
    /// @param seat its number
    /// @param from reports made from here on may be judged, in ticks
    /// @param until votes count before it, in ticks
    event ReviewerAppointed(address indexed reviewer, int64 seat, int64 from, int64 until);

    /// @notice The term of a reviewer ends.
    /// @param reviewer the account
    /// @param seat its number
    /// @param until votes count before it, in ticks
    event ReviewerDismissed(address indexed reviewer, int64 seat, int64 until);

    /// @notice A reviewer has found a report empty.
    /// @param member whose report it is
    /// @param content hash of what was reported
    /// @param reviewer who found it empty
    /// @param seat of the reviewer
    /// @param votes so far
    event FoundEmpty(
        address indexed member,
        bytes32 indexed content,
        address indexed reviewer,
        int64 seat,
        int64 votes
    );

    /// @notice A report is rejected: its pay is taken back, and the penalty is taken.
    /// @param member whose report it was
    /// @param content hash of what was reported
    /// @param taken from the balance
    /// @param balance of the member afterwards
    event Rejected(address indexed member, bytes32 indexed content, int64 taken, int64 balance);

    /// @notice The owner offers the contract to another account, which may accept.
    /// @param previousOwner the owner
    /// @param newOwner the account, zero to withdraw
    event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner);

    /// @notice The contract has a new owner (ERC-173).
    /// @param previousOwner the owner before; zero at deployment
    /// @param newOwner the owner
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

    /// @notice The contract has a new registrar.
    /// @param registrar the account
    event RegistrarChanged(address indexed registrar);
}
