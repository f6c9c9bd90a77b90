#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace essmap::sweep {

/// One bit per block. Nothing here is collective; blocks are numbered from 0 on.
class BlockSet {
public:
    /// The empty set of a map of so many blocks.
    explicit BlockSet(std::int64_t blocks) : bytes_(static_cast<std::size_t>((blocks + 7) / 8)) {}

    /// @return whether the block is in the set
    [[nodiscard]] bool has(std::int64_t block) const {
        return (bytes_[at(block)] & bit(block)) != 0;
    }
    /// Adds a block. @return false if it was there already
    bool add(std::int64_t block) {
        const bool fresh = !has(block);
        bytes_[at(block)] = static_cast<std::uint8_t>(bytes_[at(block)] | bit(block));
        return fresh;
    }
    /// @return how many blocks are in the set
    [[nodiscard]] std::int64_t count() const {
        std::int64_t sum = 0;
        for (const std::uint8_t byte : bytes_) sum += std::popcount(byte);
        return sum;
    }
    /// @return the bits, block 0 lowest in the first byte, for MPI to combine
    [[nodiscard]] std::vector<std::uint8_t>& bytes() { return bytes_; }

private:
    static std::size_t at(std::int64_t block) { return static_cast<std::size_t>(block / 8); }
    static unsigned bit(std::int64_t block) { return 1U << static_cast<unsigned>(block % 8); }

    std::vector<std::uint8_t> bytes_;
};

}  // namespace essmap::sweep
