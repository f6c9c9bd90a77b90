#include "essmap/maps/packed_block.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <new>
#include <span>

namespace essmap::maps {

namespace {

/// HDF5's shuffle filter: the first bytes of all numbers, then the second bytes, and so on.
void shuffle(std::span<const std::byte> from, std::size_t width, std::vector<std::byte>& to) {
    const std::size_t count = from.size() / width;
    to.resize(from.size());
    for (std::size_t byte = 0; byte < width; ++byte)
        for (std::size_t i = 0; i < count; ++i) to[byte * count + i] = from[i * width + byte];
}

struct FreeCompressor {
    void operator()(libdeflate_compressor* compressor) const {
        libdeflate_free_compressor(compressor);
    }
};

}  // namespace

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
        compressor_.reset(libdeflate_alloc_compressor(map.compression));
        if (!compressor_) throw std::bad_alloc();
    }

    void pack(const Block& block, const BlockData& data, PackedBlock& packed) {
        packed.block = block.number;
        packed.digest = {};
        packed.sizes.clear();
        packed.bytes.clear();
        for (const ChunkName& chunk : chunks_) {
            const bool real = layer_info(chunk.layer).real;
            if (chunk.x0 == 0) {
                layer_ = stored(data, chunk.layer);
                packed.digest.add_part(part_name(chunk.layer, block.number), layer_);
            }
            const std::size_t width = real ? map_.real_bytes() : 1;
            const std::size_t size = block.cells() * width;
            append(whole_chunk(layer_.subspan(chunk.x0 * size, size), block, width), width, packed);
        }
    }

private:
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
        const std::size_t start = packed.bytes.size();
        if (!compressor_) {
            packed.bytes.insert(packed.bytes.end(), chunk.begin(), chunk.end());
        } else {
            if (width > 1) {
                shuffle(chunk, width, shuffled_);
                chunk = shuffled_;
            }
            packed.bytes.resize(start +
                                libdeflate_zlib_compress_bound(compressor_.get(), chunk.size()));
            packed.bytes.resize(start + libdeflate_zlib_compress(compressor_.get(), chunk.data(),
                                                                 chunk.size(),
                                                                 packed.bytes.data() + start,
                                                                 packed.bytes.size() - start));
        }
        packed.sizes.push_back(static_cast<std::uint32_t>(packed.bytes.size() - start));
    }

    const MapDescription& map_;
    Index extent_;
    std::vector<ChunkName> chunks_;
    std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor_;
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
    // Rounded, made whole and shuffled by turns; then the packed bytes.
    constexpr std::int64_t compressor = std::int64_t{1} << 20;
    const auto cells = static_cast<std::int64_t>(block_cells);
    const auto starts = static_cast<std::int64_t>(std::max<std::size_t>(map.x0.size(), 1));
    return compressor + cells * (starts * 4 + 8 + 8) + cells * map.cell_bytes();
}

}  // namespace essmap::maps
