#include <mpi.h>

#include <algorithm>
#include <cmath>

#include "block_items.hpp"
#include "block_order.hpp"
#include "essmap/sweep/sweep.hpp"
#include "stopwatch.hpp"

namespace essmap::sweep {

namespace {

/// What filling some blocks took.
struct Sample {
    std::int64_t blocks = 0;
    double cells = 0.0;
    double integrations = 0.0;
    double seconds = 0.0;
    double bytes = 0.0;
};

Sample fill_some(const maps::MapDescription& map, double budget_seconds) {
    const maps::GridTables tables(map.grid);
    const maps::Blocking blocking(map);
    const BlockOrder order(blocking.size());
    maps::BlockFiller filler(map, tables);
    maps::BlockPacker packer(map);
    maps::BlockData data;
    maps::PackedBlock packed;
    Sample sample;
    const Stopwatch watch;
    while (sample.blocks < order.size() && sample.seconds < budget_seconds) {
        // From the middle on: block 0 is a corner, and like no other.
        const auto at = (order.block(sample.blocks) + order.size() / 2) % order.size();
        const maps::Block block = blocking.block(at);
        packed.statistics = {};
        filler.fill(block, data, packed.statistics);
        packer.pack(block, data, packed);
        ++sample.blocks;
        sample.cells += static_cast<double>(block.cells());
        sample.integrations += static_cast<double>(packed.statistics.integrations);
        sample.bytes += static_cast<double>(packed.bytes.size());
        sample.seconds = watch.seconds();
    }
    return sample;
}

}  // namespace

SweepEstimate estimate_sweep(const MpiSession& mpi, const Specification& specification,
                             const SweepOptions& options, double budget_seconds) {
    // MPI, HDF5 and NetCDF with their caches, and a round of the assembly.
    constexpr std::int64_t libraries = std::int64_t{96} << 20;
    // Of a finished block: its place, as the list grows, is copied and dealt out.
    constexpr std::int64_t place_bytes = 8 * sizeof(Place);
    constexpr std::int64_t metadata_bytes = 64000;  // of a map without chunks; then its axes:
    constexpr std::int64_t point_bytes = 3 * sizeof(double);  // a point and the ends of its cell
    constexpr std::int64_t point_texts = 256;                 // and in words, on rank 0
    const auto& map = specification.map;
    SweepEstimate result;
    result.cells = map.grid.cells();
    result.stored_cells = map.grid.stored_cells();
    result.trajectories =
        result.stored_cells * (map.regulation ? 1 : static_cast<std::int64_t>(map.x0.size()));
    result.blocks = maps::Blocking(map).size();
    result.raw_bytes = result.stored_cells * map.cell_bytes();
    result.ranks = mpi.size();
    mpi.together([&] { result.threads = workers_of(options.threads); });
    std::int64_t points = 0;
    for (const auto& axis : map.grid.axes) points += static_cast<std::int64_t>(axis.size());
    result.bytes_per_rank = libraries + points * point_texts +
                            result.blocks / result.ranks * place_bytes +
                            BlockItems::bytes(map, result.threads);
    Sample sample;
    mpi.together([&] {
        if (mpi.leads()) sample = fill_some(map, budget_seconds);
    });
    MPI_Bcast(&sample, static_cast<int>(sizeof sample), MPI_BYTE, 0, MPI_COMM_WORLD);
    const double scale = static_cast<double>(result.stored_cells) / std::max(sample.cells, 1.0);
    const int workers = result.ranks * result.threads;
    result.sampled_blocks = sample.blocks;
    result.integrations = std::llround(sample.integrations * scale);
    result.block_seconds = sample.seconds / static_cast<double>(sample.blocks);
    result.seconds = sample.seconds * scale / workers;
    result.file_bytes = std::llround(sample.bytes * scale) + metadata_bytes + points * point_bytes;
    return result;
}

}  // namespace essmap::sweep
