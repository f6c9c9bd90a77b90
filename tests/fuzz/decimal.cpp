#include <cmath>
#include <cstring>

#include "essmap/model/exact.hpp"
#include "fuzz.hpp"

/// Decimals of doubles: the double comes back, and x with its complement makes 1.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap;
    double value = 0.0;
    if (size < sizeof value) return 0;
    std::memcpy(&value, data, sizeof value);
    fuzz::answers<std::domain_error>([&] {
        const auto exact = model::decimal_value(value);
        fuzz::require(sgn(exact) == (value > 0) - (value < 0));
        if (std::abs(value) >= 2.3e-308) fuzz::require(model::to_double(exact) == value);
        if (value < 0 || value > 1) return;
        const double rest = model::complement(value);
        fuzz::require(std::abs(rest - (1.0 - value)) <= 0x1p-53);
        fuzz::require((rest == 0.0) == (value == 1.0));
    });
    return 0;
}
