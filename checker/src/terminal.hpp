#pragma once

#include <string>
#include <string_view>

/// What the checker shows of words that a file holds.
namespace checker {

/// The text as one line: ASCII's control characters, U+0080 to U+009F, and the characters that
/// change the direction of writing or show nothing become \uXXXX; bytes that are not UTF-8 \xNN.
std::string printable(std::string_view text);

/// "essmap: LINE" on standard error. Standard error may be closed or full: what cannot be said is
/// lost.
void complain(std::string_view line) noexcept;

}  // namespace checker
