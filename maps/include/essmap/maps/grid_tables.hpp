#pragma once

#include <vector>

#include "essmap/maps/blocks.hpp"
#include "essmap/model/certification.hpp"

namespace essmap::maps {

/// The game's axes of a grid as exact decimals, made once and shared by all threads: points and
/// cell ends.
class GridTables {
public:
    explicit GridTables(const Grid& grid);

    [[nodiscard]] const model::Decimal& point(Dimension d, std::size_t i) const {
        return points_[d][i];
    }
    [[nodiscard]] const model::Range& cell(Dimension d, std::size_t i) const {
        return cells_[d][i];
    }
    [[nodiscard]] const model::BenefitPoint& benefit(std::size_t i) const { return benefits_[i]; }
    [[nodiscard]] const model::BenefitPoint& benefit_lo(std::size_t i) const {
        return benefits_lo_[i];
    }
    [[nodiscard]] const model::BenefitPoint& benefit_hi(std::size_t i) const {
        return benefits_hi_[i];
    }
    /// Bytes held, for the memory statement of a dry run.
    [[nodiscard]] static std::int64_t bytes(const Grid& grid);

private:
    std::array<std::vector<model::Decimal>, game_dimensions> points_;
    std::array<std::vector<model::Range>, game_dimensions> cells_;
    std::vector<model::BenefitPoint> benefits_, benefits_lo_, benefits_hi_;
};

}  // namespace essmap::maps
