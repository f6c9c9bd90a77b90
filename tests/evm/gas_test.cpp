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

/// A call: its path, what is predicted of it, and what it cost.
struct Run {
    std::size_t row;  ///< of its path
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
            runs.push_back({row_of(path_of(call, before, receipt)),
                            predicted_gas(call, before, receipt, after, code, schedule),
                            gas_used[i]});
        }
    }
    return runs;
}

/// What is measured of a path.
struct Measured {
    std::size_t calls = 0;
    double sum = 0.0, least = 0.0, most = 0.0;  ///< of the execution
    double error = 0.0;                         ///< the largest, of the whole transaction

    void add(const Run& run) {
        const double execution = run.execution();
        least = calls == 0 ? execution : std::min(least, execution);
        most = calls == 0 ? execution : std::max(most, execution);
        sum += execution;
        error = std::max(error, run.error());
        ++calls;
    }
    [[nodiscard]] double mean() const { return sum / static_cast<double>(calls); }
};
std::vector<Measured> measured(const std::vector<Run>& runs) {
    std::vector<Measured> rows(code.paths.size());
    for (const Run& run : runs) rows.at(run.row).add(run);
    return rows;
}

/// The first path that the predictions, with these constants, miss; empty: none.
std::string missed(const std::vector<Measured>& rows, std::span<const PathCost> paths) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& [path, constant] = paths[i];
        if (rows[i].calls == 0) continue;
        if (rows[i].error > tolerance) return name_of(path) + ": a call";
        if (hidden(path) || samples(0, 1) == 1) continue;
        const double mean = rows[i].mean();
        if (std::abs(static_cast<double>(constant) - mean) > constant_tolerance * mean)
            return fmt::format("{}: the constant, mean {:.0f}", name_of(path), mean);
    }
    return {};
}

/// A constant that is off by 3 %, at least by 1.
Gas off(Gas constant, int sign) {
    return constant + sign * std::max<Gas>(1, (3 * constant + 99) / 100);
}

class gas : public WithTools {};

TEST_F(gas, of_every_call_is_predicted) {
    const auto rows = measured(priced(contract::osaka));
    std::map<std::string_view, double> errors;
    fmt::print("{:48}{:>8}{:>10}{:>24}{:>10}\n", "path", "calls", "constant",
               "measured: mean, range", "error");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& [path, constant] = code.paths[i];
        double& error = errors[name_of(path.action)];
        error = std::max(error, rows[i].error);
        if (rows[i].calls > 0) {
            fmt::print("{:48}{:8}{:10}{:10.0f}, {:5.0f}-{:5.0f}{:8.2f} %\n", name_of(path),
                       rows[i].calls, constant, rows[i].mean(), rows[i].least, rows[i].most,
                       100 * rows[i].error);
        }
        const bool taken = rows[i].calls > 0 || samples(0, 1) == 1;
        EXPECT_TRUE(taken || hidden(path)) << "never taken: " << name_of(path);
    }
    for (const auto& [action, error] : errors)
        fmt::print("largest error of {}: {:.2f} %\n", action, 100 * error);
    EXPECT_EQ(missed(rows, code.paths), "");
}

TEST_F(gas, is_missed_where_a_constant_is_3_percent_off) {
    if (samples(0, 1) == 1) GTEST_SKIP() << "too few samples to tell";
    // Not warm, which only moves what is measured; nor what hardly any data consist of.
    constexpr std::array prices{&GasSchedule::transaction, &GasSchedule::zero_byte,
                                &GasSchedule::other_byte,  &GasSchedule::floor_of_zero_byte,
                                &GasSchedule::cold,        &GasSchedule::set,
                                &GasSchedule::reset,       &GasSchedule::cleared,
                                &GasSchedule::log,         &GasSchedule::log_topic,
                                &GasSchedule::log_byte};
    const auto rows = measured(priced(contract::osaka));
    for (const int sign : {-1, 1}) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            std::vector<PathCost> changed(code.paths.begin(), code.paths.end());
            changed[i].execution = off(changed[i].execution, sign);
            EXPECT_TRUE(hidden(changed[i].path) || !missed(rows, changed).empty())
                << name_of(changed[i].path);
        }
        for (std::size_t i = 0; i < prices.size(); ++i) {
            GasSchedule schedule;
            schedule.*prices[i] = off(schedule.*prices[i], sign);
            EXPECT_NE(missed(measured(priced(schedule)), code.paths), "") << "price " << i;
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
