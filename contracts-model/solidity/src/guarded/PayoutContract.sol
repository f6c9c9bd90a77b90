// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {
    Payout,
    PayoutRefusal,
    checkBatch,
    refusalOfBatch,
    refusalOfBeginning
} from "./Payout.sol";

/// @title A pot shared out in whole units, to the last one, by largest remainders
/// @notice Each member is paid P w/W rounded down, W being what all weigh together; the units left
/// over go, one each, to those whose rounding dropped most, of equals to the lower number. Weights
/// are whole numbers, for instance Shapley values in fixed point. A payout is begun, then all its
/// members are checked, then all are paid, by their numbers from 0 and in batches of any size.
/// Nobody is paid before all are checked, and nobody is paid twice.
/// @dev Nothing is sorted here: who begins a payout says where those with a unit more end in the
/// order (the cut), and only the right set of them makes the amounts sum to the pot. Holds no value:
/// a platform credits what `Paid` says. No loop but over the batch of a call. The steps are those of
/// essmap's contracts-model and agree with them bit for bit (./run-tests -R payout); what is proved
/// of them is listed in docs/proofs.md.
contract PayoutContract {
    /// @notice A call that is refused changes nothing.
    /// @param reason the first condition that it does not meet
    error Refused(PayoutRefusal reason);

    /// @notice A payout has begun.
    /// @param sender whose it is
    /// @param key under which it is that sender's
    /// @param pot P, in units
    /// @param members n; their numbers are 0 to n - 1
    /// @param total W
    /// @param cutRemainder of the last member who is paid a unit more
    /// @param cutNumber of that member
    event Begun(
        address indexed sender,
        bytes32 indexed key,
        int64 pot,
        int64 members,
        int64 total,
        int64 cutRemainder,
        int64 cutNumber
    );

    /// @notice Members are paid. Over all such events of a payout each member is paid once, and the
    /// amounts sum to the pot.
    /// @param sender whose payout it is
    /// @param key under which it is that sender's
    /// @param first number of the first of these members; the others follow it
    /// @param amounts by member, in units
    event Paid(address indexed sender, bytes32 indexed key, int64 first, int64[] amounts);

    /// @dev A payout, and the hashes of the amounts of its batches, by their first member.
    struct Running {
        Payout payout;
        mapping(int64 => bytes32) batches;
    }

    mapping(address => mapping(bytes32 => Running)) private _running;

    /// @notice Begins a payout. A key is used once, so a payout that is sent twice is paid once.
    /// @param key of the sender's choice
    /// @param pot P, in units
    /// @param members n
    /// @param total W, what all members weigh
    /// @param cutRemainder of the last member, in the order, who is paid a unit more; W where nobody is
    /// @param cutNumber of that member
    function begin(
        bytes32 key,
        int64 pot,
        int64 members,
        int64 total,
        int64 cutRemainder,
        int64 cutNumber
    ) external {
        Running storage running = _running[msg.sender][key];
        _ask(refusalOfBeginning(running.payout, pot, members, total));
        running.payout = Payout(pot, members, total, cutRemainder, cutNumber, 0, 0, pot);
        emit Begun(msg.sender, key, pot, members, total, cutRemainder, cutNumber);
    }

    /// @notice Checks the next members of the sender's payout. With the last of them, the weights
    /// must sum to W and the amounts to the pot.
    /// @param key of the payout
    /// @param first number of the first of these members
    /// @param weights by member, none negative
    /// @return amounts that these members will be paid
    function check(bytes32 key, int64 first, int64[] calldata weights)
        external
        returns (int64[] memory amounts)
    {
        Running storage running = _running[msg.sender][key];
        Payout memory p = running.payout;
        _ask(refusalOfBatch(p, 0, first, weights.length));
        PayoutRefusal refusal;
        (refusal, amounts) = checkBatch(p, weights);
        _ask(refusal);
        running.payout = p;
        running.batches[first] = keccak256(abi.encode(amounts));
    }

    /// @notice Pays the next members of the sender's payout, once all have been checked and in the
    /// same batches.
    /// @param key of the payout
    /// @param first number of the first of these members
    /// @param amounts by member, as `check` returned them
    function pay(bytes32 key, int64 first, int64[] calldata amounts) external {
        Running storage running = _running[msg.sender][key];
        Payout memory p = running.payout;
        _ask(refusalOfBatch(p, p.members, first, amounts.length));
        if (running.batches[first] != keccak256(abi.encode(amounts))) {
            revert Refused(PayoutRefusal.BatchChanged);
        }
        running.payout.steps = p.steps + int64(uint64(amounts.length));
        emit Paid(msg.sender, key, first, amounts);
    }

    /// @notice A payout, as of its sender's last call.
    /// @param sender whose it is
    /// @param key under which it is that sender's
    /// @return the payout; all 0 where none has begun
    function payout(address sender, bytes32 key) external view returns (Payout memory) {
        return _running[sender][key].payout;
    }

    function _ask(PayoutRefusal refusal) private pure {
        if (refusal != PayoutRefusal.None) revert Refused(refusal);
    }
}
