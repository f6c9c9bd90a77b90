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
/// two results a thread wait for it. Nothing here is collective but what `balance` does with it.
class JournalledItems : public Items {
public:
    /// @param threads workers @param run hash of what the blocks belong to
    /// @param done blocks to leave out @param journal path of the journal, made when first needed
    /// @param journal_number recorded in the places of its blocks
    JournalledItems(int threads, const BlockSet& done, const maps::Sha256& run, std::string journal,
                    std::int64_t journal_number);

    /// Computes an item's block, unless it is done, and waits for room to leave it. By workers.
    void run(std::int64_t item, int thread) final;
    /// Writes what workers have left, and syncs once a second. By the main thread.
    /// @return items completed since the last call @throws files::IoError
    std::int64_t flush() final;
    /// What was completed is on disk when it returns. By the main thread. @throws files::IoError
    void sync();

    /// @return where the blocks written so far lie
    [[nodiscard]] const std::vector<BlockLocation>& places() const { return places_; }
    /// @return where the time went, summed over threads; once the workers have ended
    [[nodiscard]] FillTimes times() const;
    /// @return bytes written to the journal
    [[nodiscard]] std::int64_t journal_bytes() const { return journal_ ? journal_->bytes() : 0; }
    /// @return how often a write to it had to be tried again
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
