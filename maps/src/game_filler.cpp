#include "game_filler.hpp"

#include <algorithm>
#include <limits>

namespace essmap::maps {

using model::DoubleDouble;

SignRun GameFiller::box_signs(const model::Box& box, double share) const {
    const model::BoxGrowth<> growth(box, model::Decimal(share));
    const std::size_t first = block_.start[dim_gamma];
    const std::size_t n = block_.count[dim_gamma];
    SignRun run;
    run.positive = prefix_length(
        n, [&](std::size_t j) { return growth.positive(tables_.cell(dim_gamma, first + j).hi); });
    run.negative_from = prefix_length(
        n, [&](std::size_t j) { return !growth.negative(tables_.cell(dim_gamma, first + j).lo); });
    return run;
}

GameFiller::Edge GameFiller::edge(std::size_t r, std::size_t theta, std::size_t mu, std::size_t k,
                                  std::size_t benefit, double share) const {
    Row row;
    row.cells = block_.count[dim_gamma];
    row.gamma = &tables_.point(dim_gamma, block_.start[dim_gamma]);
    Edge result{
        {tables_.point(dim_r, r), tables_.point(dim_theta, theta), tables_.point(dim_mu, mu),
         tables_.point(dim_k, k), tables_.benefit(benefit), model::Decimal(share)},
        {},
        {}};
    result.point = row.signs(result.level);
    if (map_.has(Layer::certified))
        result.box = box_signs(
            {tables_.cell(dim_r, r), tables_.cell(dim_theta, theta), tables_.cell(dim_mu, mu),
             tables_.cell(dim_k, k), tables_.benefit_lo(benefit), tables_.benefit_hi(benefit)},
            share);
    return result;
}

void GameFiller::fill_row(const Row& row, const Edge& none, const Edge& all, BlockData& data) {
    const auto fill_flags = [&](Layer layer, SignRun a, SignRun q) {
        if (!map_.has(layer)) return;
        std::int8_t* cells = data.flag(layer).data() + row.offset;
        for_each_stretch(std::array{a, q}, row.cells, [&](std::size_t begin, std::size_t end) {
            const auto value = model::case_of_signs(a.sign(begin), q.sign(begin));
            std::fill(cells + begin, cells + end, static_cast<std::int8_t>(value));
        });
    };
    fill_flags(Layer::outcome, none.point, all.point);
    fill_flags(Layer::certified, none.box, all.box);
    const bool eta = map_.has(Layer::eta);
    const bool margin = map_.has(Layer::margin);
    for (std::size_t j = 0; (eta || margin) && j < row.cells; ++j) {
        const int sign_a = none.point.sign(j);
        const int sign_q = all.point.sign(j);
        const DoubleDouble a = none.level.growth(row.gamma[j]);
        const DoubleDouble q = all.level.growth(row.gamma[j]);
        if (eta)
            data.real(Layer::eta)[row.offset + j] = sign_a * sign_q < 0
                                                        ? (a / (a - q)).value()
                                                        : std::numeric_limits<double>::quiet_NaN();
        if (margin)
            data.real(Layer::margin)[row.offset + j] =
                model::margin_of(model::case_of_signs(sign_a, sign_q), a.value(), q.value());
    }
}

void GameFiller::fill(const Block& block, BlockData& data, FillStatistics& statistics) {
    block_ = block;
    trajectories_.start_block(block.cells());
    const auto range = [&](Dimension d) { return std::pair{block.start[d], block.count[d]}; };
    const auto [r0, nr] = range(dim_r);
    const auto [theta0, ntheta] = range(dim_theta);
    const auto [mu0, nmu] = range(dim_mu);
    const auto [k0, nk] = range(dim_k);
    const auto [U0, nU] = range(dim_benefit);
    std::size_t offset = 0;
    for (std::size_t r = r0; r < r0 + nr; ++r) {
        for (std::size_t theta = theta0; theta < theta0 + ntheta; ++theta) {
            at_none_.clear();
            at_all_.clear();
            for (std::size_t i = 0; i < nk * nU; ++i)
                at_none_.push_back(edge(r, theta, mu0, k0 + i / nU, U0 + i % nU, 0.0));
            for (std::size_t i = 0; i < nmu * nU; ++i)
                at_all_.push_back(edge(r, theta, mu0 + i / nU, k0, U0 + i % nU, 1.0));
            for (std::size_t i = 0; i < nmu * nk * nU; ++i) {
                const std::size_t mu = i / (nk * nU);
                const std::size_t k = i / nU % nk;
                const std::size_t U = i % nU;
                const Edge& none = at_none_[k * nU + U];
                const Edge& all = at_all_[mu * nU + U];
                const Row row{offset,
                              &tables_.point(dim_gamma, block.start[dim_gamma]),
                              block.count[dim_gamma],
                              &tables_.point(dim_r, r),
                              &tables_.point(dim_theta, theta),
                              &tables_.point(dim_mu, mu0 + mu),
                              &tables_.point(dim_k, k0 + k),
                              &tables_.benefit(U0 + U),
                              &none.level,
                              &all.level,
                              none.point,
                              all.point};
                fill_row(row, none, all, data);
                if (!map_.x0.empty()) trajectories_.add_row(row, data);
                offset += row.cells;
            }
        }
    }
    trajectories_.finish_block(data, statistics);
}

std::int64_t GameFiller::bytes(const MapDescription& map, std::size_t block_cells) {
    const auto cells = static_cast<std::int64_t>(block_cells);
    const auto places = cells * static_cast<std::int64_t>(map.x0.size());
    const auto edge_bytes = static_cast<std::int64_t>(sizeof(Edge));
    const std::int64_t edges = 2 * cells * edge_bytes;  // at worst every cell is a row of its own
    const std::int64_t trajectories =
        places * (2 * 8 + 1 + 5 * 8 + 3 * 8);  // layers, waiting, sort
    return cells * 64 + edges + trajectories;
}

}  // namespace essmap::maps
