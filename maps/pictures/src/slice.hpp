#pragma once

#include <string>
#include <vector>

#include "essmap/maps/plot.hpp"

namespace essmap::maps {

/// Two or three axes of a map, all others held at one of their points. Axes go by their number in
/// the grid; omega comes after all others.
class Slice {
public:
    /// @param notes receives a line for every axis that is held without being asked for
    /// @throws model::InvalidValue for an axis, a point or an x0 that the map does not have
    Slice(const MapFile& map, const SliceOptions& options, std::vector<std::string>& notes);

    [[nodiscard]] const MapFile& map() const { return map_; }
    [[nodiscard]] const Grid& grid() const { return map_.description().grid; }
    [[nodiscard]] std::size_t omega() const { return grid().axes.size(); }
    [[nodiscard]] const Axis& axis(std::size_t d) const {
        return d == omega() ? grid().omega : grid().axes[d];
    }
    /// x, y and, where there is one, z.
    [[nodiscard]] const std::vector<std::size_t>& drawn() const { return drawn_; }
    [[nodiscard]] bool is_drawn(std::size_t d) const;
    /// Index of the point at which axis d is held. @pre d is neither drawn nor omega
    [[nodiscard]] std::size_t held(std::size_t d) const { return slab_.start[d]; }
    /// What is held, in words: "r = 4, mu = 8; any omega".
    [[nodiscard]] const std::string& held_text() const { return held_text_; }
    /// A layer of the map by its name. @throws model::InvalidValue
    [[nodiscard]] Layer layer(const std::string& name) const;
    /// Index of the x0 that is asked for, else nothing.
    [[nodiscard]] std::optional<std::size_t> start() const { return start_; }

    /// Cells of a layer as [y][x], at point z of the third axis. @throws DataError
    [[nodiscard]] std::vector<double> plane(Layer layer, std::size_t x0, std::size_t z = 0) const;

private:
    [[nodiscard]] std::size_t number(const std::string& name) const;
    [[nodiscard]] std::size_t fixed(const Axis& axis, const SliceOptions& options,
                                    std::vector<std::string>& notes);
    void hold(const SliceOptions& options, std::vector<std::string>& notes);
    void find_start(const SliceOptions& options);

    const MapFile& map_;
    std::vector<std::size_t> drawn_;
    Block slab_;  ///< of one plane; along z from 0 on
    std::string held_text_;
    std::optional<std::size_t> start_;
};

}  // namespace essmap::maps
