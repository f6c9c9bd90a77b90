/// Cases and certificates of cells against memset of the same bytes.
#include <algorithm>
#include <cstring>
#include <vector>

#include "essmap/maps/block_filler.hpp"
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

}  // namespace

int main(int argc, char** argv) { return essmap::bench::run(argc, argv); }
