#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "essmap/files/file.hpp"
#include "essmap/maps/packed_block.hpp"

/// Finished blocks on disk. A journal is written by one rank, from front to back, as a row of
/// records; each record says by itself whose block it holds and whether it is whole, so that
/// nothing but the damaged records of a torn, truncated or flipped journal is lost.
namespace essmap::sweep {

/// Where a finished block lies, and what is to be known of it without reading it.
struct BlockLocation {
    std::int64_t block = 0;
    std::int64_t offset = 0;   ///< of its record
    std::int64_t journal = 0;  ///< number of the file, by the caller's list
    maps::FillStatistics statistics;
    maps::ContentDigest digest;
};

/// Appends records to a new file. Nothing here is collective.
class Journal {
public:
    /// Makes the file. @param run hash of what the blocks belong to
    /// @throws files::IoError if `path` exists, or cannot be made
    Journal(const std::string& path, const maps::Sha256& run);

    /// Writes a block after the last. Nothing of it stays if that fails. @return its offset
    /// @throws files::IoError
    std::int64_t append(const maps::PackedBlock& packed);
    /// What was appended is on disk when it returns. @throws files::IoError
    void sync() { file_.sync_data(); }
    /// @return the bytes of all records appended
    [[nodiscard]] std::int64_t bytes() const { return static_cast<std::int64_t>(end_); }
    /// @return how often a write had to be tried again
    [[nodiscard]] std::int64_t retries() const { return file_.retries(); }

private:
    files::File file_;
    maps::Sha256 run_;
    std::uint64_t end_ = 0;
};

/// What a journal turned out to hold.
struct JournalScan {
    std::vector<BlockLocation> places;  ///< whole records, in the order of the file
    std::int64_t damaged_at = -1;  ///< offset of the first byte that belongs to no whole record
    std::int64_t damaged_bytes = 0;
    std::int64_t foreign = 0;  ///< whole records of another run
};

/// Reads every record of the journal and checks it. A file that cannot be opened or read counts as
/// damaged from there on. Not collective.
/// @param run records of another are foreign, as are those of blocks that are not below `blocks`,
/// or not of so many chunks
JournalScan scan_journal(const std::string& path, const maps::Sha256& run, std::int64_t blocks,
                         std::size_t chunks);

/// Reads records by their place.
class JournalReader {
public:
    /// Opens a journal. @throws files::IoError
    explicit JournalReader(const std::string& path);
    /// Reads the record at a place that a scan found. Not collective.
    /// @throws files::DataError if the record is not the whole one it was; files::IoError
    void read(const BlockLocation& place, maps::PackedBlock& packed) const;

private:
    files::File file_;
};

/// Reads records of many journals by their place, and keeps the latest journal open: most records
/// that are read one behind the other are of one.
class JournalsReader {
public:
    /// @param path_of gives the file of a journal by its number
    explicit JournalsReader(std::function<std::string(std::int64_t)> path_of)
        : path_of_(std::move(path_of)) {}
    /// Reads as JournalReader::read() from the place's journal. Not collective.
    /// @throws files::DataError, files::IoError
    void read(const BlockLocation& place, maps::PackedBlock& packed);

private:
    std::function<std::string(std::int64_t)> path_of_;
    std::optional<JournalReader> reader_;
    std::int64_t journal_ = -1;
};

}  // namespace essmap::sweep
