#include "essmap/sweep/recommendation_specification.hpp"

#include "essmap/maps/errors.hpp"
#include "fuzz.hpp"

/// TOML of essmap recommend.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap;
    const std::string text(fuzz::text_of(data, size));
    fuzz::answers<maps::DataError>([&] { sweep::parse_recommendation("r.toml", text); });
    return 0;
}
