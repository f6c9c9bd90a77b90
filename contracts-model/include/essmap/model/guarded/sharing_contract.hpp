#pragma once

#include <array>
#include <cstdint>
#include <map>
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
    deployed,
    rules_announced,
    rules_changed,
    round_began,
    shared,
    promoted,
    punished,
    enrolled,
    left,
    revoked,
    ownership_offered,
    ownership_transferred,
    registrar_changed,
    reviewer_appointed,
    reviewer_dismissed,
    found_empty,
    rejected,
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
    std::int64_t charge = 0;  ///< what share() returns
};

/// What a report would be answered at a time: why it would be refused, or what it would be charged.
struct Quote {
    Refusal refusal;
    std::int64_t charge;
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

    /// Deploys the contract, and begins the first round.
    /// @param theta in multiples of 1/scale @param gamma in points
    /// @param tick the length of the contract's tick in seconds @param time in seconds
    /// @param receipt receives the result; where it is a refusal, the contract must not be used
    SharingContract(const Rules<T>& rules, const T& theta, const T& gamma, std::int64_t tick,
                    Account owner, Account registrar, std::int64_t time, Receipt& receipt)
        : rules_{rules, Rules<T>{}}, seconds_per_tick_(tick), roles_{owner, 0, registrar} {
        receipt = {refusal_of_deployment<T>(rules, theta, gamma, tick, signed_value(owner),
                                            signed_value(registrar)),
                   {}};
        if (receipt.refusal != Refusal::none) return;
        round_ = first_round<T>(theta, gamma, ticks(time));
        from_[0] = round_.start;
        receipt.events = {{EventKind::deployed, {}, {tick}},
                          {EventKind::ownership_transferred, {0, signed_value(owner)}, {}},
                          {EventKind::registrar_changed, {signed_value(registrar)}, {}},
                          rules_announced(rules, round_.start),
                          rules_changed(),
                          round_began(round_, false)};
    }

    /// A member reports content, and is charged no more than `max_charge` (see share() of sgm.hpp).
    Receipt share(Account sender, Hash content, const T& max_charge, std::int64_t time) {
        const T now = ticks(time);
        Member<T>& member = members_[sender];
        const Refusal refusal = refusal_of_report(in_force(), member, !seen(content), now);
        if (refusal != Refusal::none) return {refusal, {}};
        const Rulebook<T> book = rulebook(now);
        const auto report = accept(book, round_, member, now);
        if (max_charge < report.charge) return {Refusal::charge_too_high, {}};
        Receipt receipt{Refusal::none, {}, report.charge.value()};
        const bool expired = timed_out(book.in_force, round_, now);
        const Round<T> current = expired ? roll_over(book, round_, now) : round_;
        if (report.counted) tell_settlement(receipt, sender, settle(book.in_force, member, now));
        if (expired) begin_round(receipt, current, false);
        reports_[content] = {record_of<T>(report, signed_value(sender), now), 0};
        member = report.member;
        receipt.events.push_back(
            {EventKind::shared,
             {signed_value(sender), signed_value(content), current.number.value()},
             {report.charge.value(), member.balance.value()}});
        if (report.promoted)
            receipt.events.push_back(
                {EventKind::promoted, {signed_value(sender)}, {member.rank.value()}});
        if (report.saturated)
            begin_round(receipt, report.round, true);
        else
            round_ = report.round;
        return receipt;
    }

    /// Anyone has a member's idleness charged (see settle()). Without a whole unpaid period nothing
    /// changes, and there is no event.
    Receipt punish(Account who, std::int64_t time) {
        Receipt receipt;
        const auto settled = settle(in_force(), members_[who], ticks(time));
        members_[who] = settled.member;
        tell_settlement(receipt, who, settled);
        return receipt;
    }

    /// Anyone ends a round that has lasted its limit. Before that nothing changes, and there is no
    /// event.
    Receipt end_round(std::int64_t time) {
        const T now = ticks(time);
        Receipt receipt;
        const Rulebook<T> book = rulebook(now);
        if (timed_out(book.in_force, round_, now))
            begin_round(receipt, roll_over(book, round_, now), false);
        return receipt;
    }

