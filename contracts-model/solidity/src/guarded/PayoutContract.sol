// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {PayoutRefusal, payOut} from "./Payout.sol";

/// @title A pot shared out in whole units, to the last one, by largest remainders
/// @notice Each member is paid P w/W rounded down, W being what all weigh together; the units left
/// over go, one each, to those whose rounding dropped most, of equals to the lower number. Weights
/// are whole numbers, for instance Shapley values in fixed point.
/// @dev Nothing is sorted here: the caller hands in the order, one comparison a member shows that it
/// is the right one, and no other is accepted. Keeps no state and holds no value: a platform calls
/// it before it credits the amounts. The steps are those of essmap's contracts-model and agree with
/// them bit for bit (./run-tests -R payout); what is proved of them is listed in docs/proofs.md.
contract PayoutContract {
    /// @notice Nothing is paid out.
    /// @param reason the first condition that the call does not meet
    error Refused(PayoutRefusal reason);

    /// @notice What each member is paid.
    /// @param pot P, in units
    /// @param weights of the members, none negative
    /// @param order the members' numbers, from 0: the largest remainder of P w/W first, of equal ones
    /// the lower number
    /// @return amounts by member, in units; they sum to the pot
    function payouts(int64 pot, int64[] calldata weights, int64[] calldata order)
        external
        pure
        returns (int64[] memory amounts)
    {
        PayoutRefusal refusal;
        (refusal, amounts) = payOut(pot, weights, order);
        if (refusal != PayoutRefusal.None) revert Refused(refusal);
    }
}
