#pragma once

#include <string>

namespace essmap::verify {

/// A line "NAME VALUE" for each pair of the "((NAME VALUE) ...)" in which cvc5 writes values; true
/// is 1, false 0, a number a fraction. @throws std::runtime_error for any other text
std::string values_of(const std::string& text);

}  // namespace essmap::verify
