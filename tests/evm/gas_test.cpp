#include "essmap/model/guarded/gas.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "lives.hpp"
#include "machine.hpp"

/// What the deployed code costs on an EVM, against what the C++ contract predicts.
namespace {

using namespace essmap::evm_test;
namespace evm = essmap::evm;
namespace way = contract::way;
using contract::BesidesCost;
using contract::CompiledCode;
using contract::Gas;
using contract::GasSchedule;
using contract::GasUse;
using contract::Path;
using contract::PathCost;

constexpr double tolerance = 0.02;  ///< of what a transaction costs
/// Of a path's mean execution: what a constant may be off without being wrong. Half of what must be
/// noticed, as paths differ a little within.
constexpr double constant_tolerance = 0.014;

/// What the constant of an event besides may be off, in gas: 0.3 % of the cheapest counted report.
constexpr double besides_tolerance = 200;

/// Paths whose execution no receipt shows: a floor hides it, or nobody gets there.
bool hidden(const Path& path) {
    return path == Path{contract::Action::change_rules, contract::Refusal::not_owner} ||
           path == Path{contract::Action::enrol, contract::Refusal::too_many_members};
}

const CompiledCode& code = contract::newest_optimized;
std::size_t row_of(const Path& path) {
    const auto found = std::ranges::find(code.paths, path, &PathCost::path);
    return static_cast<std::size_t>(found - code.paths.begin());
}

/// Of what is measured.
double error_of(Gas predicted, std::uint64_t measured) {
    const auto truth = static_cast<double>(measured);
    return std::abs(static_cast<double>(predicted) - truth) / truth;
}

/// A life, and what each of its calls cost.
struct Lived {
    ContractSequence life;
    std::vector<std::uint64_t> gas_used;
};

const std::vector<Lived>& lives_lived() {
    static const std::vector<Lived> all = [] {
        std::vector<Lived> result;
        Lives lives{evm::Artifacts(std::string_view("newest-optimized"))};
        const auto visit = [&](const Script& script, const std::vector<evm::Outcome>& outcomes) {
            std::vector<std::uint64_t> gas_used;
            gas_used.reserve(outcomes.size() - 1);
            for (std::size_t i = 1; i < outcomes.size(); ++i)
                gas_used.push_back(outcomes[i].gas_used);
            result.push_back({script.life, std::move(gas_used)});
        };
        lives.run({seed_of("gas"), samples(2'500, 100), false}, visit);
        return result;
    }();
    return all;
}

/// A call: its path, what happened besides, what is predicted of it, and what it cost.
struct Run {
    std::size_t row;   ///< of its path
    unsigned besides;  ///< flags
    GasUse predicted;
    std::uint64_t used;

    [[nodiscard]] double error() const { return error_of(predicted.used(), used); }
    /// What it cost to execute, where all else is as predicted.
    [[nodiscard]] double execution() const {
        return static_cast<double>(predicted.execution - predicted.used()) +
               static_cast<double>(used);
    }
};

/// Every call, priced anew.
std::vector<Run> priced(const GasSchedule& schedule) {
    std::vector<Run> runs;
    for (const auto& [life, gas_used] : lives_lived()) {
        Receipt receipt;
        auto alive = deploy(life.deployment, receipt);
        for (std::size_t i = 0; i < life.calls.size(); ++i) {
            const auto& call = life.calls[i];
            const auto before = touched(alive, call);
            receipt = run(alive, call);
            const auto after = touched(alive, call);
            runs.push_back(
                {row_of(path_of(call, before, receipt)), besides_of(call, before, receipt),
                 predicted_gas(call, before, receipt, after, code, schedule), gas_used[i]});
        }
    }
    return runs;
}

/// What is measured of a path, or of an event besides.
struct Measured {
    std::size_t calls = 0;
    double sum = 0.0, least = 0.0, most = 0.0;  ///< of the execution
    double error = 0.0;                         ///< the largest, of the whole transaction

    void add(double execution) {
        least = calls == 0 ? execution : std::min(least, execution);
        most = calls == 0 ? execution : std::max(most, execution);
        sum += execution;
        ++calls;
    }
    [[nodiscard]] double mean() const { return sum / static_cast<double>(calls); }
};
/// Of each path the calls with nothing besides; then of each event besides the calls with it alone,
/// and what they cost more.
struct Table {
    std::vector<Measured> paths, besides;
};
Table measured(const std::vector<Run>& runs) {
    Table table{std::vector<Measured>(code.paths.size()),
                std::vector<Measured>(code.besides.size())};
    for (const Run& run : runs) {
        Measured& path = table.paths.at(run.row);
        path.error = std::max(path.error, run.error());
        if (run.besides == 0) path.add(run.execution());
    }
    for (const Run& run : runs)
        for (std::size_t i = 0; i < code.besides.size(); ++i)
            if (const Measured& path = table.paths[run.row];
                run.besides == code.besides[i].flag && path.calls > 0)
                table.besides[i].add(run.execution() - path.mean());
    return table;
}

/// The first constant that the measurements miss; empty: none.
std::string missed(const Table& table, std::span<const PathCost> paths,
                   std::span<const BesidesCost> besides) {
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const auto& [path, constant] = paths[i];
        const Measured& row = table.paths[i];
        if (row.error > tolerance) return name_of(path) + ": a call";
        if (row.calls == 0 || hidden(path) || samples(0, 1) == 1) continue;
        if (std::abs(static_cast<double>(constant) - row.mean()) > constant_tolerance * row.mean())
            return fmt::format("{}: the constant, mean {:.0f}", name_of(path), row.mean());
    }
    for (std::size_t i = 0; i < besides.size(); ++i) {
        const Measured& row = table.besides[i];
        if (row.calls == 0 || samples(0, 1) == 1) continue;
        const double constant = static_cast<double>(besides[i].execution);
        if (std::abs(constant - row.mean()) > besides_tolerance)
            return fmt::format("besides {}: the constant, mean {:.0f}", besides[i].flag,
                               row.mean());
    }
    return {};
}

/// A constant that is off by 3 %, at least by 1.
Gas off(Gas constant, int sign) {
    return constant + sign * std::max<Gas>(1, (3 * constant + 99) / 100);
}

class gas : public WithTools {};

void print(const std::string& name, Gas constant, const Measured& row) {
    if (row.calls > 0)
        fmt::print("{:52}{:8}{:10}{:10.0f}, {:5.0f}-{:5.0f}{:8.2f} %\n", name, row.calls, constant,
                   row.mean(), row.least, row.most, 100 * row.error);
}

TEST_F(gas, of_every_call_is_predicted) {
    const auto table = measured(priced(contract::osaka));
    std::map<std::string_view, double> errors;
    fmt::print("{:52}{:>8}{:>10}{:>24}{:>10}\n", "path", "calls", "constant",
               "measured: mean, range", "error");
    for (std::size_t i = 0; i < code.paths.size(); ++i) {
        const auto& [path, constant] = code.paths[i];
        const Measured& row = table.paths[i];
        double& error = errors[name_of(path.action)];
        error = std::max(error, row.error);
        print(name_of(path), constant, row);
        const bool taken = row.calls > 0 || samples(0, 1) == 1;
        EXPECT_TRUE(taken || hidden(path)) << "never taken: " << name_of(path);
    }
    for (std::size_t i = 0; i < code.besides.size(); ++i) {
        const auto& [flag, constant] = code.besides[i];
        print(name_of(Path{contract::Action::share, contract::Refusal::none, flag}) + " (more)",
              constant, table.besides[i]);
        EXPECT_TRUE(table.besides[i].calls > 0 || samples(0, 1) == 1) << "never alone: " << flag;
    }
    for (const auto& [action, error] : errors)
        fmt::print("largest error of {}: {:.2f} %\n", action, 100 * error);
    EXPECT_EQ(missed(table, code.paths, code.besides), "");
}

TEST_F(gas, is_missed_where_a_constant_is_off) {
    if (samples(0, 1) == 1) GTEST_SKIP() << "too few samples to tell";
    // Not warm, which only moves what is measured; nor what hardly any data consist of.
    constexpr std::array prices{&GasSchedule::transaction, &GasSchedule::zero_byte,
                                &GasSchedule::other_byte,  &GasSchedule::floor_of_zero_byte,
                                &GasSchedule::cold,        &GasSchedule::set,
                                &GasSchedule::reset,       &GasSchedule::cleared,
                                &GasSchedule::log,         &GasSchedule::log_topic,
                                &GasSchedule::log_byte};
    const auto table = measured(priced(contract::osaka));
    for (const int sign : {-1, 1}) {
        for (std::size_t i = 0; i < code.paths.size(); ++i) {
            std::vector<PathCost> changed(code.paths.begin(), code.paths.end());
            changed[i].execution = off(changed[i].execution, sign);
            EXPECT_TRUE(hidden(changed[i].path) || !missed(table, changed, code.besides).empty())
                << name_of(changed[i].path);
        }
        for (std::size_t i = 0; i < code.besides.size(); ++i) {
            std::vector<BesidesCost> changed(code.besides.begin(), code.besides.end());
            changed[i].execution += 2 * sign * static_cast<Gas>(besides_tolerance);
            EXPECT_NE(missed(table, code.paths, changed), "") << changed[i].flag;
        }
        for (std::size_t i = 0; i < prices.size(); ++i) {
            GasSchedule schedule;
            schedule.*prices[i] = off(schedule.*prices[i], sign);
            EXPECT_NE(missed(measured(priced(schedule)), code.paths, code.besides), "")
                << "price " << i;
        }
    }
}

/// A transaction of a block of its own pays what one of a run does, and a deployment what it must.
TEST_F(gas, of_transactions_that_stay_is_predicted) {
    const evm::Artifacts artifacts(std::string_view("newest-optimized"));
    const SolidityContract solidity(artifacts);
    const auto& [sent, kept] =
        std::tie(solidity.artifact().bytecode, solidity.artifact().deployed_bytecode);
    EXPECT_LE(error_of(code.zero_bytes + code.other_bytes, sent.size()), tolerance);
    EXPECT_LE(error_of(code.deployed_bytes, kept.size()), tolerance);
    std::uint64_t seed = seed_of("transactions");
    for (int i = 0; i < 5; ++i) {
        auto life = draw_contract_sequence(seed++, 24);
        while (life.calls.empty()) life = draw_contract_sequence(seed++, 24);
        evm::Chain chain(artifacts.evm_version());
        Receipt receipt;
        auto alive = deploy(life.deployment, receipt);
        const auto deployed =
            chain.deploy(solidity.creation(life.deployment), evm::address_of(Accounts::owner),
                         static_cast<std::uint64_t>(life.deployment.time));
        const GasUse use = predicted_deployment_gas(alive, receipt);
        EXPECT_LE(error_of(use.used(), deployed.gas_used), tolerance);
        const std::uint64_t unmeasured =
            deployed.gas_used + static_cast<std::uint64_t>(use.execution - use.used());
        EXPECT_LE(error_of(use.execution, unmeasured), tolerance) << unmeasured;
        for (const auto& call : life.calls) {
            const auto outcome = chain.transact(
                {evm::address_of(call.sender), deployed.address, solidity.data_of(call)},
                static_cast<std::uint64_t>(call.time));
            const auto before = touched(alive, call);
            receipt = run(alive, call);
            const GasUse paid = predicted_gas(call, before, receipt, touched(alive, call));
            EXPECT_LE(error_of(paid.used(), outcome.gas_used), tolerance) << told(call);
        }
    }
}

}  // namespace
