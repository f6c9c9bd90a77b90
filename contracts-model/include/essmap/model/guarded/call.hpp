#pragma once

#include <array>
#include <string_view>

#include "essmap/model/guarded/sharing_contract.hpp"

/// A call of the deployed contract as a value: tests draw it, run it, send it and predict its gas.
namespace essmap::model::guarded {

enum class Action : std::uint8_t {
    share,
    punish,
    end_round,
    enrol,
    revoke,
    retire,
    change_rules,
    set_registrar,
    transfer_ownership,
    accept_ownership,
    appoint,
    dismiss,
    find_empty,
};

/// The name of the action's function in the Solidity contract, e.g. "endRound".
constexpr std::string_view name_of(Action action) {
    constexpr std::array<std::string_view, 13> names{
        "share",   "punish",      "endRound",     "register",          "revoke",
        "retire",  "changeRules", "setRegistrar", "transferOwnership", "acceptOwnership",
        "appoint", "dismiss",     "findEmpty"};
    return names[static_cast<std::size_t>(action)];
}

struct Call {
    Action action;
    Account sender;
    std::int64_t time;            ///< seconds
    Account who = 0;              ///< of whom it speaks; the author of a report found empty
    Hash hash = 0;                ///< content, or certificate
    std::int64_t rank = 0;        ///< of an enrolment
    std::int64_t expiry = 0;      ///< of its certificate, seconds
    std::int64_t max_charge = 0;  ///< of a report, points
    std::int64_t seat = 0;        ///< of a reviewer
    Rules<SharingContract::T> proposed = {};  ///< of a change
};

/// Makes one call of the contract. @return its receipt; a refused call changes nothing
/// @throws ArithmeticFault where a number leaves 64 bits
inline Receipt run(SharingContract& contract, const Call& call) {
    switch (call.action) {
        case Action::share:
            return contract.share(call.sender, call.hash, call.max_charge, call.time);
        case Action::punish: return contract.punish(call.who, call.time);
        case Action::end_round: return contract.end_round(call.time);
        case Action::enrol:
            return contract.enrol(call.sender, call.who, call.rank, call.expiry, call.hash,
                                  call.time);
        case Action::revoke: return contract.revoke(call.sender, call.who, call.time);
        case Action::retire: return contract.retire(call.who, call.time);
        case Action::change_rules:
            return contract.change_rules(call.sender, call.proposed, call.time);
        case Action::set_registrar: return contract.set_registrar(call.sender, call.who);
        case Action::transfer_ownership: return contract.transfer_ownership(call.sender, call.who);
        case Action::accept_ownership: return contract.accept_ownership(call.sender);
        case Action::appoint: return contract.appoint(call.sender, call.seat, call.who, call.time);
        case Action::dismiss: return contract.dismiss(call.sender, call.seat, call.time);
        case Action::find_empty:
            return contract.find_empty(call.sender, call.hash, call.who, call.seat, call.time);
    }
    return {};
}

}  // namespace essmap::model::guarded
