#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "essmap/maps/blocks.hpp"
#include "essmap/maps/digest.hpp"

namespace essmap::maps {

class NetcdfReader;

/// A region map on disk, for reading (docs/map-file.md). It may be damaged: whatever it holds, a
/// call ends, with values that a map may have or with an error.
class MapFile {
public:
    /// @throws IoError where the file cannot be opened, DataError where it is not an essmap map, is
    /// damaged, or of another schema version.
    explicit MapFile(const std::string& path);
    ~MapFile();
    MapFile(const MapFile&) = delete;
    MapFile& operator=(const MapFile&) = delete;

    /// Grid, starts, saturation and layers. Engine, tolerance and compression as recorded.
    [[nodiscard]] const MapDescription& description() const { return map_; }
    /// The path that the file was opened by.
    [[nodiscard]] const std::string& path() const { return path_; }

    /// Text attribute of the file; empty where absent.
    [[nodiscard]] std::string attribute(const std::string& name) const;

    /// Values of one layer over a hyperslab, as doubles, in the order of dimensions.
    /// @param x0 index of the start for layers by x0, else ignored. @throws DataError
    [[nodiscard]] std::vector<double> read(Layer layer, const Block& slab,
                                           std::size_t x0 = 0) const;

    /// Adds what the file holds of a block to a digest: a map is whole if all of its blocks and its
    /// description sum up to its content_digest. @throws DataError
    void add_content(const Block& block, ContentDigest& digest) const;
    /// Are the bounds of cells, which no digest covers, those of the axes?
    [[nodiscard]] bool has_bounds() const;

private:
    void read_description();
    void read_layers();
    void read_regulation();
    [[nodiscard]] Axis read_axis(const std::string& name) const;
    [[nodiscard]] std::vector<double> read_coordinate(const std::string& name) const;
    [[nodiscard]] std::vector<std::byte> bytes_of(Layer layer, const Block& slab,
                                                  std::size_t first_x0, std::size_t starts) const;
    [[nodiscard]] double number(const std::string& name) const;
    [[noreturn]] void not_a_map(const std::string& why) const;

    std::string path_;
    std::unique_ptr<NetcdfReader> file_;
    MapDescription map_;
};

}  // namespace essmap::maps
