#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "essmap/maps/packed_block.hpp"
#include "essmap/sweep/balance.hpp"
#include "essmap/sweep/block_set.hpp"
#include "essmap/sweep/journal.hpp"
#include "essmap/sweep/stopwatch.hpp"

namespace essmap::sweep {

/// Where the time of a rank's threads went.
struct FillTimes {
    double filling = 0.0;  ///< CVODE, the closed form, or judging boxes
    double packing = 0.0;  ///< rounding, digesting, compressing
    double writing = 0.0;  ///< journal, by the main thread
    double stalled = 0.0;  ///< workers that waited for the journal
};

/// Items whose results go to the rank's journal: threads compute, the main thread writes. At most
/// two results a thread wait for it.
class JournalledItems : public Items {
public:
    /// @param done blocks to leave out @param journal path of the journal, made when first needed
    JournalledItems(int threads, const BlockSet& done, const maps::Sha256& run, std::string journal,
                    std::int64_t journal_number);

    void run(std::int64_t item, int thread) final;
    std::int64_t flush() final;
    /// What was completed is on disk when it returns. Besides, settling syncs once a second.
    void sync();

    [[nodiscard]] const std::vector<BlockLocation>& places() const { return places_; }
    [[nodiscard]] FillTimes times() const;
    [[nodiscard]] std::int64_t journal_bytes() const { return journal_ ? journal_->bytes() : 0; }
    [[nodiscard]] std::int64_t retries() const { return journal_ ? journal_->retries() : 0; }

protected:
    static constexpr std::size_t waiting_per_thread = 2;

    /// The block that an item computes.
    [[nodiscard]] virtual std::int64_t block_of(std::int64_t item) const = 0;
    /// Computes it, adding to filling and packing times. Called by worker `thread`.
    virtual void compute(std::int64_t block, int thread, maps::PackedBlock& packed,
                         FillTimes& times) = 0;
    /// Looks at a block that was written. Called by the main thread.
    virtual void written(const maps::PackedBlock& packed, const BlockLocation& place);

private:
    const BlockSet& done_;
    maps::Sha256 run_;
    std::string journal_path_;
    std::int64_t journal_number_;
    std::vector<FillTimes> thread_times_;

    std::mutex mutex_;  ///< of the four below
    std::condition_variable room_;
    std::vector<maps::PackedBlock> finished_;
    std::int64_t skipped_ = 0;
    bool broken_ = false;

    // The main thread's own.
    std::optional<Journal> journal_;
    std::vector<BlockLocation> places_;
    std::int64_t synced_bytes_ = 0;
    Stopwatch since_sync_;
    FillTimes times_{};
};

}  // namespace essmap::sweep
