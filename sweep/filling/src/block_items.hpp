#pragma once

#include <string>
#include <vector>

#include "block_order.hpp"
#include "essmap/maps/block_filler.hpp"
#include "essmap/sweep/journalled_items.hpp"

namespace essmap::sweep {

/// Filling blocks of a map, as items to balance: threads compute and pack them.
class BlockItems : public JournalledItems {
public:
    /// @param done, journal as of JournalledItems
    BlockItems(const maps::MapDescription& map, int threads, const BlockOrder& order,
               const BlockSet& done, const maps::Sha256& run, std::string journal,
               std::int64_t journal_number);

    /// Memory of a rank that fills blocks of a map.
    [[nodiscard]] static std::int64_t bytes(const maps::MapDescription& map, int threads);

private:
    [[nodiscard]] std::int64_t block_of(std::int64_t item) const override {
        return order_.block(item);
    }
    void compute(std::int64_t block, int thread, maps::PackedBlock& packed,
                 FillTimes& times) override;

    /// What a thread works with.
    struct Worker {
        maps::BlockFiller filler;
        maps::BlockPacker packer;
        maps::BlockData data;
    };

    const BlockOrder& order_;
    maps::GridTables tables_;
    maps::Blocking blocking_;
    std::vector<Worker> workers_;
};

}  // namespace essmap::sweep
