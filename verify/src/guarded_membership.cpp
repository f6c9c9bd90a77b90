#include "guarded_state.hpp"

/// Who may change what: roles, memberships, rules; and what each call changes, field by field.
namespace essmap::verify::guarded {

namespace {

template <class S>
struct Enrolled {
    using T = typename S::Number;
    State<S> before;
    Caller<T> caller;
    contract::Application<T> wanted;
    Certificate<T> certificate;
    contract::Enrolment<T> after;
    Truth<T> starts;  ///< the membership begins: there was none, or it had lapsed
};
template <class S>
contract::Application<typename S::Number> any_application(S& s) {
    return s.template record<contract::Application>("wanted",
                                                    contract::Application<Rational>{7, 9, 5, 9500});
}
template <class S>
Certificate<typename S::Number> any_certificate(S& s) {
    return s.template record<Certificate>("certificate", Certificate<Rational>{0, 0});
}
template <class S>
Enrolled<S> any_enrolment(S& s, const Example& example = {}) {
    using T = typename S::Number;
    const auto before = any_state(s, example);
    const auto caller = any_caller(s, false, true);
    const auto wanted = any_application(s);
    const auto certificate = any_certificate(s);
    const auto& [rules, member, now] = std::tie(before.rules, before.member, before.now);
    const auto after =
        contract::enrol<T>(caller, rules, before.round, wanted, member, certificate, now);
    s.step("the member is enrolled");
    s.show("accepted", after.accepted, "");
    s.change("round", before.round, after.round);
    s.change("member", member, after.member);
    s.change("certificate", certificate, after.certificate);
    return {
        before,
        caller,
        wanted,
        certificate,
        after,
        !member.active || member.expiry <= now || member.last_counted + rules.retire_after <= now};
}

constexpr auto roles_owner = proved(
    "Only the owner announces rules, and the registrar alone enrols and revokes.",
    "accepted(announce) -> owner; accepted(enrol, revoke) -> registrar",
    []<class S, class T = Number<S>>(S& s) {
        const auto [before, caller, wanted, certificate, after, starts] = any_enrolment(s);
        const auto announced = contract::announce<T>(caller, before.rules, before.announced,
                                                     before.round, before.from, T(1), before.now);
        const auto revoked =
            contract::revoke<T>(caller, before.rules, before.round, before.member, before.now);
        s.claim("announced by the owner", !announced.accepted || caller.owner);
        s.claim("enrolled by the registrar", !after.accepted || caller.registrar);
        s.claim("revoked by the registrar", !revoked.accepted || caller.registrar);
    });

constexpr auto rules_announced = proved(
    "The owner's proposal is taken exactly if it passes the guard, ends in time, keeps the units "
    "of "
    "what is stored, admits every rank that the rules in force admit, leaves free the time of who "
    "is counted once a round, and does not shorten the notice. It changes nothing but what is "
    "announced, and from when.",
    "accepted <-> owner, admissible(rules'), same units, r_min' <= r_min, r_max <= r_max', "
    "idle_limit + idle_period, retire_after >= round_limit + round_limit', notice <= notice'; "
    "from' = now + notice",
    []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s);
        const auto caller = any_caller(s, true, false);
        const auto proposed = any_rules(s, "proposed");
        const T tick = s.number("tick", "seconds", 1);
        const auto after = contract::announce<T>(caller, before.rules, proposed, before.round,
                                                 before.from, tick, before.now);
        const auto& rules = before.rules;
        s.step("the owner proposes rules");
        s.show("accepted", after.accepted, "");
        const T rounds = rules.round_limit + proposed.round_limit;
        s.claim("taken if and only if",
                after.accepted ==
                    (caller.owner && contract::admissible(proposed) &&
                     contract::ends_in_time(proposed, tick) && proposed.scale == rules.scale &&
                     proposed.idle_period == rules.idle_period &&
                     proposed.retire_after == rules.retire_after &&
                     rules.points_max <= proposed.points_max &&
                     proposed.rank_min <= rules.rank_min && rules.rank_max <= proposed.rank_max &&
                     rounds <= rules.idle_limit + rules.idle_period &&
                     rounds <= rules.retire_after && rules.notice <= proposed.notice));
        Round<T> expected = before.round;
        expected.announced = before.round.announced || after.accepted;
        claim_record(s, "round", after.round, expected);
        s.claim("from when",
                after.from == select<T>(after.accepted, before.now + rules.notice, before.from));
        s.claim(
            "no sooner than two rounds later",
            !after.accepted || before.now + rules.round_limit + rules.round_limit <= after.from);
    });

