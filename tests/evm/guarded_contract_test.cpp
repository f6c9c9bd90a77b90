#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lives.hpp"
#include "machine.hpp"

/// The guarded contract as it is deployed, on an EVM, and as a C++ program: the same refusals with
/// their reasons, the same events, the same state, call by call.
namespace {

using namespace essmap::evm_test;
namespace evm = essmap::evm;

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

class sharing_contract : public WithTools, public testing::WithParamInterface<const char*> {};

TEST_P(sharing_contract, lives_the_same_life) {
    Lives lives(compiled(GetParam()));
    ASSERT_LE(lives.contract().artifact().deployed_bytecode.size(), 24'576U);  // EIP-170
    lives.run({seed_of(GetParam()), samples(3'400, 100), true},
              [&](const Script& script, const std::vector<evm::Outcome>& outcomes) {
                  expect_same(lives.contract(), lives.address(), script, outcomes);
              });
}

INSTANTIATE_TEST_SUITE_P(evm, sharing_contract, testing::ValuesIn(settings()),
                         [](const auto& of) { return setting_name(of.param); });

}  // namespace
