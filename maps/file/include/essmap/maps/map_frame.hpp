#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "essmap/files/file.hpp"
#include "essmap/files/netcdf_writer.hpp"
#include "essmap/maps/map_description.hpp"
#include "essmap/maps/packed_block.hpp"

namespace essmap::maps {

/// A map file around its chunks: coordinates, attributes, and the place of every chunk. One process
/// makes the frame; any number of them then write packed chunks at their places, side by side and
/// in any order, without a lock, a collective call or a second compression.
class MapFrame {
public:
    /// Makes `path`, whatever it holds, a map without chunks. `name` is what messages call it.
    /// @throws IoError
    MapFrame(const std::string& path, const std::string& name, const MapDescription& map,
             const files::FileAttributes& attributes);
    ~MapFrame();
    MapFrame(const MapFrame&) = delete;
    MapFrame& operator=(const MapFrame&) = delete;

    /// Where in the file the chunks of `block` go, given their bytes, both in the order of
    /// chunks_of. Appends to `places`. @throws IoError
    void place(std::int64_t block, std::span<const std::uint32_t> sizes,
               std::vector<std::uint64_t>& places);

    /// Writes what is known of the chunks. The file is then a map as soon as they are written.
    /// @throws IoError
    void finish();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// Writes the chunks of a block where MapFrame::place puts them: neighbours by one call.
/// @throws IoError
void write_chunks(const PackedBlock& packed, std::span<const std::uint64_t> places,
                  files::File& file);

}  // namespace essmap::maps
