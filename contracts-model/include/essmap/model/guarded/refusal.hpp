#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "essmap/model/guarded/contract.hpp"
#include "essmap/model/guarded/review.hpp"

/// Why the deployed contract refuses a call: the first condition that it does not meet, in the
/// order in which they are asked. Tests show that it is `none` exactly where the transition is
/// accepted (./run-tests -R evm.pure_transitions).
namespace essmap::model::guarded {

/// In the order of the Solidity contract's enum (solidity/src/guarded/Refusal.sol).
enum class Refusal : std::uint8_t {
    none,
    not_owner,
    not_proposed_owner,
    not_registrar,
    rules_malformed,
    case_1_lost,
    honesty_lost,
    never_ends,
    units_changed,
    rank_excluded,
    free_time_cut,
    first_round_out_of_bounds,
    nobody,
    not_a_member,
    content_seen,
    certificate_expired,
    certificate_too_long,
    certificate_taken,
    certificate_revoked,
    membership_lapsed,
    rank_out_of_range,
    too_soon,
    charge_too_high,
    too_many_members,
    not_lapsed,
    no_such_seat,
    seat_taken,
    seat_empty,
    has_another_seat,
    not_reviewer,
    not_under_review,
    own_report,
    appointed_later,
    window_over,
    voted_already,
};

/// The name of a refusal in the Solidity contract, e.g. "NotRegistrar".
constexpr std::string_view name_of(Refusal refusal) {
    constexpr std::array<std::string_view, 35> names{"None",
                                                     "NotOwner",
                                                     "NotProposedOwner",
                                                     "NotRegistrar",
                                                     "RulesMalformed",
                                                     "Case1Lost",
                                                     "HonestyLost",
                                                     "NeverEnds",
                                                     "UnitsChanged",
                                                     "RankExcluded",
                                                     "FreeTimeCut",
                                                     "FirstRoundOutOfBounds",
                                                     "Nobody",
                                                     "NotAMember",
                                                     "ContentSeen",
                                                     "CertificateExpired",
                                                     "CertificateTooLong",
                                                     "CertificateTaken",
                                                     "CertificateRevoked",
                                                     "MembershipLapsed",
                                                     "RankOutOfRange",
                                                     "TooSoon",
                                                     "ChargeTooHigh",
                                                     "TooManyMembers",
                                                     "NotLapsed",
                                                     "NoSuchSeat",
                                                     "SeatTaken",
                                                     "SeatEmpty",
                                                     "HasAnotherSeat",
                                                     "NotReviewer",
                                                     "NotUnderReview",
                                                     "OwnReport",
                                                     "AppointedLater",
                                                     "WindowOver",
                                                     "VotedAlready"};
    return names[static_cast<std::size_t>(refusal)];
}

/// Why rules are refused: rules_malformed; case_1_lost, or with review honesty_lost, where the
/// guard does not hold; never_ends where a round or a notice lasts too long, or none. @param tick
/// in seconds
template <class T>
Refusal refusal_of_rules(const Rules<T>& rules, const T& tick) {
    if (!well_formed(rules)) return Refusal::rules_malformed;
    if (!keeps_case_1(rules)) return Refusal::case_1_lost;
    if (!keeps_honesty(rules)) return Refusal::honesty_lost;
    return ends_in_time(rules, tick) ? Refusal::none : Refusal::never_ends;
}

/// Why a deployment is refused: as refusal_of_rules(), first_round_out_of_bounds where theta or
/// gamma is outside the rules' bounds, or nobody where the owner or the registrar is 0.
/// @param tick in seconds
template <class T>
Refusal refusal_of_deployment(const Rules<T>& rules, const T& theta, const T& gamma, const T& tick,
                              const T& owner, const T& registrar) {
    const Refusal refusal = refusal_of_rules(rules, tick);
    if (refusal != Refusal::none) return refusal;
    if (!may_begin(rules, theta, gamma)) return Refusal::first_round_out_of_bounds;
    return owner == T(0) || registrar == T(0) ? Refusal::nobody : Refusal::none;
}

/// Why an announcement of rules by the owner is refused: as refusal_of_rules() of the proposed
/// ones; units_changed, rank_excluded or free_time_cut where they do not fit those in force.
/// @param tick in seconds
template <class T>
Refusal refusal_of_announcement(const Rules<T>& rules, const Rules<T>& proposed, const T& tick) {
    const Refusal refusal = refusal_of_rules(proposed, tick);
    if (refusal != Refusal::none) return refusal;
    if (!keeps_units(rules, proposed)) return Refusal::units_changed;
    if (!keeps_ranks(rules, proposed)) return Refusal::rank_excluded;
    return keeps_free_time(rules, proposed) ? Refusal::none : Refusal::free_time_cut;
}

/// Why a report is refused before its charge is asked about: not_a_member, content_seen,
/// certificate_expired, membership_lapsed or too_soon.
/// @param fresh the content has not been seen before @param now in ticks
template <class T>
Refusal refusal_of_report(const Rules<T>& rules, const Member<T>& member, bool fresh,
                          const T& now) {
    if (!member.active) return Refusal::not_a_member;
    if (!fresh) return Refusal::content_seen;
    if (member.expiry <= now) return Refusal::certificate_expired;
    if (lapsed(rules, member, now)) return Refusal::membership_lapsed;
    if (!may_share<T>(rules, member, fresh, now)) return Refusal::too_soon;
    return Refusal::none;
}

/// Why an enrolment or renewal by the registrar is refused: nobody where the account is 0,
/// certificate_taken, certificate_revoked, rank_out_of_range, certificate_expired,
/// certificate_too_long or too_many_members. A certificate may end at Limits::ticks at the latest,
/// as the invariant of the contract asks. @param now in ticks
template <class T>
Refusal refusal_of_enrolment(const Rules<T>& rules, const Round<T>& round,
                             const Application<T>& wanted, const Member<T>& member,
                             const Certificate<T>& certificate, const T& now) {
    if (wanted.account == T(0)) return Refusal::nobody;
    if (wanted.hash == T(0)) return Refusal::certificate_taken;
    if (!(certificate.holder == T(0) || certificate.holder == wanted.account))
        return Refusal::certificate_taken;
    if (revoked(certificate, member)) return Refusal::certificate_revoked;
    if (!within(wanted.rank, rules.rank_min, rules.rank_max)) return Refusal::rank_out_of_range;
    if (wanted.expiry <= now) return Refusal::certificate_expired;
    if (T(Limits::ticks) < wanted.expiry) return Refusal::certificate_too_long;
    if (!member.active && T(Limits::members) <= round.members) return Refusal::too_many_members;
    return Refusal::none;
}

/// Why a revocation by the registrar is refused: not_a_member where the account has never been
/// enrolled.
template <class T>
Refusal refusal_of_revocation(const Member<T>& member) {
    return member.known ? Refusal::none : Refusal::not_a_member;
}

/// Why a retirement by anyone is refused: not_a_member, or not_lapsed before lapse_time().
/// @param now in ticks
template <class T>
Refusal refusal_of_retirement(const Rules<T>& rules, const Member<T>& member, const T& now) {
    if (!member.active) return Refusal::not_a_member;
    return lapsed(rules, member, now) ? Refusal::none : Refusal::not_lapsed;
}

/// Why an appointment by the owner is refused: nobody where the account is 0, seat_taken, or
/// has_another_seat. @param latest the seat that the account had last @param now in ticks
template <class T>
Refusal refusal_of_appointment(const Seat<T>& seat, const Seat<T>& latest, const T& account,
                               const T& now) {
    if (account == T(0)) return Refusal::nobody;
    if (in_term(seat, now)) return Refusal::seat_taken;
    return latest.holder == account && in_term(latest, now) ? Refusal::has_another_seat
                                                            : Refusal::none;
}

/// Why a dismissal by the owner is refused: seat_empty where no term lasts. @param now in ticks
template <class T>
Refusal refusal_of_dismissal(const Seat<T>& seat, const T& now) {
    return in_term(seat, now) ? Refusal::none : Refusal::seat_empty;
}

/// Why a vote is refused: not_reviewer, not_under_review, own_report, appointed_later, window_over
/// or voted_already. @param now in ticks
template <class T>
Refusal refusal_of_vote(const Rules<T>& rules, const Seat<T>& seat, const ReportRecord<T>& report,
                        const Vote<T>& vote, const T& now) {
    if (!holds(vote, seat, now)) return Refusal::not_reviewer;
    if (!rejectable(rules, vote, report)) return Refusal::not_under_review;
    if (vote.voter == vote.author) return Refusal::own_report;
    if (report.time < seat.from) return Refusal::appointed_later;
    if (rules.window < now - report.time) return Refusal::window_over;
    return vote.voted ? Refusal::voted_already : Refusal::none;
}

}  // namespace essmap::model::guarded
