/// NSP's pass over all members, guarded, by columns and one member after the other, and as
/// published, beside a plain copy of as many bytes as the first; and as many reports, each of which
/// depends on the one before.
/// ESSMAP_BENCH_MEMBERS limits the number of members.
#include <benchmark/benchmark.h>
#include <omp.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <vector>

#include "essmap/model/guarded/example.hpp"
#include "essmap/model/guarded/sgm.hpp"
#include "essmap/model/member_columns.hpp"
#include "essmap/model/published/nsp.hpp"
#include "harness.hpp"

namespace {

using namespace essmap;
using T = model::CheckedInteger;
using model::guarded::Member;

constexpr std::int64_t first_time = 1'000'000;
/// Fewer members are treated sooner than threads are woken, as in settle_all().
constexpr std::size_t worth_threads = std::size_t{64} * 512;

model::guarded::Rules<T> rules() {
    auto r = model::guarded::example_rules<T>();
    return r;
}

/// Member i, the same at every call: one in eight inactive, one in eight lapsed, the others idle
/// for up to a thousand ticks or not at all; some are poor.
Member<T> member(std::size_t i) {
    std::uint64_t z = (i + 1) * 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    const auto some = [&](std::int64_t below) {
        z = z * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::int64_t>((z >> 33) % static_cast<std::uint64_t>(below));
    };
    const bool active = some(8) != 0;
    const std::int64_t last = first_time - some(1000);
    Member<T> m{};
    m.known = true;
    m.active = active;
    m.rank = 4 + some(5);
    m.balance = some(20'000);
    m.stamp = some(3);
    m.last_counted = last;
    m.paid_until = last + 30;
    m.rate = some(100);
    m.expiry = some(8) != 0 ? 2 * first_time : last + 100;
    return m;
}

/// What a pass by columns reads, six of them, and writes, two.
constexpr std::int64_t column_bytes = 1 + 5 * 8 + 2 * 8;

/// State after passes at several times is that after one at the last (guarded.nsp.polling).
template <class Get>
void check(benchmark::State& state, const Get& get, std::size_t count, const T& last) {
    const auto r = rules();
    bool same = true;
    const auto compare = [&](const model::Field&, const auto& x, const auto& y) {
        same = same && x == y;
    };
    for (std::size_t i = 0; i < count; ++i) {
        const Member<T> found = get(i);
        const Member<T> expected = model::guarded::settle(r, member(i), last).member;
        Member<T>::visit(compare, found, expected);
    }
    if (!same) bench::wrong(state, "members are not what settling them once makes of them");
}

/// @param bytes read and written of each member; 0: not counted
void count_work(benchmark::State& state, std::int64_t bytes) {
    const std::int64_t items = static_cast<std::int64_t>(state.iterations()) * state.range(0);
    state.SetItemsProcessed(items);
    if (bytes > 0) state.SetBytesProcessed(items * bytes);
    state.counters["threads"] = bytes > 0 ? omp_get_max_threads() : 1;
}

void settle_columns(benchmark::State& state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    const auto r = rules();
    model::MemberColumns members(count);
    for (std::size_t i = 0; i < count; ++i) members.set(i, member(i));
    std::int64_t now = first_time;
    for (auto _ : state) {
        now += 7;
        benchmark::DoNotOptimize(model::settle_all(r, members, now));
    }
    check(
        state, [&](std::size_t i) { return members.get(i); }, count, now);
    count_work(state, column_bytes);
}

[[gnu::flatten, gnu::noinline]] void settle_one(const model::guarded::Rules<T>& r, Member<T>& m,
                                                const T& now) {
    m = model::guarded::settle<T>(r, m, now).member;
}

void settle_scalar(benchmark::State& state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    const auto r = rules();
    std::vector<Member<T>> members(count);
    for (std::size_t i = 0; i < count; ++i) members[i] = member(i);
    std::int64_t now = first_time;
    for (auto _ : state) {
        now += 7;
#pragma omp parallel for schedule(static) if (count >= worth_threads)
        for (std::size_t i = 0; i < count; ++i) settle_one(r, members[i], now);
        benchmark::ClobberMemory();
    }
    check(
        state, [&](std::size_t i) { return members[i]; }, count, now);
    count_work(state, 2 * sizeof(Member<T>));
}

/// As many bytes read and written as by a pass, half of them read.
void copy(benchmark::State& state) {
    const auto bytes = static_cast<std::size_t>(state.range(0) * column_bytes / 2);
    std::vector<char> from(bytes, 'x');
    std::vector<char> to(bytes, ' ');
    for (auto _ : state) {
#pragma omp parallel if (bytes >= worth_threads * column_bytes / 2)
        {
            const auto threads = static_cast<std::size_t>(omp_get_num_threads());
            const auto mine = static_cast<std::size_t>(omp_get_thread_num());
            const std::size_t begin = bytes * mine / threads;
            std::memcpy(to.data() + begin, from.data() + begin,
                        bytes * (mine + 1) / threads - begin);
        }
        benchmark::ClobberMemory();
    }
    if (to != from) bench::wrong(state, "the copy differs");
    count_work(state, column_bytes);
}

/// The pass that Algorithm 2 means, had it no return in its loop (line 13). @return calls that
/// panic
[[gnu::flatten, gnu::noinline]] std::int64_t punish_all(
    std::vector<model::published::Account<T>>& accounts, const T& limit, const T& time) {
    std::int64_t panics = 0;
#pragma omp parallel for schedule(static) reduction(+ : panics) if (accounts.size() >= worth_threads)
    for (auto& account : accounts) {
        const auto result = model::published::punish<T>(account, limit, time);
        account = result.account;
        panics += result.panics ? 1 : 0;
    }
    return panics;
}

void punish(benchmark::State& state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    constexpr std::int64_t rich = 1'000'000'000'000'000;
    std::vector<model::published::Account<T>> accounts(count);
    for (std::size_t i = 0; i < count; ++i) accounts[i] = {rich, member(i).last_counted};
    for (auto _ : state)
        if (punish_all(accounts, 30, first_time) != 0) bench::wrong(state, "a call panicked");
    const auto passes = static_cast<std::int64_t>(state.iterations());
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t idle = first_time - member(i).last_counted.value();
        if (accounts[i].points != T(rich - passes * std::max<std::int64_t>(0, idle - 30)))
            bench::wrong(state, "a member was not punished for what exceeds the limit");
    }
    count_work(state, 2 * sizeof(model::published::Account<T>));
}

[[gnu::flatten, gnu::noinline]] bool report(const model::guarded::Rules<T>& r,
                                            model::guarded::Round<T>& round, Member<T>& m,
                                            const T& now) {
    const auto after = model::guarded::share<T>({r, r, false}, round, m, true, 0, now);
    round = after.round;
    m = after.member;
    return after.accepted;
}

/// Each member reports once, in random order, and all but those after saturation are counted. Who
/// reports is known in advance, as in a block of the chain, so that his record is fetched while
/// reports before his are treated.
void share(benchmark::State& state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    const auto r = rules();
    std::vector<Member<T>> members(count);
    std::int64_t active = 0;
    for (std::size_t i = 0; i < count; ++i) {
        members[i] = member(i);
        members[i].expiry = 4 * first_time;
        active += members[i].active ? 1 : 0;
    }
    constexpr std::size_t ahead = 16;
    std::vector<std::uint32_t> order(count);
    for (std::size_t i = 0; i < count; ++i) order[i] = static_cast<std::uint32_t>(i);
    std::shuffle(order.begin(), order.end(), std::mt19937_64(7));
    model::guarded::Round<T> round{};
    std::int64_t now = first_time;
    for (auto _ : state) {
        now += 7;
        // A round in which nobody is counted yet.
        round = {round.number + T(2), now, 0, state.range(0), state.range(0), 2000, 200, false};
        std::int64_t accepted = 0;
        for (std::size_t i = 0; i < count; ++i) {
            __builtin_prefetch(&members[order[std::min(i + ahead, count - 1)]], 1);
            accepted += report(r, round, members[order[i]], now) ? 1 : 0;
        }
        if (accepted != active) bench::wrong(state, "other than the active were accepted");
    }
    count_work(state, 0);
}

void sizes(benchmark::internal::Benchmark* b) {
    const std::int64_t most = essmap::bench::setting("ESSMAP_BENCH_MEMBERS", 10'000'000);
    for (std::int64_t n = 1000; n <= most; n *= 10) b->Arg(n);
    b->UseRealTime();
}

BENCHMARK(settle_columns)->Name("members/settle_columns")->Apply(sizes);
BENCHMARK(settle_scalar)->Name("members/settle_scalar")->Apply(sizes);
BENCHMARK(punish)->Name("members/punish")->Apply(sizes);
BENCHMARK(copy)->Name("members/copy")->Apply(sizes);
BENCHMARK(share)->Name("members/share")->Apply(sizes);

}  // namespace
