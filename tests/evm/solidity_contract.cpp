#include "solidity_contract.hpp"

#include <array>

namespace essmap::evm_test {

namespace {

using Arguments = std::vector<evm::Argument>;

/// A struct of Rules, as signatures name it.
const std::string& rules_type() {
    static const std::string type = [] {
        std::string text;
        Rules rules{};
        Rules::visit(
            [&](const model::Field&, const Number&) { text += text.empty() ? "(int64" : ",int64"; },
            rules);
        return text + ")";
    }();
    return type;
}

template <class R>
void append(Arguments& arguments, const R& record) {
    R::visit(
        [&](const model::Field&, const auto& value) {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, bool>)
                arguments.emplace_back(value);
            else
                arguments.emplace_back(value.value());
        },
        record);
}
template <class R>
Arguments words(const R& record) {
    Arguments result;
    append(result, record);
    return result;
}

std::string signature_of(contract::Said said) {
    using contract::Said;
    switch (said) {
        case Said::rules_changed: return "RulesChanged(" + rules_type() + ",int64,int64)";
        case Said::round_began: return "RoundBegan(int64,bool,int64,int64,int64,int64)";
        case Said::shared: return "Shared(address,bytes32,int64,int64,int64,int64)";
        case Said::punished: return "Punished(address,int64,int64,int64)";
        case Said::enrolled: return "Enrolled(address,bytes32,int64,int64,int64,int64)";
        case Said::left: return "Left(address,bool,int64,int64)";
        case Said::owner_proposed: return "OwnerProposed(address)";
        case Said::owner_changed: return "OwnerChanged(address)";
        case Said::registrar_changed: return "RegistrarChanged(address)";
    }
    return {};
}

}  // namespace

SolidityContract::SolidityContract(const evm::Artifacts& artifacts)
    : artifact_(artifacts.contract("SharingContract")) {}

evm::Bytes SolidityContract::creation(const Deployment& d) const {
    Arguments arguments = words(d.rules);
    for (const std::int64_t value : {d.theta, d.gamma, d.seconds_per_tick})
        arguments.emplace_back(value);
    arguments.emplace_back(Accounts::owner);
    arguments.emplace_back(Accounts::registrar);
    evm::Bytes code = artifact_.bytecode;
    const evm::Bytes encoded = evm::encode(arguments);
    code.insert(code.end(), encoded.begin(), encoded.end());
    return code;
}

evm::Bytes SolidityContract::data_of(const Call& call) const {
    const auto data = [&](const std::string& signature, const Arguments& arguments) {
        return evm::call_data(artifact_.function(signature), arguments);
    };
    switch (call.action) {
        case Action::share: return data("share(bytes32)", {call.hash});
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
        case Action::propose_owner: return data("proposeOwner(address)", {call.who});
        case Action::accept_owner: return data("acceptOwner()", {});
    }
    return {};
}

evm::Bytes SolidityContract::refused(contract::Refusal refusal) const {
    return evm::call_data(artifact_.error("Refused(uint8)"), {static_cast<std::int64_t>(refusal)});
}

std::vector<evm::Log> SolidityContract::logs(const Receipt& receipt,
                                             const evm::Address& address) const {
    std::vector<evm::Log> result;
    for (const auto& event : receipt.events) {
        evm::Log log{address, {artifact_.event(signature_of(event.said))}, {}};
        for (const std::int64_t value : event.indexed) log.topics.push_back(evm::word(value));
        Arguments data;
        for (const std::int64_t value : event.data) data.emplace_back(value);
        log.data = evm::encode(data);
        result.push_back(std::move(log));
    }
    return result;
}

std::vector<SolidityContract::Question> SolidityContract::questions(
    const contract::SharingContract& c, std::int64_t seconds_per_tick, std::int64_t time) const {
    std::vector<Question> result;
    const auto ask = [&](const char* signature, const Arguments& arguments,
                         const Arguments& answer) {
        result.push_back({signature, evm::call_data(artifact_.function(signature), arguments),
                          evm::encode(answer)});
    };
    const Number now(time / seconds_per_tick);
    ask("rules()", {}, words(c.rules()));
    ask("round()", {}, words(c.round()));
    ask("clock()", {}, {now.value()});
    ask("secondsPerTick()", {}, {seconds_per_tick});
    ask("gammaNow()", {}, {contract::gamma_in_force(c.rules(), c.round()).value()});
    ask("owner()", {}, {c.roles().owner});
    ask("proposedOwner()", {}, {c.roles().proposed_owner});
    ask("registrar()", {}, {c.roles().registrar});
    for (Account who = Accounts::member; who < Accounts::member + Accounts::members; ++who) {
        const Member member = c.member(who);
        ask("member(address)", {who}, words(member));
        ask("memberNow(address)", {who}, words(contract::settle(c.rules(), member, now).member));
        const Hash latest = c.certificate_of(who);
        ask("certificateOf(address)", {who}, {latest, c.certificate(latest).revoked});
    }
    for (Hash hash = 0; hash <= certificates; ++hash) {
        ask("holderOf(bytes32)", {hash}, {c.certificate(hash).holder});
        ask("seen(bytes32)", {hash}, {c.seen(hash)});
    }
    return result;
}

}  // namespace essmap::evm_test
