#pragma once

#include <stdexcept>

#include "essmap/model/guarded/gas_costs.hpp"

/// Predicts the gas of a call of the deployed contract on an EVM from the C++ contract alone:
///
///     gas = max(floor, g - min(refund, g/5)),  g = 21,000 + data + storage + logs + execution
///
/// Data, logs and the floor follow from the call and its events. Storage and refunds follow from
/// how solidity/src/guarded/Storage.sol packs the records, 32 bytes a slot: rules take four slots,
/// the round one, a member three (the account; rank and expiry; the certificate), a certificate, a
/// content and each role one. A call reads all rules and the member's first two slots, and writes
/// whole records. So a slot costs 2,100 when it is first touched; 20,000 more where all its fields
/// were zero and one no longer is; 2,900 more where another field has changed. 4,800 are refunded
/// where all fields become zero. A refused call has read the slots of the conditions asked so far.
/// Execution is the rest, with 100 for every access to a slot: a constant for each path
/// (gas_costs.hpp), and the only part that is measured.
///
/// Accounts and hashes are small numbers in this model. A real address or hash costs 12 more for
/// each byte that is not zero there but is zero here: at most 240 and 384.
///
/// Tests compare it with an EVM, call by call: ./run-tests -R gas
namespace essmap::model::guarded {

/// The part of the contract's state that a call may read or change.
struct Touched {
    Rules<CheckedInteger> rules;
    Round<CheckedInteger> round;
    Member<CheckedInteger> member;             ///< who reports, or of whom the call speaks
    Hash latest;                               ///< his latest certificate
    SharingContract::Certificate certificate;  ///< the one that is named, or revoked
    SharingContract::Roles roles;
    bool seen;           ///< the content that is reported
    CheckedInteger now;  ///< ticks
};

/// Copies the part of the contract's state that a call may read or change. Take one copy before
/// the call and one after it.
inline Touched touched(const SharingContract& contract, const Call& call) {
    const Account who = call.action == Action::share ? call.sender : call.who;
    const Hash latest = contract.certificate_of(who);
    return {contract.rules(),
            contract.round(),
            contract.member(who),
            latest,
            contract.certificate(call.action == Action::revoke ? latest : call.hash),
            contract.roles(),
            contract.seen(call.hash),
            call.time / contract.seconds_per_tick()};
}

/// Adds up the gas of a transaction. Only execution() is a measured value.
class GasMeter {
public:
    /// Begins with the 21,000 of every transaction. @param gas prices; must outlive this object
    explicit GasMeter(const GasSchedule& gas)
        : gas_(gas), use_{.data = gas.transaction, .floor = gas.transaction} {}

    /// Counts bytes of the transaction's data, and their floor.
    void bytes(std::int64_t zeros, std::int64_t others) {
        use_.data += zeros * gas_.zero_byte + others * gas_.other_byte;
        use_.floor += zeros * gas_.floor_of_zero_byte + others * gas_.floor_of_other_byte;
    }
    /// Counts a word of the data, 32 bytes, that holds this number.
    void word(std::uint64_t value) {
        std::int64_t others = 0;
        for (auto rest = value; rest != 0; rest >>= 8U) others += (rest & 0xffU) != 0 ? 1 : 0;
        bytes(32 - others, others);
    }
    /// The same for a signed number: a negative one has 24 bytes more that are not zero.
    void word(std::int64_t value) {
        word(static_cast<std::uint64_t>(value));
        if (value < 0) bytes(-24, 24);
    }
    /// Counts the words of the data that hold rules, one for each field.
    void words(const Rules<CheckedInteger>& rules) {
        Rules<CheckedInteger>::visit(
            [&](const Field&, const CheckedInteger& value) { word(value.value()); }, rules);
    }
    /// Counts the logs of all events: 375 for each, 375 for each topic (the event and its indexed
    /// values), and 8 for each byte of the others, 32 bytes a value.
    void logs(const Receipt& receipt) {
        for (const auto& [kind, indexed, data] : receipt.events)
            use_.logs += gas_.log + gas_.log_topic * static_cast<Gas>(1 + indexed.size()) +
                         gas_.log_byte * 32 * static_cast<Gas>(data.size());
    }
    /// Counts the creation of a contract: 32,000, the bytecode as data, 2 for each word of it and
    /// of the arguments, 200 for each byte deployed, and the constructor's execution. The
    /// arguments' bytes as data are counted by word().
    void creation(const CompiledCode& code, std::int64_t words_of_arguments) {
        const std::int64_t bytes_sent =
            code.zero_bytes + code.other_bytes + 32 * words_of_arguments;
        bytes(code.zero_bytes, code.other_bytes);
        use_.data += gas_.creation + (bytes_sent + 31) / 32 * gas_.initcode_word;
        use_.code = code.deployed_bytes * gas_.code_byte;
        execution(code.constructor);
    }
    /// Sets the execution to a measured value.
    void execution(Gas measured) { use_.execution = measured; }

