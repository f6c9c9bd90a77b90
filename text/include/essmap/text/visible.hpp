#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Text that may come from anyone, made fit for what reads it next. Each target language has one
/// function here, and nothing else writes text into it.
namespace essmap::text {

/// Is it UTF-8, without overlong forms and surrogates?
bool is_utf8(std::string_view text);

/// The text as one line that shows what it holds: control characters, line ends, marks that change
/// the direction of writing, invisible formats and noncharacters become \uXXXX (two of them beyond
/// U+FFFF, as in JSON), bytes that are not UTF-8 become \xNN. All else stays as it is. What a
/// terminal is sent is this. visible(visible(t)) = visible(t).
std::string visible(std::string_view text);

/// The same, line by line: line feeds stay.
std::string visible_lines(std::string_view text);

/// At most `most` characters (code points): longer text is cut, and ends in an ellipsis then.
/// @pre text is UTF-8, most >= 1
std::string shortened(std::string_view text, std::size_t most);

/// Characters (code points) of UTF-8 text.
std::size_t length(std::string_view text);

/// The same, cut in the middle: the beginning and the end stay. @pre most >= 3
std::string shortened_middle(std::string_view text, std::size_t most);

}  // namespace essmap::text
