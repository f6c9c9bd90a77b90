#pragma once

#include <functional>
#include <string>
#include <vector>

#include "essmap/files/netcdf_writer.hpp"
#include "essmap/maps/map_description.hpp"
#include "essmap/sweep/journal.hpp"
#include "essmap/sweep/mpi_session.hpp"

namespace essmap::sweep {

/// What is put together, and where.
struct Assembly {
    const maps::MapDescription& map;
    std::string out;                                   ///< the map, for messages
    std::string temporary;                             ///< the file that is written
    std::function<std::string(std::int64_t)> journal;  ///< path by number
    files::FileAttributes attributes;                  ///< rank 0's count
    std::function<bool()> stop_asked;
    std::function<void(std::int64_t)> progress;  ///< blocks written so far, over all ranks
};

/// Writes the map of all blocks from the journals, under its temporary name, and syncs it.
/// Collective; every block must be in `places` of exactly one rank.
///
/// Blocks are dealt out evenly in the order of the journals, so that a rank reads few files. Round
/// by round every rank reads some records, rank 0 gives their chunks places in the file (16
/// bytes a chunk travel), and every rank writes its own: rank 0 never sees data.
/// @return false if stopped @throws files::IoError, files::DataError, alike on every rank
bool assemble(const MpiSession& mpi, const std::vector<BlockLocation>& places,
              const Assembly& assembly);

}  // namespace essmap::sweep
