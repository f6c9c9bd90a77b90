#include "essmap/maps/block_filler.hpp"

#include "game_filler.hpp"
#include "regime_filler.hpp"

namespace essmap::maps {

BlockFiller::BlockFiller(const MapDescription& map, const GridTables& tables) : map_(map) {
    if (map.regulation)
        filler_ = std::make_unique<RegimeFiller>(map);
    else
        filler_ = std::make_unique<GameFiller>(map, tables);
}
BlockFiller::~BlockFiller() = default;
BlockFiller::BlockFiller(BlockFiller&&) noexcept = default;

void BlockFiller::fill(const Block& block, BlockData& data, FillStatistics& statistics) {
    for (const Layer layer : map_.layers) {
        const auto& info = layer_info(layer);
        const std::size_t places = block.cells() * (info.by_x0 ? map_.x0.size() : 1);
        if (info.real)
            data.real(layer).resize(places);
        else
            data.flag(layer).resize(places);
    }
    filler_->fill(block, data, statistics);
}

std::int64_t BlockFiller::bytes(const MapDescription& map, std::size_t block_cells) {
    return map.regulation ? RegimeFiller::bytes(map, block_cells)
                          : GameFiller::bytes(map, block_cells);
}

}  // namespace essmap::maps