    /// The fields of a slot; unused ones are 0.
    using Slot = std::array<std::int64_t, 7>;
    /// Counts the first access to a slot that is read. Of its 2,100, 100 are part of the execution.
    void read() { use_.storage += gas_.cold - gas_.warm; }
    /// Counts the first access to a slot that is written without being read: 2,100.
    void touch() { use_.storage += gas_.cold; }
    /// Counts what a slot costs more when it is written with other fields: 20,000 where all were 0,
    /// else 2,900, less the 100 that are part of the execution; a refund where all become 0.
    void write(const Slot& before, const Slot& after) {
        if (before == after) return;
        use_.storage += (before == Slot{} ? gas_.set : gas_.reset) - gas_.warm;
        if (after == Slot{}) use_.refund += gas_.cleared;
    }

    /// The gas counted so far, by its parts.
    [[nodiscard]] const GasUse& use() const { return use_; }

private:
    const GasSchedule& gas_;
    GasUse use_;
};

/// Counts the slots that a call touches, as Storage.sol packs them: one function for each action.
class SlotsOfCall {
public:
    /// @param before, after the state around the call; they and the meter must outlive this object
    /// @param change whether the call changes anything; else it only reads
    SlotsOfCall(GasMeter& meter, const Touched& before, const Touched& after, bool change)
        : meter_(meter), before_(before), after_(after), change_(change) {}

    /// share: reads the rules, the member and whether the content was seen; where accepted it
    /// writes the member's account and the content, and reads and writes the round.
    void share() const {
        read_rules();
        member();
        slot(seen, change_);
        if (change_) slot(round, true);
    }
    /// punish: reads the rules and the member; writes the account where something is due.
    void punish() const {
        read_rules();
        member();
    }
    /// endRound: reads the rules and the round; writes the round where it has lasted its limit.
    void end_round() const {
        read_rules();
        slot(round, change_);
    }
    /// register: reads the registrar, then the certificate, then the rules, the round and the
    /// member, as far as the refusal lets it; where accepted it writes all but rules and registrar.
    void enrol(Refusal refusal) const {
        slot(registrar, false);
        if (refusal == Refusal::not_registrar) return;
        slot(certificate, change_);
        if (refusal == Refusal::certificate_revoked || refusal == Refusal::certificate_taken)
            return;
        read_rules();
        slot(round, change_);
        slot(account, change_);
        slot(membership, change_);
        if (!change_) return;
        meter_.touch();  // the member's certificate is written without being read
        meter_.write(latest(before_), latest(after_));
    }
    /// revoke: reads the registrar, then the member; where accepted it also reads the rules, and
    /// writes the account, the member's certificate and the round.
    void revoke(Refusal refusal) const {
        slot(registrar, false);
        if (refusal == Refusal::not_registrar) return;
        member();
        if (!change_) return;
        slot(latest, false);
        slot(certificate, true);
        read_rules();
        slot(round, true);
    }
    /// retire: reads the rules and the member; where accepted it writes the account and the round.
    void retire() const {
        read_rules();
        member();
        if (change_) slot(round, true);
    }
    /// changeRules: reads the owner, then the rules; where accepted it writes rules and round.
    void change_rules(Refusal refusal) const {
        slot(owner, false);
        if (refusal == Refusal::not_owner) return;
        for (std::size_t i = 0; i < 4; ++i)
            slot([i](const Touched& t) { return rules(t.rules)[i]; }, change_);
        if (change_) slot(round, true);
    }
    /// setRegistrar: reads the owner; where accepted it writes the registrar.
    void set_registrar() const {
        slot(owner, false);
        if (change_) slot(registrar, true);
    }
    /// proposeOwner: reads the owner; where accepted it writes the proposed owner.
    void propose_owner() const {
        slot(owner, false);
        if (change_) slot(proposed_owner, true);
    }
    /// acceptOwner: reads the proposed owner; where accepted it clears it and writes the owner.
    void accept_owner() const {
        slot(proposed_owner, change_);
        if (change_) slot(owner, true);
    }
    /// The constructor: writes the owner, the registrar, the rules and the round, all zero before.
    void deployment() const {
        slot(owner, true);
        slot(registrar, true);
        for (std::size_t i = 0; i < 4; ++i)
            slot([i](const Touched& t) { return rules(t.rules)[i]; }, true);
        slot(round, true);
    }

private:
    using Slot = GasMeter::Slot;

