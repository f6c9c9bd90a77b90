#include <limits>
#include <random>

#include "essmap/verify/decide.hpp"
#include "published_machine.hpp"
#include "tools.hpp"

/// The published algorithms in Solidity against their templates, and what `essmap verify` found.
namespace {

using namespace essmap;
using namespace essmap::test;

constexpr int samples = 20'000;
const std::vector<std::string_view> settings{"paper-plain",  "paper-optimized",  "paper-via-ir",
                                             "newest-plain", "newest-optimized", "newest-via-ir"};
const std::vector<std::string_view> compared{"paper-plain", "newest-via-ir"};

class replay : public WithTools {};

TEST_F(replay, every_counterexample_of_the_published_contracts_fails_alike_on_an_evm) {
    std::vector<std::pair<verify::Property, verify::Counterexample>> found;
    for (const auto& property : verify::published_properties()) {
        const auto verdict = verify::decide(property, {});
        ASSERT_TRUE(verdict.counterexample) << property.statement.id;
        found.emplace_back(property, *verdict.counterexample);
    }
    EXPECT_GE(found.size(), 29U);
    for (const std::string_view setting : settings) {
        const EvmMachine machine{evm::Artifacts(setting)};
        for (const auto& [property, counterexample] : found) {
            SCOPED_TRACE(std::string(setting) + ": " + property.statement.id);
            const auto replayed = property.replay_on(counterexample.values, machine);
            EXPECT_TRUE(replayed.assumptions_hold);
            EXPECT_TRUE(replayed.refuted);
            EXPECT_EQ(replayed.trace, counterexample.trace);
        }
    }
}

/// Numbers near the bounds of what they may be, and others.
class Sampler {
public:
    explicit Sampler(std::uint64_t seed) : engine_(seed) {}

    std::int64_t below(std::int64_t end) {
        return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(end));
    }
    std::int64_t up_to(std::int64_t most) {
        switch (below(6)) {
            case 0: return below(2);
            case 1: return most - below(2);
            case 2: return below(most + 1);
            default: return below(std::min<std::int64_t>(most, 20)) + 1;
        }
    }
    std::int64_t signed_up_to(std::int64_t most) {
        return below(2) == 0 ? up_to(most) : -up_to(most);
    }
    /// `value` or beside it, unless that is negative.
    std::int64_t near(std::int64_t value) {
        return std::max<std::int64_t>(0, value + below(3) - 1);
    }

private:
    std::mt19937_64 engine_;
};

/// Within 64 bits, also what it becomes.
Report any_report(Sampler& s) {
    constexpr std::int64_t much = std::int64_t{1} << 61;
    Game g;
    g.scale = s.up_to(1 << 20);
    g.rank = s.up_to(much);
    g.theta = s.up_to(much);
    g.gamma = s.signed_up_to(much);
    g.numerator = s.up_to(much);
    g.time = s.below(2) == 0 ? s.near(g.numerator.value()) : s.up_to(much);
    const std::int64_t users = s.up_to(1 << 30);
    const std::int64_t sharers = s.below(4) == 0 ? s.up_to(1 << 30) : s.near(users * s.below(3));
    g.users = users;
    g.sharers = sharers;
    const std::int64_t participation = users == 0 ? 0 : sharers / users * g.scale.value();
    g.threshold = s.below(4) == 0 ? s.up_to(much) : s.near(participation);
    g.saturation = s.below(4) == 0 ? s.up_to(much) : s.near(participation);
    g.reward = s.signed_up_to(much);
    g.cost = s.signed_up_to(much);
    g.round = s.up_to(much);
    g.points = s.up_to(much);
    return {g, s.below(10) != 0};
}

/// Up to three members, idle for about the limit, with about the points that this costs.
Pass any_pass(Sampler& s) {
    constexpr std::int64_t late = std::int64_t{1} << 40;
    Pass pass;
    const std::int64_t limit = s.up_to(late);
    const std::int64_t time = s.up_to(late);
    pass.limit = limit;
    pass.time = time;
    pass.accounts.resize(static_cast<std::size_t>(s.below(4)));
    for (auto& account : pass.accounts) {
        const std::int64_t last_time = s.below(3) == 0   ? s.up_to(late)
                                       : s.below(3) == 0 ? s.near(time)
                                                         : s.near(time - limit - s.below(20));
        account.last_time = last_time;
        account.points = s.below(3) == 0 ? s.up_to(late) : s.near(time - last_time - limit);
    }
    return pass;
}

/// The fields of a record in order.
template <class R>
std::vector<std::int64_t> fields(const R& record) {
    std::vector<std::int64_t> values;
    R::visit([&](const model::Field&, const Int& value) { values.push_back(value.value()); },
             record);
    return values;
}

std::vector<std::int64_t> told(const Feedback& result) {
    auto values = fields(result.game);
    values.insert(values.end(),
                  {result.panics ? 1 : 0, result.rolled ? 1 : 0, result.feedback.value()});
    return values;
}

class published_on_evm : public WithTools {};

