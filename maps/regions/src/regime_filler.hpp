#pragma once

#include <optional>

#include "cell_filler.hpp"
#include "essmap/solver/closed_loop.hpp"

namespace essmap::maps {

/// Fills blocks of a regime map: every cell is a closed loop, simulated. With engine both it is
/// simulated twice and held against the analysis of the round map.
class RegimeFiller : public CellFiller {
public:
    explicit RegimeFiller(const MapDescription& map);

    void fill(const Block& block, BlockData& data, FillStatistics& statistics) override;

    /// Bytes of a filler and one block's data.
    [[nodiscard]] static std::int64_t bytes(const MapDescription& map, std::size_t block_cells);

private:
    void fill_cell(const Index& cell, std::size_t place, BlockData& data,
                   FillStatistics& statistics);

    const MapDescription& map_;
    std::optional<solver::ClosedLoop> cvode_, exact_;
};

}  // namespace essmap::maps
