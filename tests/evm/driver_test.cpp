#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <limits>
#include <thread>

#include "essmap/evm/chain.hpp"
#include "tools.hpp"

namespace {

using namespace essmap::evm;

/// Keeps a word, of the constructor at first. Called with a word: logs the kept one under the new
/// as topic and keeps the new, or reverts with the kept one where the new is 0. Called without:
/// returns the kept one, the time and the caller.
Bytes keeper(std::int64_t kept) {
    Bytes code = from_hex(
        // copies the argument, keeps it, copies the code and returns it
        "6020604e600039600051600055"
        "6035601960003960356000f3"
        // jumps to 0x17 if there are call data; returns
        "36601757"
        "600054600052426020523360405260606000f3"
        // jumps to 0x2a unless the word is 0; reverts; keeps, logs
        "5b600054600052600035"
        "80602a57"
        "60206000fd"
        "5b8060005560206000a100");
    const Bytes argument = encode({kept});
    code.insert(code.end(), argument.begin(), argument.end());
    return code;
}

Bytes data(std::int64_t value) { return encode({value}); }

bool runs(pid_t process) {
    std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
    std::string id;
    std::string name;
    std::string state;
    stat >> id >> name >> state;
    return stat && state != "Z" && state != "X";
}

TEST(words, hold_what_they_are_given) {
    for (const std::int64_t value :
         {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1}, std::int64_t{0},
          std::int64_t{1}, std::numeric_limits<std::int64_t>::max()}) {
        EXPECT_EQ(to_int64(word(value)), value);
    }
    EXPECT_EQ(to_uint64(word(std::numeric_limits<std::uint64_t>::max())),
              std::numeric_limits<std::uint64_t>::max());
    EXPECT_TRUE(to_bool(word(true)));
    EXPECT_EQ(to_address(word(address_of(0xabcd))), address_of(0xabcd));
    EXPECT_EQ(to_hex(word(-2).bytes).substr(0, 6), "0xffff");
    EXPECT_EQ(from_hex(to_hex(word(77).bytes)), encode({77}));
    EXPECT_EQ(from_quantity(to_quantity(0x1234)), 0x1234U);
    EXPECT_EQ(to_quantity(0), "0x0");
}

TEST(words, refuse_what_is_no_value_of_the_type) {
    EXPECT_THROW(to_int64(word(std::numeric_limits<std::uint64_t>::max())), EvmError);
    EXPECT_THROW(to_uint64(word(-1)), EvmError);
    EXPECT_THROW(to_bool(word(2)), EvmError);
    EXPECT_THROW(to_address(word(-1)), EvmError);
    EXPECT_THROW(from_hex("0x123"), EvmError);
    EXPECT_THROW(from_hex("0x1g"), EvmError);
    EXPECT_THROW(from_quantity("0x10000000000000000"), EvmError);
    EXPECT_THROW(from_quantity(""), EvmError);
}

/// The example of the ABI's specification, f(uint256,uint32[],bytes10,bytes) with shorter arrays.
TEST(call_data, places_arrays_behind_the_head) {
    const Bytes text = {'H', 'i'};
    const Bytes given =
        call_data(Selector{{1, 2, 3, 4}}, {7, Argument::int64s(std::vector<std::int64_t>{5, -6}),
                                           address_of(9), Argument::bytes(text)});
    EXPECT_EQ(selector(given), (Selector{{1, 2, 3, 4}}));
    const auto values = std::span(given).subspan(4);
    EXPECT_EQ(Values(values).uint64(1), 4U * 32);        // the array's place
    EXPECT_EQ(Values(values).uint64(3), (4U + 3) * 32);  // its length and two entries further
    EXPECT_EQ(Values(values).words(), 4U + 3 + 2);
    EXPECT_EQ(Values(values).int64(0), 7);
    EXPECT_EQ(Values(values).int64s(1), (std::vector<std::int64_t>{5, -6}));
    EXPECT_EQ(Values(values).address(2), address_of(9));
    EXPECT_EQ(Values(values).bytes(3), text);
    EXPECT_THROW(Values(values).word(9), EvmError);
    EXPECT_THROW(Values(values.first(32 * 7)).bytes(3), EvmError);
    EXPECT_THROW(Values(values).int64s(0), EvmError);
}

class driver : public WithTools {};

