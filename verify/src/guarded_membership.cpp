#include "guarded_state.hpp"

/// Who may change what: roles, memberships, rules.
namespace essmap::verify::guarded {

namespace {

template <class S>
struct Enrolment {
    using T = typename S::Number;
    State<S> before;
    Caller<T> caller;
    T rank, expiry;
    contract::Membership<T> after;
};
template <class S>
Enrolment<S> any_enrolment(S& s, const Example& example = {}) {
    using T = typename S::Number;
    const auto before = any_state(s, example);
    const auto caller = any_caller(s, false, true);
    const T rank = s.number("rank", "level", 5);
    const T expiry = any_time(s, "expiry", 9500);
    const auto after = contract::enrol<T>(caller, before.rules, before.round, before.member, rank,
                                          expiry, before.now);
    s.step("the member is enrolled");
    s.show("accepted", after.accepted, "");
    s.change("round", before.round, after.round);
    s.change("member", before.member, after.member);
    return {before, caller, rank, expiry, after};
}

/// An example in which the membership has lapsed.
Example lapsed() {
    return example([](Example& e) {
        e.now = 9100;
        e.round.start = 9050;
    });
}

constexpr auto roles_owner = proved(
    "Only the owner changes the rules.", "accepted(reconfigure) -> owner",
    []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s);
        const auto caller = any_caller(s, true, false);
        const auto after =
            contract::reconfigure<T>(caller, before.rules, any_rules(s, "proposed"), before.round);
        s.claim("called by the owner", !after.accepted || caller.owner);
    });

constexpr auto roles_registrar = proved(
    "Only the registrar enrols and revokes.", "accepted(enrol, revoke) -> registrar",
    []<class S, class T = Number<S>>(S& s) {
        const auto enrolment = any_enrolment(s);
        const auto& [before, caller, rank, expiry, after] = enrolment;
        const auto revoked =
            contract::revoke<T>(caller, before.rules, before.round, before.member, before.now);
        s.claim("enrolled by the registrar", !after.accepted || caller.registrar);
        s.claim("revoked by the registrar", !revoked.accepted || caller.registrar);
        s.claim("the registrar can revoke every active member",
                revoked.accepted == (caller.registrar && before.member.active));
    });

constexpr auto roles_retire = proved(
    "Whoever calls, only a member whose membership has lapsed is retired, and each such member can "
    "be.",
    "accepted(retire) <-> active and lapse <= now", []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s);
        const auto& [rules, round, member, others, now] = before;
        const auto after = contract::retire<T>(rules, round, member, now);
        s.claim("exactly the lapsed",
                after.accepted ==
                    (member.active &&
                     (member.expiry <= now || member.last_share + rules.retire_after <= now)));
        s.claim("no longer active", !after.accepted || !after.member.active);
        s.claim("what is owed is settled",
                !after.accepted ||
                    after.member.points == contract::settle<T>(rules, member, now).member.points);
    });

constexpr auto rules_accepted = proved(
    "The owner's proposal is taken exactly if it passes the guard and keeps what stored amounts "
    "are counted in; otherwise the old rules stay.",
    "accepted <-> owner and admissible(rules') and same units",
    []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s);
        const auto caller = any_caller(s, true, false);
        const auto proposed = any_rules(s, "proposed");
        const auto after = contract::reconfigure<T>(caller, before.rules, proposed, before.round);
        const auto& rules = before.rules;
        s.step("the owner proposes rules");
        s.show("accepted", after.accepted, "");
        s.claim("taken if and only if",
                after.accepted ==
                    (caller.owner && contract::admissible(proposed) &&
                     proposed.scale == rules.scale && proposed.idle_period == rules.idle_period &&
                     proposed.retire_after == rules.retire_after &&
                     rules.points_max <= proposed.points_max));
        s.claim("taken as proposed", !after.accepted || same(after.rules, proposed));
        s.claim("theta and gamma move no further than into their bounds",
                !after.accepted ||
                    (after.round.theta ==
                         model::clamp(before.round.theta, proposed.theta_min, proposed.theta_max) &&
                     after.round.gamma ==
                         model::clamp(before.round.gamma, proposed.gamma_min, proposed.gamma_max)));
    });

constexpr auto enrol_terms = proved(
    "An enrolment asks for an admitted rank and a certificate that has not expired, and writes "
    "both.",
    "accepted -> rank_min <= r <= rank_max, now < expiry", [](auto& s) {
        const auto [before, caller, rank, expiry, after] = any_enrolment(s);
        s.assume(after.accepted);
        s.claim("an admitted rank", before.rules.rank_min <= rank && rank <= before.rules.rank_max);
        s.claim("a valid certificate", before.now < expiry);
        s.claim("written", after.member.rank == rank && after.member.expiry == expiry &&
                               after.member.active && after.member.known);
    });

