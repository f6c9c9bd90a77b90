#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "essmap/model/checked_integer.hpp"
#include "essmap/model/guarded/refusal.hpp"

/// The deployed contract as a program: the state, the conditions and the events that
/// solidity/src/guarded/SharingContract.sol has around the transitions. The two agree bit for bit
/// after every call (./run-tests -L evm).
namespace essmap::model::guarded {

/// An account, and the hash of a certificate or of a report's content. Zero is nobody's.
using Account = std::uint64_t;
using Hash = std::uint64_t;

/// The kinds of events that the contract emits.
enum class EventKind : std::uint8_t {
    rules_changed,
    round_began,
    shared,
    punished,
    enrolled,
    left,
    owner_proposed,
    owner_changed,
    registrar_changed,
};

/// One event: its indexed values and its data, in the order of the Solidity declaration.
struct Event {
    EventKind kind;
    std::vector<std::int64_t> indexed;
    std::vector<std::int64_t> data;

    friend bool operator==(const Event&, const Event&) = default;
};

/// The result of a call. A refused call emits no events and changes nothing.
struct Receipt {
    Refusal refusal = Refusal::none;
    std::vector<Event> events;
};

/// The contract's state, and one function for each of its calls. Times are in seconds. A call
/// throws ArithmeticFault where a number leaves 64 bits.
class SharingContract {
public:
    using T = CheckedInteger;

    /// Accounts with a role; 0 where there is none.
    struct Roles {
        Account owner = 0;
        Account proposed_owner = 0;
        Account registrar = 0;
    };
    /// What the contract stores of a certificate: whose it is, or was.
    struct Certificate {
        Account holder = 0;
        bool revoked = false;
    };

    /// Deploys the contract, and begins the first round.
    /// @param theta in multiples of 1/scale @param gamma in points
    /// @param seconds_per_tick length of the contract's tick @param time in seconds
    /// @param receipt receives the result; where it is a refusal, the contract must not be used
    SharingContract(const Rules<T>& rules, const T& theta, const T& gamma,
                    std::int64_t seconds_per_tick, Account owner, Account registrar,
                    std::int64_t time, Receipt& receipt)
        : rules_(rules), seconds_per_tick_(seconds_per_tick), roles_{owner, 0, registrar} {
        receipt = {seconds_per_tick == 0 ? Refusal::tick_of_no_time
                                         : refusal_of_deployment(rules, theta, gamma),
                   {}};
        if (receipt.refusal != Refusal::none) return;
        round_ = deploy<T>(rules, theta, gamma, ticks(time)).round;
        receipt.events = {{EventKind::owner_changed, {signed_value(owner)}, {}},
                          {EventKind::registrar_changed, {signed_value(registrar)}, {}},
                          rules_changed(),
                          round_began(round_, false)};
    }

    /// A member reports content (see share() of sgm.hpp).
    Receipt share(Account sender, Hash content, std::int64_t time) {
        const T now = ticks(time);
        Member<T>& member = members_[sender];
        const Refusal refusal = refusal_of_report(rules_, member, !seen_.contains(content), now);
        if (refusal != Refusal::none) return {refusal, {}};
        const bool expired = timed_out(rules_, round_, now);
        const Round<T> current = tick(rules_, round_, now);
        const auto report = guarded::share<T>(rules_, round_, member, true, now);
        seen_.insert(content);
        member = report.member;
        round_ = report.round;
        Receipt receipt;
        if (expired) receipt.events.push_back(round_began(current, false));
        receipt.events.push_back(
            {EventKind::shared,
             {signed_value(sender), signed_value(content), current.number.value()},
             {report.charge.value(), report.punished.value(), member.points.value()}});
        if (report.saturated) receipt.events.push_back(round_began(round_, true));
        return receipt;
    }

    /// Anyone has a member's idleness charged (see settle()). Without a whole unpaid period nothing
    /// changes, and there is no event.
    Receipt punish(Account who, std::int64_t time) {
        const auto settled = settle(rules_, members_[who], ticks(time));
        if (settled.periods == T(0)) return {};
        members_[who] = settled.member;
        return {
            Refusal::none,
            {{EventKind::punished,
              {signed_value(who)},
              {settled.periods.value(), settled.charged.value(), settled.member.points.value()}}}};
    }

    /// Anyone ends a round that has lasted its limit. Before that nothing changes, and there is no
    /// event.
    Receipt end_round(std::int64_t time) {
        const T now = ticks(time);
        if (!timed_out(rules_, round_, now)) return {};
        round_ = tick(rules_, round_, now);
        return {Refusal::none, {round_began(round_, false)}};
    }

    /// The registrar enrols a member, or renews a member's rank and certificate. A certificate may
    /// be nobody's or the member's own, and not revoked.
    /// @param expiry in seconds @param certificate its hash, not 0
    Receipt enrol(Account sender, Account who, const T& rank, std::int64_t expiry, Hash certificate,
                  std::int64_t time) {
        if (sender != roles_.registrar) return {Refusal::not_registrar, {}};
        Certificate& held = certificates_[certificate];
        if (held.revoked) return {Refusal::certificate_revoked, {}};
        if (certificate == 0 || (held.holder != 0 && held.holder != who))
            return {Refusal::certificate_taken, {}};
        Member<T>& member = members_[who];
        const T now = ticks(time);
        const T end = ticks(expiry);
        const Refusal refusal = refusal_of_enrolment(rules_, round_, member, rank, end, now);
        if (refusal != Refusal::none) return {refusal, {}};
        const T charged = settle(rules_, member, now).charged;
        const auto enrolled =
            guarded::enrol<T>({false, true}, rules_, round_, member, rank, end, now);
        held.holder = who;
        latest_[who] = certificate;
        member = enrolled.member;
        round_ = enrolled.round;
        return {Refusal::none,
                {{EventKind::enrolled,
                  {signed_value(who), signed_value(certificate)},
                  {rank.value(), end.value(), charged.value(), member.points.value()}}}};
    }

