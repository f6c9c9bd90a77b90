#pragma once

#include <vector>

#include "cell_filler.hpp"
#include "trajectory_filler.hpp"

namespace essmap::maps {

/// Fills blocks of a map of the game. A row is all cells along gamma. The levels and signs of a do
/// not depend on mu, those of a + b not on k: each is found once per (r, theta) and shared by the
/// rows that have it.
class GameFiller : public CellFiller {
public:
    GameFiller(const MapDescription& map, const GridTables& tables)
        : map_(map), tables_(tables), trajectories_(map) {}

    /// @param data arrays of the block's size, flags 0
    void fill(const Block& block, BlockData& data, FillStatistics& statistics) override;

    /// Bytes of a filler and one block's data.
    [[nodiscard]] static std::int64_t bytes(const MapDescription& map, std::size_t block_cells);

private:
    /// A growth level with its exact signs along gamma, at the points and over the cells.
    struct Edge {
        model::GrowthLevel<> level;
        SignRun point, box;
    };

    Edge edge(std::size_t r, std::size_t theta, std::size_t mu, std::size_t k, std::size_t benefit,
              double share) const;
    SignRun box_signs(const model::Box& box, double share) const;
    void fill_row(const Row& row, const Edge& none, const Edge& all, BlockData& data);

    const MapDescription& map_;
    const GridTables& tables_;
    TrajectoryFiller trajectories_;
    Block block_;
    std::vector<Edge> at_none_, at_all_;
};

}  // namespace essmap::maps