    /// The registrar enrols a member, or renews a member's certificate (see enrol()).
    /// @param expiry in seconds @param certificate its hash, not 0
    Receipt enrol(Account sender, Account who, const T& rank, std::int64_t expiry, Hash certificate,
                  std::int64_t time) {
        if (sender != roles_.registrar) return {Refusal::not_registrar, {}};
        const T now = ticks(time);
        const Application<T> wanted{signed_value(who), signed_value(certificate), rank,
                                    ticks(expiry)};
        Certificate<T>& held = certificates_[certificate];
        Member<T>& member = members_[who];
        const Refusal refusal = refusal_of_enrolment(in_force(), round_, wanted, member, held, now);
        if (refusal != Refusal::none) return {refusal, {}};
        Receipt receipt;
        tell_settlement(receipt, who, settle(in_force(), member, now));
        const auto enrolled =
            guarded::enrol<T>({false, true}, in_force(), round_, wanted, member, held, now);
        held = enrolled.certificate;
        latest_[who] = certificate;
        member = enrolled.member;
        round_ = enrolled.round;
        receipt.events.push_back(
            {EventKind::enrolled,
             {wanted.account.value(), wanted.hash.value()},
             {member.rank.value(), member.expiry.value(), member.balance.value()}});
        return receipt;
    }

    /// The registrar revokes all certificates that an account has ever had, and ends its membership
    /// (see revoke()).
    Receipt revoke(Account sender, Account who, std::int64_t time) {
        if (sender != roles_.registrar) return {Refusal::not_registrar, {}};
        const Refusal refusal = refusal_of_revocation(members_[who]);
        if (refusal != Refusal::none) return {refusal, {}};
        const T now = ticks(time);
        Receipt receipt = leave(
            who, guarded::revoke<T>({false, true}, in_force(), round_, members_[who], now), now);
        receipt.events.push_back(
            {EventKind::revoked, {signed_value(who)}, {members_[who].epoch.value()}});
        return receipt;
    }

    /// Anyone retires a member whose membership has lapsed (see lapse_time()).
    Receipt retire(Account who, std::int64_t time) {
        const T now = ticks(time);
        const Refusal refusal = refusal_of_retirement(in_force(), members_[who], now);
        if (refusal != Refusal::none) return {refusal, {}};
        return leave(who, guarded::retire(in_force(), round_, members_[who], now), now);
    }

    /// The owner announces rules (see announce()).
    Receipt change_rules(Account sender, const Rules<T>& proposed, std::int64_t time) {
        if (sender != roles_.owner) return {Refusal::not_owner, {}};
        const Refusal refusal = refusal_of_announcement<T>(in_force(), proposed, seconds_per_tick_);
        if (refusal != Refusal::none) return {refusal, {}};
        const auto announced = announce<T>({true, false}, in_force(), proposed, round_,
                                           from_[1 - index_], seconds_per_tick_, ticks(time));
        rules_[1 - index_] = proposed;
        from_[1 - index_] = announced.from;
        round_ = announced.round;
        return {Refusal::none, {rules_announced(proposed, announced.from)}};
    }

    /// The owner gives a seat of a reviewer to an account (see appoint()).
    Receipt appoint(Account sender, std::int64_t seat, Account who, std::int64_t time) {
        if (sender != roles_.owner) return {Refusal::not_owner, {}};
        if (!has_seat(seat)) return {Refusal::no_such_seat, {}};
        const T now = ticks(time);
        const T account = signed_value(who);
        Seat<T>& given = seats_.at(index_of(seat));
        const Refusal refusal = refusal_of_appointment<T>(given, latest_seat(who), account, now);
        if (refusal != Refusal::none) return {refusal, {}};
        given =
            guarded::appoint<T>({true, false}, in_force(), given, latest_seat(who), account, now)
                .seat;
        seat_of_[who] = seat + 1;
        return {Refusal::none,
                {{EventKind::reviewer_appointed,
                  {signed_value(who)},
                  {seat, given.from.value(), given.until.value()}}}};
    }
    /// The owner ends the term of a seat (see dismiss()).
    Receipt dismiss(Account sender, std::int64_t seat, std::int64_t time) {
        if (sender != roles_.owner) return {Refusal::not_owner, {}};
        if (!has_seat(seat)) return {Refusal::no_such_seat, {}};
        const T now = ticks(time);
        Seat<T>& ended = seats_.at(index_of(seat));
        const Refusal refusal = refusal_of_dismissal<T>(ended, now);
        if (refusal != Refusal::none) return {refusal, {}};
        ended = guarded::dismiss<T>({true, false}, in_force(), ended, now).seat;
        return {
            Refusal::none,
            {{EventKind::reviewer_dismissed, {ended.holder.value()}, {seat, ended.until.value()}}}};
    }
    /// A reviewer finds a report empty (see find_empty()).
    /// @param seat of the sender @param author whose report it is
    Receipt find_empty(Account sender, Hash content, Account author, std::int64_t seat,
                       std::int64_t time) {
        if (!has_seat(seat)) return {Refusal::no_such_seat, {}};
        const T now = ticks(time);
        const StoredReport kept = stored(content);
        const unsigned bit = 1U << static_cast<unsigned>(seat);
        const Vote<T> vote{signed_value(sender), signed_value(author), (kept.voted & bit) != 0};
        const Seat<T>& held = seats_.at(index_of(seat));
        const Refusal refusal = refusal_of_vote<T>(in_force(), held, kept.record, vote, now);
        if (refusal != Refusal::none) return {refusal, {}};
        Member<T>& member = members_[author];
        const auto after =
            guarded::find_empty<T>(in_force(), round_, member, held, kept.record, vote, now);
        Receipt receipt{Refusal::none,
                        {{EventKind::found_empty,
                          {signed_value(author), signed_value(content), signed_value(sender)},
                          {seat, after.report.votes.value()}}}};
        reports_[content] = {after.report, kept.voted | bit};
        if (!after.rejected) return receipt;
        tell_settlement(receipt, author, settle(in_force(), member, now));
        receipt.events.push_back({EventKind::rejected,
                                  {signed_value(author), signed_value(content)},
                                  {after.taken.value(), after.member.balance.value()}});
        member = after.member;
        round_ = after.round;
        return receipt;
    }