constexpr auto rules_next = proved(
    "The rules of a round that begins have passed the guard, whether they are those announced or "
    "those in force.",
    "admissible(rules), admissible(announced) -> admissible(next)",
    []<class S, class T = Number<S>>(S& s) {
        const auto rules = any_rules(s);
        const auto announced = any_rules(s, "announced");
        const auto round = s.template record<Round>("round", Example{}.round);
        const T from = s.number("from", "ticks", 900);
        const T now = any_time(s, "now", 1060);
        s.assume(contract::admissible(rules) && contract::admissible(announced));
        const Truth<T> due = contract::change_is_due(round, from, now);
        const auto next = model::select_record<T>(due, announced, rules);
        s.claim("the announced ones", !due || contract::admissible(next));
        s.claim("those in force", due || contract::admissible(next));
        s.claim("so always", contract::admissible(next));
    });

constexpr auto enrol_accepted = proved(
    "An enrolment is accepted exactly if the registrar asks for an account with a certificate of "
    "its own that is not revoked, an admitted rank and an expiry to come, while there is room.",
    "accepted <-> registrar, account, hash, holder in {0, account}, epoch current, r_min <= r <= "
    "r_max, now < expiry, members",
    []<class S, class T = Number<S>>(S& s) {
        const auto [before, caller, wanted, certificate, after, starts] = any_enrolment(s);
        const auto& [rules, round, member] = std::tie(before.rules, before.round, before.member);
        const Truth<T> nobodys = certificate.holder == T(0);
        const Truth<T> own =
            certificate.holder == wanted.account && member.epoch <= certificate.epoch;
        s.claim(
            "exactly then",
            after.accepted == (caller.registrar && !(wanted.account == T(0)) &&
                               !(wanted.hash == T(0)) && (nobodys || own) &&
                               rules.rank_min <= wanted.rank && wanted.rank <= rules.rank_max &&
                               before.now < wanted.expiry && wanted.expiry <= T(Limits::ticks) &&
                               (member.active || round.members + T(1) <= T(Limits::members))));
        s.claim("else the certificate stays",
                after.accepted || same(after.certificate, certificate));
    });

constexpr auto enrol_member = proved(
    "What an enrolment changes of the member: a new membership begins in the running round, with "
    "no idleness, at the given rank, and keeps free time that lies ahead; a renewal leaves clock, "
    "stamp and progress alone, and never "
    "lowers the rank; initial points are given once in a life.",
    "known: balance' = settled balance, else rho", []<class S, class T = Number<S>>(S& s) {
        const auto [before, caller, wanted, certificate, after, starts] = any_enrolment(s);
        s.assume(after.accepted);
        const auto& [rules, member, now] = std::tie(before.rules, before.member, before.now);
        const auto settled = contract::settle<T>(rules, member, now).member;
        const T kept = select<T>(member.rank < wanted.rank, wanted.rank, member.rank);
        const T free = now + rules.idle_limit;
        const T ahead = select<T>(settled.paid_until < free, free, settled.paid_until);
        Member<T> expected = member;
        expected.known = Truth<T>(true);
        expected.active = Truth<T>(true);
        expected.rank = select<T>(starts, wanted.rank, kept);
        expected.balance = select<T>(member.known, settled.balance, rules.initial_points);
        expected.stamp = select<T>(starts, before.round.number, member.stamp);
        expected.user = !starts && member.user;
        expected.counted = !starts && member.counted;
        expected.last_counted = select<T>(starts, now, member.last_counted);
        expected.paid_until = select<T>(starts, ahead, settled.paid_until);
        expected.rate = select<T>(starts, rules.mu, member.rate);
        expected.reports = select<T>(starts, T(0), member.reports);
        expected.expiry = wanted.expiry;
        claim_record(s, "member", after.member, expected);
        s.claim("idleness is charged",
                after.punished == contract::settle<T>(rules, member, now).charged);
    });

