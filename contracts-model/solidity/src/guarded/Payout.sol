// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {within} from "./Numbers.sol";

// A pot shared out in whole units by whole-number weights, to the last unit:
// essmap/model/guarded/payout.hpp, function by function.

/// @title Largest values that the payout accepts, so that nothing it computes leaves 64 bits
library PayoutLimits {
    int64 internal constant POT = 1_000_000_000;
    int64 internal constant WEIGHT = 1_000_000_000; // of all members together
}

/// @dev A member's part of the pot, before the units that are left over.
/// @param number of the member, from 0
/// @param base whole units
/// @param remainder 0 <= rho < W, in units / W
struct Part {
    int64 number;
    int64 base;
    int64 remainder;
}

/// @dev How far the count of the parts has come.
/// @param left of the pot
/// @param last the part counted last
struct Count {
    int64 left;
    Part last;
}

/// @dev The first condition that a payout does not meet, in the order in which it is asked.
enum PayoutRefusal {
    None,
    PotOutOfRange,
    WeightOutOfRange, // negative, or too much with those before it
    NothingWeighs, // W = 0
    OrderIncomplete, // not as many numbers as members
    NotAMember, // a number that is nobody's
    OutOfOrder // a member behind one he comes before, or a second time
}

/// @dev May this pot be shared out?
function mayShareOut(int64 pot) pure returns (bool) {
    return within(pot, 0, PayoutLimits.POT);
}

/// @dev May a member of this weight follow others of that total?
function mayWeigh(int64 total, int64 weight) pure returns (bool) {
    return within(weight, 0, PayoutLimits.WEIGHT - total);
}

/// @dev base = floor(P w / W), rho = P w - base W.
/// @param total W > 0
function partOf(int64 pot, int64 total, int64 number, int64 weight) pure returns (Part memory) {
    int64 product = pot * weight;
    int64 base = product / total;
    return Part({number: number, base: base, remainder: product - base * total});
}

/// @dev Who is given a unit that is left over rather than whom: larger remainder first; of equal
/// ones the lower number. A strict order of all members.
function comesBefore(Part memory a, Part memory b) pure returns (bool) {
    return b.remainder < a.remainder || (a.remainder == b.remainder && a.number < b.number);
}

/// @dev Before the first part: the whole pot, behind a remainder W that none reaches.
function firstCount(int64 pot, int64 total) pure returns (Count memory) {
    return Count({left: pot, last: Part({number: -1, base: 0, remainder: total})});
}

/// @dev May this part be counted next? Where each may, none is counted twice.
function mayCount(Count memory count, Part memory part) pure returns (bool) {
    return comesBefore(count.last, part);
}

/// @dev Counts a part.
/// @param count is changed
function countPart(Count memory count, Part memory part) pure {
    count.left -= part.base;
    count.last = part;
}

/// @dev A member is paid his base, and a unit more while any is left over.
/// @return amount what he is paid
/// @return remaining the units that are left over for those behind him
function pay(int64 base, int64 left) pure returns (int64 amount, int64 remaining) {
    int64 more = 0 < left ? int64(1) : int64(0);
    return (base + more, left - more);
}

/// @dev The first pass: what all weigh together.
/// @return refusal of the pot or a weight
/// @return total W
function weigh(int64 pot, int64[] calldata weights) pure returns (PayoutRefusal refusal, int64 total) {
    if (!mayShareOut(pot)) return (PayoutRefusal.PotOutOfRange, 0);
    for (uint256 i = 0; i < weights.length; ++i) {
        if (!mayWeigh(total, weights[i])) return (PayoutRefusal.WeightOutOfRange, total);
        total += weights[i];
    }
    if (total == 0) refusal = PayoutRefusal.NothingWeighs;
}

/// @dev The second pass: every member's base, in the order handed in.
/// @param total W > 0
/// @param amounts as many as members; set to their bases
/// @return refusal of the order
/// @return left of the pot
function countParts(
    int64 pot,
    int64 total,
    int64[] calldata weights,
    int64[] calldata order,
    int64[] memory amounts
) pure returns (PayoutRefusal refusal, int64 left) {
    Count memory count = firstCount(pot, total);
    for (uint256 i = 0; i < order.length; ++i) {
        int64 number = order[i];
        uint256 who = uint256(int256(number));
        if (weights.length <= who) return (PayoutRefusal.NotAMember, 0);
        Part memory part = partOf(pot, total, number, weights[who]);
        if (!mayCount(count, part)) return (PayoutRefusal.OutOfOrder, 0);
        countPart(count, part);
        amounts[who] = part.base;
    }
    left = count.left;
}

/// @dev What is paid out, or why it is not.
/// @param order members' numbers in the order of comesBefore
/// @return refusal the first condition that is not met
/// @return amounts by member; sum to the pot. None where it is refused.
function payOut(int64 pot, int64[] calldata weights, int64[] calldata order)
    pure
    returns (PayoutRefusal refusal, int64[] memory amounts)
{
    int64 total;
    (refusal, total) = weigh(pot, weights);
    if (refusal != PayoutRefusal.None) return (refusal, amounts);
    if (order.length != weights.length) return (PayoutRefusal.OrderIncomplete, amounts);
    int64[] memory paid = new int64[](weights.length);
    int64 left;
    (refusal, left) = countParts(pot, total, weights, order, paid);
    if (refusal != PayoutRefusal.None) return (refusal, amounts);
    for (uint256 i = 0; i < order.length; ++i) {
        uint256 who = uint256(int256(order[i]));
        (paid[who], left) = pay(paid[who], left);
    }
    return (PayoutRefusal.None, paid);
}
