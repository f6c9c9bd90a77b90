#include <algorithm>
#include <cmath>

#include "essmap/maps/chart.hpp"

namespace essmap::maps {

namespace {

constexpr std::size_t most_tiles_a_side = 400;
constexpr double pixel = 1.25e-3;  ///< a little more than one, in parts of an axis

/// Neighbouring cells that share a tile, from `first` to before `end`.
struct Group {
    std::size_t first, end;
};

std::vector<Group> groups(std::size_t cells) {
    const std::size_t n = std::min(cells, most_tiles_a_side);
    std::vector<Group> result;
    for (std::size_t i = 0; i < n; ++i) result.push_back({i * cells / n, (i + 1) * cells / n});
    return result;
}

struct Interval {
    double lo, hi;
};

/// Moved by a pixel, upward or (-1) downward, within the axis. Bands keep to themselves.
double moved(double end, const ChartAxis& axis, int way) {
    if (!axis.values.empty()) return end;
    const double to = axis.log ? end * std::pow(axis.hi / axis.lo, way * pixel)
                               : end + way * pixel * (axis.hi - axis.lo);
    return std::clamp(to, axis.lo, axis.hi);
}

class Tiling {
public:
    explicit Tiling(const RegionChart& chart)
        : chart_(chart), columns_(groups(chart.x_lo.size())), rows_(groups(chart.y_lo.size())) {}

    std::vector<Tile> tiles() {
        for (const Group& column : columns_) add_column(column);
        std::stable_partition(tiles_.begin(), tiles_.end(),
                              [&](const Tile& tile) { return !goes_last(tile); });
        return std::move(tiles_);
    }

private:
    struct Shade {
        Tile::Kind kind;
        double value;
        bool operator==(const Shade&) const = default;
    };

    [[nodiscard]] Shade shade(std::size_t column, std::size_t row) const {
        const double value = chart_.values[row * chart_.x_lo.size() + column];
        return std::isfinite(value) ? Shade{Tile::Kind::value, value}
                                    : Shade{Tile::Kind::missing, 0.0};
    }
    /// Of the cells of a tile: what all of them are.
    [[nodiscard]] Shade shade(const Group& column, const Group& row) const {
        const Shade first = shade(column.first, row.first);
        const auto alike = [&](const Shade& other) {
            return chart_.categories.empty() ? other.kind == first.kind : other == first;
        };
        for (std::size_t r = row.first; r < row.end; ++r)
            for (std::size_t c = column.first; c < column.end; ++c)
                if (!alike(shade(c, r)))
                    return chart_.mixed
                               ? Shade{Tile::Kind::value, static_cast<double>(*chart_.mixed)}
                               : Shade{Tile::Kind::mixed, 0.0};
        return first;
    }
    [[nodiscard]] bool goes_last(const Tile& tile) const {
        return tile.kind == Tile::Kind::mixed ||
               (tile.kind == Tile::Kind::value && chart_.mixed && tile.value == *chart_.mixed);
    }
    /// A column of cells, equal neighbours made one but for those in bands.
    void add_column(const Group& column) {
        for (std::size_t r = 0; r < rows_.size();) {
            const Shade here = shade(column, rows_[r]);
            std::size_t next = r + 1;
            while (chart_.y.values.empty() && next < rows_.size() &&
                   shade(column, rows_[next]) == here)
                ++next;
            add(here, {chart_.x_lo[column.first], chart_.x_hi[column.end - 1]},
                {chart_.y_lo[rows_[r].first], chart_.y_hi[rows_[next - 1].end - 1]});
            r = next;
        }
    }
    void add(Shade shade, Interval x, Interval y) {
        Tile tile{shade.kind, shade.value, x.lo, x.hi, y.lo, y.hi};
        tile.x_hi = moved(x.hi, chart_.x, 1);
        tile.y_hi = moved(y.hi, chart_.y, 1);
        if (goes_last(tile)) {
            tile.x_lo = moved(x.lo, chart_.x, -1);
            tile.y_lo = moved(y.lo, chart_.y, -1);
        }
        tiles_.push_back(tile);
    }

    const RegionChart& chart_;
    std::vector<Group> columns_, rows_;
    std::vector<Tile> tiles_;
};

}  // namespace

std::vector<Tile> tiles(const RegionChart& chart) { return Tiling(chart).tiles(); }

}  // namespace essmap::maps
