#include "essmap/sweep/sweep.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <exception>
#include <optional>

#include "essmap/maps/digest.hpp"
#include "map_writer.hpp"
#include "progress.hpp"
#include "tiling.hpp"

namespace essmap::sweep {

namespace {

using maps::FillStatistics;

void sum_over_ranks(FillStatistics& fill) {
    std::array<std::int64_t, 4> counts{fill.trajectories, fill.integrations, fill.steps,
                                       fill.disagreements};
    MPI_Allreduce(MPI_IN_PLACE, counts.data(), static_cast<int>(counts.size()), MPI_INT64_T,
                  MPI_SUM, MPI_COMM_WORLD);
    MPI_Allreduce(MPI_IN_PLACE, &fill.worst_difference, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    fill = {counts[0], counts[1], counts[2], counts[3], fill.worst_difference};
}

/// MPI reduction of digests: addition modulo 2^256.
void add_digests(void* in, void* inout, int* length, MPI_Datatype*) {
    auto* from = static_cast<maps::Sha256*>(in);
    auto* to = static_cast<maps::Sha256*>(inout);
    for (int i = 0; i < *length; ++i) {
        auto sum = maps::ContentDigest::from_bytes(to[i]);
        sum.add(from[i]);
        to[i] = sum.bytes();
    }
}

maps::ContentDigest sum_over_ranks(const maps::ContentDigest& digest) {
    MPI_Datatype type = MPI_DATATYPE_NULL;
    MPI_Op add = MPI_OP_NULL;
    MPI_Type_contiguous(static_cast<int>(sizeof(maps::Sha256)), MPI_BYTE, &type);
    MPI_Type_commit(&type);
    MPI_Op_create(&add_digests, 1, &add);
    maps::Sha256 sum = digest.bytes();
    MPI_Allreduce(MPI_IN_PLACE, sum.data(), 1, type, add, MPI_COMM_WORLD);
    MPI_Op_free(&add);
    MPI_Type_free(&type);
    return maps::ContentDigest::from_bytes(sum);
}

/// Computes the blocks of a tile by the threads of one rank.
class TileFiller {
public:
    TileFiller(const maps::MapDescription& map, const Tiling& tiling)
        : map_(map), tiling_(tiling), tables_(map.grid) {
        for (int thread = 0; thread < tiling.threads; ++thread) fillers_.emplace_back(map, tables_);
        blocks_.resize(static_cast<std::size_t>(tiling.tile_blocks));
        digests_.resize(blocks_.size());
        statistics_.resize(fillers_.size());
    }

    /// Fills blocks [first, last).
    void fill(std::int64_t first, std::int64_t last) {
        std::exception_ptr failure;
#pragma omp parallel for schedule(dynamic, 1) num_threads(tiling_.threads)
        for (std::int64_t number = first; number < last; ++number) {
            try {
                fill_one(number, static_cast<std::size_t>(number - first));
            } catch (...) {
#pragma omp critical
                failure = std::current_exception();
            }
        }
        if (failure) std::rethrow_exception(failure);
    }

    [[nodiscard]] const StoredBlock& block(std::size_t i) const { return blocks_[i]; }
    [[nodiscard]] maps::ContentDigest digest() const {
        maps::ContentDigest sum;
        for (const auto& part : digests_) sum.add(part);
        return sum;
    }
    [[nodiscard]] FillStatistics statistics() const {
        FillStatistics sum;
        for (const auto& part : statistics_) sum += part;
        return sum;
    }

private:
    void fill_one(std::int64_t number, std::size_t slot) {
        const auto thread = static_cast<std::size_t>(omp_get_thread_num());
        StoredBlock& stored = blocks_[slot];
        stored.block = tiling_.blocking.block(number);
        fillers_[thread].fill(stored.block, stored.data, statistics_[thread]);
        stored.round(map_);
        for (const maps::Layer layer : map_.layers)
            digests_[slot].add_part(maps::part_name(layer, number), stored.bytes(layer));
    }

    const maps::MapDescription& map_;
    const Tiling& tiling_;
    maps::GridTables tables_;
    std::vector<maps::BlockFiller> fillers_;
    std::vector<StoredBlock> blocks_;
    std::vector<maps::ContentDigest> digests_;  ///< by slot
    std::vector<FillStatistics> statistics_;    ///< by thread
};

std::map<std::string, std::string> first_attributes(const Specification& specification,
                                                    const SweepOptions& options) {
    return {{"specification", specification.text},
            {"specification_sha256", maps::hex(maps::sha256(specification.text))},
            {"engine_origin", specification.engine_origin},
            {"essmap_version", options.version}};
}

std::map<std::string, std::string> last_attributes(const SweepReport& report) {
    return {{"content_digest", report.digest},
            {"cells", std::to_string(report.cells)},
            {"stored_cells", std::to_string(report.stored_cells)},
            {"trajectories", std::to_string(report.fill.trajectories)},
            {"distinct_integrations", std::to_string(report.fill.integrations)},
            {"disagreements", std::to_string(report.fill.disagreements)},
            {"worst_relative_difference", fmt::format("{}", report.fill.worst_difference)}};
}

}  // namespace

SweepReport run_sweep(MpiSession& mpi, const Specification& specification,
                      const SweepOptions& options) {
    const auto& map = specification.map;
    const Tiling tiling(map, options);
    SweepReport report;
    report.cells = map.grid.cells();
    report.stored_cells = map.grid.stored_cells();
    report.ranks = mpi.size();
    report.threads = tiling.threads;

    Progress progress(report.stored_cells, options.progress && mpi.leads());
    std::optional<TileFiller> filler;
    mpi.together([&] { filler.emplace(map, tiling); });
    MapWriter writer(mpi, options.out, map, first_attributes(specification, options));
    const std::int64_t blocks = tiling.blocking.size();
    for (std::int64_t round = 0; round < tiling.tiles; round += mpi.size()) {
        const std::int64_t first = std::min((round + mpi.rank()) * tiling.tile_blocks, blocks);
        const std::int64_t last = std::min(first + tiling.tile_blocks, blocks);
        writer.need(mpi.size() * tiling.tile_blocks * tiling.block_cells * map.cell_bytes());
        mpi.together([&] { filler->fill(first, last); });
        for (std::int64_t i = 0; i < tiling.tile_blocks; ++i)
            writer.write(first + i < last ? &filler->block(static_cast<std::size_t>(i)) : nullptr);
        const std::int64_t done = (round + mpi.size()) * tiling.tile_blocks * tiling.block_cells;
        progress.update(std::min(done, report.stored_cells));
    }
    report.fill = filler->statistics();
    sum_over_ranks(report.fill);
    auto digest = sum_over_ranks(filler->digest());
    digest.add(maps::sha256(maps::canonical_description(map)));
    report.digest = digest.text();
    writer.commit(last_attributes(report));
    report.seconds = progress.seconds();
    return report;
}

}  // namespace essmap::sweep