constexpr auto enrol_points = proved(
    "Initial points are given once in a life; every later enrolment only settles what is owed.",
    "known: points' = settled points; else initial_points", []<class S, class T = Number<S>>(S& s) {
        const auto [before, caller, rank, expiry, after] = any_enrolment(s);
        s.assume(after.accepted);
        const auto settled = contract::settle<T>(before.rules, before.member, before.now).member;
        s.claim("no second gift", !before.member.known || after.member.points == settled.points);
        s.claim("the first",
                before.member.known || after.member.points == before.rules.initial_points);
    });

constexpr auto enrol_renewal = proved(
    "A renewal before the lapse leaves the clock of idleness alone: nobody renews his way out of a "
    "punishment.",
    "active, now < lapse -> paid_until' = settled, last_share' = last_share",
    []<class S, class T = Number<S>>(S& s) {
        const auto [before, caller, rank, expiry, after] = any_enrolment(s);
        const auto& member = before.member;
        s.assume(after.accepted && member.active && before.now < member.expiry &&
                 before.now < member.last_share + before.rules.retire_after);
        const auto settled = contract::settle<T>(before.rules, member, before.now).member;
        s.claim("the same clock", after.member.paid_until == settled.paid_until &&
                                      after.member.last_share == member.last_share &&
                                      after.member.rate == member.rate &&
                                      after.member.stamp == member.stamp);
    });

constexpr auto enrol_afresh = proved(
    "After a lapse it does not matter whether somebody retired the member before he enrolled "
    "again.",
    "enrol(retire(m)) = enrol(m) for lapse <= now", []<class S, class T = Number<S>>(S& s) {
        const auto [before, caller, rank, expiry, after] = any_enrolment(s, lapsed());
        const auto retired =
            contract::retire<T>(before.rules, before.round, before.member, before.now);
        s.assume(after.accepted && retired.accepted);
        const auto again = contract::enrol<T>(caller, before.rules, retired.round, retired.member,
                                              rank, expiry, before.now);
        s.step("retired first, then enrolled");
        s.change("member", before.member, again.member);
        s.claim("accepted too", again.accepted);
        s.claim("no idleness is left over",
                contract::settle<T>(before.rules, retired.member, before.now).periods == T(0));
        s.claim("the same points", again.member.points == after.member.points);
        s.claim("the same membership",
                same(again.member, after.member) && same(again.round, after.round));
        s.claim("a fresh clock",
                after.member.last_share == before.now &&
                    after.member.paid_until == before.now + before.rules.idle_limit &&
                    after.member.rate == before.rules.mu);
    });

constexpr auto enrol_next_round = proved(
    "Who joins in the middle of a round is counted from the next one on, so that participation "
    "never exceeds 1.",
    "enrol, then share in the same round -> sharers' = sharers",
    []<class S, class T = Number<S>>(S& s) {
        const auto [before, caller, rank, expiry, after] = any_enrolment(s, example([](Example& e) {
                                                                             e.member.active =
                                                                                 false;
                                                                             e.member.known = false;
                                                                             e.round.members = 100;
                                                                         }));
        const T later = any_time(s, "later", 1070);
        s.assume(after.accepted && !before.member.active && before.now <= later &&
                 later - before.round.start < before.rules.round_limit);
        const auto shared =
            contract::share<T>(before.rules, after.round, after.member, Truth<T>(true), later);
        s.step("he reports in the same round");
        s.change("round", after.round, shared.round);
        s.assume(!shared.saturated);
        s.claim("not counted", shared.round.sharers == before.round.sharers);
    });

}  // namespace

std::vector<Property> membership_properties() {
    PropertyTable table(Subject::guarded);
    table.both("guarded.roles.owner", roles_owner);
    table.both("guarded.roles.registrar", roles_registrar);
    table.both("guarded.roles.retire", roles_retire);
    table.both("guarded.rules.accepted", rules_accepted);
    table.both("guarded.enrol.terms", enrol_terms);
    table.both("guarded.enrol.points", enrol_points);
    table.both("guarded.enrol.renewal", enrol_renewal);
    table.both("guarded.enrol.afresh", enrol_afresh);
    table.both("guarded.enrol.next-round", enrol_next_round);
    return table.properties();
}

}  // namespace essmap::verify::guarded
