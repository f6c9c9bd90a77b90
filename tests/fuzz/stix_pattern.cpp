#include "essmap/community/indicator_files.hpp"
#include "fuzz.hpp"

/// A STIX pattern: what is normal stays as it is.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto once = essmap::community::normalised_pattern(fuzz::text_of(data, size));
    fuzz::require(essmap::community::normalised_pattern(once) == once);
    return 0;
}
