#include <cmath>
#include <cstring>

#include "fuzz.hpp"
#include "rational.hpp"

/// The checker's own decimals and logarithms.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    double value = 0.0;
    if (size < sizeof value) return 0;
    std::memcpy(&value, data, sizeof value);
    fuzz::answers<std::domain_error>([&] {
        const auto exact = checker::decimal(value);
        fuzz::require(!checker::shown(value).empty());
        if (sgn(exact) <= 0) return;
        checker::Logarithm logarithm;
        const auto enclosure = logarithm(exact, 64);
        fuzz::require(enclosure.lo <= enclosure.hi);
    });
    return 0;
}
