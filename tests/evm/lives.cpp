#include "lives.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace essmap::evm_test {

namespace {

constexpr std::size_t calls_of_a_life = 24;
constexpr std::size_t batch = 50;

/// A contract of one's own that creates what it is sent, and returns its address; or reverts with
/// what the constructor reverted with. Runs have no other way to create one.
const evm::Bytes& factory_code() {
    static const evm::Bytes code =
        evm::from_hex("363d3d37363d3df0806016573d600060003e3d6000fd5b60005260206000f3");
    return code;
}
constexpr std::uint64_t factory = 0x20000;

evm::Call creation_of(const SolidityContract& contract, const Deployment& deployment) {
    return {evm::address_of(Accounts::owner), evm::address_of(factory),
            contract.creation(deployment)};
}

}  // namespace

Lives::Lives(const evm::Artifacts& artifacts)
    : contract_(artifacts), chain_(artifacts.evm_version()) {
    chain_.set_code(evm::address_of(factory), factory_code());
    address_ = first_address();
}

/// Where the factory's first contract comes to lie.
evm::Address Lives::first_address() {
    for (std::uint64_t seed = 0;; ++seed) {
        const auto life = draw_contract_sequence(seed, 0);
        if (life.deployed.refusal != contract::Refusal::none) continue;
        const auto outcome = chain_.run({{static_cast<std::uint64_t>(life.deployment.time),
                                          {creation_of(contract_, life.deployment)}}});
        return evm::Values(outcome.at(0).data).address(0);
    }
}

Script Lives::script_of(std::uint64_t seed, bool questions) const {
    Script script{draw_contract_sequence(seed, calls_of_a_life), {}, {}};
    const auto add = [&](std::int64_t time, const evm::Call& call) {
        const auto at = static_cast<std::uint64_t>(time);
        if (script.blocks.empty() || script.blocks.back().time != at)
            script.blocks.push_back({at, {}});
        script.blocks.back().calls.push_back(call);
    };
    const auto& life = script.life;
    add(life.deployment.time, creation_of(contract_, life.deployment));
    if (life.calls.empty()) return script;
    for (const auto& call : life.calls)
        add(call.time, {evm::address_of(call.sender), address_, contract_.data_of(call)});
    if (!questions) return script;
    const std::int64_t last = life.calls.back().time;
    script.questions = contract_.questions(life.after, life.deployment.seconds_per_tick, last);
    for (const auto& question : script.questions)
        add(last, {evm::address_of(Accounts::other), address_, question.data});
    return script;
}

void Lives::run(const Wanted& wanted, const Visit& visit) {
    for (std::size_t done = 0; done < wanted.count; done += batch) {
        std::vector<Script> scripts;
        std::vector<std::vector<evm::Block>> runs;
        scripts.reserve(batch);
        runs.reserve(batch);
        for (std::size_t i = 0; i < batch; ++i) {
            scripts.push_back(script_of(wanted.seed + done + i, wanted.questions));
            runs.push_back(scripts.back().blocks);
        }
        const auto outcomes = chain_.runs(runs);
        for (std::size_t i = 0; i < batch; ++i) {
            SCOPED_TRACE(fmt::format("life {}", wanted.seed + done + i));
            visit(scripts[i], outcomes[i]);
            if (testing::Test::HasFatalFailure()) return;
        }
    }
}

}  // namespace essmap::evm_test