constexpr auto enrol_rest = proved(
    "What an enrolment changes of the round and of the certificate: one more member where a "
    "membership begins, who is no user of the running round; the certificate is the account's, as "
    "of its epoch.",
    "members' = others + 1, holder' = account, epoch' = epoch",
    []<class S, class T = Number<S>>(S& s) {
        const auto [before, caller, wanted, certificate, after, starts] = any_enrolment(s);
        s.assume(after.accepted);
        const auto& [round, member] = std::tie(before.round, before.member);
        const T one(1);
        const T zero(0);
        const Truth<T> user = member.active && (member.stamp < round.number || member.user);
        const Truth<T> counted = member.active && member.counted && member.stamp == round.number;
        Round<T> expected = round;
        expected.sharers = round.sharers - select<T>(starts && counted, one, zero);
        expected.users = round.users - select<T>(starts && user, one, zero);
        expected.members = before.others + one;
        claim_record(s, "round", after.round, expected);
        claim_record(s, "certificate", after.certificate,
                     Certificate<T>{wanted.account, member.epoch});
    });

constexpr auto enrol_afresh = proved(
    "After a lapse it does not matter whether somebody retired the member before he enrolled "
    "again.",
    "enrol(retire(m)) = enrol(m) for lapse <= now", []<class S, class T = Number<S>>(S& s) {
        const auto [before, caller, wanted, certificate, after, starts] =
            any_enrolment(s, lapsed());
        const auto retired =
            contract::retire<T>(before.rules, before.round, before.member, before.now);
        s.assume(after.accepted && retired.accepted);
        const auto again = contract::enrol<T>(caller, before.rules, retired.round, wanted,
                                              retired.member, certificate, before.now);
        s.step("retired first, then enrolled");
        s.change("member", before.member, again.member);
        s.claim("accepted too", again.accepted);
        s.claim("no idleness is left over",
                contract::settle<T>(before.rules, retired.member, before.now).periods == T(0));
        claim_record(s, "member", again.member, after.member);
        claim_record(s, "round", again.round, after.round);
    });

constexpr auto enrol_next_round = proved(
    "Who joins in the middle of a round is counted from the next one on: his report in it is "
    "neither counted nor paid.",
    "enrol, then share in the same round -> not counted", []<class S, class T = Number<S>>(S& s) {
        const auto [before, caller, wanted, certificate, after, starts] =
            any_enrolment(s, example([](Example& e) {
                              e.member.active = false;
                              e.member.known = false;
                              e.round.users = 99;
                              e.round.members = 100;
                          }));
        const T later = any_time(s, "later", 1070);
        s.assume(after.accepted && starts && before.now <= later &&
                 later - before.round.start < before.rules.round_limit);
        const Rulebook<T> book{before.rules, before.rules, Truth<T>(false)};
        const auto shared =
            contract::share<T>(book, after.round, after.member, Truth<T>(true), T(0), later);
        s.step("he reports in the same round");
        s.change("round", after.round, shared.round);
        s.claim("not counted", !shared.counted);
        s.claim("not paid", shared.member.balance == after.member.balance);
    });

/// The round and the member after a membership has ended, if there was one.
template <class S, class T>
void claim_left(S& s, const State<S>& before, const contract::Departure<T>& after) {
    const auto settled = contract::settle<T>(before.rules, before.member, before.now);
    Member<T> expected = settled.member;
    expected.active = Truth<T>(false);
    expected.epoch = after.member.epoch;
    claim_record(s, "member", after.member, expected);
    const auto& [round, member] = std::tie(before.round, before.member);
    Round<T> counts = round;
    counts.sharers = before.others_counted;
    counts.users = before.others_counted + before.others_uncounted;
    counts.members = before.others;
    claim_record(s, "round", after.round, counts);
    s.claim("idleness is charged", after.punished == settled.charged);
}

constexpr auto retire_accepted = proved(
    "Whoever calls, only a member whose membership has lapsed is retired, and each such member can "
    "be.",
    "accepted(retire) <-> active and lapse <= now", []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s);
        const auto& [rules, member, now] = std::tie(before.rules, before.member, before.now);
        const auto after = contract::retire<T>(rules, before.round, member, now);
        s.claim("exactly the lapsed",
                after.accepted ==
                    (member.active &&
                     (member.expiry <= now || member.last_counted + rules.retire_after <= now)));
    });

