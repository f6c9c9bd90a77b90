#include "map_rows.hpp"

namespace checker {

namespace {

/// First index of [0, count) for which `holds` is false; `holds` is true, then false.
template <class Holds>
std::size_t prefix(std::size_t count, Holds holds) {
    std::size_t lo = 0;
    while (lo < count) {
        const std::size_t middle = lo + (count - lo) / 2;
        if (holds(middle))
            lo = middle + 1;
        else
            count = middle;
    }
    return lo;
}

}  // namespace

Level::Level(Game& game, const Benefit& benefit, Rational slope, Rational offset)
    : game_(&game), benefit_(&benefit), slope_(std::move(slope)), offset_(std::move(offset)) {
    const Interval U = game.U(benefit, 128);
    level_ = {slope_ * U.lo + offset_, slope_ * U.hi + offset_};
    if (sgn(slope_) < 0) std::swap(level_.lo, level_.hi);
}

int Level::sign(const Rational& gamma) const {
    if (level_.lo > gamma) return 1;
    if (level_.hi < gamma) return -1;
    return game_->sign(slope_, offset_ - gamma, *benefit_);
}

double Level::above(const Rational& gamma) const {
    Interval form{level_.lo - gamma, level_.hi - gamma};
    if (form.lo == form.hi || sign(gamma) == 0) return form.lo.get_d();
    for (unsigned bits = 256; (form.hi - form.lo) * (mpz_class(1) << 60) > abs(form.lo);
         bits *= 2) {
        const Interval U = game_->U(*benefit_, bits);
        form = {slope_ * U.lo + offset_ - gamma, slope_ * U.hi + offset_ - gamma};
        if (sgn(slope_) < 0) std::swap(form.lo, form.hi);
    }
    return form.lo.get_d();
}

std::vector<MapRows::Cell> MapRows::cells_of(const FileAxis& axis) {
    std::vector<Cell> cells;
    cells.reserve(axis.size());
    for (std::size_t i = 0; i < axis.size(); ++i)
        cells.push_back({decimal(axis.points[i]), decimal(axis.lo(i)), decimal(axis.hi(i))});
    return cells;
}

MapRows::MapRows(const MapFrame& map)
    : r_(cells_of(map.axes[0])),
      theta_(cells_of(map.axes[1])),
      mu_(cells_of(map.axes[2])),
      k_(cells_of(map.axes[3])),
      gamma_(cells_of(map.axes[5])) {
    U_.reserve(map.axes[4].size());
    for (const Cell& cell : cells_of(map.axes[4]))
        U_.push_back({Benefit{map.cost(), cell.point}, Benefit{map.cost(), cell.lo},
                      Benefit{map.cost(), cell.hi}});
}

MapRows::Plane MapRows::plane(std::size_t r, std::size_t theta) const {
    return {1 - theta_[theta].point / r_[r].point, 1 - theta_[theta].hi / r_[r].lo,
            1 - theta_[theta].lo / r_[r].hi};
}

Level MapRows::level(const Plane& plane, std::size_t mu, std::size_t k, std::size_t U,
                     const Rational& x) {
    return {game_, U_[U][0], plane.point - k_[k].point * (1 - x), mu_[mu].point * x};
}

SignsAlong MapRows::signs(const Level& level, IndexRange along) const {
    const auto gamma = [&](std::size_t j) -> const Rational& {
        return gamma_[along.first + j].point;
    };
    SignsAlong signs;
    signs.positive = prefix(along.count, [&](std::size_t j) { return level.sign(gamma(j)) > 0; });
    signs.negative = signs.positive;
    while (signs.negative < along.count && level.sign(gamma(signs.negative)) == 0) ++signs.negative;
    return signs;
}

SignsAlong MapRows::cell_signs(const Plane& plane, std::size_t mu, std::size_t k, std::size_t U,
                               const Rational& x, IndexRange along) {
    const auto levels = [&](const Rational& neutral, const Rational& mu_end,
                            const Rational& k_end) {
        const Rational slope = neutral - k_end * (1 - x);
        return std::array{Level(game_, U_[U][1], slope, mu_end * x),
                          Level(game_, U_[U][2], slope, mu_end * x)};
    };
    const auto least = levels(plane.least, mu_[mu].lo, k_[k].hi);
    const auto greatest = levels(plane.greatest, mu_[mu].hi, k_[k].lo);
    SignsAlong signs;
    signs.positive = prefix(along.count, [&](std::size_t j) {
        const Rational& gamma = gamma_[along.first + j].hi;
        return least[0].sign(gamma) > 0 && least[1].sign(gamma) > 0;
    });
    signs.negative = prefix(along.count, [&](std::size_t j) {
        const Rational& gamma = gamma_[along.first + j].lo;
        return greatest[0].sign(gamma) >= 0 || greatest[1].sign(gamma) >= 0;
    });
    return signs;
}

}  // namespace checker
