#pragma once

#include <array>
#include <vector>

#include "cell_filler.hpp"
#include "trajectory_filler.hpp"

namespace essmap::maps {

/// Fills blocks of a map of the game. A row is all cells along gamma; along it every sign changes
/// once, so cells are filled by stretches, not asked one by one. The levels of a do not depend on
/// mu, those of a + b not on k: each is found once per (r, theta) and shared by the rows that have
/// it.
class GameFiller : public CellFiller {
public:
    GameFiller(const MapDescription& map, const GridTables& tables);

    void fill(const Block& block, BlockData& data, FillStatistics& statistics) override;

    /// Bytes of a filler and one block's data.
    [[nodiscard]] static std::int64_t bytes(const MapDescription& map, std::size_t block_cells);

private:
    /// a (at share 0, by k) or a + b (at share 1, by mu) for the benefits of the block.
    struct Edges {
        model::Decimal share;
        Dimension dimension;
        std::vector<LevelLine> lines{};
        std::vector<EdgeSigns> signs{};  ///< by line, then benefit
        std::vector<double> values{};    ///< along gamma, in padded rows, where they are asked for
    };

    void find(Edges& edges, std::size_t r, std::size_t theta);
    void find_on_cells(const model::Decimal& share, std::size_t r, std::size_t theta,
                       std::size_t mu, std::size_t k, EdgeSigns* signs);
    [[nodiscard]] GridRow place(std::size_t r, std::size_t theta, std::size_t mu,
                                std::size_t k) const;
    [[nodiscard]] GammaRange gammas() const;
    [[nodiscard]] Row row(std::size_t offset, std::size_t mu, std::size_t k,
                          std::size_t benefit) const;
    void fill_flags(Layer layer, const Row& row, SignRun EdgeSigns::*which, BlockData& data) const;
    void fill_reals(const Row& row, BlockData& data) const;

    const MapDescription& map_;
    const GridTables& tables_;
    bool asks_case_, asks_certified_, asks_eta_, asks_margin_, asks_points_, asks_values_;
    TrajectoryFiller trajectories_;
    Block block_;
    Edges none_{model::Decimal(0.0), dim_k};
    Edges all_{model::Decimal(1.0), dim_mu};
    std::array<LevelLine, 4> corners_;
    GrowthColumn column_;
};

}  // namespace essmap::maps
