#include "published_machine.hpp"

namespace essmap::test {

namespace {

using evm::Argument;
using evm::Block;
using evm::Bytes;
using evm::Values;

const evm::Address sender = evm::address_of(1);
constexpr evm::Selector panic{{0x4e, 0x48, 0x7b, 0x71}};  // Panic(uint256)
constexpr int overflow = 0x11;                            // also subtraction below zero
constexpr int division_by_zero = 0x12;

/// True where a call panics in the way expected of it. @throws EvmError where it reverts otherwise
bool panics(const evm::Outcome& outcome, int code) {
    if (outcome.success) return false;
    if (outcome.data != evm::call_data(panic, {code}))
        throw evm::EvmError("a revert that is no panic of the expected kind: " +
                            evm::to_hex(outcome.data));
    return true;
}

const evm::Outcome& succeeded(const evm::Outcome& outcome) {
    if (!outcome.success) throw evm::EvmError("the harness reverts: " + evm::to_hex(outcome.data));
    return outcome;
}

/// The state in, the call, and the state back.
std::vector<Block> block(const evm::Address& to, std::int64_t time, Bytes set, Bytes call,
                         Bytes get) {
    const auto seconds = static_cast<std::uint64_t>(time);
    return {{seconds,
             {{sender, to, std::move(set)},
              {sender, to, std::move(call)},
              {sender, to, std::move(get)}}}};
}

Bytes set_game(const evm::Artifact& contract, const Report& r) {
    const Game& g = r.game;
    return evm::call_data(
        contract.function(
            "set((uint256,uint256,int256,uint256,uint256,uint256,uint256,uint256),bool)"),
        {g.rank.value(), g.theta.value(), g.gamma.value(), g.time.value(), g.sharers.value(),
         g.users.value(), g.round.value(), g.points.value(), r.valid});
}

Bytes call_sgm(const evm::Artifact& contract, const Game& g) {
    return evm::call_data(
        contract.function("SGM(bytes32,(uint256,uint256,uint256,uint256,int256,int256))"),
        {0, g.numerator.value(), g.threshold.value(), g.saturation.value(), g.scale.value(),
         g.reward.value(), g.cost.value()});
}

/// @param outcomes of the three calls
Feedback feedback(const Game& before, const std::vector<evm::Outcome>& outcomes) {
    succeeded(outcomes[0]);
    Feedback result{panics(outcomes[1], division_by_zero), false, before, 0};
    if (!result.panics) result.feedback = Values(outcomes[1].data).int64(0);
    const Values state(succeeded(outcomes[2]).data);
    Game& g = result.game;
    std::size_t place = 0;
    for (Int* field :
         {&g.rank, &g.theta, &g.gamma, &g.time, &g.sharers, &g.users, &g.round, &g.points})
        *field = state.int64(place++);
    result.rolled = g.round != before.round;
    return result;
}

Argument column(const std::vector<Account>& accounts, Int Account::*field) {
    std::vector<std::int64_t> values;
    values.reserve(accounts.size());
    for (const auto& account : accounts) values.push_back((account.*field).value());
    return Argument::int64s(values);
}

/// @param outcomes of the three calls
Passed passed(const std::vector<evm::Outcome>& outcomes) {
    succeeded(outcomes[0]);
    Passed result{panics(outcomes[1], overflow), {}};
    const Values state(succeeded(outcomes[2]).data);
    const auto points = state.int64s(0);
    const auto last_times = state.int64s(1);
    result.accounts.reserve(points.size());
    for (std::size_t i = 0; i < points.size(); ++i)
        result.accounts.push_back({points[i], last_times.at(i)});
    return result;
}

}  // namespace

EvmMachine::EvmMachine(const evm::Artifacts& artifacts)
    : chain_(artifacts.evm_version()),
      sgm_(artifacts.contract("PublishedSgmHarness")),
      nsp_(artifacts.contract("PublishedNspHarness")),
      sgm_address_(chain_.deploy(sgm_.bytecode, sender).address),
      nsp_address_(chain_.deploy(nsp_.bytecode, sender).address) {}

std::vector<Feedback> EvmMachine::reports(const std::vector<Report>& reports) const {
    std::vector<std::vector<Block>> runs;
    runs.reserve(reports.size());
    for (const auto& r : reports)
        runs.push_back(block(sgm_address_, 1, set_game(sgm_, r), call_sgm(sgm_, r.game),
                             evm::call_data(sgm_.function("get()"), {})));
    const auto outcomes = chain_.runs(runs);
    std::vector<Feedback> results;
    results.reserve(reports.size());
    for (std::size_t i = 0; i < reports.size(); ++i)
        results.push_back(feedback(reports[i].game, outcomes.at(i)));
    return results;
}

std::vector<Passed> EvmMachine::passes(const std::vector<Pass>& passes) const {
    std::vector<std::vector<Block>> runs;
    runs.reserve(passes.size());
    for (const auto& p : passes) {
        const Argument count = column(p.accounts, &Account::points);
        const Argument last_time = column(p.accounts, &Account::last_time);
        runs.push_back(
            block(nsp_address_, p.time.value(),
                  evm::call_data(nsp_.function("set(uint256,uint256[],uint256[])"),
                                 {p.limit.value(), count, last_time}),
                  evm::call_data(nsp_.function("NSP(bytes32,uint256,uint256[],uint256[])"),
                                 {0, 1, count, last_time}),
                  evm::call_data(nsp_.function("get()"), {})));
    }
    const auto outcomes = chain_.runs(runs);
    std::vector<Passed> results;
    results.reserve(passes.size());
    for (const auto& run : outcomes) results.push_back(passed(run));
    return results;
}

Feedback EvmMachine::sgm(const Game& game, const bool& valid) const {
    return reports({{game, valid}}).front();
}

bool EvmMachine::nsp(std::vector<Account>& accounts, const Int& limit, const Int& time) const {
    const Passed result = passes({{accounts, limit, time}}).front();
    accounts = result.accounts;
    return result.panics;
}

}  // namespace essmap::test
