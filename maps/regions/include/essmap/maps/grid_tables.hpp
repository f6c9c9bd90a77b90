#pragma once

#include <array>
#include <vector>

#include "essmap/maps/blocks.hpp"
#include "essmap/model/certification.hpp"

namespace essmap::maps {

/// Columns are worked on eight entries at a time: they are followed by so many more that a stretch
/// from anywhere can be read in whole eights.
constexpr std::size_t padded(std::size_t count) { return (count + 7) / 8 * 8; }

/// The gammas of a grid: as given, as double-doubles, and the ends of their cells.
struct GammaColumn {
    std::vector<model::Decimal> points;
    std::vector<double> given, hi, lo;  ///< of the points; padded
    std::vector<model::Decimal> cell_lo, cell_hi;
    std::vector<double> given_lo, given_hi;
    double per_unit = 0.0;  ///< indices per unit of gamma; 0 unless they are evenly apart
};

/// Benefits of a grid: points, or lower or upper ends of cells; U as double-doubles.
struct BenefitColumn {
    std::vector<model::BenefitPoint> points;
    std::vector<double> hi, lo;  ///< padded

    /// Appends a benefit at the end.
    void add(const model::BenefitPoint& benefit);
    /// Repeats the last entries of hi and lo seven times, so that whole eights can be read from
    /// anywhere.
    void pad();
};

/// Where in the grid a row lies, but for its benefit.
struct GridRow {
    const model::Decimal *r = nullptr, *theta = nullptr, *mu = nullptr, *k = nullptr;
};

/// The game's axes of a grid as exact decimals, made once and shared by all threads: points and
/// cell ends.
class GridTables {
public:
    /// Tabulates the points and the cells of the game's axes of a grid.
    explicit GridTables(const Grid& grid);

    /// @param d r, theta, mu or k
    [[nodiscard]] const model::Decimal& point(Dimension d, std::size_t i) const {
        return points_[d][i];
    }
    /// The cell around point i of an axis: a closed interval. @param d r, theta, mu or k
    [[nodiscard]] const model::Range& cell(Dimension d, std::size_t i) const {
        return cells_[d][i];
    }
    /// The gammas of the grid with the ends of their cells.
    [[nodiscard]] const GammaColumn& gammas() const { return gammas_; }
    /// The benefits at the points of the grid.
    [[nodiscard]] const BenefitColumn& benefits() const { return benefits_; }
    /// The benefits at the lower ends of the cells.
    [[nodiscard]] const BenefitColumn& benefits_lo() const { return benefits_lo_; }
    /// The benefits at the upper ends of the cells.
    [[nodiscard]] const BenefitColumn& benefits_hi() const { return benefits_hi_; }
    /// Bytes held, for the memory statement of a dry run.
    [[nodiscard]] static std::int64_t bytes(const Grid& grid);

private:
    void add_gamma(const Axis& axis);
    void add_benefit(const Axis& axis, model::BenefitKind kind);

    std::array<std::vector<model::Decimal>, game_dimensions> points_;
    std::array<std::vector<model::Range>, game_dimensions> cells_;
    GammaColumn gammas_;
    BenefitColumn benefits_, benefits_lo_, benefits_hi_;
};

}  // namespace essmap::maps
