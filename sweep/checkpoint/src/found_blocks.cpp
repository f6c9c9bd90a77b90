#include "essmap/sweep/found_blocks.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <utility>

namespace essmap::sweep {

void say_damage(const std::string& path, const JournalScan& scan, const Log& log,
                const std::string& item, const std::string& work) {
    if (scan.damaged_at >= 0)
        log.note(fmt::format("{}: {} whole {}(s); {} damaged byte(s) from byte {} on are left out",
                             path, scan.places.size(), item, scan.damaged_bytes, scan.damaged_at));
    if (scan.foreign > 0)
        log.note(
            fmt::format("{}: {} {}(s) of another {} are left out", path, scan.foreign, item, work));
}

FoundBlocks find_blocks(const MpiSession& mpi, std::vector<std::string> journals,
                        const maps::Sha256& run, std::int64_t blocks, std::size_t chunks,
                        const Log& log) {
    FoundBlocks found{std::move(journals), {}, BlockSet(blocks)};
    const auto size = static_cast<std::size_t>(mpi.size());
    mpi.collectively([&] {
        for (auto number = static_cast<std::size_t>(mpi.rank()); number < found.journals.size();
             number += size) {
            const auto& path = found.journals[number];
            auto scan = scan_journal(path, run, blocks, chunks);
            say_damage(path, scan, log);
            for (BlockLocation& place : scan.places) {
                place.journal = static_cast<std::int64_t>(number);
                if (found.done.add(place.block)) found.places.push_back(place);
            }
        }
    });
    auto& bytes = found.done.bytes();
    MPI_Allreduce(MPI_IN_PLACE, bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, MPI_BOR,
                  MPI_COMM_WORLD);
    return found;
}

void drop_repeated(const MpiSession& mpi, std::vector<BlockLocation>& places, std::int64_t blocks) {
    BlockSet mine(blocks);
    std::erase_if(places, [&](const BlockLocation& place) { return !mine.add(place.block); });
    BlockSet lower(blocks);
    MPI_Exscan(mine.bytes().data(), lower.bytes().data(), static_cast<int>(mine.bytes().size()),
               MPI_BYTE, MPI_BOR, MPI_COMM_WORLD);
    if (mpi.is_root()) return;  // where MPI leaves it undefined
    std::erase_if(places, [&](const BlockLocation& place) { return lower.has(place.block); });
}

}  // namespace essmap::sweep