TEST_F(driver, transactions_stay_and_tell_what_became_of_them) {
    Chain chain("osaka");
    const auto [contract, gas] = chain.deploy(keeper(5), address_of(1));
    EXPECT_GT(gas, 53'000U);
    const Outcome kept = chain.transact({address_of(0xaa), contract, data(7)}, 1000);
    EXPECT_TRUE(kept.success);
    ASSERT_EQ(kept.logs.size(), 1U);
    EXPECT_EQ(kept.logs[0], (Log{contract, {word(7)}, data(5)}));
    const Outcome refused = chain.transact({address_of(0xaa), contract, data(0)}, 1001);
    EXPECT_FALSE(refused.success);
    EXPECT_EQ(refused.data, data(7));
    EXPECT_TRUE(refused.logs.empty());
    const Outcome told = chain.call({address_of(0xbb), contract, {}});
    ASSERT_TRUE(told.success);
    EXPECT_EQ(Values(told.data).int64(0), 7);
    EXPECT_EQ(Values(told.data).address(2), address_of(0xbb));
    EXPECT_THROW(chain.transact({address_of(1), contract, data(1)}, 999), EvmError);
}

TEST_F(driver, a_run_carries_state_and_time_and_leaves_no_trace) {
    Chain chain("osaka");
    const Address contract = chain.deploy(keeper(5), address_of(1)).address;
    const Address caller = address_of(0xaa);
    constexpr std::uint64_t late = std::numeric_limits<std::int64_t>::max();
    const std::vector<Block> blocks = {
        {100, {{caller, contract, data(7)}, {caller, contract, data(0)}}},
        {late, {{caller, contract, data(8)}, {address_of(0xbb), contract, {}}}},
        {50, {{caller, contract, {}}}}};
    for (const auto& outcomes : chain.runs({blocks, blocks, blocks})) {
        ASSERT_EQ(outcomes.size(), 5U);
        EXPECT_EQ(outcomes[0].logs, (std::vector<Log>{{contract, {word(7)}, data(5)}}));
        EXPECT_FALSE(outcomes[1].success);
        EXPECT_EQ(outcomes[1].data, data(7));
        EXPECT_EQ(outcomes[2].logs, (std::vector<Log>{{contract, {word(8)}, data(7)}}));
        EXPECT_EQ(outcomes[3].data, encode({8, late, address_of(0xbb)}));
        EXPECT_EQ(outcomes[4].data, encode({8, 50, caller}));
    }
    EXPECT_EQ(Values(chain.call({caller, contract, {}}).data).int64(0), 5);
}

TEST_F(driver, a_run_uses_the_gas_of_transactions) {
    for (const char* const hardfork : {"london", "osaka"}) {
        Chain chain(hardfork);
        const Address contract = chain.deploy(keeper(0), address_of(1)).address;
        const Address caller = address_of(0xaa);
        const std::vector<Call> calls = {{caller, contract, data(7)},
                                         {caller, contract, data(8)},
                                         {caller, contract, data(0)},
                                         {caller, contract, {}}};
        const std::vector<Outcome> run = chain.run({{100, calls}});
        for (std::size_t i = 0; i < calls.size(); ++i) {
            EXPECT_EQ(run[i].gas_used, chain.transact(calls[i]).gas_used) << hardfork << i;
        }
        EXPECT_EQ(run[0].gas_used, run[1].gas_used + 17'100);  // a slot set, not changed; 28 zeros
        chain.set_code(address_of(0xcc), {0});                 // STOP
        EXPECT_EQ(chain.call({caller, address_of(0xcc), {}}).gas_used, 21'000U);
    }
}

TEST_F(driver, an_endless_loop_runs_out_of_gas) {
    Chain chain("osaka");
    chain.set_code(address_of(0xcc), from_hex("5b600056"));  // JUMPDEST PUSH1 0 JUMP
    const Outcome outcome = chain.call({address_of(1), address_of(0xcc), {}});
    EXPECT_FALSE(outcome.success);
    EXPECT_TRUE(outcome.data.empty());
    EXPECT_EQ(outcome.gas_used, Chain::gas_limit);
}

TEST_F(driver, hashes_with_keccak_256) {
    Anvil anvil("osaka");
    EXPECT_EQ(to_hex(anvil.keccak("").bytes),
              "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
}

TEST_F(driver, tells_what_anvil_refuses) {
    Anvil anvil("osaka");
    EXPECT_THROW(anvil.request("eth_nothing", Json::array()), EvmError);
    EXPECT_EQ(anvil.request("eth_chainId", Json::array()), "0x7a69");
    EXPECT_THROW(Anvil("no such rules"), EvmError);
    Chain chain("osaka");
    EXPECT_THROW(chain.deploy({0xfd}, address_of(1)), EvmError);
    kill(anvil.process(), SIGKILL);
    EXPECT_THROW(anvil.request("eth_chainId", Json::array()), EvmError);
}

TEST_F(driver, anvil_ends_with_its_object) {
    pid_t process = 0;
    {
        const Anvil anvil("osaka");
        process = anvil.process();
        EXPECT_TRUE(runs(process));
    }
    EXPECT_FALSE(runs(process));
}

TEST_F(driver, anvil_ends_with_a_program_that_is_killed) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const Anvil anvil("osaka");
        const pid_t process = anvil.process();
        if (write(ends[1], &process, sizeof(process)) < 0) _exit(1);
        pause();
        _exit(0);
    }
    pid_t process = 0;
    ASSERT_EQ(read(ends[0], &process, sizeof(process)), static_cast<ssize_t>(sizeof(process)));
    EXPECT_TRUE(runs(process));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    for (int i = 0; i < 1000 && runs(process); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_FALSE(runs(process));
    close(ends[0]);
    close(ends[1]);
}

}  // namespace