    /// The owner names the registrar; 0 to enrol and revoke nobody.
    Receipt set_registrar(Account sender, Account next) {
        if (sender != roles_.owner) return {Refusal::not_owner, {}};
        roles_.registrar = next;
        return {Refusal::none, {{EventKind::registrar_changed, {signed_value(next)}, {}}}};
    }
    /// The owner offers the contract to another account, which may accept; 0 withdraws the offer.
    Receipt transfer_ownership(Account sender, Account next) {
        if (sender != roles_.owner) return {Refusal::not_owner, {}};
        roles_.proposed_owner = next;
        return {Refusal::none,
                {{EventKind::ownership_offered, {signed_value(sender), signed_value(next)}, {}}}};
    }
    /// The proposed owner becomes the owner; the proposal ends.
    Receipt accept_ownership(Account sender) {
        if (sender != roles_.proposed_owner) return {Refusal::not_proposed_owner, {}};
        const std::int64_t before = signed_value(roles_.owner);
        roles_ = {sender, 0, roles_.registrar};
        return {Refusal::none,
                {{EventKind::ownership_transferred, {before, signed_value(sender)}, {}}}};
    }

    /// What the next report of an account would be answered now, if its content is new.
    [[nodiscard]] Quote quote(Account who, std::int64_t time) const {
        const T now = ticks(time);
        const Refusal refusal = refusal_of_report(in_force(), member(who), true, now);
        if (refusal != Refusal::none) return {refusal, 0};
        return {refusal, accept(rulebook(now), round_, member(who), now).charge.value()};
    }
    /// The rules in force.
    [[nodiscard]] const Rules<T>& in_force() const { return rules_[index_]; }
    /// The rules announced last; those in force before, or none, where round().announced is false.
    [[nodiscard]] const Rules<T>& announced() const { return rules_[1 - index_]; }
    /// The first tick at which a round may begin under announced().
    [[nodiscard]] T announced_from() const { return from_[1 - index_]; }
    /// Which of the two sets of rules in storage is in force: 0 or 1.
    [[nodiscard]] std::size_t index() const { return index_; }
    /// The first tick at which a round may begin under in_force().
    [[nodiscard]] T in_force_from() const { return from_[index_]; }
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
    [[nodiscard]] Certificate<T> certificate(Hash hash) const {
        const auto found = certificates_.find(hash);
        return found == certificates_.end() ? Certificate<T>{} : found->second;
    }
    /// The hash of the latest certificate of an account; 0 where there is none.
    [[nodiscard]] Hash certificate_of(Account who) const {
        const auto found = latest_.find(who);
        return found == latest_.end() ? Hash{0} : found->second;
    }
    /// Has this content been reported, in a report that was accepted?
    [[nodiscard]] bool seen(Hash content) const { return reports_.contains(content); }
    /// What is kept of a report; all 0 where it has not been made.
    [[nodiscard]] ReportRecord<T> report(Hash content) const { return stored(content).record; }
    /// The seats that have found a report empty, a bit each, the first seat's the lowest.
    [[nodiscard]] unsigned voted(Hash content) const { return stored(content).voted; }
    /// Is there a seat of this number?
    [[nodiscard]] static bool has_seat(std::int64_t seat) {
        return 0 <= seat && seat < Limits::seats;
    }
    /// A reviewer's seat. @pre has_seat()
    [[nodiscard]] const Seat<T>& seat(std::int64_t seat) const { return seats_.at(index_of(seat)); }
    /// One more than the number of the seat that an account had last; 0 where it had none.
    [[nodiscard]] std::int64_t seat_of(Account who) const {
        const auto found = seat_of_.find(who);
        return found == seat_of_.end() ? 0 : found->second;
    }

private:
    /// What is kept of a report, and the seats that have voted.
    struct StoredReport {
        ReportRecord<T> record;
        unsigned voted = 0;
    };

