#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "essmap/maps/map_description.hpp"

namespace essmap::maps {

using Sha256 = std::array<std::uint8_t, 32>;

/// SHA-256 of bytes.
Sha256 sha256(std::span<const std::byte> bytes);
/// SHA-256 of the bytes of a text.
Sha256 sha256(std::string_view text);
/// The hash in 64 hexadecimal digits.
std::string hex(const Sha256& hash);

/// Digest of a map's content: the sum modulo 2^256 of SHA-256 over each part, a part being the
/// description (axes, starts, saturation, layers) or one layer of one block, each with its name.
///
/// A sum does not depend on order, so ranks add what they have computed, and the digest is the same
/// for any ranks, threads and parts. It identifies content; it is no signature.
class ContentDigest {
public:
    /// Adds the SHA-256 of a part, modulo 2^256.
    void add(const Sha256& part);
    /// Adds the parts of another digest.
    void add(const ContentDigest& other);
    /// Adds one part named `name`.
    void add_part(std::string_view name, std::span<const std::byte> bytes);

    /// The sum in hexadecimal digits, as files state it.
    [[nodiscard]] std::string text() const { return hex(sum_); }
    /// The sum as 32 bytes, the least significant first.
    [[nodiscard]] const Sha256& bytes() const { return sum_; }
    /// The digest whose sum is these bytes.
    static ContentDigest from_bytes(const Sha256& bytes);

private:
    Sha256 sum_{};  ///< little-endian
};

/// What the axes and options add to the digest, in words: one line each, shortest decimals.
std::string canonical_description(const MapDescription& map);

/// Name of the part of one layer in one block.
std::string part_name(Layer layer, std::int64_t block);

}  // namespace essmap::maps
