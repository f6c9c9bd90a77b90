#include "cvc5_values.hpp"

#include "fuzz.hpp"

/// Values as cvc5 writes them.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(fuzz::text_of(data, size));
    fuzz::answers<std::runtime_error>([&] { static_cast<void>(essmap::verify::values_of(text)); });
    return 0;
}
