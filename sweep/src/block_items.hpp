#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "block_order.hpp"
#include "block_set.hpp"
#include "essmap/maps/packed_block.hpp"
#include "essmap/sweep/balance.hpp"
#include "journal.hpp"
#include "stopwatch.hpp"

namespace essmap::sweep {

/// Where the time of a rank's threads went.
struct FillTimes {
    double filling = 0.0;  ///< CVODE, or the closed form
    double packing = 0.0;  ///< rounding, digesting, compressing
    double writing = 0.0;  ///< journal, by the main thread
    double stalled = 0.0;  ///< workers that waited for the journal
};

/// Filling blocks, as items to balance: threads compute and pack them, the main thread writes them
/// to the rank's journal. At most two finished blocks a thread wait for it.
class BlockItems : public Items {
public:
    /// @param done blocks to leave out @param journal path of the journal, made when first needed
    BlockItems(const maps::MapDescription& map, int threads, const BlockOrder& order,
               const BlockSet& done, const maps::Sha256& run, std::string journal,
               std::int64_t journal_number);

    void run(std::int64_t item, int thread) override;
    std::int64_t settle() override;
    /// What was settled is on disk when it returns. Besides, settling syncs once a second.
    void sync();

    [[nodiscard]] const std::vector<Place>& places() const { return places_; }
    [[nodiscard]] FillTimes times() const;
    [[nodiscard]] std::int64_t journal_bytes() const { return journal_ ? journal_->bytes() : 0; }
    [[nodiscard]] std::int64_t retries() const { return journal_ ? journal_->retries() : 0; }
    /// Memory of a rank that fills blocks of a map.
    [[nodiscard]] static std::int64_t bytes(const maps::MapDescription& map, int threads);

private:
    /// What a thread works with.
    struct Worker {
        maps::BlockFiller filler;
        maps::BlockPacker packer;
        maps::BlockData data;
        FillTimes times{};
    };
    static constexpr std::size_t waiting_per_thread = 2;

    const BlockOrder& order_;
    const BlockSet& done_;
    maps::Sha256 run_;
    std::string journal_path_;
    std::int64_t journal_number_;
    maps::GridTables tables_;
    maps::Blocking blocking_;
    std::vector<Worker> workers_;

    std::mutex mutex_;  ///< of the four below
    std::condition_variable room_;
    std::vector<maps::PackedBlock> finished_;
    std::int64_t skipped_ = 0;
    bool broken_ = false;

    // The main thread's own.
    std::optional<Journal> journal_;
    std::vector<Place> places_;
    std::int64_t synced_bytes_ = 0;
    Stopwatch since_sync_;
    FillTimes times_{};
};

}  // namespace essmap::sweep
