#include "block_items.hpp"

#include <utility>

namespace essmap::sweep {

BlockItems::BlockItems(const maps::MapDescription& map, int threads, const BlockOrder& order,
                       const BlockSet& done, const maps::Sha256& run, std::string journal,
                       std::int64_t journal_number)
    : JournalledItems(threads, done, run, std::move(journal), journal_number),
      order_(order),
      tables_(map.grid),
      blocking_(map) {
    workers_.reserve(static_cast<std::size_t>(threads));
    for (int thread = 0; thread < threads; ++thread)
        workers_.push_back({maps::BlockFiller(map, tables_), maps::BlockPacker(map), {}});
}

void BlockItems::compute(std::int64_t number, int thread, maps::PackedBlock& packed,
                         FillTimes& times) {
    Worker& worker = workers_[static_cast<std::size_t>(thread)];
    Stopwatch watch;
    const maps::Block block = blocking_.block(number);
    worker.filler.fill(block, worker.data, packed.statistics);
    watch.lap(times.filling);
    worker.packer.pack(block, worker.data, packed);
    watch.lap(times.packing);
}

std::int64_t BlockItems::bytes(const maps::MapDescription& map, int threads) {
    const std::size_t block_cells = maps::Blocking(map).block(0).cells();
    const std::int64_t packed = maps::BlockPacker::bytes(map, block_cells);
    const auto data = static_cast<std::int64_t>(block_cells) * map.cell_bytes();
    constexpr std::int64_t waiting = 2 * waiting_per_thread;  // as many are being written
    return maps::GridTables::bytes(map.grid) +
           threads * (maps::BlockFiller::bytes(map, block_cells) + packed + waiting * data);
}

}  // namespace essmap::sweep
