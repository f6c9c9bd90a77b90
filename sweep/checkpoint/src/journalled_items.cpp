#include "essmap/sweep/journalled_items.hpp"

#include <utility>

namespace essmap::sweep {

JournalledItems::JournalledItems(int threads, const BlockSet& done, const maps::Sha256& run,
                                 std::string journal, std::int64_t journal_number)
    : done_(done),
      run_(run),
      journal_path_(std::move(journal)),
      journal_number_(journal_number),
      thread_times_(static_cast<std::size_t>(threads)) {}

void JournalledItems::run(std::int64_t item, int thread) {
    const std::int64_t block = block_of(item);
    if (done_.has(block)) {
        const std::lock_guard lock(mutex_);
        ++skipped_;
        return;
    }
    FillTimes& times = thread_times_[static_cast<std::size_t>(thread)];
    maps::PackedBlock packed;
    compute(block, thread, packed, times);
    Stopwatch watch;
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] {
        return broken_ || finished_.size() < waiting_per_thread * thread_times_.size();
    });
    watch.lap(times.stalled);
    if (!broken_) finished_.push_back(std::move(packed));
}

std::int64_t JournalledItems::flush() {
    constexpr double sync_seconds = 1.0;
    std::vector<maps::PackedBlock> blocks;
    std::int64_t completed = 0;
    {
        const std::lock_guard lock(mutex_);
        blocks.swap(finished_);
        completed = std::exchange(skipped_, 0) + static_cast<std::int64_t>(blocks.size());
    }
    if (!blocks.empty()) room_.notify_all();
    try {
        Stopwatch watch;
        if (!blocks.empty() && !journal_) journal_.emplace(journal_path_, run_);
        for (const auto& packed : blocks) {
            places_.push_back({packed.block, journal_->append(packed), journal_number_,
                               packed.statistics, packed.digest});
            written(packed, places_.back());
        }
        watch.lap(times_.writing);
        if (since_sync_.seconds() > sync_seconds) sync();
    } catch (...) {
        const std::lock_guard lock(mutex_);
        broken_ = true;
        room_.notify_all();
        throw;
    }
    return completed;
}

void JournalledItems::written(const maps::PackedBlock& /*packed*/, const BlockLocation& /*place*/) {
}

void JournalledItems::sync() {
    Stopwatch watch;
    if (journal_ && journal_->bytes() > synced_bytes_) journal_->sync();
    synced_bytes_ = journal_bytes();
    since_sync_ = {};
    watch.lap(times_.writing);
}

FillTimes JournalledItems::times() const {
    FillTimes sum = times_;
    for (const auto& times : thread_times_) {
        sum.filling += times.filling;
        sum.packing += times.packing;
        sum.stalled += times.stalled;
    }
    return sum;
}

}  // namespace essmap::sweep
