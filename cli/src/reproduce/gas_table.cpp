#include <fmt/format.h>

#include <algorithm>

#include "essmap/evm/artifact.hpp"
#include "essmap/evm/paper_gas.hpp"
#include "reproduction.hpp"

namespace essmap::cli {

namespace {

/// 1234567 as 1,234,567.
std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
    return text;
}

/// One quantity a row, one setting a column.
void add_gas_table(Report& report, const std::vector<std::string>& columns) {
    ReportTable table{
        "table2-gas",
        "Gas of the contracts, as measured",
        "Told by receipts on a local EVM: London for the paper's compiler, Osaka for the newest. "
        "Optimized: 200 runs; via IR: the same by way of Yul. SGM and NSP are Algorithms 1 and 2 "
        "line by line, their variables zero at first; guarded is the contract that essmap proves, "
        "with addresses and hashes of 8 bytes: whole ones cost at most 144 and 288 more each.",
        {"quantity"},
        {},
        true};
    table.columns.insert(table.columns.end(), columns.begin(), columns.end());
    for (const auto& [quantity, setting, gas] : report.gas) {
        const auto row = std::ranges::find(
            table.rows, quantity, [](const auto& cells) -> const auto& { return cells.front(); });
        if (row == table.rows.end())
            table.rows.push_back({quantity, grouped(gas)});
        else
            row->push_back(grouped(gas));
    }
    report.tables.push_back(std::move(table));
}

void add_prediction_table(Report& report, const std::vector<evm::GasPrediction>& predictions) {
    ReportTable table{"table2-predicted",
                      "Gas of the guarded contract, measured and predicted",
                      "Predicted from the C++ contract alone: data, storage, events and refunds by "
                      "the EVM's prices, execution by a measured constant for each path "
                      "(essmap/model/guarded/gas.hpp). For the code to deploy: newest, optimized.",
                      {"quantity", "measured", "predicted", "difference", "of it execution"},
                      {},
                      true};
    for (const auto& [measured, use] : predictions) {
        const auto used = static_cast<std::uint64_t>(use.used());
        const auto truth = static_cast<double>(measured.gas);
        report.checks.push_back({"Table 2 " + measured.quantity + ", predicted",
                                 static_cast<double>(used), truth, evm::GasPrediction::tolerance});
        table.rows.push_back(
            {measured.quantity, grouped(measured.gas), grouped(used),
             fmt::format("{:+.2f} %", 100 * (static_cast<double>(used) / truth - 1)),
             grouped(static_cast<std::uint64_t>(use.execution))});
    }
    report.tables.push_back(std::move(table));
}

std::string shown(const evm::GasRange& range) {
    return grouped(range.least) + " to " + grouped(range.most);
}

/// What the paper's number can be, in words.
std::string verdict_text(const evm::PaperGas& paper, const evm::PrintedGas& printed,
                         std::uint64_t empty) {
    using Of = evm::PaperGasVerdict::Of;
    const auto verdict = evm::verdict_on(paper, printed, empty);
    if (verdict.of == Of::call_or_deployment) return "a call or a deployment";
    const bool call = verdict.of == Of::call;
    std::string text =
        call ? fmt::format("a call, as to deploy nothing at all costs {}", grouped(empty))
             : fmt::format("a deployment, as no call costs more than {}",
                           grouped(printed.calls.most));
    const auto& costs = call ? printed.calls_with_effect : printed.deployments;
    if (verdict.less_than_printed)
        text += fmt::format("; of less than the printed lines, which cost {} at least",
                            grouped(costs.least));
    return text;
}

void add_table2(Report& report, std::uint64_t empty) {
    ReportTable table{
        "table2",
        "Table 2: gas and time of the contracts",
        "The paper prints one gas and one time for each contract, and does not say what for. "
        "Deployment and calls are of Algorithms 1 and 2 as printed, over all settings of the next "
        "table.",
        {"quantity", "paper", "deployment", "calls", "nearest measured", "verdict"},
        {}};
    for (const auto& paper : evm::paper_gas) {
        const auto printed = evm::printed_gas(paper, report.gas);
        const std::string nearest =
            fmt::format("{} ({}, {})", grouped(printed.nearest.gas),
                        printed.nearest.quantity.substr(std::string_view("SGM: ").size()),
                        printed.nearest.setting);
        const std::string verdict = verdict_text(paper, printed, empty);
        table.rows.push_back({fmt::format("{}, gas", paper.contract), grouped(paper.gas),
                              shown(printed.deployments), shown(printed.calls), nearest, verdict});
        report.findings.push_back(
            fmt::format("Table 2 does not say what {}'s {} gas is for. It is {}. The nearest that "
                        "we measure is {}.",
                        paper.contract, grouped(paper.gas), verdict, nearest));
    }
    for (const auto& paper : evm::paper_gas)
        table.rows.push_back({fmt::format("{}, time", paper.contract), std::string(paper.time), "-",
                              "-", "-", "not reproducible: the latency of their test net"});
    report.tables.push_back(std::move(table));
}

}  // namespace

void add_gas_tables(Report& report) {
    if (const std::string missing = evm::missing_tools(); !missing.empty()) {
        report.findings.push_back("Table 2 (gas of the contracts) is not measured here: " +
                                  missing);
        return;
    }
    const auto measured = evm::measure_gas();
    for (const auto& [quantity, setting, gas] : measured.empty)
        report.checks.push_back({"Table 2 empty deployment, " + setting, static_cast<double>(gas),
                                 static_cast<double>(evm::MeasuredGas::empty_deployment), 0.0});
    report.gas = measured.all;
    add_table2(report, measured.empty.back().gas);
    add_gas_table(report, measured.settings);
    add_prediction_table(report, measured.predictions);
}

}  // namespace essmap::cli
