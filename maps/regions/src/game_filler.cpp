#include "game_filler.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace essmap::maps {

namespace {

/// Writes `count` times `value`; up to 63 places more, of the `room` there is, may be written too:
/// cells are filled in ascending order.
void paint(std::int8_t* at, std::size_t count, std::int8_t value, std::size_t room) {
    constexpr std::size_t piece = 64;
    if (count > 4 * piece || padded(count) + piece > room) {
        std::memset(at, value, count);
        return;
    }
    for (std::size_t i = 0; i < count; i += piece) std::memset(at + i, value, piece);
}

}  // namespace

GameFiller::GameFiller(const MapDescription& map, const GridTables& tables)
    : map_(map),
      tables_(tables),
      asks_case_(map.has(Layer::outcome)),
      asks_certified_(map.has(Layer::certified)),
      asks_eta_(map.has(Layer::eta)),
      asks_margin_(map.has(Layer::margin)),
      asks_points_(asks_case_ || asks_eta_ || asks_margin_ || !map.x0.empty()),
      asks_values_(asks_margin_ || (map.needs_trajectories() && map.engine != Engine::cvode)),
      trajectories_(map, tables) {}

GridRow GameFiller::place(std::size_t r, std::size_t theta, std::size_t mu, std::size_t k) const {
    return {&tables_.point(dim_r, r), &tables_.point(dim_theta, theta), &tables_.point(dim_mu, mu),
            &tables_.point(dim_k, k)};
}

GammaRange GameFiller::gammas() const {
    return {&tables_.gammas(), block_.start[dim_gamma], block_.count[dim_gamma]};
}

/// Signs over the closed boxes of the cells: as model::BoxGrowth, whose corners these are.
/// @param signs of the benefits of the block
void GameFiller::find_on_cells(const model::Decimal& share, std::size_t r, std::size_t theta,
                               std::size_t mu, std::size_t k, EdgeSigns* signs) {
    const model::Range& ranks = tables_.cell(dim_r, r);
    const model::Range& thetas = tables_.cell(dim_theta, theta);
    const model::Range& mus = tables_.cell(dim_mu, mu);
    const model::Range& ks = tables_.cell(dim_k, k);
    const GridRow least{&ranks.lo, &thetas.hi, &mus.lo, &ks.hi};
    const GridRow greatest{&ranks.hi, &thetas.lo, &mus.hi, &ks.lo};
    const std::size_t U0 = block_.start[dim_benefit];
    const std::size_t nU = block_.count[dim_benefit];
    corners_[0].set(least, share, tables_.benefits_lo(), U0, nU);
    corners_[1].set(least, share, tables_.benefits_hi(), U0, nU);
    corners_[2].set(greatest, share, tables_.benefits_lo(), U0, nU);
    corners_[3].set(greatest, share, tables_.benefits_hi(), U0, nU);
    const GammaRange row = gammas();
    const GammaColumn& axis = *row.axis;
    for (std::size_t i = 0; i < nU; ++i) {
        SignRun& run = signs[i].cell;
        run.positive = exact_prefix(
            row, &axis.given_hi[row.first], std::min(corners_[0].level(i), corners_[1].level(i)),
            std::max(corners_[0].error_bound(i), corners_[1].error_bound(i)), [&](std::size_t j) {
                const model::Decimal& gamma = axis.cell_hi[row.first + j];
                return corners_[0].at(i).sign(gamma) > 0 && corners_[1].at(i).sign(gamma) > 0;
            });
        run.negative_from = exact_prefix(
            row, &axis.given_lo[row.first], std::max(corners_[2].level(i), corners_[3].level(i)),
            std::max(corners_[2].error_bound(i), corners_[3].error_bound(i)), [&](std::size_t j) {
                const model::Decimal& gamma = axis.cell_lo[row.first + j];
                return corners_[2].at(i).sign(gamma) >= 0 || corners_[3].at(i).sign(gamma) >= 0;
            });
    }
}

void GameFiller::find(Edges& edges, std::size_t r, std::size_t theta) {
    const std::size_t lines = block_.count[edges.dimension];
    const std::size_t nU = block_.count[dim_benefit];
    const GammaRange row = gammas();
    edges.lines.resize(std::max(edges.lines.size(), lines));
    edges.signs.resize(lines * nU);
    if (asks_values_) edges.values.resize(lines * nU * padded(row.count));
    for (std::size_t line = 0; line < lines; ++line) {
        const auto index = [&](Dimension d) {
            return block_.start[d] + (d == edges.dimension ? line : 0);
        };
        const std::size_t mu = index(dim_mu);
        const std::size_t k = index(dim_k);
        EdgeSigns* signs = &edges.signs[line * nU];
        if (asks_certified_) find_on_cells(edges.share, r, theta, mu, k, signs);
        if (!asks_points_) continue;
        LevelLine& levels = edges.lines[line];
        levels.set(place(r, theta, mu, k), edges.share, tables_.benefits(),
                   block_.start[dim_benefit], nU);
        for (std::size_t i = 0; i < nU; ++i) {
            signs[i].point = levels.signs(i, row);
            if (!asks_values_) continue;
            levels.growths(i, row, column_);
            column_.values(0, row.count, &edges.values[(line * nU + i) * padded(row.count)]);
        }
    }
}

