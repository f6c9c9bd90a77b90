#include "essmap/sweep/indicator_files.hpp"
#include "fuzz.hpp"

/// A STIX pattern: what is normal stays as it is.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto once = essmap::sweep::normalised_pattern(fuzz::text_of(data, size));
    fuzz::require(essmap::sweep::normalised_pattern(once) == once);
    return 0;
}
