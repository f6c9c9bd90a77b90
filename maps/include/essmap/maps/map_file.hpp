#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "essmap/maps/blocks.hpp"

namespace essmap::maps {

/// A region map on disk, for reading (docs/map-file.md). Owns the NetCDF handle.
class MapFile {
public:
    /// @throws IoError where the file cannot be opened, DataError where it is not an essmap map, or
    /// of another schema version.
    explicit MapFile(const std::string& path);
    ~MapFile();
    MapFile(const MapFile&) = delete;
    MapFile& operator=(const MapFile&) = delete;

    /// Grid, starts, saturation and layers. Engine, tolerance and compression as recorded.
    [[nodiscard]] const MapDescription& description() const { return map_; }
    [[nodiscard]] const std::string& path() const { return path_; }

    /// Text attribute of the file; empty where absent.
    [[nodiscard]] std::string attribute(const std::string& name) const;

    /// Values of one layer over a hyperslab, as doubles, in the order of dimensions.
    /// @param x0 index of the start for layers by x0, else ignored.
    [[nodiscard]] std::vector<double> read(Layer layer, const Block& slab,
                                           std::size_t x0 = 0) const;

private:
    void read_description();
    void read_regulation();
    [[nodiscard]] Axis read_axis(const std::string& name) const;
    [[nodiscard]] std::vector<double> read_coordinate(const std::string& name) const;
    [[nodiscard]] bool has_attribute(const std::string& name) const;
    [[nodiscard]] bool has_variable(const std::string& name) const;
    [[nodiscard]] std::string text_of(int variable, const std::string& name) const;
    [[nodiscard]] double number(const std::string& name) const;
    [[noreturn]] void not_a_map(const std::string& why) const;

    std::string path_;
    int file_ = -1;
    MapDescription map_;
};

}  // namespace essmap::maps