Row GameFiller::row(std::size_t offset, std::size_t mu, std::size_t k, std::size_t benefit) const {
    const std::size_t nU = block_.count[dim_benefit];
    const std::size_t none = k * nU + benefit;
    const std::size_t all = mu * nU + benefit;
    Row row{offset,          block_.count[dim_gamma], benefit,         &none_.lines[k],
            &all_.lines[mu], &none_.signs[none],      &all_.signs[all]};
    if (asks_values_) {
        row.a = &none_.values[none * padded(row.cells)];
        row.q = &all_.values[all * padded(row.cells)];
    }
    return row;
}

void GameFiller::fill_flags(Layer layer, const Row& row, SignRun EdgeSigns::*which,
                            BlockData& data) const {
    auto& flags = data.flag(layer);
    std::int8_t* cells = &flags[row.offset];
    const std::size_t room = flags.size() - row.offset;
    const SignRun& a = row.none->*which;
    const SignRun& q = row.all->*which;
    for_each_stretch(std::array{a, q}, row.cells, [&](std::size_t begin, std::size_t end) {
        const auto value = model::case_of_signs(a.sign(begin), q.sign(begin));
        paint(cells + begin, end - begin, static_cast<std::int8_t>(value), room - begin);
    });
}

void GameFiller::fill_reals(const Row& row, BlockData& data) const {
    const SignRun& a = row.none->point;
    const SignRun& q = row.all->point;
    const auto* gammas = &tables_.gammas().points[block_.start[dim_gamma]];
    for_each_stretch(std::array{a, q}, row.cells, [&](std::size_t begin, std::size_t end) {
        const int sign_a = a.sign(begin);
        const int sign_q = q.sign(begin);
        if (asks_margin_)
            for (std::size_t j = begin; j < end; ++j)
                data.real(Layer::margin)[row.offset + j] =
                    model::margin_of(model::case_of_signs(sign_a, sign_q), row.a[j], row.q[j]);
        if (!asks_eta_) return;
        double* eta = &data.real(Layer::eta)[row.offset];
        if (sign_a * sign_q >= 0) {
            std::fill(eta + begin, eta + end, std::numeric_limits<double>::quiet_NaN());
            return;
        }
        const auto none = row.none_line->at(row.benefit);
        const auto all = row.all_line->at(row.benefit);
        for (std::size_t j = begin; j < end; ++j) {
            const model::DoubleDouble at_none = none.growth(gammas[j]);
            eta[j] = (at_none / (at_none - all.growth(gammas[j]))).value();
        }
    });
}

void GameFiller::fill(const Block& block, BlockData& data, FillStatistics& statistics) {
    block_ = block;
    if (map_.has(Layer::disagreement)) std::ranges::fill(data.flag(Layer::disagreement), 0);
    trajectories_.start_block(block);
    const auto end = [&](Dimension d) { return block.start[d] + block.count[d]; };
    std::size_t offset = 0;
    for (std::size_t r = block.start[dim_r]; r < end(dim_r); ++r) {
        for (std::size_t theta = block.start[dim_theta]; theta < end(dim_theta); ++theta) {
            find(none_, r, theta);
            find(all_, r, theta);
            for (std::size_t i = 0; i < block.count[dim_mu] * block.count[dim_k]; ++i) {
                const std::size_t mu = i / block.count[dim_k];
                const std::size_t k = i % block.count[dim_k];
                if (!map_.x0.empty())
                    trajectories_.start_rows(
                        place(r, theta, block.start[dim_mu] + mu, block.start[dim_k] + k));
                for (std::size_t U = 0; U < block.count[dim_benefit]; ++U) {
                    const Row cells = row(offset, mu, k, U);
                    if (asks_case_) fill_flags(Layer::outcome, cells, &EdgeSigns::point, data);
                    if (asks_certified_)
                        fill_flags(Layer::certified, cells, &EdgeSigns::cell, data);
                    if (asks_eta_ || asks_margin_) fill_reals(cells, data);
                    if (!map_.x0.empty()) trajectories_.add_row(cells, data);
                    offset += cells.cells;
                }
            }
        }
    }
    trajectories_.finish_block(data, statistics);
}

std::int64_t GameFiller::bytes(const MapDescription& map, std::size_t block_cells) {
    const Index extent = Blocking(map).extent();
    const std::size_t nU = extent[dim_benefit];
    const std::size_t lines = extent[dim_mu] + extent[dim_k];
    const std::size_t row = padded(extent[dim_gamma]) * sizeof(double);
    // Its three arrays have 16 bytes of the allocator's each.
    const std::size_t line = sizeof(LevelLine) + 3 * (padded(nU) * sizeof(double) + 16);
    const std::size_t edge = sizeof(EdgeSigns) + row;
    const std::size_t stations = 2 + map.x0.size();
    std::size_t total = lines * (line + nU * edge) + 4 * line + row + stations * (line + 2 * row);
    for (const Layer layer : map.layers) {
        const auto& info = layer_info(layer);
        total += block_cells * (info.real ? 8 : 1) * (info.by_x0 ? map.x0.size() : 1);
    }
    return static_cast<std::int64_t>(total) + TrajectoryFiller::bytes(map, block_cells);
}

}  // namespace essmap::maps
