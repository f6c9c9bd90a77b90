#include <mpi.h>
#include <netcdf.h>
#include <netcdf_mem.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "essmap/maps/errors.hpp"
#include "essmap/maps/schema.hpp"
#include "map_writer.hpp"
#include "tiling.hpp"

namespace essmap::sweep {

namespace {

using Clock = std::chrono::steady_clock;

/// A map in memory that receives sampled blocks, to see how they compress.
class MemoryMap {
public:
    explicit MemoryMap(const maps::MapDescription& map) : map_(map) {
        check(nc_create_mem("estimate", NC_NETCDF4, 0, &file_));
        ids_ = maps::define_map(file_, "estimate", map, {});
        check(nc_enddef(file_));
    }
    ~MemoryMap() {
        if (file_ >= 0) nc_abort(file_);
    }
    MemoryMap(const MemoryMap&) = delete;
    MemoryMap& operator=(const MemoryMap&) = delete;

    void add(const StoredBlock& stored) {
        for (const maps::Layer layer : map_.layers) {
            std::vector<std::size_t> start(stored.block.start.begin(), stored.block.start.end());
            std::vector<std::size_t> count(stored.block.count.begin(), stored.block.count.end());
            if (maps::layer_info(layer).by_x0) {
                start.insert(start.begin(), 0);
                count.insert(count.begin(), map_.x0.size());
            }
            check(nc_put_vara(file_, ids_[static_cast<std::size_t>(layer)], start.data(),
                              count.data(), stored.bytes(layer).data()));
        }
    }
    /// Bytes of the file so far; closes it.
    std::int64_t close() {
        NC_memio memory{};
        check(nc_close_memio(std::exchange(file_, -1), &memory));
        std::free(memory.memory);
        return static_cast<std::int64_t>(memory.size);
    }

private:
    static void check(int status) { maps::check_netcdf(status, "estimate", "write"); }

    const maps::MapDescription& map_;
    maps::LayerIds ids_{};
    int file_ = -1;
};

std::int64_t memory_per_rank(const maps::MapDescription& map, const Tiling& tiling) {
    constexpr std::int64_t libraries = std::int64_t{128} << 20;  // MPI, HDF5 and NetCDF buffers
    const auto block = static_cast<std::size_t>(tiling.block_cells);
    const std::int64_t data = tiling.block_cells * (map.cell_bytes() * 2);
    return libraries + maps::GridTables::bytes(map.grid) + tiling.tile_blocks * data +
           tiling.threads * maps::BlockFiller::bytes(map, block);
}

}  // namespace

SweepEstimate estimate_sweep(const MpiSession& mpi, const Specification& specification,
                             const SweepOptions& options, double budget_seconds) {
    const auto& map = specification.map;
    const Tiling tiling(map, options);
    SweepEstimate result;
    result.cells = map.grid.cells();
    result.stored_cells = map.grid.stored_cells();
    result.trajectories = result.stored_cells * static_cast<std::int64_t>(map.x0.size());
    result.blocks = tiling.blocking.size();
    result.raw_bytes = result.stored_cells * map.cell_bytes();
    result.bytes_per_rank = memory_per_rank(map, tiling);
    result.ranks = mpi.size();
    result.threads = tiling.threads;
    std::array<double, 4> measured{};  // cells, integrations, seconds, bytes
    mpi.together([&] {
        if (!mpi.leads()) return;
        const maps::GridTables tables(map.grid);
        maps::BlockFiller filler(map, tables);
        maps::FillStatistics statistics;
        const std::int64_t empty = MemoryMap(map).close();
        MemoryMap memory(map);
        const auto start = Clock::now();
        const auto elapsed = [&] {
            return std::chrono::duration<double>(Clock::now() - start).count();
        };
        StoredBlock stored;
        // Steps by the golden section, coprime to the count: the first n blocks are spread evenly.
        std::int64_t step = std::llround(static_cast<double>(result.blocks) * 0.6180339887498949);
        while (std::gcd(step, result.blocks) != 1) ++step;
        std::int64_t number = 0;
        for (std::int64_t i = 0; i < result.blocks && elapsed() < budget_seconds; ++i) {
            stored.block = tiling.blocking.block(number);
            filler.fill(stored.block, stored.data, statistics);
            stored.round(map);
            memory.add(stored);
            measured[0] += static_cast<double>(stored.block.cells());
            ++result.sampled_blocks;
            number = (number + step) % result.blocks;
        }
        measured[1] = static_cast<double>(statistics.integrations);
        measured[3] = static_cast<double>(memory.close() - empty);
        measured[2] = elapsed();
    });
    MPI_Bcast(measured.data(), 4, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    MPI_Bcast(&result.sampled_blocks, 1, MPI_INT64_T, 0, MPI_COMM_WORLD);
    const double scale = static_cast<double>(result.stored_cells) / std::max(measured[0], 1.0);
    const int workers = mpi.size() * tiling.threads;
    result.integrations = std::llround(measured[1] * scale);
    result.seconds = measured[2] * scale / workers;
    result.file_bytes = std::llround(measured[3] * scale);
    return result;
}

}  // namespace essmap::sweep
