#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <numeric>

#include "machine.hpp"
#include "payout_contract.hpp"

/// The deployed payout contract in Solidity, on an EVM, and in C++ over the chain's integers: the
/// same refusals with their reasons, the same events and the same state, call by call. And what
/// follows from the events alone: nobody is paid twice, and all are paid the pot.
namespace {

using namespace essmap::evm_test;
using contract::PayoutRefusal;
namespace evm = essmap::evm;

class payout : public WithTools, public testing::WithParamInterface<const char*> {};

/// What somebody knows who reads the events of a payout contract and nothing else.
class Reader {
public:
    explicit Reader(const evm::Artifact& artifact)
        : begun_(artifact.event(SolidityPayout::begun_event)),
          paid_(artifact.event(SolidityPayout::paid_event)) {}

    void read(const evm::Log& log) {
        Known& known = payouts_[{log.topics.at(1), log.topics.at(2)}];
        const evm::Values values(log.data);
        if (log.topics[0] == begun_) {
            ASSERT_EQ(known.members, 0) << "a payout begins twice";
            known.pot = values.int64(0);
            known.members = values.int64(1);
            return;
        }
        ASSERT_EQ(log.topics[0], paid_);
        std::int64_t member = values.int64(0);
        for (const std::int64_t amount : values.int64s(1)) {
            ASSERT_TRUE(0 <= member && member < known.members) << "no member has this number";
            ASSERT_TRUE(known.paid.emplace(member++, amount).second) << "a member is paid twice";
            ASSERT_GE(amount, 0);
        }
    }
    /// Those in which everybody has been paid. In each the amounts must sum to the pot.
    [[nodiscard]] std::size_t complete() const {
        std::size_t complete = 0;
        for (const auto& [key, known] : payouts_) {
            if (static_cast<std::int64_t>(known.paid.size()) < known.members) continue;
            std::int64_t sum = 0;
            for (const auto& [member, amount] : known.paid) sum += amount;
            EXPECT_EQ(sum, known.pot);
            ++complete;
        }
        return complete;
    }

private:
    struct Known {
        std::int64_t pot = 0, members = 0;
        std::map<std::int64_t, std::int64_t> paid;
    };
    evm::Word begun_, paid_;
    std::map<std::pair<evm::Word, evm::Word>, Known> payouts_;
};

/// What a test of many lives has met.
struct Met {
    std::map<PayoutRefusal, int> refusals;
    std::size_t complete = 0;
};

/// A life as the calls of a run: its own, then a question for every payout that there could be.
std::vector<evm::Call> calls_of(const SolidityPayout& solidity, const PayoutLife& life) {
    std::vector<evm::Call> calls;
    for (const auto& call : life.calls) calls.push_back(solidity.call_of(call));
    for (std::uint64_t i = 0; i < payout_senders; ++i)
        for (std::uint64_t key = 0; key <= payout_keys; ++key)
            calls.push_back(solidity.question(first_payout_sender + i, key));
    return calls;
}

void expect_same(const SolidityPayout& solidity, const PayoutLife& life,
                 const std::vector<evm::Outcome>& outcomes, Met& met) {
    Reader reader(solidity.artifact());
    for (std::size_t i = 0; i < life.calls.size(); ++i) {
        const auto& expected = life.receipts[i];
        const auto& found = outcomes.at(i);
        const bool accepted = expected.refusal == PayoutRefusal::none;
        const std::string what =
            fmt::format("call {}, {}: {} in C++, {} on the EVM", i, told(life.calls[i]),
                        name_of(expected.refusal), evm::to_hex(found.data));
        ASSERT_EQ(found.success, accepted) << what;
        if (!accepted) {
            ASSERT_EQ(found.data, solidity.refused(expected.refusal)) << what;
        }
        ASSERT_EQ(found.logs, solidity.logs(expected)) << what;
        for (const auto& log : found.logs) {
            reader.read(log);
            if (testing::Test::HasFatalFailure()) return;
        }
        ++met.refusals[expected.refusal];
    }
    met.complete += reader.complete();
    auto answer = outcomes.begin() + static_cast<std::ptrdiff_t>(life.calls.size());
    for (std::uint64_t i = 0; i < payout_senders; ++i)
        for (std::uint64_t key = 0; key <= payout_keys; ++key, ++answer)
            ASSERT_EQ(evm::to_hex(answer->data),
                      evm::to_hex(
                          evm::encode(evm::words(life.after.payout(first_payout_sender + i, key)))))
                << "the payout " << key << " of sender " << i << " in C++, in the end";
}

TEST_P(payout, lives_the_same_life) {
    constexpr std::size_t calls = 25;
    constexpr std::size_t batch = 50;
    const std::size_t wanted = samples(25'000, 2'500);
    SolidityPayout solidity(compiled(GetParam()));
    ASSERT_LE(solidity.artifact().deployed_bytecode.size(), 24'576U);  // EIP-170
    std::uint64_t seed = seed_of(GetParam());
    Met met;
    for (std::size_t done = 0; done < wanted; done += calls * batch) {
        std::vector<PayoutLife> lives;
        std::vector<std::vector<evm::Block>> runs;
        for (std::size_t i = 0; i < batch; ++i) {
            lives.push_back(draw_payout_life(seed++, calls));
            runs.push_back({{1, calls_of(solidity, lives.back())}});
        }
        const auto outcomes = solidity.chain().runs(runs);
        for (std::size_t i = 0; i < batch; ++i) {
            SCOPED_TRACE(fmt::format("life {}", seed - batch + i));
            expect_same(solidity, lives[i], outcomes.at(i), met);
            if (HasFatalFailure()) return;
        }
    }
    // Every refusal is met, most calls are taken, and many payouts come to their end.
    EXPECT_EQ(met.refusals.size(), 12U);
    for (const auto& [refusal, times] : met.refusals) EXPECT_GE(times, 5) << name_of(refusal);
    EXPECT_GE(met.refusals[PayoutRefusal::none], static_cast<int>(wanted / 2));
    EXPECT_GE(met.complete, wanted / 25);
}

/// What a transaction may take since EIP-7825, and what its data may be where nodes pass it on.
constexpr std::uint64_t gas_of_a_transaction = 16'777'216;
constexpr std::size_t bytes_of_a_transaction = 131'072;

/// The gas of a payout to many, in batches.
struct PayoutGas {
    std::uint64_t begin = 0, check = 0, pay = 0;
    std::uint64_t most = 0;  ///< of one transaction
    std::size_t bytes = 0;   ///< of the largest data
    [[nodiscard]] std::uint64_t all() const { return begin + check + pay; }
};

class payout_gas : public WithTools {
protected:
    static PayoutGas gas_of(SolidityPayout& solidity, std::size_t members, std::size_t batch) {
        constexpr std::int64_t pot = 1'000'000'000;
        const auto most = static_cast<std::int64_t>(1'000'000'000 / members);
        std::vector<std::int64_t> weights;
        for (std::size_t i = 0; i < members; ++i)
            weights.push_back(i % 2 == 0 ? most : most - most / 3);
        const std::vector<Number> numbers(weights.begin(), weights.end());
        const auto amounts = contract::payouts(pot, weights);
        std::vector<PayoutCall> calls{{PayoutAction::begin,
                                       first_payout_sender,
                                       0x123456789abcdef,
                                       contract::payout_terms(pot, numbers),
                                       0,
                                       {}}};
        for (const auto action : {PayoutAction::check, PayoutAction::pay})
            for (std::size_t at = 0; at < members; at += batch) {
                PayoutCall call = calls.front();
                const auto& all = action == PayoutAction::check ? weights : amounts;
                call.action = action;
                call.first = static_cast<std::int64_t>(at);
                for (std::size_t i = at; i < std::min(members, at + batch); ++i)
                    call.numbers.push_back(all[i]);
                calls.push_back(std::move(call));
            }
        evm::Block block{1, {}};
        for (const auto& call : calls) block.calls.push_back(solidity.call_of(call));
        const auto outcomes = solidity.chain().run({block});
        PayoutGas gas;
        for (std::size_t i = 0; i < calls.size(); ++i) {
            EXPECT_TRUE(outcomes[i].success);
            const std::uint64_t used = outcomes[i].gas_used;
            (calls[i].action == PayoutAction::begin   ? gas.begin
             : calls[i].action == PayoutAction::check ? gas.check
                                                      : gas.pay) += used;
            gas.most = std::max(gas.most, used);
            gas.bytes = std::max(gas.bytes, block.calls[i].data.size());
        }
        return gas;
    }
    /// The largest batch for which `fits` holds.
    template <class Fits>
    static std::size_t largest_batch(const Fits& fits) {
        std::size_t lo = 1;
        std::size_t hi = 65'536;
        while (hi - lo > 1) {
            const std::size_t middle = (lo + hi) / 2;
            (fits(middle) ? lo : hi) = middle;
        }
        return lo;
    }
};

TEST_F(payout_gas, is_the_same_for_each_member_whatever_their_number) {
    const evm::Artifacts artifacts = compiled("newest-optimized");
    SolidityPayout solidity(artifacts);
    const auto created =
        solidity.chain().deploy(solidity.artifact().creation({}), evm::address_of(1)).gas_used;
    fmt::print("deployment {} gas\n", created);
    constexpr std::size_t batch = 4'000;
    for (const std::size_t members : {3U, 100U, 1'000U, 4'000U, 20'000U}) {
        const PayoutGas gas = gas_of(solidity, members, batch);
        fmt::print("{} members: begin {}, check {}, pay {}; {} in all, {:.0f} a member\n", members,
                   gas.begin, gas.check, gas.pay, gas.all(),
                   static_cast<double>(gas.all()) / static_cast<double>(members));
        EXPECT_LE(gas.most, gas_of_a_transaction);
        EXPECT_LE(gas.bytes, bytes_of_a_transaction);
    }
    // Batches cost what they cost, whatever has come before them.
    const auto once = gas_of(solidity, 4'000, batch);
    const auto five = gas_of(solidity, 20'000, batch);
    EXPECT_LT(five.check + five.pay, 51 * (once.check + once.pay) / 10);
}

TEST_F(payout_gas, of_a_transaction_suffices_for_thousands_of_members) {
    SolidityPayout solidity(compiled("newest-optimized"));
    const std::size_t checked = largest_batch([&](std::size_t members) {
        return gas_of(solidity, members, members).check <= gas_of_a_transaction;
    });
    const std::size_t paid = largest_batch([&](std::size_t members) {
        return gas_of(solidity, members, members).pay <= gas_of_a_transaction;
    });
    // Beside the weights: selector, key, first, offset and length; and 200 bytes for other fields.
    constexpr std::size_t carried = (bytes_of_a_transaction - 4 - 4 * 32 - 200) / 32;
    fmt::print("of {} gas: {} members are checked, {} are paid; {} bytes carry {}\n",
               gas_of_a_transaction, checked, paid, bytes_of_a_transaction, carried);
    EXPECT_GE(std::min({checked, paid, carried}), 4'000U);
}

INSTANTIATE_TEST_SUITE_P(evm, payout, testing::ValuesIn(settings()),
                         [](const auto& of) { return setting_name(of.param); });

}  // namespace
