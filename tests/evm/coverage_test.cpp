#include "coverage.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "machine.hpp"
#include "payout_contract.hpp"
#include "pure_runner.hpp"
#include "pure_sequences.hpp"
#include "solidity_contract.hpp"

/// The differential tests take the branches of the guarded contract: measured on their own first
/// samples, by the steps of the EVM.
namespace {

using namespace essmap::evm_test;
namespace evm = essmap::evm;

class branch_coverage : public WithTools {};

/// Traces the first calls of a life as transactions on a chain of its own.
void trace_life(Coverage& coverage, const SolidityContract& contract, const std::string& hardfork,
                const ContractSequence& life, std::size_t calls) {
    evm::Chain chain(hardfork);
    const auto mine = [&](std::int64_t time) {
        chain.anvil().request("evm_mine", evm::Json::array({time}));
    };
    mine(life.deployment.time);
    const auto deployed =
        chain.deploy(contract.creation(life.deployment), evm::address_of(Accounts::owner));
    for (std::size_t i = 0; i < calls; ++i) {
        const auto& call = life.calls[i];
        const evm::Call sent{evm::address_of(call.sender), deployed.address,
                             contract.data_of(call)};
        mine(call.time);
        coverage.trace(chain, contract.artifact(), sent);
        chain.transact(sent, static_cast<std::uint64_t>(call.time));
    }
}

/// The same of the calls of a payout contract.
void trace_payouts(Coverage& coverage, const evm::Artifacts& artifacts, const PayoutLife& life) {
    SolidityPayout solidity(artifacts);
    for (const auto& payout_call : life.calls) {
        const auto call = solidity.call_of(payout_call);
        coverage.trace(solidity.chain(), solidity.artifact(), call);
        solidity.chain().transact(call);
    }
}

/// The kinds of calls in a life, each with the first that is of it.
std::map<std::string, std::size_t> kinds_of_calls(const ContractSequence& life) {
    std::map<std::string, std::size_t> kinds;
    for (std::size_t i = 0; i < life.calls.size(); ++i)
        kinds.try_emplace(
            fmt::format("{} {} {}", static_cast<int>(life.calls[i].action),
                        static_cast<int>(life.receipts[i].refusal), life.receipts[i].events.size()),
            i);
    return kinds;
}

/// The first steps of a sample up to the last of a kind not seen before; 0: none is new.
std::size_t steps_to_news(std::set<std::string>& seen,
                          const std::map<std::string, std::size_t>& kinds) {
    std::size_t steps = 0;
    for (const auto& [kind, first] : kinds)
        if (seen.insert(kind).second) steps = std::max(steps, first + 1);
    return steps;
}

TEST_F(branch_coverage, differential_tests_take_the_branches_of_the_contract) {
    const evm::Artifacts artifacts(std::string_view("newest-plain"));
    Coverage coverage(artifacts, "src/guarded/");
    ASSERT_GT(coverage.branches(), 150U);

    // Of the samples of the tests, those that do something for the first time.
    const std::uint64_t first = seed_of("newest-optimized");
    PureRunner runner(artifacts);
    std::set<std::string> seen;
    std::size_t sequences = 0;
    for (std::uint64_t i = 0; i < 3'000 && coverage.taken() < coverage.branches(); ++i) {
        auto sequence = draw_pure_sequence(first + i);
        const std::size_t steps = steps_to_news(seen, kinds_of_steps(sequence));
        if (steps == 0) continue;
        sequence.resize(PureSequence::head + 4 * steps);
        coverage.trace(runner.chain(), runner.artifact(), runner.call_of_trace(sequence));
        ++sequences;
    }
    const std::size_t pure = coverage.taken();
    const SolidityContract contract(artifacts);
    seen.clear();
    std::size_t lives = 0;
    for (std::uint64_t i = 0; i < 1'000 && coverage.taken() < coverage.branches(); ++i) {
        const auto life = draw_contract_sequence(first + i, 24);
        const std::size_t calls = steps_to_news(seen, kinds_of_calls(life));
        if (calls == 0) continue;
        trace_life(coverage, contract, artifacts.evm_version(), life, calls);
        ++lives;
    }

    const std::size_t transitions = coverage.taken();
    std::set<contract::PayoutRefusal> refusals;
    std::size_t payouts = 0;
    for (std::uint64_t i = 0; i < 200; ++i) {
        const auto life = draw_payout_life(first + i, 25);
        const std::size_t met = refusals.size();
        for (const auto& receipt : life.receipts) refusals.insert(receipt.refusal);
        if (payouts >= 15 && refusals.size() == met) continue;
        trace_payouts(coverage, artifacts, life);
        ++payouts;
    }

    fmt::print(
        "{} of {} branches: {} by {} sequences of transitions, {} by {} lives, {} by {} lives of "
        "payouts\n",
        coverage.taken(), coverage.branches(), pure, sequences, transitions - pure, lives,
        coverage.taken() - transitions, payouts);
    for (const auto& line : coverage.missing()) fmt::print("  {}\n", line);
    EXPECT_GE(static_cast<double>(coverage.taken()),
              0.95 * static_cast<double>(coverage.branches()));
}

}  // namespace
