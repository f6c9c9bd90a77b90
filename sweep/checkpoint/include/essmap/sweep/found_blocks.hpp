#pragma once

#include <string>
#include <vector>

#include "essmap/sweep/block_set.hpp"
#include "essmap/sweep/journal.hpp"
#include "essmap/sweep/log.hpp"
#include "essmap/sweep/mpi_session.hpp"

namespace essmap::sweep {

/// Finished blocks in journals, as all ranks together found them.
struct FoundBlocks {
    std::vector<std::string> journals;  ///< by number, the same on every rank
    std::vector<BlockLocation> places;  ///< in the journals this rank has scanned
    BlockSet done;                      ///< on any rank
};

/// Says what a scan left out of a journal. Not collective. @param item, work as in CheckpointWords
void say_damage(const std::string& path, const JournalScan& scan, const Log& log,
                const std::string& item = "block", const std::string& work = "sweep");

/// Scans journals, dealt out over the ranks, and says which are damaged. Collective.
/// @param run hash of what the blocks belong to @param chunks of a block
FoundBlocks find_blocks(const MpiSession& mpi, std::vector<std::string> journals,
                        const maps::Sha256& run, std::int64_t blocks, std::size_t chunks,
                        const Log& log);

/// Drops places of blocks that a lower rank, or an earlier place of this rank, has too. Collective.
void drop_repeated(const MpiSession& mpi, std::vector<BlockLocation>& places, std::int64_t blocks);

}  // namespace essmap::sweep