    static Slot of(std::uint64_t value) { return {static_cast<std::int64_t>(value)}; }
    static Slot owner(const Touched& t) { return of(t.roles.owner); }
    static Slot proposed_owner(const Touched& t) { return of(t.roles.proposed_owner); }
    static Slot registrar(const Touched& t) { return of(t.roles.registrar); }
    static std::array<Slot, 4> rules(const Rules<CheckedInteger>& r) {
        return {
            {{r.points_max.value(), r.theta_min.value(), r.theta_max.value(), r.gamma_step.value(),
              r.mu.value(), r.scale.value(), r.saturation.value()},
             {r.numerator.value(), r.round_limit.value(), r.idle_limit.value(), r.gamma_min.value(),
              r.gamma_max.value(), r.threshold.value(), r.rank_min.value()},
             {r.idle_period.value(), r.share_interval.value(), r.retire_after.value(),
              r.benefit_min.value(), r.benefit_max.value(), r.stock_share.value(),
              r.rank_max.value()},
             {r.initial_points.value()}}};
    }
    static Slot round(const Touched& t) {
        const auto& r = t.round;
        return {r.number.value(),  r.start.value(), r.sharers.value(), r.users.value(),
                r.members.value(), r.theta.value(), r.gamma.value()};
    }
    static Slot account(const Touched& t) {
        const auto& m = t.member;
        return {m.points.value(),
                m.stamp.value(),
                m.last_share.value(),
                m.paid_until.value(),
                m.rate.value(),
                static_cast<std::int64_t>(m.known),
                static_cast<std::int64_t>(m.active)};
    }
    static Slot membership(const Touched& t) {
        return {t.member.rank.value(), t.member.expiry.value()};
    }
    static Slot latest(const Touched& t) { return of(t.latest); }
    static Slot certificate(const Touched& t) {
        return {static_cast<std::int64_t>(t.certificate.holder),
                static_cast<std::int64_t>(t.certificate.revoked)};
    }
    static Slot seen(const Touched& t) { return of(t.seen ? 1 : 0); }

    /// @param fields returns the fields of the slot from Touched
    template <class Fields>
    void slot(const Fields& fields, bool written) const {
        meter_.read();
        if (written) meter_.write(fields(before_), fields(after_));
    }
    void read_rules() const {
        for (int i = 0; i < 4; ++i) meter_.read();
    }
    void member() const {
        slot(account, change_);
        slot(membership, false);
    }

