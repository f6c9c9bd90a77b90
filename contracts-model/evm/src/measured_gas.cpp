#include "essmap/evm/measured_gas.hpp"

#include <fmt/format.h>

#include "essmap/evm/chain.hpp"
#include "essmap/evm/sharing_contract.hpp"
#include "essmap/model/guarded/example.hpp"

namespace essmap::evm {

namespace {

namespace guarded = model::guarded;
using guarded::Action;
using Number = model::CheckedInteger;

const Address platform = address_of(0x5f3e'91d4'c7a2'b68d);

/// What is measured with one setting.
class Setting {
public:
    explicit Setting(std::string_view name) : artifacts_(name), chain_(artifacts_.evm_version()) {
        const std::string version = artifacts_.compiler_version();
        const std::string_view mode = name.substr(name.find('-') + 1);
        label_ = fmt::format("{} {}", version.substr(0, version.find('+')),
                             mode == "via-ir" ? "via IR" : mode);
    }

    [[nodiscard]] const Artifacts& artifacts() const { return artifacts_; }
    /// The compiler and how it was set.
    [[nodiscard]] const std::string& label() const { return label_; }
    Chain& chain() { return chain_; }
    /// A hash of 32 bytes, as ids and certificates are.
    Word hash(std::string_view of) { return chain_.anvil().keccak(of); }

    void measured(std::string quantity, std::uint64_t gas) {
        all_.push_back({std::move(quantity), label_, gas});
    }
    Address deploy(const std::string& what, const Bytes& code, std::uint64_t time) {
        const auto deployed = chain_.deploy(code, platform, time);
        measured(what + ": deployment", deployed.gas_used);
        return deployed.address;
    }
    void call(const std::string& quantity, const Address& contract, const Bytes& data,
              std::uint64_t time) {
        const auto outcome = chain_.transact({platform, contract, data}, time);
        if (!outcome.success) throw EvmError(quantity + " reverts");
        measured(quantity, outcome.gas_used);
    }
    [[nodiscard]] const std::vector<GasQuantity>& all() const { return all_; }

private:
    Artifacts artifacts_;
    Chain chain_;
    std::string label_;
    std::vector<GasQuantity> all_;
};

/// Algorithm 1: T = 708 ticks, N/T = 2, P* = 0.6, the members' parameters of Table 3.
void measure_sgm(Setting& setting, std::uint64_t begin) {
    const auto artifact = setting.artifacts().contract("PublishedSgm");
    const auto contract = setting.deploy("SGM", artifact.creation({0, 708, 0}), begin);
    const Word id = setting.hash("member");
    const auto& enter = artifact.function("register(bytes32,(bytes32,uint256,uint256))");
    const auto& share =
        artifact.function("SGM(bytes32,(uint256,uint256,uint256,uint256,int256,int256))");
    setting.call("SGM: registration of a member", contract,
                 call_data(enter, {id, setting.hash("certificate"), 4, 1000}), begin + 1);
    const Bytes data = call_data(share, {id, 1416, 600, 950, 1000, 2, 2});
    setting.call("SGM: first call", contract, data, begin + 2);
    setting.call("SGM: later call", contract, data, begin + 3);
    setting.call("SGM: call in vain, without a certificate", contract,
                 call_data(share, {setting.hash("stranger"), 1416, 600, 950, 1000, 2, 2}),
                 begin + 4);
}

/// Algorithm 2: 100 ticks are free, and the member of 5000 points has shared at `begin`.
void measure_nsp(Setting& setting, std::uint64_t begin) {
    const auto artifact = setting.artifacts().contract("PublishedNsp");
    const auto contract = setting.deploy("NSP", artifact.creation({100}), begin);
    const Word id = setting.hash("member");
    const Word certificate = setting.hash("certificate");
    const auto& enter = artifact.function("register(bytes32,(bytes32,uint256,uint256,uint256))");
    const auto& pass = artifact.function("NSP(bytes32,uint256,uint256[],uint256[])");
    const auto data = [&](std::int64_t count) {
        const std::array counts{count};
        const std::array times{static_cast<std::int64_t>(begin)};
        return call_data(pass, {certificate, 4, Argument::int64s(counts), Argument::int64s(times)});
    };
    setting.call("NSP: call in vain, without members", contract, data(0), begin + 1);
    setting.call("NSP: registration of a member", contract,
                 call_data(enter, {id, certificate, 4, 5000, static_cast<std::int64_t>(begin)}),
                 begin + 2);
    setting.call("NSP: call, nobody idle", contract, data(5000), begin + 50);
    setting.call("NSP: first call that punishes", contract, data(5000), begin + 1000);
    setting.call("NSP: later call that punishes", contract, data(4100), begin + 2000);
}

std::vector<GasPrediction> measure_guarded(Setting& setting, std::uint64_t begin) {
    const auto time = static_cast<std::int64_t>(begin);
    const SharingContract solidity(setting.artifacts());
    const auto rules = guarded::example_rules<Number>();
    guarded::Receipt receipt;
    guarded::SharingContract contract(rules, rules.theta_max, rules.gamma_max, 1, measured_owner,
                                      measured_registrar, time, receipt);
    const auto address =
        setting.deploy("guarded",
                       solidity.creation(rules, rules.theta_max.value(), rules.gamma_max.value(), 1,
                                         measured_owner, measured_registrar),
                       begin);
    std::vector<GasPrediction> predictions;
    const auto predict = [&](const guarded::GasUse& use) {
        predictions.push_back({setting.all().back(), use});
    };
    predict(predicted_deployment_gas(contract, receipt));
    for (const auto& [name, call] : community_life(time)) {
        const auto outcome =
            setting.chain().transact({address_of(call.sender), address, solidity.data_of(call)},
                                     static_cast<std::uint64_t>(call.time));
        const auto before = touched(contract, call);
        receipt = run(contract, call);
        if (outcome.success != (receipt.refusal == guarded::Refusal::none))
            throw EvmError(name + " on an EVM does not do as the model says");
        if (name.empty()) continue;
        setting.measured(name, outcome.gas_used);
        predict(predicted_gas(call, before, receipt, touched(contract, call)));
    }
    return predictions;
}

}  // namespace

std::vector<LifeStep> community_life(std::int64_t t) {
    constexpr guarded::Account ann = 0x6a1f'b5c3'd27e'9481;
    constexpr guarded::Account bob = 0x6b2e'c4d5'a18f'9372;
    constexpr guarded::Account cleo = 0x6c3d'd3e7'b29a'8163;
    constexpr guarded::Account dan = 0x6d4c'e2f9'c3ab'7254;
    constexpr guarded::Account eve = 0x6e5b'f1a2'd4bc'6345;
    constexpr guarded::Account finn = 0x6f6a'a2b3'e5cd'5436;
    guarded::Hash hashes = 0x1b3d'5f79'9bbd'df11;
    const auto enrol = [&](guarded::Account who, std::int64_t at, std::int64_t expiry) {
        return guarded::Call{Action::enrol, measured_registrar, at, who, ++hashes, 5, expiry};
    };
    const auto share = [&](guarded::Account who, std::int64_t at) {
        return guarded::Call{Action::share, who, at, 0, ++hashes};
    };
    const auto of = [](Action action, guarded::Account sender, std::int64_t at,
                       guarded::Account who = 0, std::int64_t seat = 0) {
        return guarded::Call{
            .action = action, .sender = sender, .time = at, .who = who, .seat = seat};
    };
    const auto vote = [&](const guarded::Call& report, std::int64_t seat, std::int64_t at) {
        auto call = of(Action::find_empty, seat == 0 ? eve : finn, at, report.sender, seat);
        call.hash = report.hash;
        return call;
    };
    const std::int64_t far = t + 1'000'000;
    const guarded::Call first = share(ann, t + 401);
    const guarded::Call later = share(bob, t + 615);
    guarded::Call change = of(Action::change_rules, measured_owner, t + 820);
    change.proposed = guarded::example_rules<Number>();
    change.proposed.mu = 90;
    return {{"guarded: appoint", of(Action::appoint, measured_owner, t + 1, eve, 0)},
            {"", of(Action::appoint, measured_owner, t + 1, finn, 1)},
            {"guarded: register, a new member", enrol(ann, t + 101, far)},
            {"", enrol(bob, t + 101, far)},
            {"", enrol(cleo, t + 102, far)},
            {"", enrol(dan, t + 102, t + 600)},
            {"", of(Action::end_round, bob, t + 200)},
            {"guarded: endRound", of(Action::end_round, bob, t + 400)},
            {"guarded: share, first of a member in a round", first},
            {"guarded: share, again in the round", share(ann, t + 410)},
            {"guarded: share, refused (too soon)", share(ann, t + 411)},
            {"", share(bob, t + 412)},
            {"", share(cleo, t + 413)},
            {"guarded: share that saturates its round", share(dan, t + 414)},
            {"guarded: register, a renewal", enrol(ann, t + 450, far)},
            {"guarded: findEmpty", vote(first, 0, t + 455)},
            {"guarded: findEmpty that rejects", vote(first, 1, t + 456)},
            {"guarded: revoke", of(Action::revoke, measured_registrar, t + 480, cleo)},
            {"guarded: retire", of(Action::retire, bob, t + 610, dan)},
            {"guarded: share that ends an expired round", later},
            {"", vote(later, 0, t + 616)},
            {"guarded: findEmpty that rejects in the running round", vote(later, 1, t + 617)},
            {"guarded: dismiss", of(Action::dismiss, measured_owner, t + 620, 0, 1)},
            {"guarded: punish", of(Action::punish, bob, t + 810, ann)},
            {"guarded: punish, nothing due", of(Action::punish, bob, t + 811, ann)},
            {"guarded: changeRules", change},
            {"guarded: share with which rules come into force", share(ann, t + 1230)}};
}

MeasuredGas measure_gas() {
    MeasuredGas result;
    for (const auto& name : compiled_settings()) {
        Setting setting(name);
        setting.deploy("empty contract", {}, 1'000);
        result.empty.push_back(setting.all().back());
        measure_sgm(setting, 1'000'000);
        measure_nsp(setting, 2'000'000);
        auto guarded = measure_guarded(setting, 3'000'000);
        if (name == "newest-optimized") result.predictions = std::move(guarded);
        result.settings.push_back(setting.label());
        result.all.insert(result.all.end(), setting.all().begin(), setting.all().end());
    }
    return result;
}

}  // namespace essmap::evm
