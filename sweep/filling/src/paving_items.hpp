#pragma once

#include <string>
#include <vector>

#include "block_order.hpp"
#include "essmap/sweep/journalled_items.hpp"
#include "paving_plan.hpp"

namespace essmap::sweep {

/// The tree of a piece in a journal.
struct PieceRecord {
    BlockLocation place;
    std::int64_t nodes = 0;
};

/// A piece's tree as a record. Pieces of `depth` have block numbers depth pieces ... .
maps::PackedBlock packed_tree(std::int64_t block, std::span<const maps::PavingNode> tree);
std::span<const maps::PavingNode> tree_of(const maps::PackedBlock& packed);

/// Splitting pieces down to a depth, as items to balance.
class PavingItems : public JournalledItems {
public:
    /// @param done, journal as of JournalledItems
    PavingItems(const maps::PavingDescription& paving, const PavingPlan& plan, int threads,
                const BlockSet& done, const maps::Sha256& run, std::string journal,
                std::int64_t journal_number);

    /// From now on pieces are split down to `depth`; what is known of others is forgotten.
    void begin(int depth);
    /// Adds a piece that an earlier run has split to this depth.
    void add(const maps::PackedBlock& packed, const BlockLocation& place) {
        written(packed, place);
    }

    /// This rank's pieces, and a tally of them.
    [[nodiscard]] const std::vector<PieceRecord>& records() const { return records_; }
    [[nodiscard]] const maps::PavingTally& tally() const { return tally_; }

private:
    [[nodiscard]] std::int64_t block_of(std::int64_t item) const override {
        return depth_ * plan_.pieces() + order_.block(item);
    }
    void compute(std::int64_t block, int thread, maps::PackedBlock& packed,
                 FillTimes& times) override;
    void written(const maps::PackedBlock& packed, const BlockLocation& place) override;

    /// What a thread works with.
    struct Worker {
        maps::Paver paver;
        std::vector<maps::PavingNode> tree;
    };

    const PavingPlan& plan_;
    BlockOrder order_;
    std::vector<Worker> workers_;
    std::int64_t depth_ = 0;
    std::vector<PieceRecord> records_;
    maps::PavingTally tally_;
};

}  // namespace essmap::sweep
