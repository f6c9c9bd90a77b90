#pragma once

#include <string_view>

namespace essmap::text {

/// Sends bytes to standard error as they are. What cannot be sent is lost: standard error may be
/// closed or full, and nothing depends on it.
void to_stderr(std::string_view bytes) noexcept;

/// The message "essmap: TEXT" as one visible line on standard error, in one write. A message of
/// over 2000 characters is cut in the middle.
void say(std::string_view text) noexcept;

}  // namespace essmap::text
