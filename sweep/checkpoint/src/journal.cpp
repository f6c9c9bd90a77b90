#include "essmap/sweep/journal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

#include "essmap/files/errors.hpp"

namespace essmap::sweep {

namespace {

constexpr std::array<char, 8> magic{'E', 'S', 'S', 'M', 'A', 'P', 'B', '1'};

/// What a record begins with, in the byte order of the machine; then the sizes of the chunks
/// (uint32), then the chunks.
struct Header {
    std::array<char, 8> mark = magic;
    maps::Sha256 run{};
    std::int64_t block = 0;
    std::uint64_t payload = 0;  ///< bytes of sizes and chunks
    maps::FillStatistics statistics;
    maps::Sha256 digest{};
    std::uint32_t chunks = 0;
    std::uint32_t payload_crc = 0;
    std::uint32_t reserved = 0;
    std::uint32_t header_crc = 0;  ///< of all before
};
static_assert(std::is_trivially_copyable_v<Header> && sizeof(Header) == 144);

std::uint32_t crc_of(const Header& header) {
    return libdeflate_crc32(0, &header, offsetof(Header, header_crc));
}

std::uint32_t crc_of(const maps::PackedBlock& packed) {
    const auto sizes = std::as_bytes(std::span(packed.sizes));
    return libdeflate_crc32(libdeflate_crc32(0, sizes.data(), sizes.size()), packed.bytes.data(),
                            packed.bytes.size());
}

std::span<std::byte> bytes_of(Header& header) {
    return std::as_writable_bytes(std::span(&header, 1));
}

/// The header at `offset`; nullopt if there is none, or a damaged one.
std::optional<Header> header_at(const files::File& file, std::uint64_t offset) {
    Header header;
    if (file.read_at(offset, bytes_of(header)) != sizeof header) return std::nullopt;
    if (header.mark != magic || header.header_crc != crc_of(header)) return std::nullopt;
    return header;
}

/// The payload after a header, into `packed`. @return whether it is whole
bool read_payload(const files::File& file, std::uint64_t offset, const Header& header,
                  maps::PackedBlock& packed) {
    if (header.payload < header.chunks * sizeof(std::uint32_t)) return false;
    packed.sizes.resize(header.chunks);
    const auto sizes = std::as_writable_bytes(std::span(packed.sizes));
    packed.bytes.resize(header.payload - sizes.size());
    offset += sizeof header;
    return file.read_at(offset, sizes) == sizes.size() &&
           file.read_at(offset + sizes.size(), packed.bytes) == packed.bytes.size() &&
           crc_of(packed) == header.payload_crc;
}

/// Offset of the next record's mark at or after `from`, else the size of the file.
std::uint64_t next_mark(const files::File& file, std::uint64_t from, std::uint64_t size) {
    // Marks may be many: what is read grows with the way to the next.
    constexpr std::size_t most = std::size_t{1} << 20;
    std::vector<std::byte> window(std::size_t{1} << 12);
    const auto mark = std::as_bytes(std::span(magic));
    while (from < size) {
        const std::size_t got = file.read_at(from, window);
        const auto end = window.begin() + static_cast<std::ptrdiff_t>(got);
        const auto found = std::search(window.begin(), end, mark.begin(), mark.end());
        if (found != end) return from + static_cast<std::uint64_t>(found - window.begin());
        if (got <= magic.size()) break;
        from += got - magic.size() + 1;  // a mark may straddle two windows
        window.resize(std::min(2 * window.size(), most));
    }
    return size;
}

void scan(const files::File& file, const maps::Sha256& run, std::int64_t blocks, std::size_t chunks,
          JournalScan& result) {
    maps::PackedBlock packed;
    const std::uint64_t size = file.size();
    std::uint64_t at = 0;
    while (at < size) {
        const auto header = header_at(file, at);
        // A payload longer than the file is a torn tail; asking first keeps memory bounded.
        if (header && header->payload <= size - at - sizeof *header &&
            read_payload(file, at, *header, packed)) {
            const bool ours = header->run == run && header->block >= 0 && header->block < blocks &&
                              header->chunks == chunks;
            if (!ours)
                ++result.foreign;
            else
                result.places.push_back({header->block, static_cast<std::int64_t>(at), 0,
                                         header->statistics,
                                         maps::ContentDigest::from_bytes(header->digest)});
            at += sizeof *header + header->payload;
            continue;
        }
        const std::uint64_t next = next_mark(file, at + 1, size);
        if (result.damaged_at < 0) result.damaged_at = static_cast<std::int64_t>(at);
        result.damaged_bytes += static_cast<std::int64_t>(next - at);
        at = next;
    }
}

}  // namespace

Journal::Journal(const std::string& path, const maps::Sha256& run)
    : file_(path, O_WRONLY | O_CREAT | O_EXCL), run_(run) {}

std::int64_t Journal::append(const maps::PackedBlock& packed) {
    const auto sizes = std::as_bytes(std::span(packed.sizes));
    const std::span<const std::byte> chunks = packed.bytes;
    Header header;
    header.run = run_;
    header.block = packed.block;
    header.payload = sizes.size() + chunks.size();
    header.statistics = packed.statistics;
    header.digest = packed.digest.bytes();
    header.chunks = static_cast<std::uint32_t>(packed.sizes.size());
    header.payload_crc = crc_of(packed);
    header.header_crc = crc_of(header);
    std::uint64_t end = end_;
    try {
        for (const auto bytes : {std::span<const std::byte>(bytes_of(header)), sizes, chunks}) {
            file_.write_at(end, bytes);
            end += bytes.size();
        }
    } catch (...) {
        file_.truncate(end_);
        throw;
    }
    return static_cast<std::int64_t>(std::exchange(end_, end));
}

JournalScan scan_journal(const std::string& path, const maps::Sha256& run, std::int64_t blocks,
                         std::size_t chunks) {
    JournalScan result;
    try {
        scan(files::File(path, O_RDONLY), run, blocks, chunks, result);
    } catch (const files::IoError&) {
        if (result.damaged_at < 0) result.damaged_at = 0;
    }
    return result;
}

JournalReader::JournalReader(const std::string& path) : file_(path, O_RDONLY) {}

void JournalReader::read(const BlockLocation& place, maps::PackedBlock& packed) const {
    const auto offset = static_cast<std::uint64_t>(place.offset);
    const auto header = header_at(file_, offset);
    if (!header || header->block != place.block || !read_payload(file_, offset, *header, packed))
        throw files::DataError(
            fmt::format("{}: the record of block {} was whole and is damaged now; --resume will "
                        "compute it again",
                        file_.name(), place.block));
    packed.block = header->block;
    packed.statistics = header->statistics;
    packed.digest = maps::ContentDigest::from_bytes(header->digest);
}

void JournalsReader::read(const BlockLocation& place, maps::PackedBlock& packed) {
    if (!reader_ || journal_ != place.journal) reader_.emplace(path_of_(place.journal));
    journal_ = place.journal;
    reader_->read(place, packed);
}

}  // namespace essmap::sweep