    /// The registrar ends a membership, and revokes its latest certificate for good.
    Receipt revoke(Account sender, Account who, std::int64_t time) {
        if (sender != roles_.registrar) return {Refusal::not_registrar, {}};
        const Refusal refusal = refusal_of_revocation(members_[who]);
        if (refusal != Refusal::none) return {refusal, {}};
        certificates_[latest_[who]].revoked = true;
        return left(who, true, ticks(time));
    }

    /// Anyone retires a member whose membership has lapsed (see lapse_time()).
    Receipt retire(Account who, std::int64_t time) {
        const T now = ticks(time);
        const Refusal refusal = refusal_of_retirement(rules_, members_[who], now);
        if (refusal != Refusal::none) return {refusal, {}};
        return left(who, false, now);
    }

    /// The owner changes the rules (see reconfigure()).
    Receipt change_rules(Account sender, const Rules<T>& proposed) {
        if (sender != roles_.owner) return {Refusal::not_owner, {}};
        const Refusal refusal = refusal_of_change(rules_, proposed);
        if (refusal != Refusal::none) return {refusal, {}};
        const auto changed = reconfigure<T>({true, false}, rules_, proposed, round_);
        rules_ = changed.rules;
        round_ = changed.round;
        return {Refusal::none, {rules_changed()}};
    }

    /// The owner names the registrar.
    Receipt set_registrar(Account sender, Account next) {
        if (sender != roles_.owner) return {Refusal::not_owner, {}};
        roles_.registrar = next;
        return {Refusal::none, {{EventKind::registrar_changed, {signed_value(next)}, {}}}};
    }
    /// The owner offers the contract to another account, which may accept.
    Receipt propose_owner(Account sender, Account next) {
        if (sender != roles_.owner) return {Refusal::not_owner, {}};
        roles_.proposed_owner = next;
        return {Refusal::none, {{EventKind::owner_proposed, {signed_value(next)}, {}}}};
    }
    /// The proposed owner becomes the owner; the proposal ends.
    Receipt accept_owner(Account sender) {
        if (sender != roles_.proposed_owner) return {Refusal::not_proposed_owner, {}};
        roles_ = {sender, 0, roles_.registrar};
        return {Refusal::none, {{EventKind::owner_changed, {signed_value(sender)}, {}}}};
    }

    /// The rules in force.
    [[nodiscard]] const Rules<T>& rules() const { return rules_; }
    /// The running round.
    [[nodiscard]] const Round<T>& round() const { return round_; }
    /// The accounts with a role.
    [[nodiscard]] const Roles& roles() const { return roles_; }
    /// The length of a tick in seconds.
    [[nodiscard]] std::int64_t seconds_per_tick() const { return seconds_per_tick_; }
    /// The record of an account; all 0 where it has never been enrolled.
    [[nodiscard]] Member<T> member(Account who) const {
        const auto found = members_.find(who);
        return found == members_.end() ? Member<T>{} : found->second;
    }
    /// The record of a certificate; its holder is 0 where it has never been used.
    [[nodiscard]] Certificate certificate(Hash hash) const {
        const auto found = certificates_.find(hash);
        return found == certificates_.end() ? Certificate{} : found->second;
    }
    /// The hash of the latest certificate of an account; 0 where there is none.
    [[nodiscard]] Hash certificate_of(Account who) const {
        const auto found = latest_.find(who);
        return found == latest_.end() ? Hash{0} : found->second;
    }
    /// Has this content been reported, in a report that was accepted?
    [[nodiscard]] bool seen(Hash content) const { return seen_.contains(content); }

private:
    [[nodiscard]] T ticks(std::int64_t seconds) const { return {seconds / seconds_per_tick_}; }
    static std::int64_t signed_value(std::uint64_t value) {
        return static_cast<std::int64_t>(value);
    }

    [[nodiscard]] Event rules_changed() const {
        Event event{EventKind::rules_changed, {}, {}};
        Rules<T>::visit([&](const Field&, const T& value) { event.data.push_back(value.value()); },
                        rules_);
        event.data.push_back(round_.theta.value());
        event.data.push_back(round_.gamma.value());
        return event;
    }
    static Event round_began(const Round<T>& round, bool saturated) {
        return {EventKind::round_began,
                {round.number.value()},
                {saturated ? 1 : 0, round.start.value(), round.users.value(), round.theta.value(),
                 round.gamma.value()}};
    }
    Receipt left(Account who, bool revoked, const T& now) {
        Member<T>& member = members_[who];
        const T charged = settle(rules_, member, now).charged;
        const auto after = leave<T>(true, rules_, round_, member, now);
        member = after.member;
        round_ = after.round;
        return {Refusal::none,
                {{EventKind::left,
                  {signed_value(who)},
                  {revoked ? 1 : 0, charged.value(), member.points.value()}}}};
    }

    Rules<T> rules_;
    Round<T> round_;
    std::int64_t seconds_per_tick_;
    Roles roles_;
    std::map<Account, Member<T>> members_;
    std::map<Account, Hash> latest_;
    std::map<Hash, Certificate> certificates_;
    std::set<Hash> seen_;
};

}  // namespace essmap::model::guarded
