#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace essmap::sweep {

/// One bit per block.
class BlockSet {
public:
    explicit BlockSet(std::int64_t blocks) : bytes_(static_cast<std::size_t>((blocks + 7) / 8)) {}

    [[nodiscard]] bool has(std::int64_t block) const {
        return (bytes_[at(block)] & bit(block)) != 0;
    }
    /// @return false if it was there already
    bool add(std::int64_t block) {
        const bool fresh = !has(block);
        bytes_[at(block)] = static_cast<std::uint8_t>(bytes_[at(block)] | bit(block));
        return fresh;
    }
    [[nodiscard]] std::int64_t count() const {
        std::int64_t sum = 0;
        for (const std::uint8_t byte : bytes_) sum += std::popcount(byte);
        return sum;
    }
    /// For MPI to combine.
    [[nodiscard]] std::vector<std::uint8_t>& bytes() { return bytes_; }

private:
    static std::size_t at(std::int64_t block) { return static_cast<std::size_t>(block / 8); }
    static unsigned bit(std::int64_t block) { return 1U << static_cast<unsigned>(block % 8); }

    std::vector<std::uint8_t> bytes_;
};

}  // namespace essmap::sweep
