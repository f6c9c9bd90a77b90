#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "essmap/maps/block_filler.hpp"
#include "essmap/maps/schema.hpp"
#include "essmap/sweep/mpi_session.hpp"

namespace essmap::sweep {

/// A block as it goes to the file and into the digest.
struct StoredBlock {
    maps::Block block;
    maps::BlockData data;
    std::array<std::vector<float>, maps::layer_count> rounded;  ///< reals in float32 maps

    /// Bytes of one layer as stored.
    [[nodiscard]] std::span<const std::byte> bytes(maps::Layer layer) const;
    /// Rounds the reals where the map asks for float32.
    void round(const maps::MapDescription& map);
};

/// Writes a map from all ranks into one NetCDF-4 file under a temporary name. Every call is
/// collective. Unless committed, the file is removed.
class MapWriter {
public:
    /// @throws maps::IoError on every rank alike.
    MapWriter(MpiSession& mpi, const std::string& path, const maps::MapDescription& map,
              const std::map<std::string, std::string>& attributes);
    ~MapWriter();
    MapWriter(const MapWriter&) = delete;
    MapWriter& operator=(const MapWriter&) = delete;

    /// Throws IoError, on every rank, unless `bytes` more fit on the file system. HDF5 does not
    /// survive a full disk, so it is not let near one.
    void need(std::int64_t bytes);

    /// Writes one block per rank, nullptr where a rank has none.
    void write(const StoredBlock* block);

    /// Adds the last attributes, closes, syncs and gives the file its name.
    void commit(const std::map<std::string, std::string>& attributes);

private:
    /// Runs collective NetCDF calls; a failure leaves the file as it is and abandons the session.
    void guarded(const std::function<void()>& calls);
    void create(const std::map<std::string, std::string>& attributes);
    void write_layer(maps::Layer layer, const StoredBlock* block) const;
    void discard() noexcept;

    MpiSession& mpi_;
    std::string path_;
    std::string temporary_;
    const maps::MapDescription& map_;
    maps::LayerIds ids_{};
    int file_ = -1;
    bool committed_ = false;
};

}  // namespace essmap::sweep
