#include "fuzz.hpp"
#include "options.hpp"

/// Values of flags: numbers, whole numbers, parts.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap;
    const std::string text(fuzz::text_of(data, size));
    fuzz::answers<cli::UsageError>(
        [&] { fuzz::require(std::isfinite(cli::parse_number("--x", text))); });
    fuzz::answers<cli::UsageError>([&] {
        const auto value = cli::parse_integer("--n", text, -5, 1000);
        fuzz::require(value >= -5 && value <= 1000);
    });
    fuzz::answers<model::InvalidValue>([&] {
        const auto part = cli::parse_part(text);
        fuzz::require(part.number >= 1 && part.number <= part.of);
    });
    return 0;
}
