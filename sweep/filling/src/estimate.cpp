#include <mpi.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "block_items.hpp"
#include "block_order.hpp"
#include "essmap/sweep/stopwatch.hpp"
#include "essmap/sweep/sweep.hpp"

namespace essmap::sweep {

namespace {

/// What filling some pieces of the grid took.
struct Sample {
    std::int64_t pieces = 0;
    double cells = 0.0;
    double integrations = 0.0;
    double seconds = 0.0;
    double bytes = 0.0;

    Sample& operator+=(const Sample& other) {
        pieces += other.pieces;
        cells += other.cells;
        integrations += other.integrations;
        seconds += other.seconds;
        bytes += other.bytes;
        return *this;
    }
};

/// Loops that are simulated for fewer rounds than they may take.
constexpr double most_rounds = 1000.0;

maps::Axis part_of(const maps::Axis& axis, std::size_t start, std::size_t count) {
    const auto first = axis.points().begin() + static_cast<std::ptrdiff_t>(start);
    return maps::Axis::restored(axis.name(), axis.spacing(),
                                {first, first + static_cast<std::ptrdiff_t>(count)},
                                axis.discrete());
}

/// The map of a part of the grid alone: an axis may have so many points that tables of it take
/// longer than an answer may. Loops also say how many rounds they took.
maps::MapDescription map_of(const maps::MapDescription& map, const maps::Block& piece) {
    maps::MapDescription part = map;
    part.grid.axes.clear();
    for (std::size_t d = 0; d < map.grid.axes.size(); ++d)
        part.grid.axes.push_back(part_of(map.grid.axes[d], piece.start[d], piece.count[d]));
    if (!map.regulation) return part;
    part.regulation->max_rounds = std::min(map.regulation->max_rounds, most_rounds);
    if (!map.has(maps::Layer::rounds)) part.layers.push_back(maps::Layer::rounds);
    return part;
}

Sample fill_piece(const maps::MapDescription& map, const maps::Block& piece) {
    const Stopwatch watch;
    const maps::MapDescription part = map_of(map, piece);
    const maps::GridTables tables(part.grid);
    const maps::Block block = maps::Blocking(part).block(0);
    maps::BlockFiller filler(part, tables);
    maps::BlockPacker packer(part);
    maps::BlockData data;
    maps::PackedBlock packed;
    filler.fill(block, data, packed.statistics);
    packer.pack(block, data, packed);
    Sample sample{1, static_cast<double>(block.cells()),
                  static_cast<double>(packed.statistics.integrations), watch.seconds(), 0.0};
    const auto chunks = maps::chunks_of(part);
    for (std::size_t i = 0; i < chunks.size(); ++i)
        if (map.has(chunks[i].layer)) sample.bytes += packed.sizes[i];
    if (!map.regulation) return sample;
    // A loop that had not ended may take all its rounds.
    const double rounds = part.regulation->max_rounds;
    const auto& taken = data.real(maps::Layer::rounds);
    const auto open = static_cast<double>(std::ranges::count(taken, rounds));
    const double more = open * (map.regulation->max_rounds - rounds);
    const double all = std::max(std::accumulate(taken.begin(), taken.end(), 0.0), 1.0);
    sample.integrations += more;
    sample.seconds *= (all + more) / all;
    return sample;
}

/// Piece number `i` of a sample: of at most `cells` cells, in the middle of a block.
maps::Block piece_of(const maps::Blocking& blocking, const BlockOrder& order, std::int64_t i,
                     std::size_t cells) {
    // From the middle on: block 0 is a corner, and like no other.
    const maps::Block block = blocking.block((order.block(i) + order.size() / 2) % order.size());
    const maps::Blocking pieces(block.count, cells);
    maps::Block piece = pieces.block(pieces.size() / 2);
    for (std::size_t d = 0; d < piece.start.size(); ++d) piece.start[d] += block.start[d];
    return piece;
}

/// Fills pieces spread over the map: whole blocks, or as much of them as can be filled in time.
Sample fill_some(const maps::MapDescription& map, double budget_seconds) {
    constexpr std::size_t growth = 4;
    constexpr std::size_t trajectories = 1024;  // of the first piece
    const maps::Blocking blocking(map);
    const BlockOrder order(blocking.size());
    const std::size_t full = blocking.block(0).cells();
    std::size_t cells =
        map.regulation ? 1 : std::clamp<std::size_t>(trajectories / (map.x0.size() + 1), 1, full);
    const Stopwatch watch;
    Sample sample;
    double last = 0.0;
    while (true) {
        const Stopwatch own;
        sample = fill_piece(map, piece_of(blocking, order, 0, cells));
        last = own.seconds();
        if (cells == full || last * static_cast<double>(growth) > budget_seconds / 2.0) break;
        cells = std::min(growth * cells, full);
    }
    for (std::int64_t i = 1; i < order.size() && watch.seconds() + last < budget_seconds; ++i)
        sample += fill_piece(map, piece_of(blocking, order, i, cells));
    return sample;
}
/// Whole numbers stop at the largest there is: a grid may have 2^63 cells.
std::int64_t whole(double value) {
    constexpr double most = 0x1p63;
    return value < most ? std::llround(value) : std::numeric_limits<std::int64_t>::max();
}
std::int64_t product(std::int64_t a, std::int64_t b) {
    std::int64_t result = 0;
    return __builtin_mul_overflow(a, b, &result) ? std::numeric_limits<std::int64_t>::max()
                                                 : result;
}

}  // namespace

std::int64_t SweepEstimate::bytes_per_rank(std::int64_t of_ranks) const {
    // Of a finished block: its place, as the list grows, is copied and dealt out.
    constexpr std::int64_t place_bytes = 8 * sizeof(BlockLocation);
    const double lists = static_cast<double>(blocks) / static_cast<double>(of_ranks) *
                         static_cast<double>(place_bytes);
    const double sets = 2.0 * static_cast<double>(blocks) / 8.0;
    return whole(static_cast<double>(working_bytes) + lists + sets);
}

SweepEstimate estimate_sweep(const MpiSession& mpi, const Specification& specification,
                             const SweepOptions& options, double budget_seconds) {
    // MPI, HDF5 and NetCDF with their caches, and a round of the assembly.
    constexpr std::int64_t libraries = std::int64_t{96} << 20;
    constexpr std::int64_t metadata_bytes = 64000;  // of a map without chunks; then its axes:
    constexpr std::int64_t point_bytes = 3 * sizeof(double);  // a point and the ends of its cell
    constexpr std::int64_t point_texts = 256;                 // and in words, on rank 0
    const auto& map = specification.map;
    SweepEstimate result;
    result.cells = map.grid.cells();
    result.stored_cells = map.grid.stored_cells();
    result.trajectories =
        product(result.stored_cells, map.regulation ? 1 : static_cast<std::int64_t>(map.x0.size()));
    result.blocks = maps::Blocking(map).size();
    result.raw_bytes = product(result.stored_cells, map.cell_bytes());
    result.ranks = mpi.size();
    mpi.collectively([&] { result.threads = workers_of(options.threads); });
    std::int64_t points = 0;
    for (const auto& axis : map.grid.axes) points += static_cast<std::int64_t>(axis.size());
    result.working_bytes =
        libraries + points * point_texts + BlockItems::bytes(map, result.threads);
    Sample sample;
    mpi.collectively([&] {
        if (mpi.is_root()) sample = fill_some(map, budget_seconds);
    });
    MPI_Bcast(&sample, static_cast<int>(sizeof sample), MPI_BYTE, 0, MPI_COMM_WORLD);
    const double scale = static_cast<double>(result.stored_cells) / std::max(sample.cells, 1.0);
    const int workers = result.ranks * result.threads;
    result.sampled_blocks = sample.pieces;
    result.integrations = whole(sample.integrations * scale);
    result.block_seconds =
        sample.seconds / sample.cells * static_cast<double>(maps::Blocking(map).block(0).cells());
    result.seconds = sample.seconds * scale / workers;
    result.file_bytes = whole(sample.bytes * scale + static_cast<double>(metadata_bytes) +
                              static_cast<double>(points * point_bytes));
    return result;
}

}  // namespace essmap::sweep
