#include "essmap/evm/sharing_contract.hpp"

namespace essmap::evm {

std::string SharingContract::rules_type() {
    std::string text;
    const Rules rules{};
    Rules::visit(
        [&](const model::Field&, const auto&) { text += text.empty() ? "(int64" : ",int64"; },
        rules);
    return text + ")";
}

Bytes SharingContract::creation(const Rules& rules, std::int64_t theta, std::int64_t gamma,
                                std::int64_t seconds_per_tick, model::guarded::Account owner,
                                model::guarded::Account registrar) const {
    std::vector<Argument> arguments = words(rules);
    for (const std::int64_t value : {theta, gamma, seconds_per_tick}) arguments.emplace_back(value);
    arguments.emplace_back(owner);
    arguments.emplace_back(registrar);
    return artifact_.creation(arguments);
}

Bytes SharingContract::data_of(const model::guarded::Call& call) const {
    using model::guarded::Action;
    const auto data = [&](const std::string& signature, const std::vector<Argument>& arguments) {
        return call_data(artifact_.function(signature), arguments);
    };
    switch (call.action) {
        case Action::share: return data("share(bytes32,int64)", {call.hash, call.max_charge});
        case Action::punish: return data("punish(address)", {call.who});
        case Action::end_round: return data("endRound()", {});
        case Action::enrol:
            return data("register(address,int64,uint256,bytes32)",
                        {call.who, call.rank, call.expiry, call.hash});
        case Action::revoke: return data("revoke(address)", {call.who});
        case Action::retire: return data("retire(address)", {call.who});
        case Action::change_rules:
            return data("changeRules(" + rules_type() + ")", words(call.proposed));
        case Action::set_registrar: return data("setRegistrar(address)", {call.who});
        case Action::transfer_ownership: return data("transferOwnership(address)", {call.who});
        case Action::accept_ownership: return data("acceptOwnership()", {});
        case Action::appoint: return data("appoint(uint256,address)", {call.seat, call.who});
        case Action::dismiss: return data("dismiss(uint256)", {call.seat});
        case Action::find_empty:
            return data("findEmpty(bytes32,address,uint256)", {call.hash, call.who, call.seat});
    }
    return {};
}

}  // namespace essmap::evm
