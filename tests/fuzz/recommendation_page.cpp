#include "essmap/files/errors.hpp"
#include "essmap/text/json.hpp"
#include "fuzz.hpp"
#include "page_description.hpp"

/// The recommendation that a page of essmap explore draws in.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap;
    static const maps::MapFile map(ESSMAP_FUZZ_MAP);
    explorer::PageOptions options;
    options.recommendation = fuzz::text_of(data, size);
    options.recommendation_name = "r.json";
    if (options.recommendation.empty()) return 0;
    fuzz::answers<files::DataError>([&] {
        const auto page = explorer::page_description(map, {maps::Layer::outcome}, options);
        fuzz::require(page.find('<') == std::string::npos);
        fuzz::require(text::parse_json(page).is_object());
    });
    return 0;
}
