#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "essmap/evm/chain.hpp"
#include "essmap/evm/sharing_contract.hpp"
#include "essmap/model/guarded/example.hpp"
#include "essmap/model/guarded/gas.hpp"
#include "reproduction.hpp"

namespace essmap::cli {

namespace {

namespace guarded = model::guarded;
using guarded::Action;
using Number = model::CheckedInteger;

const evm::Address platform = evm::address_of(0x5f3e'91d4'c7a2'b68d);

/// What is measured with one setting.
class Setting {
public:
    explicit Setting(std::string_view name) : artifacts_(name), chain_(artifacts_.evm_version()) {
        const std::string version = artifacts_.compiler_version();
        const std::string_view mode = name.substr(name.find('-') + 1);
        label_ = fmt::format("{} {}", version.substr(0, version.find('+')),
                             mode == "via-ir" ? "via IR" : mode);
    }

    [[nodiscard]] const evm::Artifacts& artifacts() const { return artifacts_; }
    /// The compiler and how it was set.
    [[nodiscard]] const std::string& label() const { return label_; }
    evm::Chain& chain() { return chain_; }
    /// A hash of 32 bytes, as ids and certificates are.
    evm::Word hash(std::string_view of) { return chain_.anvil().keccak(of); }

    void measured(std::string quantity, std::uint64_t gas) {
        all_.push_back({std::move(quantity), label_, gas});
    }
    evm::Address deploy(const std::string& what, const evm::Bytes& code, std::uint64_t time) {
        const auto deployed = chain_.deploy(code, platform, time);
        measured(what + ": deployment", deployed.gas_used);
        return deployed.address;
    }
    void call(const std::string& quantity, const evm::Address& contract, const evm::Bytes& data,
              std::uint64_t time) {
        const auto outcome = chain_.transact({platform, contract, data}, time);
        if (!outcome.success) throw evm::EvmError(quantity + " reverts");
        measured(quantity, outcome.gas_used);
    }
    [[nodiscard]] const std::vector<GasQuantity>& all() const { return all_; }

private:
    evm::Artifacts artifacts_;
    evm::Chain chain_;
    std::string label_;
    std::vector<GasQuantity> all_;
};

/// Algorithm 1: T = 708 ticks, N/T = 2, P* = 0.6, the members' parameters of Table 3.
void measure_sgm(Setting& setting, std::uint64_t begin) {
    const auto artifact = setting.artifacts().contract("PublishedSgm");
    const auto contract = setting.deploy("SGM", artifact.creation({0, 708, 0}), begin);
    const evm::Word id = setting.hash("member");
    const auto& enter = artifact.function("register(bytes32,(bytes32,uint256,uint256))");
    const auto& share =
        artifact.function("SGM(bytes32,(uint256,uint256,uint256,uint256,int256,int256))");
    setting.call("SGM: registration of a member", contract,
                 evm::call_data(enter, {id, setting.hash("certificate"), 4, 1000}), begin + 1);
    const evm::Bytes data = evm::call_data(share, {id, 1416, 600, 950, 1000, 2, 2});
    setting.call("SGM: first call", contract, data, begin + 2);
    setting.call("SGM: later call", contract, data, begin + 3);
    setting.call("SGM: call in vain, without a certificate", contract,
                 evm::call_data(share, {setting.hash("stranger"), 1416, 600, 950, 1000, 2, 2}),
                 begin + 4);
}

/// Algorithm 2: 100 ticks are free, and the member of 5000 points has shared at `begin`.
void measure_nsp(Setting& setting, std::uint64_t begin) {
    const auto artifact = setting.artifacts().contract("PublishedNsp");
    const auto contract = setting.deploy("NSP", artifact.creation({100}), begin);
    const evm::Word id = setting.hash("member");
    const evm::Word certificate = setting.hash("certificate");
    const auto& enter = artifact.function("register(bytes32,(bytes32,uint256,uint256,uint256))");
    const auto& pass = artifact.function("NSP(bytes32,uint256,uint256[],uint256[])");
    const auto data = [&](std::int64_t count) {
        const std::array counts{count};
        const std::array times{static_cast<std::int64_t>(begin)};
        return evm::call_data(
            pass, {certificate, 4, evm::Argument::int64s(counts), evm::Argument::int64s(times)});
    };
    setting.call("NSP: call in vain, without members", contract, data(0), begin + 1);
    setting.call(
        "NSP: registration of a member", contract,
        evm::call_data(enter, {id, certificate, 4, 5000, static_cast<std::int64_t>(begin)}),
        begin + 2);
    setting.call("NSP: call, nobody idle", contract, data(5000), begin + 50);
    setting.call("NSP: first call that punishes", contract, data(5000), begin + 1000);
    setting.call("NSP: later call that punishes", contract, data(4100), begin + 2000);
}

/// A call of the guarded contract; one without a name is not shown.
struct Step {
    std::string name;
    guarded::Call call;
};

/// The life of a community by example_rules, with a tick of a second.
struct Community {
    static constexpr guarded::Account owner = 0x6d1c'36e5'f49b'7a21;
    static constexpr guarded::Account registrar = 0x6b92'e3d6'1a4f'c85d;
    static constexpr guarded::Account ann = 0x6a1f'b5c3'd27e'9481;
    static constexpr guarded::Account bob = 0x6b2e'c4d5'a18f'9372;
    static constexpr guarded::Account cleo = 0x6c3d'd3e7'b29a'8163;
    static constexpr guarded::Account dan = 0x6d4c'e2f9'c3ab'7254;

    guarded::Hash hashes = 0x1b3d'5f79'9bbd'df11;

    [[nodiscard]] guarded::Call enrol(guarded::Account who, std::int64_t at, std::int64_t expiry) {
        return {Action::enrol, registrar, at, who, ++hashes, 5, expiry};
    }
    [[nodiscard]] guarded::Call share(guarded::Account who, std::int64_t at) {
        return {Action::share, who, at, 0, ++hashes};
    }
    static guarded::Call of(Action action, guarded::Account sender, std::int64_t at,
                            guarded::Account who = 0) {
        return {action, sender, at, who};
    }
    [[nodiscard]] std::vector<Step> life(std::int64_t t);
};

/// @param t when the contract is deployed
std::vector<Step> Community::life(std::int64_t t) {
    const std::int64_t far = t + 1'000'000;
    guarded::Call change = of(Action::change_rules, owner, t + 620);
    change.proposed = guarded::example_rules<Number>();
    change.proposed.mu = 90;
    const guarded::Call renewal = enrol(ann, t + 450, far);
    return {{"guarded: register, a new member", enrol(ann, t + 1, far)},
            {"", enrol(bob, t + 1, far)},
            {"", enrol(cleo, t + 2, far)},
            {"", enrol(dan, t + 2, t + 600)},
            {"", of(Action::end_round, bob, t + 200)},
            {"guarded: endRound", of(Action::end_round, bob, t + 400)},
            {"guarded: share, first of a member in a round", share(ann, t + 401)},
            {"guarded: share, again in the round", share(ann, t + 410)},
            {"guarded: share, refused (too soon)", share(ann, t + 411)},
            {"", share(bob, t + 412)},
            {"", share(cleo, t + 413)},
            {"guarded: share that saturates its round", share(dan, t + 414)},
            {"guarded: register, a renewal", renewal},
            {"guarded: punish", of(Action::punish, bob, t + 470, ann)},
            {"guarded: punish, nothing due", of(Action::punish, bob, t + 471, ann)},
            {"guarded: revoke", of(Action::revoke, registrar, t + 480, cleo)},
            {"guarded: retire", of(Action::retire, bob, t + 610, dan)},
            {"guarded: share that ends an expired round", share(bob, t + 615)},
            {"guarded: changeRules", change}};
}

/// A call as it was measured, and as it is predicted for the code to deploy.
struct Prediction {
    GasQuantity measured;
    guarded::GasUse predicted;
};

std::vector<Prediction> measure_guarded(Setting& setting, std::uint64_t begin) {
    const auto time = static_cast<std::int64_t>(begin);
    const evm::SharingContract solidity(setting.artifacts());
    const auto rules = guarded::example_rules<Number>();
    guarded::Receipt receipt;
    guarded::SharingContract contract(rules, rules.theta_max, rules.gamma_max, 1, Community::owner,
                                      Community::registrar, time, receipt);
    const auto address =
        setting.deploy("guarded",
                       solidity.creation(rules, rules.theta_max.value(), rules.gamma_max.value(), 1,
                                         Community::owner, Community::registrar),
                       begin);
    std::vector<Prediction> predictions;
    const auto predict = [&](const guarded::GasUse& use) {
        predictions.push_back({setting.all().back(), use});
    };
    predict(predicted_deployment_gas(contract, receipt));
    for (const auto& [name, call] : Community().life(time)) {
        const auto outcome = setting.chain().transact(
            {evm::address_of(call.sender), address, solidity.data_of(call)},
            static_cast<std::uint64_t>(call.time));
        const auto before = touched(contract, call);
        receipt = run(contract, call);
        if (outcome.success != (receipt.refusal == guarded::Refusal::none))
            throw evm::EvmError(name + " on an EVM does not do as the model says");
        if (name.empty()) continue;
        setting.measured(name, outcome.gas_used);
        predict(predicted_gas(call, before, receipt, touched(contract, call)));
    }
    return predictions;
}

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

void add_prediction_table(Report& report, const std::vector<Prediction>& predictions) {
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
                                 static_cast<double>(used), truth, 0.02});
        table.rows.push_back(
            {measured.quantity, grouped(measured.gas), grouped(used),
             fmt::format("{:+.2f} %", 100 * (static_cast<double>(used) / truth - 1)),
             grouped(static_cast<std::uint64_t>(use.execution))});
    }
    report.tables.push_back(std::move(table));
}

