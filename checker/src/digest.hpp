#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace checker {

using Hash = std::array<std::uint8_t, 32>;

/// SHA-256 of `name` followed by `bytes`.
Hash sha256(std::string_view name, const void* bytes = nullptr, std::size_t count = 0);
std::string hex(const Hash& hash);

/// Sum modulo 2^256 of SHA-256 hashes, little-endian: the digest of a file's content.
class Sum {
public:
    void add(const Hash& part);
    /// Adds one part that has a name: SHA-256 of the name, a line feed and the bytes.
    void add_part(const std::string& name, const void* bytes, std::size_t count);
    [[nodiscard]] std::string text() const { return hex(sum_); }

private:
    Hash sum_{};
};

}  // namespace checker
