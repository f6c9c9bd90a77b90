#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

/// JSON that may come from anyone. The library's values are written and removed by recursion, so
/// that a text nested deep enough would overflow the stack: here alone essmap reads JSON.
namespace essmap::text {

/// Arrays and objects within each other that are read.
inline constexpr int deepest_json = 100;

/// The value that a JSON text holds; discarded (is_discarded()) where it is no JSON, or nested
/// deeper than `deepest_json`.
nlohmann::json parse_json(std::string_view text);

}  // namespace essmap::text