    static constexpr std::size_t index_of(std::int64_t seat) {
        return static_cast<std::size_t>(seat);
    }
    [[nodiscard]] Seat<T> latest_seat(Account who) const {
        const std::int64_t seat = seat_of(who);
        return seat == 0 ? Seat<T>{} : seats_.at(index_of(seat - 1));
    }
    [[nodiscard]] StoredReport stored(Hash content) const {
        const auto found = reports_.find(content);
        return found == reports_.end() ? StoredReport{} : found->second;
    }
    [[nodiscard]] T ticks(std::int64_t seconds) const { return {seconds / seconds_per_tick_}; }
    static std::int64_t signed_value(std::uint64_t value) {
        return static_cast<std::int64_t>(value);
    }
    [[nodiscard]] Rulebook<T> rulebook(const T& now) const {
        const bool changes = change_is_due<T>(round_, announced_from(), now);
        return {in_force(), changes ? announced() : in_force(), changes};
    }

    static Event rules_announced(const Rules<T>& rules, const T& from) {
        Event event{EventKind::rules_announced, {from.value()}, {}};
        Rules<T>::visit([&](const Field&, const T& value) { event.data.push_back(value.value()); },
                        rules);
        return event;
    }
    [[nodiscard]] Event rules_changed() const {
        return {EventKind::rules_changed, {round_.number.value()}, {}};
    }
    static Event round_began(const Round<T>& round, bool saturated) {
        return {EventKind::round_began,
                {round.number.value()},
                {saturated ? 1 : 0, round.start.value(), round.users.value(), round.theta.value(),
                 round.gamma.value()}};
    }
    /// Stores a round that begins, and the rules in force with it.
    void begin_round(Receipt& receipt, const Round<T>& next, bool saturated) {
        const bool changes = round_.announced && !next.announced;
        if (changes) index_ = 1 - index_;
        round_ = next;
        if (changes) receipt.events.push_back(rules_changed());
        receipt.events.push_back(round_began(next, saturated));
    }
    static void tell_settlement(Receipt& receipt, Account who, const Settlement<T>& settled) {
        if (settled.periods == T(0)) return;
        receipt.events.push_back(
            {EventKind::punished,
             {signed_value(who)},
             {settled.periods.value(), settled.charged.value(), settled.member.balance.value()}});
    }
    Receipt leave(Account who, const Departure<T>& departure, const T& now) {
        Receipt receipt;
        Member<T>& member = members_[who];
        tell_settlement(receipt, who, settle(in_force(), member, now));
        if (member.active) receipt.events.push_back({EventKind::left, {signed_value(who)}, {}});
        member = departure.member;
        round_ = departure.round;
        return receipt;
    }

    std::array<Rules<T>, 2> rules_;  ///< one is in force, the other may be announced
    std::array<T, 2> from_{};        ///< the first tick at which a round may begin under each
    std::size_t index_ = 0;          ///< of the rules in force
    Round<T> round_;
    std::int64_t seconds_per_tick_;
    Roles roles_;
    std::map<Account, Member<T>> members_;
    std::map<Account, Hash> latest_;
    std::map<Hash, Certificate<T>> certificates_;
    std::array<Seat<T>, std::size_t{Limits::seats}> seats_{};
    std::map<Account, std::int64_t> seat_of_;  ///< one more than its number
    std::map<Hash, StoredReport> reports_;
};

}  // namespace essmap::model::guarded