    GasMeter& meter_;
    const Touched& before_;
    const Touched& after_;
    bool change_;
};

/// Counts the data of a call: the selector, as four bytes that are not zero, and the arguments.
inline void add_data(GasMeter& meter, const Call& call) {
    meter.bytes(0, 4);
    switch (call.action) {
        case Action::share: meter.word(call.hash); break;
        case Action::enrol:
            meter.word(call.who);
            meter.word(call.rank);
            meter.word(call.expiry);
            meter.word(call.hash);
            break;
        case Action::change_rules: meter.words(call.proposed); break;
        case Action::punish:
        case Action::revoke:
        case Action::retire:
        case Action::set_registrar:
        case Action::propose_owner: meter.word(call.who); break;
        case Action::end_round:
        case Action::accept_owner: break;
    }
}

/// Counts the slots that a call reads and writes, and their refunds.
/// @param receipt says which condition refused the call; with events the call changed the state
inline void add_storage(GasMeter& meter, const Call& call, const Touched& before,
                        const Touched& after, const Receipt& receipt) {
    // Every change of the state has an event.
    const SlotsOfCall slots(meter, before, after, !receipt.events.empty());
    switch (call.action) {
        case Action::share: return slots.share();
        case Action::punish: return slots.punish();
        case Action::end_round: return slots.end_round();
        case Action::enrol: return slots.enrol(receipt.refusal);
        case Action::revoke: return slots.revoke(receipt.refusal);
        case Action::retire: return slots.retire();
        case Action::change_rules: return slots.change_rules(receipt.refusal);
        case Action::set_registrar: return slots.set_registrar();
        case Action::propose_owner: return slots.propose_owner();
        case Action::accept_owner: return slots.accept_owner();
    }
}

/// The flags of `way` that tell the path of a call from the other paths of its action and refusal.
/// @param before the state that the call found
inline unsigned way_of(const Call& call, const Touched& before, const Receipt& receipt) {
    const auto when = [](bool condition, unsigned bit) { return condition ? bit : way::usual; };
    const auto& [refusal, events] = receipt;
    const auto& next = call.proposed;
    const unsigned without_users =
        when(before.round.users == CheckedInteger(0), way::without_users);
    const auto began = [](const Event& event) { return event.kind == EventKind::round_began; };
    switch (refusal) {
        case Refusal::none: break;
        case Refusal::certificate_taken: return when(call.hash == 0, way::no_certificate);
        case Refusal::rules_malformed:
            if (!well_formed_game(next)) return way::usual;
            return well_formed_points(next) ? way::times_wrong : way::points_wrong;
        case Refusal::case_1_lost:
            return when(sharing_grows(next, next.rank_min, next.benefit_min, next.theta_max,
                                      next.gamma_max),
                        way::only_above);
        default: return way::usual;
    }
    switch (call.action) {
        case Action::share:
            return (began(events.front())
                        ? way::expired
                        : when(before.member.stamp >= before.round.number, way::again)) |
                   when(began(events.back()), way::saturating) | without_users;
        case Action::punish:
            return when(events.empty(), way::nothing_due) |
                   when(!before.member.active, way::not_active);
        case Action::end_round: return events.empty() ? way::nothing_due : without_users;
        case Action::enrol:
            if (!before.member.active) return way::usual;
            return way::renewed |
                   when(lapse_time(before.rules, before.member) <= before.now, way::lapsed);
        default: return way::usual;
    }
}
/// The path that a call takes through the compiled code.
/// @param before the state that the call found
inline Path path_of(const Call& call, const Touched& before, const Receipt& receipt) {
    return {call.action, receipt.refusal, way_of(call, before, receipt)};
}

/// The measured execution of a path, in gas.
/// @throws std::out_of_range for a path that has not been measured
inline Gas execution_of(const Path& path, const CompiledCode& code) {
    const auto found = std::ranges::find(code.paths, path, &PathCost::path);
    if (found == code.paths.end()) throw std::out_of_range("no gas is known for " + name_of(path));
    return found->execution;
}

/// The gas of a call, accepted or refused.
/// @param before touched() before the call @param after touched() after it
/// @throws std::out_of_range for a path that has not been measured
inline GasUse predicted_gas(const Call& call, const Touched& before, const Receipt& receipt,
                            const Touched& after, const CompiledCode& code = newest_optimized,
                            const GasSchedule& gas = osaka) {
    GasMeter meter(gas);
    add_data(meter, call);
    add_storage(meter, call, before, after, receipt);
    meter.logs(receipt);
    meter.execution(execution_of(path_of(call, before, receipt), code));
    return meter.use();
}

/// The gas of the transaction that deploys the contract.
/// @param contract as it was deployed, before any call @param receipt of the deployment
inline GasUse predicted_deployment_gas(const SharingContract& contract, const Receipt& receipt,
                                       const CompiledCode& code = newest_optimized,
                                       const GasSchedule& gas = osaka) {
    GasMeter meter(gas);
    const auto [owner, proposed, registrar] = contract.roles();
    meter.words(contract.rules());
    for (const std::int64_t value : {contract.round().theta.value(), contract.round().gamma.value(),
                                     contract.seconds_per_tick()})
        meter.word(value);
    meter.word(owner);
    meter.word(registrar);
    meter.creation(code, 27);
    const Touched after = touched(contract, {Action::end_round, 0, 0});
    SlotsOfCall(meter, {}, after, true).deployment();
    meter.logs(receipt);
    return meter.use();
}

}  // namespace essmap::model::guarded