struct PaperGas {
    const char* contract;
    std::uint64_t gas;
    const char* time;
};
constexpr PaperGas paper_gas[] = {{"SGM", 244'520, "765 ms"}, {"NSP", 27'513, "593 ms"}};

bool is_deployment(const GasQuantity& quantity) {
    return quantity.quantity.ends_with(": deployment");
}

bool in_vain(const GasQuantity& quantity) {
    return quantity.quantity.find("in vain") != std::string::npos;
}

/// Least and most gas.
struct Range {
    std::uint64_t least = UINT64_MAX;
    std::uint64_t most = 0;

    void add(std::uint64_t gas) {
        least = std::min(least, gas);
        most = std::max(most, gas);
    }
};
std::string shown(const Range& range) {
    return grouped(range.least) + " to " + grouped(range.most);
}

/// What is measured of one of the printed contracts, over all settings.
struct Printed {
    Range deployments;
    Range calls;
    Range calls_with_effect;
    GasQuantity nearest;  ///< to the paper's gas
};
Printed printed_of(const Report& report, const PaperGas& paper) {
    Printed printed;
    const auto distance = [&](const GasQuantity& quantity) {
        return std::max(quantity.gas, paper.gas) - std::min(quantity.gas, paper.gas);
    };
    for (const auto& quantity : report.gas) {
        if (!quantity.quantity.starts_with(paper.contract)) continue;
        (is_deployment(quantity) ? printed.deployments : printed.calls).add(quantity.gas);
        if (!is_deployment(quantity) && !in_vain(quantity))
            printed.calls_with_effect.add(quantity.gas);
        if (distance(quantity) < distance(printed.nearest)) printed.nearest = quantity;
    }
    return printed;
}

