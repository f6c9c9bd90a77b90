/// Cases and certificates of whole cells against memset of the same bytes, and times to saturation
/// by the closed form, one at a time and many.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <random>
#include <vector>

#include "closed_form_libraries.hpp"
#include "essmap/maps/block_filler.hpp"
#include "essmap/solver/closed_form.hpp"
#include "harness.hpp"

namespace {

using namespace essmap;
using maps::Layer;

// ---- cases and certificates -----------------------------------------------------------------

/// The billion cells of examples/billion.toml, with another number of gammas.
maps::MapDescription region_map(std::int64_t gammas, std::vector<Layer> layers) {
    using maps::Axis;
    using maps::Spacing;
    const auto axis = [](const char* name, double from, double to, long long count) {
        return Axis::from_range(name, Spacing::linear, from, to, count);
    };
    maps::MapDescription map;
    map.grid.axes = {
        Axis::from_values("r", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, true),
        axis("theta", 0, 8, 41),
        axis("mu", 0, 20, 21),
        axis("k", 0.05, 0.65, 31),
        Axis::from_range("C", Spacing::log, 10, 1e6, 37),
        axis("gamma", -10, 10, gammas),
    };
    map.layers = std::move(layers);
    map.engine = maps::Engine::exact;
    return map;
}

/// Blocks spread over the map: as many as hold about `cells` cells.
std::vector<maps::Block> spread_blocks(const maps::Blocking& blocking, std::int64_t cells) {
    const auto per_block = static_cast<std::int64_t>(blocking.block(0).cells());
    const std::int64_t wanted = std::clamp<std::int64_t>(cells / per_block, 1, blocking.size());
    std::vector<maps::Block> blocks;
    for (std::int64_t i = 0; i < wanted; ++i)
        blocks.push_back(blocking.block(blocking.size() / wanted * i));
    return blocks;
}

/// Do the certificates of a block's first, last and some cells in between agree with
/// model::certify?
bool certificates_hold(const maps::MapDescription& map, const maps::Block& block,
                       const std::vector<std::int8_t>& certified) {
    for (std::size_t place = 0; place < certified.size(); place += 1 + certified.size() / 5) {
        maps::Index cell(block.start);
        std::size_t rest = place;
        for (std::size_t d = cell.size(); d-- > 0; rest /= block.count[d])
            cell[d] += rest % block.count[d];
        const auto range = [&](maps::Dimension d) {
            const auto& axis = map.grid.axes[d];
            return model::Range{model::Decimal(axis.lo(cell[d])), model::Decimal(axis.hi(cell[d]))};
        };
        const auto benefit = [&](double value) {
            return model::BenefitPoint({map.grid.benefit_kind(), value});
        };
        const auto& costs = map.grid.axes[maps::dim_benefit];
        const model::Box box{range(maps::dim_r),
                             range(maps::dim_theta),
                             range(maps::dim_mu),
                             range(maps::dim_k),
                             benefit(costs.lo(cell[maps::dim_benefit])),
                             benefit(costs.hi(cell[maps::dim_benefit]))};
        const auto expected = model::certify(box, range(maps::dim_gamma));
        if (certified[place] != static_cast<std::int8_t>(expected)) return false;
    }
    return true;
}

void fill_regions(benchmark::State& state, std::vector<Layer> layers) {
    const auto map = region_map(state.range(0), std::move(layers));
    const maps::GridTables tables(map.grid);
    const maps::Blocking blocking(map);
    const auto blocks = spread_blocks(blocking, std::int64_t{1} << 22);
    maps::BlockFiller filler(map, tables);
    maps::BlockData data;
    maps::FillStatistics statistics;
    std::int64_t cells = 0;
    for (auto _ : state) {
        for (const auto& block : blocks) {
            filler.fill(block, data, statistics);
            benchmark::DoNotOptimize(data.flag(Layer::certified).data());
            cells += static_cast<std::int64_t>(block.cells());
        }
    }
    for (const auto& block : {blocks.front(), blocks[blocks.size() / 2], blocks.back()}) {
        filler.fill(block, data, statistics);
        if (!certificates_hold(map, block, data.flag(Layer::certified)))
            bench::wrong(state, "a certificate is not model::certify's");
    }
    state.SetItemsProcessed(cells);
    state.SetBytesProcessed(cells * static_cast<std::int64_t>(map.layers.size()));
}

void case_and_certified(benchmark::State& state) {
    fill_regions(state, {Layer::outcome, Layer::certified});
}
void certified(benchmark::State& state) { fill_regions(state, {Layer::certified}); }

/// memset of the same bytes: `size` at a time, over and over the same buffer or through an array.
void write_constant(benchmark::State& state, std::size_t size, std::size_t array) {
    std::vector<std::int8_t> bytes(array, 1);
    std::size_t at = 0;
    std::int64_t written = 0;
    for (auto _ : state) {
        for (int i = 0; i < 64; ++i) {
            std::memset(&bytes[at], i, size);
            benchmark::DoNotOptimize(bytes.data());
            at = at + 2 * size <= array ? at + size : 0;
        }
        written += static_cast<std::int64_t>(64 * size);
    }
    if (bytes[0] < 0) bench::wrong(state, "memset wrote something else");
    state.SetBytesProcessed(written);
    state.SetItemsProcessed(written);
}
/// Two layers of a block, one after the other, as a sweep's thread holds them: in its cache.
void memset_block(benchmark::State& state) { write_constant(state, 65536, 2 * 65536); }
/// Through an array as large as a map: in memory.
void memset_map(benchmark::State& state) { write_constant(state, 65536, std::size_t{1} << 30U); }

BENCHMARK(case_and_certified)
    ->Name("regions/case_certified")
    ->Arg(65)
    ->Arg(105)
    ->Arg(1025)
    ->Arg(16385);
BENCHMARK(certified)->Name("regions/certified")->Arg(65)->Arg(105)->Arg(1025)->Arg(16385);
BENCHMARK(memset_block)->Name("regions/memset_block");
BENCHMARK(memset_map)->Name("regions/memset_map");

// ---- the closed form ------------------------------------------------------------------------

/// Trajectories of many games from one start to saturation, as a row of a map has them.
struct Games {
    solver::Path path = solver::Path::between(0.2, 0.95);
    std::vector<double> a, q, g0, g1, times;

