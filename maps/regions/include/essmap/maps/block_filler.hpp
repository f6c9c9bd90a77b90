#pragma once

#include <cstdint>
#include <memory>

#include "essmap/maps/block_data.hpp"
#include "essmap/maps/grid_tables.hpp"

namespace essmap::maps {

class CellFiller;

/// Computes blocks of a map. One per thread; what it computes depends on the block alone.
class BlockFiller {
public:
    /// Both references must outlive the filler. @throws model::InvalidValue for a tolerance out of
    /// range.
    BlockFiller(const MapDescription& map, const GridTables& tables);
    ~BlockFiller();
    BlockFiller(BlockFiller&&) noexcept;

    /// @throws std::runtime_error where CVODE fails, naming its reason.
    void fill(const Block& block, BlockData& data, FillStatistics& statistics);

    /// Bytes a filler and one block's data hold at most.
    [[nodiscard]] static std::int64_t bytes(const MapDescription& map, std::size_t block_cells);

private:
    const MapDescription& map_;
    std::unique_ptr<CellFiller> filler_;
};

}  // namespace essmap::maps
