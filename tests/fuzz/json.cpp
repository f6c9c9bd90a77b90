#include "essmap/text/json.hpp"

#include "fuzz.hpp"

/// JSON and CBOR of any depth: what is read can be written again.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap;
    const auto text = fuzz::text_of(data, size);
    for (const auto& value : {text::parse_json(text), text::parse_cbor(text)}) {
        if (value.is_discarded()) continue;
        const auto written = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        fuzz::require(!written.empty());
    }
    return 0;
}
