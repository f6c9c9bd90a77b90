#include "essmap/files/errors.hpp"
#include "essmap/sweep/specification.hpp"
#include "fuzz.hpp"

/// TOML of essmap sweep and regulate: axes, [regulation], [paving].
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap;
    const std::string text(fuzz::text_of(data, size));
    fuzz::answers<files::DataError>([&] {
        const auto specification = sweep::parse_specification("s.toml", text);
        fuzz::require(specification.text == text);
        fuzz::require(specification.map.grid.stored_cells() > 0);
    });
    return 0;
}