TEST_F(published_on_evm, sgm_is_the_template_bit_for_bit) {
    for (const std::string_view setting : compared) {
        const EvmMachine machine{evm::Artifacts(setting)};
        Sampler sampler(1);
        std::vector<Report> reports(samples);
        for (auto& report : reports) report = any_report(sampler);
        const auto on_evm = machine.reports(reports);
        int panics = 0, refused = 0, rolled = 0, below = 0, in_force = 0;
        for (std::size_t i = 0; i < reports.size(); ++i) {
            const auto& [game, valid] = reports[i];
            const Feedback here = model::published::sgm<Int>(game, valid);
            ASSERT_EQ(told(here), told(on_evm.at(i)))
                << setting << ", " << i << ": from " << testing::PrintToString(fields(game))
                << (valid ? "" : ", not valid");
            const bool runs = valid && !here.panics;
            const bool rewarded =
                runs &&
                Int(game.sharers.value() / game.users.value()) * game.scale < game.threshold;
            panics += here.panics ? 1 : 0;
            refused += valid ? 0 : 1;
            rolled += here.rolled ? 1 : 0;
            below += rewarded ? 1 : 0;
            in_force += runs && !rewarded && !here.rolled ? 1 : 0;
        }
        for (const int count : {panics, refused, rolled, below, in_force})
            EXPECT_GT(count, samples / 20);
    }
}

TEST_F(published_on_evm, nsp_is_the_template_bit_for_bit) {
    for (const std::string_view setting : compared) {
        const EvmMachine machine{evm::Artifacts(setting)};
        Sampler sampler(2);
        std::vector<Pass> passes(samples);
        for (auto& pass : passes) pass = any_pass(sampler);
        const auto on_evm = machine.passes(passes);
        int ahead = 0, poor = 0, punished = 0, spared = 0;
        for (std::size_t i = 0; i < passes.size(); ++i) {
            auto accounts = passes[i].accounts;
            const bool panics =
                model::published::nsp<Int>(accounts, passes[i].limit, passes[i].time);
            const Passed& there = on_evm.at(i);
            ASSERT_EQ(panics, there.panics) << setting << ", " << i;
            ASSERT_EQ(accounts.size(), there.accounts.size()) << setting << ", " << i;
            for (std::size_t j = 0; j < accounts.size(); ++j)
                ASSERT_EQ(fields(accounts[j]), fields(there.accounts[j]))
                    << setting << ", " << i << ": member " << j + 1;
            if (accounts.empty()) continue;
            const bool early = passes[i].time < accounts[0].last_time;
            ahead += early ? 1 : 0;
            poor += panics && !early ? 1 : 0;
            punished += accounts[0].points < passes[i].accounts[0].points ? 1 : 0;
            spared += !panics && accounts[0].points == passes[i].accounts[0].points ? 1 : 0;
        }
        for (const int count : {ahead, poor, punished, spared}) EXPECT_GT(count, samples / 20);
    }
}

class as_deployed : public WithTools {
protected:
    const evm::Address platform = evm::address_of(1), stranger = evm::address_of(2);

    /// The platform registers a user; a stranger may not.
    void register_user(evm::Chain& chain, const evm::Artifact& contract, const evm::Address& at,
                       const evm::Bytes& data) const {
        const auto refused = chain.transact({stranger, at, data});
        EXPECT_FALSE(refused.success);
        EXPECT_EQ(evm::selector(refused.data), contract.error("NotThePlatform()"));
        EXPECT_TRUE(chain.transact({platform, at, data}).success);
    }
};

TEST_F(as_deployed, sgm_pays_a_stranger_what_he_asks) {
    const evm::Artifacts artifacts(settings.front());
    evm::Chain chain(artifacts.evm_version());
    const auto contract = artifacts.contract("PublishedSgm");
    const auto at = chain.deploy(contract.creation({2, 100, 2}), platform).address;
    register_user(chain, contract, at,
                  evm::call_data(contract.function("register(bytes32,(bytes32,uint256,uint256))"),
                                 {7, 8, 4, 100}));
    const auto feedback = [&](std::int64_t id, std::int64_t cost) {
        const auto data = evm::call_data(
            contract.function("SGM(bytes32,(uint256,uint256,uint256,uint256,int256,int256))"),
            {id, 200, 60, 95, 100, 1, cost});
        const auto outcome = chain.transact({stranger, at, data});
        EXPECT_TRUE(outcome.success);
        return evm::Values(outcome.data).int64(0);
    };
    EXPECT_EQ(feedback(7, 1), -1);  // P < P*
    EXPECT_EQ(feedback(7, -1'000), 1'000);
    EXPECT_EQ(feedback(9, 1), 0);  // nobody's id
}

TEST_F(as_deployed, nsp_writes_what_a_stranger_says) {
    const evm::Artifacts artifacts(settings.front());
    evm::Chain chain(artifacts.evm_version());
    const auto contract = artifacts.contract("PublishedNspHarness");
    const auto at = chain.deploy(contract.bytecode, platform).address;
    register_user(
        chain, contract, at,
        evm::call_data(contract.function("register(bytes32,(bytes32,uint256,uint256,uint256))"),
                       {7, 8, 4, 100, 0}));
    const auto points = [&] {
        const auto outcome =
            chain.call({stranger, at, evm::call_data(contract.function("get()"), {})});
        return evm::Values(outcome.data).int64s(0);
    };
    EXPECT_EQ(points(), std::vector<std::int64_t>{100});
    const std::vector<std::int64_t> riches{std::numeric_limits<std::int64_t>::max()};
    const std::vector<std::int64_t> time{1'000'000};
    const auto data =
        evm::call_data(contract.function("NSP(bytes32,uint256,uint256[],uint256[])"),
                       {0, 0, evm::Argument::int64s(riches), evm::Argument::int64s(time)});
    EXPECT_TRUE(chain.transact({stranger, at, data}, 1'000'000).success);
    EXPECT_EQ(points(), riches);
}

}  // namespace
