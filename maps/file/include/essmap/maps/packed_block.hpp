#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "essmap/maps/block_data.hpp"
#include "essmap/maps/blocks.hpp"
#include "essmap/maps/digest.hpp"

namespace essmap::maps {

/// A block as it lies in the map file: one chunk per layer (and start), shuffled and deflated the
/// way HDF5 keeps it, with what is to be known of it without unpacking.
struct PackedBlock {
    std::int64_t block = 0;
    FillStatistics statistics;         ///< of this block alone
    ContentDigest digest;              ///< sum over its parts
    std::vector<std::uint32_t> sizes;  ///< bytes of each chunk, in the order of chunks_of
    std::vector<std::byte> bytes;      ///< the chunks, one after another
};

/// A chunk of a block: a layer, and the index of its start for layers by x0.
struct ChunkName {
    Layer layer;
    std::size_t x0;
};
/// The chunks of every block of a map, in their order.
std::vector<ChunkName> chunks_of(const MapDescription& map);

/// Packs blocks. One per thread.
class BlockPacker {
public:
    /// A packer for blocks of this map, which must outlive it.
    explicit BlockPacker(const MapDescription& map);
    ~BlockPacker();
    BlockPacker(BlockPacker&&) noexcept;

    /// Rounds the reals to the map's precision, digests the layers and compresses them. Sets
    /// everything of `packed` but its statistics.
    void pack(const Block& block, const BlockData& data, PackedBlock& packed);

    /// Bytes a packer and a packed block hold at most.
    [[nodiscard]] static std::int64_t bytes(const MapDescription& map, std::size_t block_cells);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace essmap::maps
