#pragma once

#include <cstddef>
#include <string_view>

namespace essmap::text {

/// A character as UTF-8 holds it, or one byte that begins none.
struct CodePoint {
    char32_t value = 0;
    std::size_t size = 1;  ///< bytes
    bool valid = false;
};

/// The first character of `text`: overlong forms and surrogates are none. @pre not empty
CodePoint first_code_point(std::string_view text);

}  // namespace essmap::text
