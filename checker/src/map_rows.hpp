#pragma once

#include "game.hpp"
#include "map_layers.hpp"

namespace checker {

/// The gamma below which F(x) > 0, all else given: level = slope U + offset.
class Level {
public:
    Level(Game& game, const Benefit& benefit, Rational slope, Rational offset);
    /// Exact sign of level - gamma.
    [[nodiscard]] int sign(const Rational& gamma) const;
    /// level - gamma, truncated from a value that is exact to 2^-60 of its size.
    [[nodiscard]] double above(const Rational& gamma) const;

private:
    Game* game_;
    const Benefit* benefit_;
    Rational slope_, offset_;
    Interval level_;
};

/// Signs along gamma, where F falls: + on [0, positive), - from `negative` on, 0 between ("not of
/// one sign" for a cell).
struct SignsAlong {
    std::size_t positive = 0;
    std::size_t negative = 0;

    [[nodiscard]] int sign(std::size_t j) const {
        return j < positive ? 1 : (j < negative ? 0 : -1);
    }
};

/// Points and cells of a map in exact numbers, and the signs of F along its rows of gamma.
class MapRows {
public:
    explicit MapRows(const MapFrame& map);

    /// Cells [first, first + count) along gamma.
    struct IndexRange {
        std::size_t first;
        std::size_t count;
    };
    /// What all rows of one r and theta share: 1 - theta/r at the point, and at the corners of the
    /// cell where F is least and greatest.
    struct Plane {
        Rational point, least, greatest;
    };
    [[nodiscard]] Plane plane(std::size_t r, std::size_t theta) const;

    /// a (mu is not used) or q (k is not used) or F(x0), at the point.
    Level level(const Plane& plane, std::size_t mu, std::size_t k, std::size_t U,
                const Rational& x);
    [[nodiscard]] SignsAlong signs(const Level& level, IndexRange along) const;
    /// The same over the cells.
    SignsAlong cell_signs(const Plane& plane, std::size_t mu, std::size_t k, std::size_t U,
                          const Rational& x, IndexRange along);
    [[nodiscard]] const Rational& gamma(std::size_t j) const { return gamma_[j].point; }

private:
    struct Cell {
        Rational point, lo, hi;
    };
    static std::vector<Cell> cells_of(const FileAxis& axis);

    std::vector<Cell> r_, theta_, mu_, k_, gamma_;
    std::vector<std::array<Benefit, 3>> U_;  ///< point, lo, hi
    Game game_;
};

}  // namespace checker