    explicit Games(std::size_t count) : times(count) {
        std::mt19937_64 random(3);
        std::uniform_real_distribution<double> rate(-5, 20);
        while (a.size() < count) {
            const double at_none = rate(random);
            const double at_all = rate(random);
            const auto g = solver::Growth::along(path, {at_none, at_all - at_none, at_all});
            if (!solver::leads_along(path, g)) continue;
            a.push_back(g.a);
            q.push_back(g.q);
            g0.push_back(g.g0);
            g1.push_back(g.g1);
        }
    }
    [[nodiscard]] solver::Growth growth(std::size_t i) const { return {a[i], q[i], g0[i], g1[i]}; }
    /// Largest relative difference of the times from the formula in long double.
    [[nodiscard]] double error() const {
        using Wide = long double;
        const auto term = [](Wide rate, Wide length, Wide ratio) {
            const Wide w = rate * length;
            return w == 0 ? length : (w > -0.5L ? std::log1p(w) : std::log(ratio)) / rate;
        };
        double worst = 0.0;
        for (std::size_t i = 0; i < a.size(); ++i) {
            const Wide ratio = Wide(g0[i]) / g1[i];
            const Wide exact =
                term(a[i], path.d / (Wide(path.x0) * g1[i]), Wide(path.x1) / path.x0 * ratio) +
                term(q[i], path.d / (g0[i] * Wide(path.c1)), Wide(path.c0) / path.c1 / ratio);
            worst = std::max(worst, std::abs(static_cast<double>((times[i] - exact) / exact)));
        }
        return worst;
    }
};

template <class Run>
void time_games(benchmark::State& state, Run run) {
    Games games(8192);
    for (auto _ : state) {
        run(games);
        benchmark::DoNotOptimize(games.times.data());
    }
    const double error = games.error();
    if (!(error < 1e-12)) bench::wrong(state, "times err by more than 1e-12");
    state.counters["max_relative_error"] = error;
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(games.times.size()));
}

void many_times(benchmark::State& state) {
    time_games(state, [](Games& games) {
        solver::travel_times(games.path, {games.a, games.q, games.g0, games.g1}, games.times);
    });
}
void one_time_each(benchmark::State& state) {
    time_games(state, [](Games& games) {
        for (std::size_t i = 0; i < games.times.size(); ++i)
            games.times[i] = solver::travel_time(games.path, games.growth(i));
    });
}
/// The formula as one would write it, with the mathematical library's log1p.
void plain_formula(benchmark::State& state) {
    time_games(state, [](Games& games) {
        const auto& path = games.path;
        for (std::size_t i = 0; i < games.times.size(); ++i) {
            const auto g = games.growth(i);
            games.times[i] = std::log1p(g.a * path.d / (path.x0 * g.g1)) / g.a +
                             std::log1p(g.q * path.d / (g.g0 * path.c1)) / g.q;
        }
    });
}

/// The formula with a library's vector logarithm, where there is one.
void with_library(benchmark::State& state, const bench::Library& library) {
    time_games(state, [&](Games& games) {
        library.times(games.path, games.a.data(), games.q.data(), games.g0.data(), games.g1.data(),
                      games.times.data(), games.times.size());
    });
}
void register_libraries() {
#ifdef __x86_64__
    if (!__builtin_cpu_supports("avx512dq")) return;
    for (const bench::Library* library : {&bench::libmvec, &bench::sleef, &bench::highway})
        if (library->times != nullptr)
            benchmark::RegisterBenchmark((std::string("closed_form/") + library->name).c_str(),
                                         with_library, *library);
#endif
}

BENCHMARK(many_times)->Name("closed_form/many");
BENCHMARK(one_time_each)->Name("closed_form/one_by_one");
BENCHMARK(plain_formula)->Name("closed_form/plain_formula");

}  // namespace

int main(int argc, char** argv) {
    register_libraries();
    return essmap::bench::run(argc, argv);
}
