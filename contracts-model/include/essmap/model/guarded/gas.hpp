#pragma once

#include <stdexcept>

#include "essmap/model/guarded/gas_costs.hpp"

/// What a call of the deployed contract costs on an EVM, told from the C++ contract alone:
///
///     gas = max(floor, g - min(refund, g/5)),  g = 21,000 + data + storage + logs + execution
///
/// Data, logs and the floor follow from the call and its events. Storage and refunds follow from
/// how solidity/src/guarded/Storage.sol packs the records, 32 bytes a slot: rules take four slots,
/// the round one, a member three (his account; rank and expiry; the certificate), a certificate, a
/// content and each role one. A call reads the rules whole and its member's first two slots, and
/// writes records whole; so a slot costs what its fields together say: 2,100 when first touched,
/// 20,000 where all were zero and one no longer is, 2,900 where one has changed, no more where none
/// has; 4,800 come back where all become zero. A refused call has read what was asked so far.
/// Execution is the rest, 100 for every access to a slot included: a constant for each path
/// (gas_costs.hpp), and all that is measured.
///
/// Accounts and hashes are the numbers that they are in this model. A real address or hash costs 12
/// more for each of its bytes that is zero here and there is not: at most 240 and 384.
///
/// Held against an EVM, call by call: ./run-tests -R gas
namespace essmap::model::guarded {

/// What a call may depend on or change of what the contract keeps.
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

/// Taken before the call, and again after it.
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

/// Adds up what is not measured.
class GasMeter {
public:
    explicit GasMeter(const GasSchedule& gas)
        : gas_(gas), use_{.data = gas.transaction, .floor = gas.transaction} {}

    void bytes(std::int64_t zeros, std::int64_t others) {
        use_.data += zeros * gas_.zero_byte + others * gas_.other_byte;
        use_.floor += zeros * gas_.floor_of_zero_byte + others * gas_.floor_of_other_byte;
    }
    /// A word of the data; where the value is negative, 24 bytes more are not zero.
    void word(std::uint64_t value) {
        std::int64_t others = 0;
        for (auto rest = value; rest != 0; rest >>= 8U) others += (rest & 0xffU) != 0 ? 1 : 0;
        bytes(32 - others, others);
    }
    void word(std::int64_t value) {
        word(static_cast<std::uint64_t>(value));
        if (value < 0) bytes(-24, 24);
    }
    void words(const Rules<CheckedInteger>& rules) {
        Rules<CheckedInteger>::visit(
            [&](const Field&, const CheckedInteger& value) { word(value.value()); }, rules);
    }
    void logs(const Receipt& receipt) {
        for (const auto& [kind, indexed, data] : receipt.events)
            use_.logs += gas_.log + gas_.log_topic * static_cast<Gas>(1 + indexed.size()) +
                         gas_.log_byte * 32 * static_cast<Gas>(data.size());
    }
    /// The bytes of a contract that is created, with their execution.
    void creation(const CompiledCode& code, std::int64_t words_of_arguments) {
        const std::int64_t bytes_sent =
            code.zero_bytes + code.other_bytes + 32 * words_of_arguments;
        bytes(code.zero_bytes, code.other_bytes);
        use_.data += gas_.creation + (bytes_sent + 31) / 32 * gas_.initcode_word;
        use_.code = code.deployed_bytes * gas_.code_byte;
        execution(code.constructor);
    }
    void execution(Gas measured) { use_.execution = measured; }

    /// The fields of a slot.
    using Slot = std::array<std::int64_t, 7>;
    /// A slot that is read when first touched.
    void read() { use_.storage += gas_.cold - gas_.warm; }
    /// A slot that is written when first touched.
    void touch() { use_.storage += gas_.cold; }
    /// What it costs more to write something else.
    void write(const Slot& before, const Slot& after) {
        if (before == after) return;
        use_.storage += (before == Slot{} ? gas_.set : gas_.reset) - gas_.warm;
        if (after == Slot{}) use_.refund += gas_.cleared;
    }

    [[nodiscard]] const GasUse& use() const { return use_; }

private:
    const GasSchedule& gas_;
    GasUse use_;
};

/// The slots that calls touch, as Storage.sol packs them.
class SlotsOfCall {
public:
    /// @param change whether the call changes anything: else it only reads
    SlotsOfCall(GasMeter& meter, const Touched& before, const Touched& after, bool change)
        : meter_(meter), before_(before), after_(after), change_(change) {}

    void share() const {
        read_rules();
        member();
        slot(seen, change_);
        if (change_) slot(round, true);
    }
    void punish() const {
        read_rules();
        member();
    }
    void end_round() const {
        read_rules();
        slot(round, change_);
    }
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
    void retire() const {
        read_rules();
        member();
        if (change_) slot(round, true);
    }
    void change_rules(Refusal refusal) const {
        slot(owner, false);
        if (refusal == Refusal::not_owner) return;
        for (std::size_t i = 0; i < 4; ++i)
            slot([i](const Touched& t) { return rules(t.rules)[i]; }, change_);
        if (change_) slot(round, true);
    }
    void set_registrar() const {
        slot(owner, false);
        if (change_) slot(registrar, true);
    }
    void propose_owner() const {
        slot(owner, false);
        if (change_) slot(proposed_owner, true);
    }
    void accept_owner() const {
        slot(proposed_owner, change_);
        if (change_) slot(owner, true);
    }
    /// The constructor's, which changes everything from nothing.
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

    /// @param fields what a slot holds of Touched
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

/// Of a transaction's data: the selector, counted as four bytes that are not zero, and the words.
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

inline void add_storage(GasMeter& meter, const Call& call, const Touched& before,
                        const Touched& after, const Receipt& receipt) {
    // Whatever changes anything says so.
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

/// What sets the path of a call apart.
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
inline Path path_of(const Call& call, const Touched& before, const Receipt& receipt) {
    return {call.action, receipt.refusal, way_of(call, before, receipt)};
}

/// @throws std::out_of_range for a path that has not been measured
inline Gas execution_of(const Path& path, const CompiledCode& code) {
    const auto found = std::ranges::find(code.paths, path, &PathCost::path);
    if (found == code.paths.end()) throw std::out_of_range("no gas is known for " + name_of(path));
    return found->execution;
}

/// Gas of a call, accepted or refused.
/// @param before what it found, as `touched` tells
/// @param after what it left
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

/// Gas of the deployment.
/// @param contract as it was deployed
/// @param receipt of the deployment
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
