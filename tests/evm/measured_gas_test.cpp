#include "essmap/evm/measured_gas.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "essmap/evm/paper_gas.hpp"
#include "essmap/model/guarded/example.hpp"

/// Which gas is measured and what it is compared with: needs no EVM.
namespace {

using namespace essmap;
using namespace essmap::evm;
namespace guarded = model::guarded;

/// What a measured step comes to.
struct Came {
    std::string name;
    guarded::Refusal refusal;
    std::vector<guarded::EventKind> events;
    bool operator==(const Came&) const = default;
};
void PrintTo(const Came& came, std::ostream* out) {
    *out << came.name << ": " << name_of(came.refusal) << ", events";
    for (const auto event : came.events) *out << ' ' << static_cast<int>(event);
}

constexpr std::int64_t begin = 3'000'000;

guarded::SharingContract example_contract() {
    const auto rules = guarded::example_rules<model::CheckedInteger>();
    guarded::Receipt receipt;
    return {rules,          rules.theta_max,    rules.gamma_max, 1,
            measured_owner, measured_registrar, begin,           receipt};
}

TEST(community_life, goes_through_every_kind_of_call) {
    using enum guarded::EventKind;
    using guarded::Refusal;
    auto contract = example_contract();
    std::vector<Came> came;
    std::vector<std::pair<guarded::Path, unsigned>> paths;
    for (const auto& [name, call] : community_life(begin)) {
        const auto before = touched(contract, call);
        const auto receipt = run(contract, call);
        if (name.empty()) {
            EXPECT_EQ(receipt.refusal, Refusal::none)
                << name_of(call.action) << " at " << call.time;
            continue;
        }
        const std::pair path(path_of(call, before, receipt), besides_of(call, before, receipt));
        EXPECT_EQ(std::ranges::count(paths, path), 0) << name << " costs as one before";
        paths.push_back(path);
        Came one{name, receipt.refusal, {}};
        for (const auto& event : receipt.events) one.events.push_back(event.kind);
        came.push_back(std::move(one));
    }
    EXPECT_EQ(
        came,
        (std::vector<Came>{
            {"guarded: appoint", Refusal::none, {reviewer_appointed}},
            {"guarded: register, a new member", Refusal::none, {enrolled}},
            {"guarded: endRound", Refusal::none, {round_began}},
            {"guarded: share, first of a member in a round", Refusal::none, {shared}},
            {"guarded: share, again in the round", Refusal::none, {shared}},
            {"guarded: share, refused (too soon)", Refusal::too_soon, {}},
            {"guarded: share that saturates its round", Refusal::none, {shared, round_began}},
            {"guarded: register, a renewal", Refusal::none, {enrolled}},
            {"guarded: findEmpty", Refusal::none, {found_empty}},
            {"guarded: findEmpty that rejects", Refusal::none, {found_empty, rejected}},
            {"guarded: revoke", Refusal::none, {left, revoked}},
            {"guarded: retire", Refusal::none, {left}},
            {"guarded: share that ends an expired round", Refusal::none, {round_began, shared}},
            {"guarded: findEmpty that rejects in the running round",
             Refusal::none,
             {found_empty, rejected}},
            {"guarded: dismiss", Refusal::none, {reviewer_dismissed}},
            {"guarded: punish", Refusal::none, {punished}},
            {"guarded: punish, nothing due", Refusal::none, {}},
            {"guarded: changeRules", Refusal::none, {rules_announced}},
            {"guarded: share with which rules come into force",
             Refusal::none,
             {punished, rules_changed, round_began, shared}},
        }));
}

TEST(community_life, has_no_zero_bytes_in_ids_and_hashes) {
    const auto whole = [](std::uint64_t number) {
        for (unsigned byte = 0; byte < 8; ++byte)
            if ((number >> (8U * byte) & 0xffU) == 0) return false;
        return true;
    };
    for (const auto& [name, call] : community_life(begin)) {
        EXPECT_TRUE(whole(call.sender)) << name;
        EXPECT_TRUE(call.who == 0 || whole(call.who)) << name;
        EXPECT_TRUE(call.hash == 0 || whole(call.hash)) << name;
    }
}

constexpr PaperGas paper{"SGM", 1'000, ""};

TEST(paper_gas, is_what_table_2_prints) {
    EXPECT_EQ(paper_gas[0].gas, 244'520U);
    EXPECT_EQ(paper_gas[1].gas, 27'513U);
    EXPECT_EQ(MeasuredGas::empty_deployment, 53'000U);
}

TEST(printed_gas, tells_deployments_from_calls_and_calls_in_vain_from_others) {
    const std::vector<GasQuantity> measured{{"SGM: deployment", "plain", 900},
                                            {"SGM: deployment", "optimized", 700},
                                            {"SGM: first call", "plain", 500},
                                            {"SGM: later call", "plain", 600},
                                            {"SGM: call in vain, without", "plain", 300},
                                            {"NSP: later call", "plain", 1'000},
                                            {"SGM: last call", "plain", 1'100}};
    const auto printed = printed_gas(paper, measured);
    EXPECT_EQ(printed.deployments.least, 700U);
    EXPECT_EQ(printed.deployments.most, 900U);
    EXPECT_EQ(printed.calls.least, 300U);
    EXPECT_EQ(printed.calls.most, 1'100U);
    EXPECT_EQ(printed.calls_with_effect.least, 500U);
    EXPECT_EQ(printed.nearest.quantity, "SGM: deployment");
    EXPECT_EQ(printed.nearest.gas, 900U);
}

TEST(verdict_on_paper_gas, follows_from_what_is_measured) {
    using Of = PaperGasVerdict::Of;
    const auto verdict = [](std::uint64_t gas) {
        PrintedGas printed;
        printed.calls = {50, 300};
        printed.calls_with_effect = {100, 300};
        printed.deployments = {500, 900};
        const auto found = verdict_on({"SGM", gas, ""}, printed, 200);
        return std::pair(found.of, found.less_than_printed);
    };
    EXPECT_EQ(verdict(99), std::pair(Of::call, true));
    EXPECT_EQ(verdict(100), std::pair(Of::call, false));
    EXPECT_EQ(verdict(199), std::pair(Of::call, false));
    EXPECT_EQ(verdict(200), std::pair(Of::call_or_deployment, false));
    EXPECT_EQ(verdict(300), std::pair(Of::call_or_deployment, false));
    EXPECT_EQ(verdict(301), std::pair(Of::deployment, true));
    EXPECT_EQ(verdict(499), std::pair(Of::deployment, true));
    EXPECT_EQ(verdict(500), std::pair(Of::deployment, false));
}

}  // namespace
