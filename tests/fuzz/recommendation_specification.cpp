#include "essmap/recommend/recommendation_specification.hpp"

#include "essmap/files/errors.hpp"
#include "fuzz.hpp"

/// TOML of essmap recommend.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap;
    const std::string text(fuzz::text_of(data, size));
    fuzz::answers<files::DataError>([&] { recommend::parse_recommendation("r.toml", text); });
    return 0;
}
