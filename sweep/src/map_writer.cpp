#include "map_writer.hpp"

#include <fmt/format.h>
#include <mpi.h>
#include <netcdf.h>
#include <netcdf_par.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "essmap/maps/errors.hpp"
#include "essmap/maps/whole_file.hpp"

namespace essmap::sweep {

using maps::Layer;

std::span<const std::byte> StoredBlock::bytes(Layer layer) const {
    const auto index = static_cast<std::size_t>(layer);
    if (!maps::layer_info(layer).real) return std::as_bytes(std::span(data.flags[index]));
    if (!rounded[index].empty()) return std::as_bytes(std::span(rounded[index]));
    return std::as_bytes(std::span(data.reals[index]));
}

void StoredBlock::round(const maps::MapDescription& map) {
    if (map.precision != maps::Precision::float32) return;
    for (const Layer layer : map.layers) {
        if (!maps::layer_info(layer).real) continue;
        const auto& values = data.real(layer);
        auto& floats = rounded[static_cast<std::size_t>(layer)];
        floats.resize(values.size());
        for (std::size_t i = 0; i < values.size(); ++i) floats[i] = static_cast<float>(values[i]);
    }
}

MapWriter::MapWriter(MpiSession& mpi, const std::string& path, const maps::MapDescription& map,
                     const std::map<std::string, std::string>& attributes)
    : mpi_(mpi), path_(path), temporary_(maps::temporary_name(path)), map_(map) {
    mpi_.broadcast(temporary_);
    try {
        // A plain create first: its errno says more than the parallel library's code.
        mpi_.together([&] {
            if (mpi_.leads()) maps::create_empty_file(temporary_, path_);
        });
        need(0);
        guarded([&] { create(attributes); });
    } catch (...) {
        discard();
        throw;
    }
}

void MapWriter::guarded(const std::function<void()>& calls) {
    try {
        mpi_.together(calls);
    } catch (...) {
        file_ = -1;
        mpi_.abandon();
        throw;
    }
}

void MapWriter::need(std::int64_t bytes) {
    constexpr std::int64_t metadata = std::int64_t{1} << 20;
    mpi_.together([&] {
        if (!mpi_.leads()) return;
        const auto free = static_cast<std::int64_t>(
            std::filesystem::space(std::filesystem::absolute(path_).parent_path()).available);
        if (free < bytes + metadata)
            throw maps::IoError(
                fmt::format("cannot write {}: No space left on device ({} kB left, {} kB "
                            "asked for next)",
                            path_, free / 1000, (bytes + metadata) / 1000));
    });
}

void MapWriter::create(const std::map<std::string, std::string>& attributes) {
    const auto check = [&](int status) { maps::check_netcdf(status, path_, "write"); };
    check(nc_create_par(temporary_.c_str(), NC_NETCDF4 | NC_CLOBBER, MPI_COMM_WORLD, MPI_INFO_NULL,
                        &file_));
    ids_ = maps::define_map(file_, path_, map_, attributes);
    check(nc_enddef(file_));
    if (mpi_.leads()) maps::write_coordinates(file_, path_, map_);
    for (const Layer layer : map_.layers)
        check(nc_var_par_access(file_, ids_[static_cast<std::size_t>(layer)], NC_COLLECTIVE));
}

void MapWriter::write_layer(Layer layer, const StoredBlock* block) const {
    const auto& info = maps::layer_info(layer);
    std::vector<std::size_t> start(maps::dimensions, 0);
    std::vector<std::size_t> count(maps::dimensions, 0);
    if (block != nullptr) {
        start.assign(block->block.start.begin(), block->block.start.end());
        count.assign(block->block.count.begin(), block->block.count.end());
    }
    if (info.by_x0) {
        start.insert(start.begin(), 0);
        count.insert(count.begin(), block != nullptr ? map_.x0.size() : 0);
    }
    const int id = ids_[static_cast<std::size_t>(layer)];
    static constexpr double nothing = 0.0;
    const void* values =
        block != nullptr ? block->bytes(layer).data() : static_cast<const void*>(&nothing);
    maps::check_netcdf(nc_put_vara(file_, id, start.data(), count.data(), values), path_, "write");
}

void MapWriter::write(const StoredBlock* block) {
    // Layer by layer, so that no rank goes on to the next alone.
    for (const Layer layer : map_.layers) guarded([&] { write_layer(layer, block); });
}

void MapWriter::commit(const std::map<std::string, std::string>& attributes) {
    guarded([&] {
        for (const auto& [name, value] : attributes)
            maps::check_netcdf(
                nc_put_att_text(file_, NC_GLOBAL, name.c_str(), value.size(), value.data()), path_,
                "write");
    });
    guarded([&] {
        const int status = nc_close(std::exchange(file_, -1));
        maps::check_netcdf(status, path_, "write");
    });
    mpi_.together([&] {
        if (mpi_.leads()) maps::publish(temporary_, path_);
    });
    committed_ = true;
}

void MapWriter::discard() noexcept {
    if (file_ >= 0) nc_close(std::exchange(file_, -1));
    if (mpi_.leads() && !temporary_.empty()) ::unlink(temporary_.c_str());
}

MapWriter::~MapWriter() {
    if (!committed_) discard();
}

}  // namespace essmap::sweep
