#include "solidity_contract.hpp"

namespace essmap::evm_test {

namespace {

using evm::words;
using Arguments = std::vector<evm::Argument>;

std::string signature_of(contract::EventKind kind) {
    using contract::EventKind;
    switch (kind) {
        case EventKind::rules_changed:
            return "RulesChanged(" + evm::SharingContract::rules_type() + ",int64,int64)";
        case EventKind::round_began: return "RoundBegan(int64,bool,int64,int64,int64,int64)";
        case EventKind::shared: return "Shared(address,bytes32,int64,int64,int64,int64)";
        case EventKind::punished: return "Punished(address,int64,int64,int64)";
        case EventKind::enrolled: return "Enrolled(address,bytes32,int64,int64,int64,int64)";
        case EventKind::left: return "Left(address,bool,int64,int64)";
        case EventKind::owner_proposed: return "OwnerProposed(address)";
        case EventKind::owner_changed: return "OwnerChanged(address)";
        case EventKind::registrar_changed: return "RegistrarChanged(address)";
    }
    return {};
}

}  // namespace

evm::Bytes SolidityContract::refused(contract::Refusal refusal) const {
    return evm::call_data(artifact().error("Refused(uint8)"), {static_cast<std::int64_t>(refusal)});
}

std::vector<evm::Log> SolidityContract::logs(const Receipt& receipt,
                                             const evm::Address& address) const {
    std::vector<evm::Log> result;
    for (const auto& event : receipt.events) {
        evm::Log log{address, {artifact().event(signature_of(event.kind))}, {}};
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
        result.push_back({signature, evm::call_data(artifact().function(signature), arguments),
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