/// What the paper's number can be, by what is measured.
std::string verdict_on(const PaperGas& paper, const Printed& printed, std::uint64_t empty) {
    if (paper.gas < empty) {
        std::string verdict =
            fmt::format("a call, as to deploy nothing at all costs {}", grouped(empty));
        if (paper.gas < printed.calls_with_effect.least)
            verdict += fmt::format("; of less than the printed lines, which cost {} at least",
                                   grouped(printed.calls_with_effect.least));
        return verdict;
    }
    if (paper.gas <= printed.calls.most) return "a call or a deployment";
    std::string verdict =
        fmt::format("a deployment, as no call costs more than {}", grouped(printed.calls.most));
    if (paper.gas < printed.deployments.least)
        verdict += fmt::format("; of less than the printed lines, which cost {} at least",
                               grouped(printed.deployments.least));
    return verdict;
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
    for (const auto& paper : paper_gas) {
        const Printed printed = printed_of(report, paper);
        const std::string nearest =
            fmt::format("{} ({}, {})", grouped(printed.nearest.gas),
                        printed.nearest.quantity.substr(std::string_view("SGM: ").size()),
                        printed.nearest.setting);
        const std::string verdict = verdict_on(paper, printed, empty);
        table.rows.push_back({fmt::format("{}, gas", paper.contract), grouped(paper.gas),
                              shown(printed.deployments), shown(printed.calls), nearest, verdict});
        report.findings.push_back(
            fmt::format("Table 2 does not say what {}'s {} gas is for. It is {}. The nearest that "
                        "we measure is {}.",
                        paper.contract, grouped(paper.gas), verdict, nearest));
    }
    for (const auto& paper : paper_gas)
        table.rows.push_back({fmt::format("{}, time", paper.contract), paper.time, "-", "-", "-",
                              "not reproducible: the latency of their test net"});
    report.tables.push_back(std::move(table));
}

}  // namespace

void add_gas_tables(Report& report) {
    if (const std::string missing = evm::missing_tools(); !missing.empty()) {
        report.findings.push_back("Table 2 (gas of the contracts) is not measured here: " +
                                  missing);
        return;
    }
    std::vector<std::string> columns;
    std::vector<Prediction> predictions;
    std::uint64_t empty = 0;
    for (const auto& name : evm::compiled_settings()) {
        Setting setting(name);
        setting.deploy("empty contract", {}, 1'000);
        empty = setting.all().back().gas;
        report.checks.push_back({"Table 2 empty deployment, " + setting.label(),
                                 static_cast<double>(empty), 53'000, 0.0});
        measure_sgm(setting, 1'000'000);
        measure_nsp(setting, 2'000'000);
        auto guarded = measure_guarded(setting, 3'000'000);
        if (name == "newest-optimized") predictions = std::move(guarded);
        columns.push_back(setting.label());
        report.gas.insert(report.gas.end(), setting.all().begin(), setting.all().end());
    }
    add_table2(report, empty);
    add_gas_table(report, columns);
    add_prediction_table(report, predictions);
}

}  // namespace essmap::cli
