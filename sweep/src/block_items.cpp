#include "block_items.hpp"

#include <utility>

namespace essmap::sweep {

BlockItems::BlockItems(const maps::MapDescription& map, int threads, const BlockOrder& order,
                       const BlockSet& done, const maps::Sha256& run, std::string journal,
                       std::int64_t journal_number)
    : order_(order),
      done_(done),
      run_(run),
      journal_path_(std::move(journal)),
      journal_number_(journal_number),
      tables_(map.grid),
      blocking_(map) {
    for (int thread = 0; thread < threads; ++thread)
        workers_.push_back({maps::BlockFiller(map, tables_), maps::BlockPacker(map), {}, {}});
}

void BlockItems::run(std::int64_t item, int thread) {
    const std::int64_t number = order_.block(item);
    if (done_.has(number)) {
        const std::lock_guard lock(mutex_);
        ++skipped_;
        return;
    }
    Worker& worker = workers_[static_cast<std::size_t>(thread)];
    Stopwatch watch;
    maps::PackedBlock packed;
    const maps::Block block = blocking_.block(number);
    worker.filler.fill(block, worker.data, packed.statistics);
    watch.lap(worker.times.filling);
    worker.packer.pack(block, worker.data, packed);
    watch.lap(worker.times.packing);
    std::unique_lock lock(mutex_);
    room_.wait(lock,
               [&] { return broken_ || finished_.size() < waiting_per_thread * workers_.size(); });
    watch.lap(worker.times.stalled);
    if (!broken_) finished_.push_back(std::move(packed));
}

std::int64_t BlockItems::settle() {
    constexpr double sync_seconds = 1.0;
    std::vector<maps::PackedBlock> blocks;
    std::int64_t settled = 0;
    {
        const std::lock_guard lock(mutex_);
        blocks.swap(finished_);
        settled = std::exchange(skipped_, 0) + static_cast<std::int64_t>(blocks.size());
    }
    if (!blocks.empty()) room_.notify_all();
    try {
        Stopwatch watch;
        if (!blocks.empty() && !journal_) journal_.emplace(journal_path_, run_);
        for (const auto& packed : blocks)
            places_.push_back({packed.block, journal_->append(packed), journal_number_,
                               packed.statistics, packed.digest});
        watch.lap(times_.writing);
        if (since_sync_.seconds() > sync_seconds) sync();
    } catch (...) {
        const std::lock_guard lock(mutex_);
        broken_ = true;
        room_.notify_all();
        throw;
    }
    return settled;
}

void BlockItems::sync() {
    Stopwatch watch;
    if (journal_ && journal_->bytes() > synced_bytes_) journal_->sync();
    synced_bytes_ = journal_bytes();
    since_sync_ = {};
    watch.lap(times_.writing);
}

FillTimes BlockItems::times() const {
    FillTimes sum = times_;
    for (const auto& worker : workers_) {
        sum.filling += worker.times.filling;
        sum.packing += worker.times.packing;
        sum.stalled += worker.times.stalled;
    }
    return sum;
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
