/// The contracts' hot path over the chain's integers: one report (SGM) and one settlement of
/// idleness (NSP), guarded and as published. The very templates that `essmap verify` proves.
#include <benchmark/benchmark.h>

#include <random>
#include <vector>

#include "essmap/model/checked_integer.hpp"
#include "essmap/model/guarded/contract.hpp"
#include "essmap/model/guarded/example.hpp"
#include "essmap/model/published/nsp.hpp"
#include "essmap/model/published/sgm.hpp"
#include "harness.hpp"

namespace {

using namespace essmap::model;
using T = CheckedInteger;

constexpr std::size_t member_count = 1024;

/// The example, with rounds and memberships that do not end of themselves.
guarded::Rules<T> deployed_rules() {
    auto rules = guarded::example_rules<T>();
    rules.round_limit = 100'000;
    rules.share_interval = 0;
    rules.retire_after = 1'000'000;
    return rules;
}

/// Members enrolled at various times, in the random order in which they will call.
std::vector<guarded::Member<T>> enrolled_members(const guarded::Rules<T>& rules,
                                                 guarded::Round<T>& round) {
    std::mt19937_64 random(5);
    std::vector<guarded::Member<T>> members(member_count);
    for (auto& member : members) {
        const auto rank = static_cast<std::int64_t>(4 + random() % 5);
        const auto now = static_cast<std::int64_t>(random() % 500);
        const auto joined = guarded::enrol<T>({false, true}, rules, round, member, T(rank),
                                              T(1'000'000'000), T(now));
        round = joined.round;
        member = joined.member;
    }
    return members;
}

void guarded_share(benchmark::State& state) {
    const auto rules = deployed_rules();
    auto round = guarded::deploy<T>(rules, T(2000), T(200), T(0)).round;
    auto members = enrolled_members(rules, round);
    round = guarded::tick<T>(rules, round, T(200'000));
    std::int64_t now = 200'000;
    std::size_t who = 0;
    std::int64_t refused = 0;
    for (auto _ : state) {
        auto after = guarded::share<T>(rules, round, members[who], true, T(now));
        benchmark::DoNotOptimize(after);
        refused += after.accepted ? 0 : 1;
        round = after.round;
        members[who] = after.member;
        who = (who + 1) % member_count;
        now += who == 0 ? 1 : 0;
    }
    if (refused > 0) essmap::bench::wrong(state, "reports were refused");
    state.SetItemsProcessed(state.iterations());
}

void guarded_settle(benchmark::State& state) {
    const auto rules = deployed_rules();
    auto round = guarded::deploy<T>(rules, T(2000), T(200), T(0)).round;
    auto members = enrolled_members(rules, round);
    std::int64_t now = 1000;
    std::size_t who = 0;
    for (auto _ : state) {
        members[who] = guarded::settle<T>(rules, members[who], T(now)).member;
        benchmark::DoNotOptimize(members[who]);
        who = (who + 1) % member_count;
        now += who == 0 ? 7 : 0;
    }
    state.SetItemsProcessed(state.iterations());
}

void published_sgm(benchmark::State& state) {
    published::Game<T> game{T(100), T(4),  T(2),  T(2), T(200), T(100), T(4),
                            T(10),  T(60), T(95), T(1), T(1),   T(1),   T(100)};
    for (auto _ : state) {
        game.gamma = T(2);
        auto after = published::sgm<T>(game, true);
        benchmark::DoNotOptimize(after);
        game = after.game;
    }
    state.SetItemsProcessed(state.iterations());
}

void published_nsp(benchmark::State& state) {
    std::int64_t time = 1000;
    for (auto _ : state) {
        auto after = published::punish<T>({T(1'000'000'000), T(900)}, T(30), T(time));
        benchmark::DoNotOptimize(after);
        time += after.panics ? -1 : 1;
    }
    state.SetItemsProcessed(state.iterations());
}

BENCHMARK(guarded_share);
BENCHMARK(guarded_settle);
BENCHMARK(published_sgm);
BENCHMARK(published_nsp);

}  // namespace

int main(int argc, char** argv) { return essmap::bench::run(argc, argv); }
