#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace essmap::files {

/// HDF5's shuffle filter: the first bytes of all numbers, then the second bytes, and so on.
void shuffle(std::span<const std::byte> from, std::size_t width, std::span<std::byte> to);

/// Chunks as streams of zlib. Level 1 is ISA-L's, made for bytes that have to be written now; from
/// 2 on libdeflate's, slower for less. One per thread.
class Compressor {
public:
    /// @param level 1..9
    explicit Compressor(int level);
    ~Compressor();
    Compressor(Compressor&&) noexcept;

    /// Bytes a chunk of `size` may take: where deflating does not pay, it is stored in blocks.
    [[nodiscard]] static std::size_t bound(std::size_t size);

    /// @param to at least the bound @return bytes written
    std::size_t compress(std::span<const std::byte> from, std::span<std::byte> to);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace essmap::files
