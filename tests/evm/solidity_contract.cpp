#include "solidity_contract.hpp"

namespace essmap::evm_test {

namespace {

using evm::words;
using Arguments = std::vector<evm::Argument>;

std::string signature_of(contract::EventKind kind) {
    using contract::EventKind;
    switch (kind) {
        case EventKind::rules_announced:
            return "RulesAnnounced(int64," + evm::SharingContract::rules_type() + ")";
        case EventKind::deployed: return "Deployed(int64)";
        case EventKind::rules_changed: return "RulesChanged(int64)";
        case EventKind::round_began: return "RoundBegan(int64,bool,int64,int64,int64,int64)";
        case EventKind::shared: return "Shared(address,bytes32,int64,int64,int64)";
        case EventKind::promoted: return "Promoted(address,int64)";
        case EventKind::punished: return "Punished(address,int64,int64,int64)";
        case EventKind::enrolled: return "Enrolled(address,bytes32,int64,int64,int64)";
        case EventKind::left: return "Left(address)";
        case EventKind::revoked: return "Revoked(address,int64)";
        case EventKind::ownership_offered: return "OwnershipTransferStarted(address,address)";
        case EventKind::ownership_transferred: return "OwnershipTransferred(address,address)";
        case EventKind::registrar_changed: return "RegistrarChanged(address)";
        case EventKind::reviewer_appointed: return "ReviewerAppointed(address,int64,int64,int64)";
        case EventKind::reviewer_dismissed: return "ReviewerDismissed(address,int64,int64)";
        case EventKind::found_empty: return "FoundEmpty(address,bytes32,address,int64,int64)";
        case EventKind::rejected: return "Rejected(address,bytes32,int64,int64)";
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
    ask("rules()", {}, words(c.in_force()));
    Arguments announced{c.round().announced, c.announced_from().value()};
    for (const auto& word : words(c.announced())) announced.push_back(word);
    ask("announcedRules()", {}, announced);
    ask("round()", {}, words(c.round()));
    ask("clock()", {}, {now.value()});
    ask("secondsPerTick()", {}, {seconds_per_tick});
    ask("owner()", {}, {c.roles().owner});
    ask("pendingOwner()", {}, {c.roles().proposed_owner});
    ask("registrar()", {}, {c.roles().registrar});
    for (Account who = Accounts::member; who < Accounts::member + Accounts::members; ++who) {
        const Member member = c.member(who);
        ask("member(address)", {who}, words(member));
        ask("memberNow(address)", {who}, words(contract::settle(c.in_force(), member, now).member));
        const auto [refusal, charge] = c.quote(who, time);
        ask("quote(address)", {who}, {static_cast<std::int64_t>(refusal), charge});
        const Hash latest = c.certificate_of(who);
        ask("certificateOf(address)", {who},
            {latest, contract::revoked(c.certificate(latest), member)});
    }
    for (Hash hash = 0; hash <= certificates; ++hash) {
        const Certificate held = c.certificate(hash);
        const auto holder = static_cast<Account>(held.holder.value());
        ask("holderOf(bytes32)", {hash}, {holder, contract::revoked(held, c.member(holder))});
        ask("seen(bytes32)", {hash}, {c.seen(hash)});
    }
    for (Hash hash = 1; hash <= contents; ++hash) {
        Arguments report = words(c.report(hash));
        report.emplace_back(static_cast<std::int64_t>(c.voted(hash)));
        ask("reportOf(bytes32)", {hash}, report);
    }
    for (std::int64_t seat = 0; seat < Limits::seats; ++seat)
        ask("reviewer(uint256)", {seat}, words(c.seat(seat)));
    for (Account who = Accounts::owner; who < Accounts::owner + Accounts::all; ++who)
        ask("seatOf(address)", {who}, {c.seat_of(who)});
    return result;
}

}  // namespace essmap::evm_test
