#include "essmap/maps/grid_tables.hpp"

namespace essmap::maps {

void BenefitColumn::add(const model::BenefitPoint& benefit) {
    points.push_back(benefit);
    hi.push_back(benefit.U.hi);
    lo.push_back(benefit.U.lo);
}

void BenefitColumn::pad() {
    hi.resize(points.size() + 7, hi.back());
    lo.resize(points.size() + 7, lo.back());
}

GridTables::GridTables(const Grid& grid) {
    for (std::size_t d = 0; d < game_dimensions; ++d) {
        const Axis& axis = grid.axes[d];
        if (d == dim_benefit) {
            add_benefit(axis, grid.benefit_kind());
        } else if (d == dim_gamma) {
            add_gamma(axis);
        } else {
            for (std::size_t i = 0; i < axis.size(); ++i) {
                points_[d].emplace_back(axis.points()[i]);
                cells_[d].push_back({model::Decimal(axis.lo(i)), model::Decimal(axis.hi(i))});
            }
        }
    }
}

void GridTables::add_gamma(const Axis& axis) {
    for (std::size_t i = 0; i < axis.size(); ++i) {
        const model::Decimal& point = gammas_.points.emplace_back(axis.points()[i]);
        gammas_.hi.push_back(point.value.hi);
        gammas_.lo.push_back(point.value.lo);
        gammas_.cell_lo.emplace_back(axis.lo(i));
        gammas_.cell_hi.emplace_back(axis.hi(i));
        gammas_.given_lo.push_back(axis.lo(i));
        gammas_.given_hi.push_back(axis.hi(i));
    }
    gammas_.given = axis.points();
    if (axis.spacing() == Spacing::linear && axis.size() > 1)
        gammas_.per_unit =
            static_cast<double>(axis.size() - 1) / (axis.points().back() - axis.points().front());
    for (auto* column : {&gammas_.given, &gammas_.hi, &gammas_.lo})
        column->resize(axis.size() + 7, column->back());
}

void GridTables::add_benefit(const Axis& axis, model::BenefitKind kind) {
    const auto at = [&](double value) { return model::BenefitPoint(model::Benefit{kind, value}); };
    for (std::size_t i = 0; i < axis.size(); ++i) {
        benefits_.add(at(axis.points()[i]));
        benefits_lo_.add(at(axis.lo(i)));
        benefits_hi_.add(at(axis.hi(i)));
    }
    for (auto* column : {&benefits_, &benefits_lo_, &benefits_hi_}) column->pad();
}

std::int64_t GridTables::bytes(const Grid& grid) {
    // An entry of an axis, at most: points and ends of cells, each also as double-doubles.
    constexpr std::size_t entry = 3 * (sizeof(model::BenefitPoint) + 3 * sizeof(double));
    std::int64_t total = 0;
    for (const Axis& axis : grid.axes)
        total += static_cast<std::int64_t>((axis.size() + 7) * entry);
    return total;
}

}  // namespace essmap::maps
