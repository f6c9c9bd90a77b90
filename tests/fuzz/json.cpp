#include "essmap/text/json.hpp"

#include "fuzz.hpp"

/// JSON of any depth: what is read can be written again.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap;
    const auto value = text::parse_json(fuzz::text_of(data, size));
    if (value.is_discarded()) return 0;
    const auto written = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    fuzz::require(!written.empty());
    return 0;
}
