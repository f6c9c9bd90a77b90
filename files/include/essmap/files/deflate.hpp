#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace essmap::files {

/// HDF5's shuffle filter: writes the first bytes of all numbers, then the second bytes, and so on.
/// @param width bytes of a number @param to as long as `from`, a multiple of width
void shuffle(std::span<const std::byte> from, std::size_t width, std::span<std::byte> to);

/// Compresses chunks into streams of zlib. Level 1 uses ISA-L, which is fast; levels from 2 on use
/// libdeflate, which is slower and compresses more. Use one object per thread.
class Compressor {
public:
    /// @param level 1..9
    /// @throws std::bad_alloc
    explicit Compressor(int level);
    ~Compressor();
    Compressor(Compressor&&) noexcept;

    /// The most bytes that a compressed chunk of `size` bytes may take. A chunk that does not
    /// become smaller is stored as it is, in blocks.
    [[nodiscard]] static std::size_t bound(std::size_t size);

    /// Compresses a chunk. @param to of at least bound(from.size()) bytes @return bytes written
    std::size_t compress(std::span<const std::byte> from, std::span<std::byte> to);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace essmap::files
