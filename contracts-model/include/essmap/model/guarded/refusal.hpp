#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "essmap/model/guarded/contract.hpp"

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
    units_changed,
    first_round_out_of_bounds,
    tick_of_no_time,
    not_a_member,
    content_seen,
    certificate_expired,
    certificate_too_long,
    certificate_taken,
    certificate_revoked,
    rank_out_of_range,
    too_soon,
    too_many_members,
    not_lapsed,
};

/// The name of a refusal in the Solidity contract, e.g. "NotRegistrar".
constexpr std::string_view name_of(Refusal refusal) {
    constexpr std::array<std::string_view, 19> names{"None",
                                                     "NotOwner",
                                                     "NotProposedOwner",
                                                     "NotRegistrar",
                                                     "RulesMalformed",
                                                     "Case1Lost",
                                                     "UnitsChanged",
                                                     "FirstRoundOutOfBounds",
                                                     "TickOfNoTime",
                                                     "NotAMember",
                                                     "ContentSeen",
                                                     "CertificateExpired",
                                                     "CertificateTooLong",
                                                     "CertificateTaken",
                                                     "CertificateRevoked",
                                                     "RankOutOfRange",
                                                     "TooSoon",
                                                     "TooManyMembers",
                                                     "NotLapsed"};
    return names[static_cast<std::size_t>(refusal)];
}

/// Why rules are refused: rules_malformed, case_1_lost, or none where they are admissible().
template <class T>
Refusal refusal_of_rules(const Rules<T>& rules) {
    if (!well_formed(rules)) return Refusal::rules_malformed;
    if (!keeps_case_1(rules, rules.theta_max, rules.gamma_max)) return Refusal::case_1_lost;
    return Refusal::none;
}

/// Why a deployment is refused: as refusal_of_rules(), or first_round_out_of_bounds where theta or
/// gamma is outside the rules' bounds.
template <class T>
Refusal refusal_of_deployment(const Rules<T>& rules, const T& theta, const T& gamma) {
    const Refusal refusal = refusal_of_rules(rules);
    if (refusal != Refusal::none) return refusal;
    return deploy<T>(rules, theta, gamma, T(0)).accepted ? Refusal::none
                                                         : Refusal::first_round_out_of_bounds;
}

/// Why a change of the rules by the owner is refused: as refusal_of_rules() of the proposed ones,
/// or units_changed where reconfigure() does not allow it.
template <class T>
Refusal refusal_of_change(const Rules<T>& rules, const Rules<T>& proposed) {
    const Refusal refusal = refusal_of_rules(proposed);
    if (refusal != Refusal::none) return refusal;
    return reconfigure<T>({true, false}, rules, proposed, {}).accepted ? Refusal::none
                                                                       : Refusal::units_changed;
}

/// Why a report is refused: not_a_member, content_seen, certificate_expired, rank_out_of_range or
/// too_soon. @param fresh the content has not been seen before @param now in ticks
template <class T>
Refusal refusal_of_report(const Rules<T>& rules, const Member<T>& member, bool fresh,
                          const T& now) {
    if (!member.active) return Refusal::not_a_member;
    if (!fresh) return Refusal::content_seen;
    if (member.expiry <= now) return Refusal::certificate_expired;
    if (!within(member.rank, rules.rank_min, rules.rank_max)) return Refusal::rank_out_of_range;
    if (!may_share<T>(rules, member, fresh, now)) return Refusal::too_soon;
    return Refusal::none;
}

/// Why an enrolment or renewal by the registrar is refused: rank_out_of_range, certificate_expired,
/// certificate_too_long or too_many_members. A certificate may end at Limits::ticks at the latest,
/// as the invariant of the contract asks. @param expiry, now in ticks
template <class T>
Refusal refusal_of_enrolment(const Rules<T>& rules, const Round<T>& round, const Member<T>& member,
                             const T& rank, const T& expiry, const T& now) {
    if (!within(rank, rules.rank_min, rules.rank_max)) return Refusal::rank_out_of_range;
    if (expiry <= now) return Refusal::certificate_expired;
    if (T(Limits::ticks) < expiry) return Refusal::certificate_too_long;
    if (!member.active && T(Limits::members) <= round.members) return Refusal::too_many_members;
    return Refusal::none;
}

/// Why a revocation by the registrar is refused: not_a_member where the membership is not active.
template <class T>
Refusal refusal_of_revocation(const Member<T>& member) {
    return member.active ? Refusal::none : Refusal::not_a_member;
}

/// Why a retirement by anyone is refused: not_a_member, or not_lapsed before lapse_time().
/// @param now in ticks
template <class T>
Refusal refusal_of_retirement(const Rules<T>& rules, const Member<T>& member, const T& now) {
    if (!member.active) return Refusal::not_a_member;
    return lapse_time(rules, member) <= now ? Refusal::none : Refusal::not_lapsed;
}

}  // namespace essmap::model::guarded
