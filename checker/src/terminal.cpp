#include "terminal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

namespace checker {

namespace {

/// Bytes of the character that `text` begins with; 0 if it begins with none.
std::size_t character_size(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(0);
    if (lead < 0x80) return 1;
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return 0;
    for (std::size_t i = 1; i < size; ++i)
        if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
    // Overlong forms, surrogates, and what lies beyond U+10FFFF.
    if ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F)) return 0;
    if ((lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F)) return 0;
    return size;
}

unsigned code_of(std::string_view character) {
    unsigned code = static_cast<unsigned char>(character[0]);
    if (character.size() > 1) code &= 0x7FU >> character.size();
    for (const char next : character.substr(1))
        code = (code << 6U) | (static_cast<unsigned char>(next) & 0x3FU);
    return code;
}

bool shows(unsigned code) {
    const auto within = [code](unsigned lo, unsigned hi) { return code >= lo && code <= hi; };
    return !(code < 0x20 || within(0x7F, 0x9F) || code == 0xAD || code == 0x61C || code == 0x180E ||
             code == 0x200B || within(0x200E, 0x200F) || within(0x2028, 0x202E) ||
             within(0x2060, 0x206F) || within(0xFDD0, 0xFDEF) || code == 0xFEFF ||
             within(0xFFF0, 0xFFFB) || (code & 0xFFFEU) == 0xFFFE || within(0xE0000, 0xE0FFF) ||
             code >= 0xF0000);
}

}  // namespace

std::string printable(std::string_view text) {
    std::string line;
    while (!text.empty()) {
        const std::size_t size = character_size(text);
        if (size == 0) {
            line += fmt::format("\\x{:02X}", static_cast<unsigned char>(text.front()));
        } else if (const unsigned code = code_of(text.substr(0, size)); shows(code)) {
            line += text.substr(0, size);
        } else if (code <= 0xFFFF) {
            line += fmt::format("\\u{:04X}", code);
        } else {
            line += fmt::format("\\u{:04X}\\u{:04X}", 0xD800 + ((code - 0x10000) >> 10U),
                                0xDC00 + ((code - 0x10000) & 0x3FFU));
        }
        text.remove_prefix(size == 0 ? 1 : size);
    }
    return line;
}

void complain(std::string_view line) noexcept {
    try {
        const std::string all = "essmap: " + printable(line) + "\n";
        for (std::string_view rest = all; !rest.empty();) {
            const auto sent = ::write(STDERR_FILENO, rest.data(), rest.size());
            if (sent < 0 && errno == EINTR) continue;
            if (sent <= 0) return;
            rest.remove_prefix(static_cast<std::size_t>(sent));
        }
    } catch (...) {  // no memory for the line: nothing can be reported
        return;
    }
}

}  // namespace checker
