#pragma once

#include <cstdint>

#include "essmap/maps/map_description.hpp"

namespace essmap::maps {

/// A hyperslab of the grid, contiguous in the linear order of cells (last dimension fastest).
struct Block {
    std::int64_t number = 0;
    Index start;
    Index count;

    /// The number of cells: the product of the counts.
    [[nodiscard]] std::size_t cells() const;
};

/// Cuts a grid into blocks of at most `target` cells: whole trailing dimensions, one split
/// dimension.
///
/// Blocks are the unit of everything that must not depend on ranks, threads and parts: integration
/// in groups, chunks of the file, the digest. They follow from the shape alone.
class Blocking {
public:
    static constexpr std::size_t default_target = 65536;

    /// Cuts a grid of this shape. @param target the most cells of a block
    explicit Blocking(const Index& shape, std::size_t target = default_target);
    /// The blocks of a map: of 256 cells where each is a closed loop.
    explicit Blocking(const MapDescription& map)
        : Blocking(map.grid.shape(), map.regulation ? 256 : default_target) {}

    /// The number of blocks.
    [[nodiscard]] std::int64_t size() const { return size_; }
    /// The block of this number, from 0 on. @pre number < size()
    [[nodiscard]] Block block(std::int64_t number) const;
    /// Shape of a full block: the chunk shape of the file.
    [[nodiscard]] const Index& extent() const { return extent_; }

private:
    Index shape_;
    Index extent_;
    Index per_dimension_;
    std::int64_t size_ = 1;
};

}  // namespace essmap::maps
