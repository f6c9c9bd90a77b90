/// The contracts' hot path over the chain's integers, one call at a time: a report (SGM) and a
/// settlement of idleness (NSP), guarded and as published; and a payout to many members. The very
/// templates that `essmap verify` proves. The state lives in memory, as a node keeps it; members
/// call in random order.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <random>
#include <vector>

#include "essmap/model/checked_integer.hpp"
#include "essmap/model/guarded/contract.hpp"
#include "essmap/model/guarded/example.hpp"
#include "essmap/model/guarded/payout.hpp"
#include "essmap/model/published/nsp.hpp"
#include "essmap/model/published/sgm.hpp"
#include "essmap/model/unchecked_integer.hpp"
#include "harness.hpp"

namespace {

using namespace essmap::model;
using T = CheckedInteger;

constexpr std::size_t member_count = 1024;
constexpr std::size_t call_count = std::size_t{1} << 16;

/// A community and the calls that its members make, the same over every kind of number.
template <class Number>
struct Community {
    guarded::Rules<Number> rules = guarded::example_rules<Number>();
    guarded::Round<Number> round;
    std::vector<guarded::Member<Number>> members{member_count};
    std::int64_t now = 200'000;

    /// The example, with rounds and memberships that do not end of themselves; members enrolled at
    /// various times.
    Community() {
        std::mt19937_64 random(5);
        rules.round_limit = 100'000;
        rules.idle_limit = 200'000;
        rules.share_interval = 1;
        rules.retire_after = 1'000'000'000;
        round = guarded::first_round<Number>(2000, 200, 0);
        for (auto& member : members) {
            const auto rank = static_cast<std::int64_t>(4 + random() % 5);
            const auto time = static_cast<std::int64_t>(random() % 500);
            const auto joined = guarded::enrol<Number>(
                {false, true}, rules, round, {1, 1, rank, 9'000'000'000}, member, {}, time);
            round = joined.round;
            member = joined.member;
        }
        round = guarded::tick<Number>({rules, rules, false}, round, now);
    }
};

struct Call {
    std::uint16_t who;
    bool fresh;
    bool later;  ///< a tick has passed since the call before
};

/// Any member after any other, one in 32 with old content, one in 16 a tick later: who is counted,
/// rewarded and charged for idleness changes from call to call.
std::vector<Call> random_calls() {
    std::mt19937_64 random(6);
    std::vector<Call> calls(call_count);
    for (auto& call : calls)
        call = {static_cast<std::uint16_t>(random() % member_count), random() % 32 != 0,
                random() % 16 == 0};
    return calls;
}

template <class Number>
[[gnu::flatten, gnu::noinline]] bool report(const guarded::Rules<Number>& rules,
                                            guarded::Round<Number>& round,
                                            guarded::Member<Number>& member, bool fresh,
                                            const Number& now) {
    const auto after =
        guarded::share<Number>({rules, rules, false}, round, member, fresh, Number(0), now);
    round = after.round;
    member = after.member;
    return after.accepted;
}

template <class Number>
[[gnu::flatten, gnu::noinline]] bool settle(const guarded::Rules<Number>& rules,
                                            guarded::Member<Number>& member, const Number& now) {
    const auto after = guarded::settle<Number>(rules, member, now);
    member = after.member;
    return Number(0) < after.charged;
}

/// Makes the calls of a community in turn; `one(community, call)` is one of them.
template <class One>
void make_calls(benchmark::State& state, const One& one) {
    const auto calls = random_calls();
    Community<T> community;
    std::size_t next = 0;
    std::int64_t yes = 0;
    for (auto _ : state) {
        const Call& call = calls[next];
        community.now += call.later ? 1 : 0;
        yes += one(community, call) ? 1 : 0;
        next = (next + 1) % call_count;
    }
    // The same calls over other numbers, whose division is another.
    Community<UncheckedInteger> again;
    std::int64_t yes_again = 0;
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(state.iterations()); ++i) {
        const Call& call = calls[static_cast<std::size_t>(i) % call_count];
        again.now += call.later ? 1 : 0;
        yes_again += one(again, call) ? 1 : 0;
    }
    bool same = yes == yes_again;
    const auto compare = [&](const Field&, const auto& a, const auto& b) {
        if constexpr (std::same_as<decltype(a), const bool&>)
            same = same && a == b;
        else
            same = same && a.value() == b.value();
    };
    guarded::Round<T>::visit(compare, community.round, again.round);
    for (std::size_t i = 0; i < member_count; ++i)
        guarded::Member<T>::visit(compare, community.members[i], again.members[i]);
    if (!same) essmap::bench::wrong(state, "checked and unchecked integers differ");
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

void guarded_share(benchmark::State& state) {
    make_calls(state, [](auto& c, const Call& call) {
        return report<std::remove_cvref_t<decltype(c.round.number)>>(
            c.rules, c.round, c.members[call.who], call.fresh, c.now);
    });
}

void guarded_settle(benchmark::State& state) {
    make_calls(state, [](auto& c, const Call& call) {
        return settle<std::remove_cvref_t<decltype(c.round.number)>>(c.rules, c.members[call.who],
                                                                     c.now);
    });
}

void published_sgm(benchmark::State& state) {
    published::Game<T> game{T(100), T(4),  T(2),  T(2), T(200), T(100), T(4),
                            T(10),  T(60), T(95), T(1), T(1),   T(1),   T(100)};
    std::int64_t charged = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(game);
        game.gamma = T(2);
        const auto after = published::sgm<T>(game, true);
        charged -= after.feedback.value();
        game = after.game;
    }
    const auto calls = static_cast<std::int64_t>(state.iterations());
    if (charged != calls) essmap::bench::wrong(state, "a call did not cost 1");
    state.SetItemsProcessed(calls);
}

void published_nsp(benchmark::State& state) {
    published::Account<T> account{T(9'000'000'000'000'000'000), T(900)};
    std::int64_t deducted = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(account);
        const auto after = published::punish<T>(account, T(30), T(1000));
        deducted += after.deducted.value();
        account = after.account;
    }
    if (T(9'000'000'000'000'000'000) - account.points != T(deducted) ||
        deducted != 70 * static_cast<std::int64_t>(state.iterations()))
        essmap::bench::wrong(state, "a call did not deduct 70");
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

/// A pot to every member of the community, checked in one batch and paid in one.
void payout(benchmark::State& state) {
    std::mt19937_64 random(7);
    std::vector<T> weights;
    weights.reserve(member_count);
    for (std::size_t i = 0; i < member_count; ++i)
        weights.emplace_back(static_cast<std::int64_t>(random() % 900'000));
    const std::int64_t pot = 123'456'789;
    const auto terms = guarded::payout_terms(pot, weights);
    std::int64_t paid = 0;
    for (auto _ : state) {
        const auto checked = guarded::check_batch<T>(guarded::begin_payout(terms), weights);
        for (const T& amount : checked.amounts) paid += amount.value();
    }
    const auto pots = static_cast<std::int64_t>(state.iterations());
    if (paid != pots * pot) essmap::bench::wrong(state, "the payouts are not the pot");
    state.SetItemsProcessed(pots * static_cast<std::int64_t>(member_count));
}

BENCHMARK(guarded_share)->Name("contract/guarded_share");
BENCHMARK(guarded_settle)->Name("contract/guarded_settle");
BENCHMARK(published_sgm)->Name("contract/published_sgm");
BENCHMARK(published_nsp)->Name("contract/published_nsp");
BENCHMARK(payout)->Name("contract/payout");

}  // namespace

int main(int argc, char** argv) { return essmap::bench::run(argc, argv); }
