#include "essmap/maps/grid_tables.hpp"

namespace essmap::maps {

GridTables::GridTables(const Grid& grid) {
    for (std::size_t d = 0; d < game_dimensions; ++d) {
        const Axis& axis = grid.axes[d];
        for (std::size_t i = 0; i < axis.size(); ++i) {
            if (d == dim_benefit) {
                const auto at = [&](double value) {
                    return model::BenefitPoint(model::Benefit{grid.benefit_kind(), value});
                };
                benefits_.push_back(at(axis.points()[i]));
                benefits_lo_.push_back(at(axis.lo(i)));
                benefits_hi_.push_back(at(axis.hi(i)));
            } else {
                points_[d].emplace_back(axis.points()[i]);
                cells_[d].push_back({model::Decimal(axis.lo(i)), model::Decimal(axis.hi(i))});
            }
        }
    }
}

std::int64_t GridTables::bytes(const Grid& grid) {
    std::int64_t total = 0;
    for (const Axis& axis : grid.axes)
        total += static_cast<std::int64_t>(axis.size() *
                                           (sizeof(double) + 3 * sizeof(model::BenefitPoint)));
    return total;
}

}  // namespace essmap::maps
