#include "level_line.hpp"

#include "essmap/model/simd.hpp"

namespace essmap::maps {

using model::DoubleDouble;

namespace {

/// Levels of `count` benefits U.
ESSMAP_WIDENED
void set_levels(const GridRow& place, const model::Decimal& x, const double* __restrict benefit_hi,
                const double* __restrict benefit_lo, double* __restrict hi, double* __restrict lo,
                double* __restrict largest, std::size_t count) {
    const model::LevelForm form(*place.r, *place.theta, *place.mu, *place.k, x);
    for (std::size_t i = 0; i < count; ++i) {
        const model::BoundedLevel bounded = form.at({benefit_hi[i], benefit_lo[i]});
        hi[i] = bounded.level.hi;
        lo[i] = bounded.level.lo;
        largest[i] = bounded.largest;
    }
}

/// level - gamma for `count` gammas. @return are all of them known to 2^-60?
ESSMAP_WIDENED
bool subtract(DoubleDouble level, double uncertainty, const double* __restrict given,
              const double* __restrict gamma_hi, const double* __restrict gamma_lo,
              double* __restrict hi, double* __restrict lo, std::size_t count) {
    std::uint64_t doubtful = 0;
    for (std::size_t j = 0; j < count; ++j) {
        const DoubleDouble growth = level - DoubleDouble(gamma_hi[j], gamma_lo[j]);
        hi[j] = growth.hi;
        lo[j] = growth.lo;
        doubtful |= model::GrowthLevel<>::known(growth.hi, uncertainty, given[j]) ? 0U : 1U;
    }
    return doubtful == 0;
}

}  // namespace

void LevelLine::set(const GridRow& place, const model::Decimal& x, const BenefitColumn& benefits,
                    std::size_t first, std::size_t count) {
    place_ = place;
    x_ = &x;
    benefits_ = &benefits.points[first];
    const std::size_t room = padded(count);
    if (hi_.size() < room) {
        hi_.resize(room);
        lo_.resize(room);
        largest_.resize(room);
    }
    set_levels(place, x, &benefits.hi[first], &benefits.lo[first], hi_.data(), lo_.data(),
               largest_.data(), room);
}

model::GrowthLevel<> LevelLine::at(std::size_t i) const {
    return {*place_.r,
            *place_.theta,
            *place_.mu,
            *place_.k,
            benefits_[i],
            *x_,
            {DoubleDouble(hi_[i], lo_[i]), largest_[i]}};
}

SignRun LevelLine::signs(std::size_t i, const GammaRange& row) const {
    const double* given = &row.axis->given[row.first];
    const auto sign = [&](std::size_t j) { return at(i).sign(row.axis->points[row.first + j]); };
    SignRun run;
    run.positive = exact_prefix(row, given, hi_[i], error_bound(i),
                                [&](std::size_t j) { return sign(j) > 0; });
    run.negative_from = run.positive;
    while (run.negative_from < row.count && given[run.negative_from] <= hi_[i] + error_bound(i) &&
           sign(run.negative_from) == 0)
        ++run.negative_from;
    return run;
}

void LevelLine::growths(std::size_t i, const GammaRange& row, GrowthColumn& column) const {
    const GammaColumn& gammas = *row.axis;
    const std::size_t room = padded(row.count);
    if (column.hi.size() < room) {
        column.hi.resize(room);
        column.lo.resize(room);
    }
    const model::GrowthLevel<> level = at(i);
    if (subtract(level.level(), level.uncertainty(), &gammas.given[row.first],
                 &gammas.hi[row.first], &gammas.lo[row.first], column.hi.data(), column.lo.data(),
                 room))
        return;
    for (std::size_t j = 0; j < row.count; ++j) {
        const DoubleDouble growth = level.growth(gammas.points[row.first + j]);
        column.hi[j] = growth.hi;
        column.lo[j] = growth.lo;
    }
}

}  // namespace essmap::maps
