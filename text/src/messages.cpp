#include "essmap/text/messages.hpp"

#include <unistd.h>

#include <cerrno>

#include "essmap/text/visible.hpp"

namespace essmap::text {

namespace {

/// Characters of a message: a value that a file holds may have any length.
constexpr std::size_t longest_message = 2000;

}  // namespace

void to_stderr(std::string_view bytes) noexcept {
    while (!bytes.empty()) {
        const auto sent = ::write(STDERR_FILENO, bytes.data(), bytes.size());
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void say(std::string_view text) noexcept {
    try {
        to_stderr("essmap: " + shortened_middle(visible(text), longest_message) + "\n");
    } catch (...) {  // no memory for the line
        to_stderr("essmap: out of memory\n");
    }
}

}  // namespace essmap::text