constexpr auto retire_effect = proved(
    "Who is retired pays what he owes and leaves both counts of the round; nothing else changes.",
    "balance' = settled balance, active' = no, counts without him",
    []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s, lapsed());
        const auto after =
            contract::retire<T>(before.rules, before.round, before.member, before.now);
        s.assume(after.accepted);
        claim_left(s, before, after);
        s.claim("the epoch stays", after.member.epoch == before.member.epoch);
    });

constexpr auto revoke_accepted = proved(
    "The registrar, and nobody else, revokes every account that was ever enrolled, in whatever "
    "state "
    "it is.",
    "accepted(revoke) <-> registrar and known", []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s);
        const auto caller = any_caller(s, false, true);
        const auto after =
            contract::revoke<T>(caller, before.rules, before.round, before.member, before.now);
        s.claim("exactly then", after.accepted == (caller.registrar && before.member.known));
    });

constexpr auto revoke_effect = proved(
    "The epoch of a revoked account rises, and the membership ends if it has not, as by a "
    "retirement.",
    "epoch' = epoch + 1, balance' = settled balance, active' = no, counts without him",
    []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s);
        const auto caller = any_caller(s, false, true);
        const auto after =
            contract::revoke<T>(caller, before.rules, before.round, before.member, before.now);
        s.assume(after.accepted);
        claim_left(s, before, after);
        s.claim("the epoch rises", after.member.epoch == before.member.epoch + T(1));
    });

constexpr auto revoke_all = proved(
    "After a revocation no certificate that the account ever had can be enrolled again, whoever "
    "retired the member before, and whatever happens to the account later.",
    "epoch of the certificate <= epoch at the revocation -> refused for ever",
    []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s);
        const auto caller = any_caller(s, false, true);
        const auto certificate =
            s.template record<Certificate>("certificate", Certificate<Rational>{7, 1});
        s.assume(!(certificate.holder == T(0)) && certificate.epoch <= before.member.epoch);
        const auto revoked =
            contract::revoke<T>(caller, before.rules, before.round, before.member, before.now);
        s.assume(revoked.accepted);
        auto later = revoked.member;
        later.epoch = s.number("epoch", "", 3);
        s.assume(revoked.member.epoch <= later.epoch);
        const auto wanted = any_application(s);
        s.claim("it is revoked", contract::revoked(certificate, later));
        s.claim("it can be enrolled no more", !contract::may_hold(wanted, later, certificate));
    });

constexpr auto epoch_rises = proved(
    "No call but a revocation changes the epoch of an account, and none lowers it.",
    "epoch' >= epoch", []<class S, class T = Number<S>>(S& s) {
        const auto [before, caller, wanted, certificate, after, starts] = any_enrolment(s);
        const auto& [rules, round, member, now] =
            std::tie(before.rules, before.round, before.member, before.now);
        const T epoch = member.epoch;
        const auto report = contract::share<T>(before.book(), round, member, Truth<T>(true),
                                               T(Limits::points_per_share), now);
        s.claim("an enrolment", after.member.epoch == epoch);
        s.claim("a report", report.member.epoch == epoch);
        s.claim("NSP", contract::settle<T>(rules, member, now).member.epoch == epoch);
        s.claim("a retirement",
                contract::retire<T>(rules, round, member, now).member.epoch == epoch);
        s.claim("a revocation does not lower it",
                epoch <= contract::revoke<T>(caller, rules, round, member, now).member.epoch);
    });

}  // namespace

std::vector<Property> membership_properties() {
    PropertyTable table(Subject::guarded);
    table.both("guarded.roles", roles_owner);
    table.both("guarded.rules.announced", rules_announced);
    table.both("guarded.rules.next", rules_next);
    table.both("guarded.enrol.accepted", enrol_accepted);
    table.both("guarded.enrol.member", enrol_member);
    table.both("guarded.enrol.rest", enrol_rest);
    table.both("guarded.enrol.afresh", enrol_afresh);
    table.both("guarded.enrol.next-round", enrol_next_round);
    table.both("guarded.retire.accepted", retire_accepted);
    table.both("guarded.retire.effect", retire_effect);
    table.both("guarded.revoke.accepted", revoke_accepted);
    table.both("guarded.revoke.effect", revoke_effect);
    table.both("guarded.revoke.all", revoke_all);
    table.both("guarded.revoke.epoch", epoch_rises);
    return table.properties();
}

}  // namespace essmap::verify::guarded
