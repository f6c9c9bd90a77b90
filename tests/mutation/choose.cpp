#include <cstdlib>

#include "essmap/mutation/choice.hpp"

/// Chooses the mutant whose number stands in ESSMAP_MUTANT_NUMBER, before any test runs.
namespace essmap::mutation {

namespace {

[[maybe_unused]] const int chosen = [] {
    const char* number = std::getenv("ESSMAP_MUTANT_NUMBER");
    return choice = number == nullptr ? 0 : std::atoi(number);
}();

}  // namespace

}  // namespace essmap::mutation
