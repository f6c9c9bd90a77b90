// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {atLeast, atMost} from "./Numbers.sol";
import {Rules} from "./Rules.sol";

// A member, and NSP, the negative shared punishment (Algorithm 2), for one member:
// essmap/model/guarded/{member,nsp}.hpp.

/// @dev What the contract keeps of a member.
/// @param known has ever been enrolled: initial points are given once
/// @param active enrolled, neither revoked nor retired
/// @param rank r
/// @param balance points, or less than 0: a debt, which later pay settles first
/// @param stamp last round in which the member was counted, or joined
/// @param user was among its users, and did not only join
/// @param counted is counted in it: as a user, unless that report was rejected
/// @param lastCounted time of the last counted report, or of joining
/// @param lastExtra time of the last report that was not counted
/// @param paidUntil idleness up to here is free or paid for; lies ahead after a report
/// @param rate mu in force when the idleness began
/// @param reports counted less rejected, towards the next level
/// @param expiry end of the certificate
/// @param epoch times that the account was revoked
struct Member {
    bool known;
    bool active;
    int64 rank;
    int64 balance;
    int64 stamp;
    bool user;
    bool counted;
    int64 lastCounted;
    int64 lastExtra;
    int64 paidUntil;
    int64 rate;
    int64 reports;
    int64 expiry;
    int64 epoch;
}

/// @dev Whose a certificate is.
/// @param holder the account that it was enrolled with; zero: nobody's
/// @param epoch of the account at its latest enrolment with this certificate
struct Certificate {
    address holder;
    int64 epoch;
}

/// @dev When a membership lapses of itself: with its certificate, or after long idleness.
function lapseTime(Rules memory rules, Member memory member) pure returns (int64) {
    return atMost(member.expiry, member.lastCounted + rules.retireAfter);
}

/// @dev Has the membership lapsed?
function lapsed(Rules memory rules, Member memory member, int64 time) pure returns (bool) {
    return lapseTime(rules, member) <= time;
}

/// @dev Has this certificate been revoked? Yes iff its account has been since it was last enrolled
/// with it.
function revoked(Certificate memory certificate, Member memory member) pure returns (bool) {
    return certificate.holder != address(0) && certificate.epoch < member.epoch;
}

/// @dev Charges the idleness since the watermark, due = mu floor((now - paidUntil)/period), and
/// moves the watermark by the periods charged: however often this is called, the same is paid.
/// Idleness counts until the membership lapses. It takes no more than the points that there are.
/// @param member is changed
/// @param time now; one before the watermark charges nothing
/// @return periods whole periods of unpaid idleness
/// @return charged what the points could bear of mu for each of them
function settle(Rules memory rules, Member memory member, int64 time)
    pure
    returns (int64 periods, int64 charged)
{
    int64 until = atMost(time, lapseTime(rules, member));
    int64 idle = member.active ? atLeast(until - member.paidUntil, 0) : int64(0);
    periods = idle / rules.idlePeriod;
    charged = atMost(member.rate * periods, atLeast(member.balance, 0));
    member.balance = member.balance - charged;
    member.paidUntil = member.paidUntil + periods * rules.idlePeriod;
}
