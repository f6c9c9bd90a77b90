#pragma once

#include <string_view>

namespace essmap::explorer {

/// The page without its map: explorer/page and D3, put together when essmap was built. In three
/// pieces; the description and the first layer belong between the first two, all other layers
/// between the last two.
struct PageSource {
    std::string_view before_map, before_layers, after;
};
PageSource page_source();

}  // namespace essmap::explorer
