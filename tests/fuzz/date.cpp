#include <cmath>

#include "essmap/text/quantities.hpp"
#include "fuzz.hpp"

/// A date or a time of RFC 3339.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto day = essmap::text::day_from_text(fuzz::text_of(data, size));
    fuzz::require(!day || (std::isfinite(*day) && std::abs(*day) < 4e6));
    return 0;
}
