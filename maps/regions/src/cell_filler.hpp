#pragma once

#include "essmap/maps/block_filler.hpp"

namespace essmap::maps {

/// Fills blocks of one kind of map.
class CellFiller {
public:
    virtual ~CellFiller() = default;
    /// @param data arrays of the block's size, with anything in them
    virtual void fill(const Block& block, BlockData& data, FillStatistics& statistics) = 0;
};

}  // namespace essmap::maps
