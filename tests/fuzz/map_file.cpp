#include "essmap/maps/map_file.hpp"

#include "essmap/files/errors.hpp"
#include "fuzz.hpp"

/// A map: its description and the first values of each layer.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap;
    const fuzz::MemoryFile file(fuzz::text_of(data, size));
    fuzz::answers<files::DataError, files::IoError>([&] {
        const maps::MapFile map(file.path());
        const std::size_t dimensions = map.description().grid.shape().size();
        const maps::Block slab{0, maps::Index(dimensions, 0), maps::Index(dimensions, 1)};
        for (const auto layer : map.description().layers) {
            const auto values = map.read(layer, slab);
            fuzz::require(values.size() == 1);
        }
    });
    return 0;
}
