#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "machine.hpp"
#include "payout_contract.hpp"

/// The deployed payout in Solidity, on an EVM, and in C++ over the chain's integers: the same
/// amounts, bit for bit, and the same refusals.
namespace {

using namespace essmap::evm_test;
namespace evm = essmap::evm;

class payout : public WithTools, public testing::WithParamInterface<const char*> {};

std::string told(const std::vector<std::int64_t>& numbers) {
    return fmt::format("{}", fmt::join(numbers, " "));
}

TEST_P(payout, agrees_bit_for_bit) {
    constexpr std::size_t batch = 200;
    const evm::Artifacts artifacts = compiled(GetParam());
    PayoutContract contract(artifacts);
    std::uint64_t seed = seed_of(GetParam());
    std::map<std::int64_t, int> refusals;
    for (std::size_t done = 0; done < samples(25'000, 1'000); done += batch) {
        std::vector<PayoutCase> cases;
        cases.reserve(batch);
        for (std::size_t i = 0; i < batch; ++i) cases.push_back(draw_payout(seed++));
        const auto found = contract.run(cases);
        ASSERT_EQ(found.size(), cases.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            const auto expected = run_payout(cases[i]);
            ASSERT_EQ(found[i], expected) << fmt::format(
                "pot {}, weights {}, order {}: {} in C++, {} on the EVM", cases[i].pot,
                told(cases[i].weights), told(cases[i].order), told(expected), told(found[i]));
            ++refusals[expected.front()];
        }
    }
    // Every refusal is met, and most are paid out.
    EXPECT_EQ(refusals.size(), 7U);
    for (const auto& [refusal, met] : refusals) EXPECT_GE(met, 5) << refusal;
    EXPECT_GE(refusals[0], static_cast<int>(samples(25'000, 1'000) / 2));
}

class payout_gas : public WithTools {};

TEST_F(payout_gas, grows_with_the_members) {
    const evm::Artifacts artifacts = compiled("newest-optimized");
    const evm::Artifact artifact = artifacts.contract("PayoutContract");
    PayoutContract contract(artifacts);
    const auto gas_of = [&](std::size_t members) {
        PayoutCase payout{10'000, std::vector<std::int64_t>(members, 7), {}};
        for (std::size_t i = 0; i < members; ++i)
            payout.order.push_back(static_cast<std::int64_t>(i));
        const auto outcome = contract.chain().call(contract.call_of(payout));
        EXPECT_TRUE(outcome.success);
        return outcome.gas_used;
    };
    const auto created =
        contract.chain().deploy(artifact.creation({}), evm::address_of(1)).gas_used;
    fmt::print("deployment {} gas, a payout to 3 members {}, to 100 {}, to 1,000 {}\n", created,
               gas_of(3), gas_of(100), gas_of(1'000));
    // Linear in the members but for the price of memory.
    EXPECT_LT(gas_of(1'000), 11 * gas_of(100));
}

INSTANTIATE_TEST_SUITE_P(evm, payout, testing::ValuesIn(settings()),
                         [](const auto& of) { return setting_name(of.param); });

}  // namespace
