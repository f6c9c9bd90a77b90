#include <fmt/format.h>
#include <gtest/gtest.h>

#include "machine.hpp"
#include "solidity_contract.hpp"

/// The guarded contract as it is deployed, on an EVM, and as a C++ program: the same refusals with
/// their reasons, the same events, the same state, call by call.
namespace {

using namespace essmap::evm_test;
namespace evm = essmap::evm;

constexpr std::size_t calls_of_a_life = 24;

/// A contract of one's own that creates what it is sent, and returns its address; or reverts with
/// what the constructor reverted with. Runs have no other way to create one.
const evm::Bytes& factory_code() {
    static const evm::Bytes code =
        evm::from_hex("363d3d37363d3df0806016573d600060003e3d6000fd5b60005260206000f3");
    return code;
}
constexpr std::uint64_t factory = 0x20000;

/// A life as the blocks of a run: the deployment, the calls, then every question.
struct Script {
    ContractSequence life;
    std::vector<SolidityContract::Question> questions;
    std::vector<evm::Block> blocks;
};

Script script_of(const SolidityContract& contract, const evm::Address& address,
                 std::uint64_t seed) {
    Script script{draw_contract_sequence(seed, calls_of_a_life), {}, {}};
    const auto add = [&](std::int64_t time, const evm::Call& call) {
        const auto at = static_cast<std::uint64_t>(time);
        if (script.blocks.empty() || script.blocks.back().time != at)
            script.blocks.push_back({at, {}});
        script.blocks.back().calls.push_back(call);
    };
    const auto& life = script.life;
    add(life.deployment.time, {evm::address_of(Accounts::owner), evm::address_of(factory),
                               contract.creation(life.deployment)});
    if (life.calls.empty()) return script;
    for (const auto& call : life.calls)
        add(call.time, {evm::address_of(call.sender), address, contract.data_of(call)});
    const std::int64_t last = life.calls.back().time;
    script.questions = contract.questions(life.after, life.deployment.seconds_per_tick, last);
    for (const auto& question : script.questions)
        add(last, {evm::address_of(Accounts::other), address, question.data});
    return script;
}

/// Events, a line each.
std::string shown(const std::vector<evm::Log>& logs) {
    std::string text;
    for (const auto& log : logs) {
        text += evm::to_hex(log.contract.bytes);
        for (const auto& topic : log.topics) text += fmt::format(" {}", evm::to_hex(topic.bytes));
        text += fmt::format(": {}\n", evm::to_hex(log.data));
    }
    return text;
}

void expect_receipt(const SolidityContract& contract, const evm::Address& address,
                    const Receipt& expected, const evm::Outcome& found, const std::string& what) {
    ASSERT_EQ(found.success, expected.refusal == contract::Refusal::none)
        << what << ": " << name_of(expected.refusal) << ", EVM: " << evm::to_hex(found.data);
    if (!found.success) {
        ASSERT_EQ(found.data, contract.refused(expected.refusal))
            << what << ": " << name_of(expected.refusal) << ", EVM: " << evm::to_hex(found.data);
    }
    ASSERT_EQ(shown(found.logs), shown(contract.logs(expected, address))) << what;
}

void expect_same(const SolidityContract& contract, const evm::Address& address,
                 const Script& script, const std::vector<evm::Outcome>& outcomes) {
    const auto& life = script.life;
    ASSERT_EQ(outcomes.size(), 1 + life.calls.size() + script.questions.size());
    expect_receipt(contract, address, life.deployed, outcomes[0], "deployment");
    for (std::size_t i = 0; i < life.calls.size(); ++i) {
        expect_receipt(contract, address, life.receipts[i], outcomes[1 + i],
                       fmt::format("call {}, {}", i, told(life.calls[i])));
        if (testing::Test::HasFatalFailure()) return;
    }
    for (std::size_t i = 0; i < script.questions.size(); ++i) {
        const auto& found = outcomes[1 + life.calls.size() + i];
        ASSERT_EQ(evm::to_hex(found.data), evm::to_hex(script.questions[i].answer))
            << script.questions[i].function;
    }
}

/// Where the factory's first contract comes to lie.
evm::Address first_address(evm::Chain& chain, const SolidityContract& contract) {
    for (std::uint64_t seed = 0;; ++seed) {
        const auto life = draw_contract_sequence(seed, 0);
        if (life.deployed.refusal != contract::Refusal::none) continue;
        const auto outcome =
            chain.run({{static_cast<std::uint64_t>(life.deployment.time),
                        {{evm::address_of(Accounts::owner), evm::address_of(factory),
                          contract.creation(life.deployment)}}}});
        return evm::Values(outcome.at(0).data).address(0);
    }
}

class sharing_contract : public WithTools, public testing::WithParamInterface<const char*> {};

TEST_P(sharing_contract, lives_the_same_life) {
    const evm::Artifacts artifacts = compiled(GetParam());
    const SolidityContract contract(artifacts);
    ASSERT_LE(contract.artifact().deployed_bytecode.size(), 24'576U);  // EIP-170
    evm::Chain chain(artifacts.evm_version());
    chain.set_code(evm::address_of(factory), factory_code());
    const evm::Address address = first_address(chain, contract);
    constexpr std::size_t together = 50;
    std::uint64_t seed = seed_of(GetParam());
    for (std::size_t done = 0; done < samples(2'500, 100); done += together) {
        std::vector<Script> scripts;
        std::vector<std::vector<evm::Block>> runs;
        for (std::size_t i = 0; i < together; ++i) {
            scripts.push_back(script_of(contract, address, seed++));
            runs.push_back(scripts.back().blocks);
        }
        const auto outcomes = chain.runs(runs);
        for (std::size_t i = 0; i < together; ++i) {
            SCOPED_TRACE(fmt::format("life {}", seed - together + i));
            expect_same(contract, address, scripts[i], outcomes[i]);
            if (HasFatalFailure()) return;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(evm, sharing_contract, testing::ValuesIn(settings()),
                         [](const auto& of) { return setting_name(of.param); });

}  // namespace
