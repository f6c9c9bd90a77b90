#pragma once

#include <algorithm>
#include <vector>

#include "essmap/maps/grid_tables.hpp"
#include "sign_run.hpp"

namespace essmap::maps {

/// Growth rates along gamma as double-doubles; see GrowthLevel::growth.
struct GrowthColumn {
    std::vector<double> hi, lo;

    [[nodiscard]] model::DoubleDouble operator[](std::size_t j) const { return {hi[j], lo[j]}; }
    /// Nearest doubles of [begin, end).
    void values(std::size_t begin, std::size_t end, double* to) const {
        for (std::size_t j = begin; j < end; ++j) *to++ = hi[j] + lo[j];
    }
    void append_values(std::size_t begin, std::size_t end, std::vector<double>& to) const {
        to.resize(to.size() + (end - begin));
        values(begin, end, to.data() + to.size() - (end - begin));
    }
};

/// The gammas of a row of cells.
struct GammaRange {
    const GammaColumn* axis;
    std::size_t first, count;

    /// About the number of `gammas` of the row that lie below x: computed where they are evenly
    /// apart, else searched for.
    [[nodiscard]] std::size_t near(const double* gammas, double x) const {
        if (axis->per_unit == 0.0)
            return static_cast<std::size_t>(std::lower_bound(gammas, gammas + count, x) - gammas);
        const double index =
            (x - axis->given.front()) * axis->per_unit - static_cast<double>(first);
        return static_cast<std::size_t>(std::clamp(index, 0.0, static_cast<double>(count)));
    }
};

/// Growth levels (growth.hpp) at share x for a stretch of benefits, all else fixed: computed as
/// many at a time as the processor takes, and the same bits as GrowthLevel by itself.
class LevelLine {
public:
    /// What is referred to must outlive the line's use.
    void set(const GridRow& place, const model::Decimal& x, const BenefitColumn& benefits,
             std::size_t first, std::size_t count);

    [[nodiscard]] model::GrowthLevel<> at(std::size_t i) const;
    /// Signs at ascending gammas. Exact.
    [[nodiscard]] SignRun signs(std::size_t i, const GammaRange& row) const;
    /// Growth rates along a row.
    void growths(std::size_t i, const GammaRange& row, GrowthColumn& column) const;

    [[nodiscard]] double level(std::size_t i) const { return hi_[i]; }
    /// From here on, a gamma differs from the level for certain: far more than both are rounded.
    [[nodiscard]] double error_bound(std::size_t i) const { return 0x1p-50 * largest_[i]; }

private:
    GridRow place_;
    const model::Decimal* x_ = nullptr;
    const model::BenefitPoint* benefits_ = nullptr;
    std::vector<double> hi_, lo_, largest_;
};

/// First of a row's cells at which `holds` fails, which holds on a prefix of ascending gammas
/// (points or ends of cells): for certain below level - error_bound, for certain not above level +
/// error_bound; between them it is asked.
template <class Holds>
std::size_t exact_prefix(const GammaRange& row, const double* gammas, double level,
                         double error_bound, Holds holds) {
    std::size_t at = row.near(gammas, level);
    while (at < row.count && gammas[at] < level) ++at;
    while (at > 0 && gammas[at - 1] >= level) --at;
    while (at > 0 && gammas[at - 1] >= level - error_bound && !holds(at - 1)) --at;
    while (at < row.count && gammas[at] <= level + error_bound && holds(at)) ++at;
    return at;
}

}  // namespace essmap::maps
