#include "essmap/text/visible.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "code_points.hpp"

namespace essmap::text {

namespace {

struct Span {
    char32_t first, last;
};

/// What shows nothing of itself, or changes how its neighbours show.
constexpr std::array<Span, 17> hidden{{
    {0x00, 0x1F},         // control characters
    {0x7F, 0x9F},         // DEL and C1: terminals obey them
    {0xAD, 0xAD},         // soft hyphen
    {0x061C, 0x061C},     // Arabic letter mark
    {0x180E, 0x180E},     // Mongolian vowel separator
    {0x200B, 0x200B},     // zero width space
    {0x200E, 0x200F},     // direction marks
    {0x2028, 0x202E},     // separators, embeddings, overrides
    {0x2060, 0x206F},     // word joiner, isolates, deprecated formats
    {0xFDD0, 0xFDEF},     // noncharacters
    {0xFEFF, 0xFEFF},     // byte order mark
    {0xFFF0, 0xFFFB},     // unassigned, annotations
    {0xFFFE, 0xFFFF},     // noncharacters
    {0x1BCA0, 0x1BCA3},   // shorthand formats
    {0x1D173, 0x1D17A},   // musical formats
    {0xE0000, 0xE0FFF},   // tags
    {0xF0000, 0x10FFFF},  // private planes, noncharacters
}};

bool is_hidden(char32_t c) {
    for (const Span& span : hidden)
        if (c >= span.first && c <= span.last) return true;
    return c > 0xFFFF && (c & 0xFFFE) == 0xFFFE;  // noncharacters of the other planes
}

void append_hex(std::string& out, char kind, unsigned value) {
    std::array<char, 8> digits{};
    const int width = kind == 'x' ? 2 : 4;
    std::snprintf(digits.data(), digits.size(), "%0*X", width, value);
    (out += '\\') += kind;
    out += digits.data();
}

std::string shown(std::string_view text, bool lines) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const CodePoint next = first_code_point(text);
        if (!next.valid)
            append_hex(out, 'x', static_cast<unsigned char>(text.front()));
        else if (!is_hidden(next.value) || (lines && next.value == '\n'))
            out += text.substr(0, next.size);
        else if (next.value <= 0xFFFF)
            append_hex(out, 'u', next.value);
        else {
            append_hex(out, 'u', 0xD800 + ((next.value - 0x10000) >> 10U));
            append_hex(out, 'u', 0xDC00 + ((next.value - 0x10000) & 0x3FFU));
        }
        text.remove_prefix(next.size);
    }
    return out;
}

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

/// Where the character after the first `characters` begins. @pre there are as many
std::size_t offset_of(std::string_view text, std::size_t characters) {
    std::size_t offset = 0;
    for (; characters > 0; --characters) do
            ++offset;
        while (offset < text.size() && !begins_character(text[offset]));
    return offset;
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(0);
    if (lead < 0x80) return {lead, 1, true};
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return {};
    char32_t value = lead & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) return {};
        value = (value << 6U) | (byte(i) & 0x3FU);
    }
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < least[size] || value > 0x10FFFF || surrogate) return {};
    return {value, size, true};
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const CodePoint next = first_code_point(text);
        if (!next.valid) return false;
        text.remove_prefix(next.size);
    }
    return true;
}

std::string visible(std::string_view text) { return shown(text, false); }

std::string visible_lines(std::string_view text) { return shown(text, true); }

std::size_t length(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

std::string shortened(std::string_view text, std::size_t most) {
    if (length(text) <= most) return std::string(text);
    return std::string(text.substr(0, offset_of(text, most - 1))) + "\u2026";
}

std::string shortened_middle(std::string_view text, std::size_t most) {
    const std::size_t characters = length(text);
    if (characters <= most) return std::string(text);
    const std::size_t tail = most / 3;
    return shortened(text, most - tail) +
           std::string(text.substr(offset_of(text, characters - tail)));
}

}  // namespace essmap::text
