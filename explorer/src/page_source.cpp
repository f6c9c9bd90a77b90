#include "page_source.hpp"

#include <cassert>

// The joined page (CMakeLists.txt).
extern "C" const char essmap_page_begin[];
extern "C" const char essmap_page_end[];

namespace essmap::explorer {

PageSource page_source() {
    constexpr std::string_view map = "<!--map-->";
    constexpr std::string_view layers = "<!--layers-->";
    const std::string_view page(essmap_page_begin, essmap_page_end);
    const auto first = page.find(map);
    const auto second = page.rfind(layers);
    assert(first < second && second != std::string_view::npos);
    const auto middle = first + map.size();
    return {page.substr(0, first), page.substr(middle, second - middle),
            page.substr(second + layers.size())};
}

}  // namespace essmap::explorer
