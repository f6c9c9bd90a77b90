#include "essmap/maps/packed_block.hpp"

#include <algorithm>
#include <optional>
#include <span>

#include "essmap/files/deflate.hpp"

namespace essmap::maps {

std::vector<ChunkName> chunks_of(const MapDescription& map) {
    std::vector<ChunkName> names;
    for (const Layer layer : map.layers)
        for (std::size_t x0 = 0; x0 < (layer_info(layer).by_x0 ? map.x0.size() : 1); ++x0)
            names.push_back({layer, x0});
    return names;
}

class BlockPacker::Impl {
public:
    explicit Impl(const MapDescription& map)
        : map_(map), extent_(Blocking(map).extent()), chunks_(chunks_of(map)) {
        if (map.compression == 0) return;
        compressor_.emplace(map.compression);
        Block full;
        full.count = extent_;
        for (const ChunkName& chunk : chunks_)
            room_ += files::Compressor::bound(full.cells() * width_of(chunk.layer));
        compressed_ = std::make_unique_for_overwrite<std::byte[]>(room_);
    }

    void pack(const Block& block, const BlockData& data, PackedBlock& packed) {
        packed.block = block.number;
        packed.digest = {};
        packed.sizes.clear();
        packed.bytes.clear();
        used_ = 0;
        for (const ChunkName& chunk : chunks_) {
            if (chunk.x0 == 0) {
                layer_ = stored(data, chunk.layer);
                packed.digest.add_part(part_name(chunk.layer, block.number), layer_);
            }
            const std::size_t width = width_of(chunk.layer);
            const std::size_t size = block.cells() * width;
            append(whole_chunk(layer_.subspan(chunk.x0 * size, size), block, width), width, packed);
        }
        // Once and for all, as long as it is: a block may wait for the journal.
        packed.bytes.insert(packed.bytes.end(), compressed_.get(), compressed_.get() + used_);
    }

private:
    [[nodiscard]] std::size_t width_of(Layer layer) const {
        return layer_info(layer).real ? map_.real_bytes() : 1;
    }

    /// A layer of a block in the bytes of the file.
    std::span<const std::byte> stored(const BlockData& data, Layer layer) {
        const auto index = static_cast<std::size_t>(layer);
        if (!layer_info(layer).real) return std::as_bytes(std::span(data.flags[index]));
        const auto& values = data.reals[index];
        if (map_.precision == Precision::float64) return std::as_bytes(std::span(values));
        rounded_.resize(values.size());
        std::ranges::transform(values, rounded_.begin(),
                               [](double value) { return static_cast<float>(value); });
        return std::as_bytes(std::span(rounded_));
    }

    /// Chunks all have the same shape: at the grid's end, the cells beyond it are zero.
    std::span<const std::byte> whole_chunk(std::span<const std::byte> cells, const Block& block,
                                           std::size_t width) {
        if (block.count == extent_) return cells;
        Block full;
        full.count = extent_;
        whole_.assign(full.cells() * width, std::byte{0});
        const std::size_t dimensions = extent_.size();
        const std::size_t row = block.count.back() * width;
        Index at(dimensions);
        for (std::size_t from = 0; from < cells.size(); from += row) {
            std::size_t to = 0;
            for (std::size_t d = 0; d < dimensions; ++d) to = to * extent_[d] + at[d];
            std::ranges::copy(cells.subspan(from, row),
                              whole_.begin() + static_cast<std::ptrdiff_t>(to * width));
            for (std::size_t d = dimensions - 1; d-- > 0;) {
                if (++at[d] < block.count[d]) break;
                at[d] = 0;
            }
        }
        return whole_;
    }

    void append(std::span<const std::byte> chunk, std::size_t width, PackedBlock& packed) {
        if (!compressor_) {
            packed.bytes.insert(packed.bytes.end(), chunk.begin(), chunk.end());
            packed.sizes.push_back(static_cast<std::uint32_t>(chunk.size()));
            return;
        }
        if (width > 1) {
            shuffled_.resize(chunk.size());
            files::shuffle(chunk, width, shuffled_);
            chunk = shuffled_;
        }
        const std::size_t size =
            compressor_->compress(chunk, {compressed_.get() + used_, room_ - used_});
        packed.sizes.push_back(static_cast<std::uint32_t>(size));
        used_ += size;
    }

    const MapDescription& map_;
    Index extent_;
    std::vector<ChunkName> chunks_;
    std::optional<files::Compressor> compressor_;
    std::size_t room_ = 0;
    std::size_t used_ = 0;
    std::unique_ptr<std::byte[]> compressed_;  ///< the block's chunks so far
    std::span<const std::byte> layer_;
    std::vector<float> rounded_;
    std::vector<std::byte> whole_;
    std::vector<std::byte> shuffled_;
};

BlockPacker::BlockPacker(const MapDescription& map) : impl_(std::make_unique<Impl>(map)) {}
BlockPacker::~BlockPacker() = default;
BlockPacker::BlockPacker(BlockPacker&&) noexcept = default;

void BlockPacker::pack(const Block& block, const BlockData& data, PackedBlock& packed) {
    impl_->pack(block, data, packed);
}

std::int64_t BlockPacker::bytes(const MapDescription& map, std::size_t block_cells) {
    // A layer rounded, a chunk made whole and shuffled, and the compressed block twice.
    constexpr std::int64_t compressor = std::int64_t{1} << 20;
    const auto cells = static_cast<std::int64_t>(block_cells);
    const auto starts = static_cast<std::int64_t>(std::max<std::size_t>(map.x0.size(), 1));
    const std::int64_t rounded = map.precision == Precision::float32 ? 4 * starts : 0;
    return compressor + cells * (rounded + 8 + 8 + 2 * map.cell_bytes());
}

}  // namespace essmap::maps
