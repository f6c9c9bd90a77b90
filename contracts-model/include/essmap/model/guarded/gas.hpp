#pragma once

#include <stdexcept>

#include "essmap/model/guarded/gas_slots.hpp"

/// Predicts the gas of a call of the deployed contract on an EVM from the C++ contract alone:
///
///     gas = max(floor, g - min(refund, g/5)),  g = 21,000 + data + storage + logs + execution
///
/// Data, logs and the floor follow from the call and its events. Storage and refunds follow from
/// how solidity/src/guarded/Storage.sol packs the records, 32 bytes a slot: rules take four slots,
/// of which a report reads two, one more under a review, and the end of a round one more; the round
/// takes one, a member three (the account; the standing; the latest certificate), a certificate, a
/// report, a seat, the number of an account's seat and each role one.
/// So a slot costs 2,100 when it is first touched; 20,000 more where all its fields
/// were zero and one no longer is; 2,900 more where another field has changed. 4,800 are refunded
/// where all fields become zero. A refused call has read the slots of the conditions asked so far.
/// Execution is the rest, with 100 for every access to a slot: a constant for each path, and more
/// for what may happen on any path (gas_costs.hpp): the only part that is measured.
///
/// Accounts and hashes are small numbers in this model. A real address or hash costs 12 more for
/// each byte that is not zero there but is zero here: at most 240 and 384.
///
/// Tests compare it with an EVM, call by call: ./run-tests -R gas
namespace essmap::model::guarded {

/// Counts the data of a call: the selector, as four bytes that are not zero, and the arguments.
inline void add_data(GasMeter& meter, const Call& call) {
    meter.bytes(0, 4);
    switch (call.action) {
        case Action::share:
            meter.word(call.hash);
            meter.word(call.max_charge);
            break;
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
        case Action::transfer_ownership: meter.word(call.who); break;
        case Action::appoint:
            meter.word(call.seat);
            meter.word(call.who);
            break;
        case Action::dismiss: meter.word(call.seat); break;
        case Action::find_empty:
            meter.word(call.hash);
            meter.word(call.who);
            meter.word(call.seat);
            break;
        case Action::end_round:
        case Action::accept_ownership: break;
    }
}

/// The flags of a report's path. @param before the state that the call found
inline unsigned way_of_report(const Touched& before, const Receipt& receipt) {
    if (receipt.refusal != Refusal::none && receipt.refusal != Refusal::charge_too_high)
        return way::usual;
    const auto& rules = before.in_force();
    if (!timed_out(rules, before.round, before.now)) {
        if (!awaited(before.round, before.member)) return way::extra;
        const auto sharers = before.round.sharers + CheckedInteger(1);
        const bool ends = rules.saturation * before.round.users < sharers * rules.scale;
        return ends ? way::saturating : way::usual;
    }
    // The round that begins now ends at once where its users are one.
    const auto& next = before.changes() ? before.rules.at(1 - before.index) : rules;
    const bool ends = next.saturation * before.round.members < next.scale;
    return way::expired | (ends ? way::saturating : way::usual) |
           (before.round.users == CheckedInteger(0) ? way::without_users : way::usual);
}

/// The flags of `way` that tell the path of a call from the other paths of its action and refusal.
/// @param before the state that the call found
inline unsigned way_of(const Call& call, const Touched& before, const Receipt& receipt) {
    const auto when = [](bool condition, unsigned bit) { return condition ? bit : way::usual; };
    const auto& [refusal, events, charge] = receipt;
    if (call.action == Action::share) return way_of_report(before, receipt);
    if (call.action == Action::appoint)
        return when(before.seat_of != 0 && refusal != Refusal::not_owner &&
                        refusal != Refusal::no_such_seat,
                    way::again);
    switch (refusal) {
        case Refusal::none: break;
        case Refusal::certificate_taken: return when(call.hash == 0, way::no_certificate);
        case Refusal::rules_malformed:
            if (!well_formed_game(call.proposed)) return way::usual;
            if (!points_in_limits(call.proposed)) return way::points_wrong;
            if (!well_formed_points(call.proposed)) return way::no_room;
            return well_formed_times(call.proposed) ? way::review_wrong : way::times_wrong;
        default: return way::usual;
    }
    switch (call.action) {
        case Action::punish:
            return when(events.empty(), way::nothing_due) |
                   when(!before.member.active, way::not_active);
        case Action::end_round:
            if (events.empty()) return way::nothing_due;
            return when(before.round.users == CheckedInteger(0), way::without_users);
        case Action::enrol:
            if (!before.member.active) return way::usual;
            return way::renewed |
                   when(lapsed(before.in_force(), before.member, before.now), way::lapsed);
        case Action::revoke: return when(!before.member.active, way::not_active);
        case Action::find_empty:
            return when(events.size() > 1, way::rejecting) |
                   when(events.size() > 1 && counted_in(before.round, before.member) &&
                            before.member.last_counted == before.report.time,
                        way::running);
        default: return way::usual;
    }
}
/// Is a report counted, or would it be, under rules with a review? Then their penalty is read.
/// @param before the state that the call found
inline bool counts_under_review(const Touched& before, const Receipt& receipt) {
    if (receipt.refusal != Refusal::none && receipt.refusal != Refusal::charge_too_high)
        return false;
    const unsigned way = way_of_report(before, receipt);
    if ((way & way::extra) != 0) return false;
    const bool next = (way & way::expired) != 0 && before.changes();
    return reviewed(next ? before.rules.at(1 - before.index) : before.in_force());
}
/// Does the guard ask case 1* of the proposed rules, which pass it: are they with a review?
inline bool asks_honesty(const Call& call, const Receipt& receipt) {
    return call.action == Action::change_rules && receipt.refusal != Refusal::not_owner &&
           receipt.refusal != Refusal::rules_malformed && receipt.refusal != Refusal::case_1_lost &&
           receipt.refusal != Refusal::honesty_lost && reviewed(call.proposed);
}
/// The flags of what may happen besides, on any path: idleness is charged, a member is promoted,
/// rules await their force where a round ends, or come into force, a report is counted under a
/// review, rules with a review pass the guard.
/// @param before the state that the call found
inline unsigned besides_of(const Call& call, const Touched& before, const Receipt& receipt) {
    unsigned besides = 0;
    constexpr unsigned end = way::expired | way::saturating;
    bool ends =
        receipt.refusal == Refusal::charge_too_high && (way_of_report(before, receipt) & end) != 0;
    if (ends && before.changes()) besides |= way::changes;
    if (call.action == Action::share && counts_under_review(before, receipt))
        besides |= way::reviewed;
    if (asks_honesty(call, receipt)) besides |= way::judged;
    for (const Event& event : receipt.events) {
        if (event.kind == EventKind::punished && call.action != Action::punish)
            besides |= way::punished;
        if (event.kind == EventKind::promoted) besides |= way::promoted;
        if (event.kind == EventKind::rules_changed) besides |= way::changes;
        if (event.kind == EventKind::round_began) ends = true;
    }
    if (ends && before.round.announced && !before.changes()) besides |= way::awaits;
    return besides;
}

/// Counts the slots that a call reads and writes, and their refunds.
/// @param receipt says which condition refused the call; with events the call changed the state
inline void add_storage(GasMeter& meter, const Call& call, const Touched& before,
                        const Touched& after, const Receipt& receipt) {
    // Every change of the state has an event.
    const SlotsOfCall slots(meter, before, after, !receipt.events.empty());
    switch (call.action) {
        case Action::share:
            return slots.share(way_of_report(before, receipt) | besides_of(call, before, receipt),
                               receipt.refusal);
        case Action::punish: return slots.punish();
        case Action::end_round: return slots.end_round();
        case Action::enrol: return slots.enrol(receipt.refusal);
        case Action::revoke: return slots.revoke(receipt.refusal);
        case Action::retire: return slots.retire();
        case Action::change_rules: return slots.change_rules(receipt.refusal);
        case Action::set_registrar: return slots.set_registrar();
        case Action::transfer_ownership: return slots.transfer_ownership();
        case Action::accept_ownership: return slots.accept_ownership();
        case Action::appoint:
            return slots.appoint(receipt.refusal, before.seat_of - 1 == call.seat);
        case Action::dismiss: return slots.dismiss(receipt.refusal);
        case Action::find_empty:
            return slots.find_empty(way_of(call, before, receipt), receipt.refusal);
    }
}

/// The path that a call takes through the compiled code.
/// @param before the state that the call found
inline Path path_of(const Call& call, const Touched& before, const Receipt& receipt) {
    return {call.action, receipt.refusal, way_of(call, before, receipt)};
}

/// The measured execution of what happened besides, in gas. @param besides flags of besides_of()
inline Gas execution_of(unsigned besides, const CompiledCode& code) {
    Gas execution = 0;
    for (const auto& [flag, more] : code.besides)
        if ((besides & flag) != 0) execution += more;
    return execution;
}

/// The measured execution of a path, in gas, and of what happened besides.
/// @param besides flags of besides_of()
/// @throws std::out_of_range for a path that has not been measured
inline Gas execution_of(const Path& path, unsigned besides, const CompiledCode& code) {
    const auto found = std::ranges::find(code.paths, path, &PathCost::path);
    if (found == code.paths.end()) throw std::out_of_range("no gas is known for " + name_of(path));
    return found->execution + execution_of(besides, code);
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
    meter.execution(
        execution_of(path_of(call, before, receipt), besides_of(call, before, receipt), code));
    return meter.use();
}

/// The gas of the transaction that deploys the contract.
/// @param contract as it was deployed, before any call @param receipt of the deployment
inline GasUse predicted_deployment_gas(const SharingContract& contract, const Receipt& receipt,
                                       const CompiledCode& code = newest_optimized,
                                       const GasSchedule& gas = osaka) {
    GasMeter meter(gas);
    const auto [owner, proposed, registrar] = contract.roles();
    meter.words(contract.in_force());
    for (const std::int64_t value : {contract.round().theta.value(), contract.round().gamma.value(),
                                     contract.seconds_per_tick()})
        meter.word(value);
    meter.word(owner);
    meter.word(registrar);
    meter.creation(code, 34, reviewed(contract.in_force()) ? execution_of(way::judged, code) : 0);
    const Touched after = touched(contract, {Action::end_round, 0, 0});
    SlotsOfCall(meter, {}, after, true).deployment();
    meter.logs(receipt);
    return meter.use();
}

}  // namespace essmap::model::guarded
