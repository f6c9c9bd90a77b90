#include <algorithm>

#include "fuzz.hpp"
#include "kept_run.hpp"

/// The payload of a record in a checkpoint of essmap shapley.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap;
    const auto bytes = std::as_bytes(std::span(data, size));
    const auto state = shapley::state_of(bytes, 2, 3);
    if (!state) return 0;
    fuzz::require(state->next >= 0 && state->sums.size() == 2);
    fuzz::require(state->pending.numbers.size() == 3 * state->pending.items.size());
    fuzz::require(std::ranges::equal(shapley::bytes_of(*state), bytes));
    return 0;
}
