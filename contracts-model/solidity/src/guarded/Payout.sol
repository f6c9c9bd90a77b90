// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {within} from "./Numbers.sol";

// A pot shared out in whole units by whole-number weights, to the last unit, in batches:
// essmap/model/guarded/payout.hpp, function by function.

/// @title Largest values that the payout accepts, so that nothing it computes leaves 64 bits
library PayoutLimits {
    int64 internal constant POT = 1_000_000_000;
    int64 internal constant WEIGHT = 1_000_000_000; // of all members together
    int64 internal constant MEMBERS = 1_000_000_000;
}

/// @dev A payout between two batches; all 0 before it begins. The first five are its terms.
/// @param pot P, in units
/// @param members n
/// @param total W, what all members weigh
/// @param cutRemainder rho of the last member who is paid a unit more; W where nobody is
/// @param cutNumber of that member
/// @param steps members taken in both passes: below n they are checked, from n to 2n paid
/// @param weight of the members checked so far
/// @param left of the pot, after the amounts of the members checked so far
struct Payout {
    int64 pot;
    int64 members;
    int64 total;
    int64 cutRemainder;
    int64 cutNumber;
    int64 steps;
    int64 weight;
    int64 left;
}

/// @dev The first condition that a call does not meet, in the order in which it is asked.
enum PayoutRefusal {
    None,
    AlreadyBegun, // by this sender, under this key
    PotOutOfRange,
    MembersOutOfRange,
    TotalOutOfRange,
    NotBegun, // by this sender, under this key
    OutOfTurn, // another batch is next: this one has been taken, or is too early
    BatchOutOfRange, // empty, or more members than are still to come
    WeightOutOfRange, // negative, or more than W with those before it
    TotalWrong, // all members are checked, and do not weigh W
    CutWrong, // all members are checked, and their amounts are not the pot
    BatchChanged // these are not the amounts of the batch that was checked
}

/// @dev base = floor(P w / W), rho = P w - base W.
/// @param total W > 0
function partOf(int64 pot, int64 total, int64 weight) pure returns (int64 base, int64 remainder) {
    int64 product = pot * weight;
    base = product / total;
    remainder = product - base * total;
}

/// @dev Does the cut come before this member? The larger remainder comes first; of equal ones the
/// lower number. A strict order of all members.
function cutComesBefore(Payout memory p, int64 number, int64 remainder) pure returns (bool) {
    return remainder < p.cutRemainder || (p.cutRemainder == remainder && p.cutNumber < number);
}

/// @dev What a member is paid: the base, and one unit more unless the cut comes before the member.
function amountOf(Payout memory p, int64 number, int64 weight) pure returns (int64) {
    (int64 base, int64 remainder) = partOf(p.pot, p.total, weight);
    return base + (cutComesBefore(p, number, remainder) ? int64(0) : int64(1));
}

/// @dev Does the next batch begin with member `first` of the pass that begins after `before` steps (0:
/// the check; n: the payment)?
function inTurn(Payout memory p, int64 before, int64 first) pure returns (bool) {
    return within(first, 0, p.members - 1) && p.steps == before + first;
}

/// @dev Has a batch at least one member, and no more than are still to come in its pass?
/// @param first in turn
function fits(Payout memory p, int64 first, uint256 length) pure returns (bool) {
    return 1 <= length && length <= uint256(uint64(p.members - first));
}

/// @dev May a member of this weight be checked next?
function mayWeigh(Payout memory p, int64 weight) pure returns (bool) {
    return within(weight, 0, p.total - p.weight);
}

/// @dev Counts the member whose number is p.steps.
/// @param p is changed
function countMember(Payout memory p, int64 weight, int64 amount) pure {
    p.steps += 1;
    p.weight += weight;
    p.left -= amount;
}

/// @dev Why no payout begins with these terms.
/// @param known the record that it would take
function refusalOfBeginning(Payout memory known, int64 pot, int64 members, int64 total)
    pure
    returns (PayoutRefusal)
{
    if (0 < known.members) return PayoutRefusal.AlreadyBegun;
    if (!within(pot, 0, PayoutLimits.POT)) return PayoutRefusal.PotOutOfRange;
    if (!within(members, 1, PayoutLimits.MEMBERS)) return PayoutRefusal.MembersOutOfRange;
    if (!within(total, 1, PayoutLimits.WEIGHT)) return PayoutRefusal.TotalOutOfRange;
    return PayoutRefusal.None;
}

/// @dev Why a batch is not taken, whatever its members are.
/// @param before steps before its pass
/// @param first the number of its first member
function refusalOfBatch(Payout memory p, int64 before, int64 first, uint256 length)
    pure
    returns (PayoutRefusal)
{
    if (p.members == 0) return PayoutRefusal.NotBegun;
    if (!inTurn(p, before, first)) return PayoutRefusal.OutOfTurn;
    if (!fits(p, first, length)) return PayoutRefusal.BatchOutOfRange;
    return PayoutRefusal.None;
}

/// @dev Checks a batch that is in turn and fits: each weight, and with the last member the sums.
/// @param p is changed
/// @return refusal of a weight or a sum
/// @return amounts by member
function checkBatch(Payout memory p, int64[] calldata weights)
    pure
    returns (PayoutRefusal refusal, int64[] memory amounts)
{
    amounts = new int64[](weights.length);
    for (uint256 i = 0; i < weights.length; ++i) {
        int64 weight = weights[i];
        if (!mayWeigh(p, weight)) return (PayoutRefusal.WeightOutOfRange, amounts);
        int64 amount = amountOf(p, p.steps, weight);
        countMember(p, weight, amount);
        amounts[i] = amount;
    }
    if (p.steps == p.members) {
        if (p.weight != p.total) return (PayoutRefusal.TotalWrong, amounts);
        if (p.left != 0) return (PayoutRefusal.CutWrong, amounts);
    }
}
