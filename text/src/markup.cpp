#include "essmap/text/markup.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "essmap/text/visible.hpp"

namespace essmap::text {

namespace {

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t found = 0; (found = text.find(from)) != std::string_view::npos;) {
        (out += text.substr(0, found)) += to;
        text.remove_prefix(found + from.size());
    }
    return out += text;
}

/// In single quotes, where gnuplot expands nothing. A quote within is a string of its own, by its
/// code: doubled at the beginning of a string it would end it; and in double quotes it would turn
/// round what gnuplot's macros (@name) take for the inside of a string.
std::string gnuplot_quoted(std::string_view text) {
    return '\'' + replaced(text, "'", "'.\"\\047\".'") + '\'';
}

/// Would a spreadsheet calculate it?
bool is_formula(std::string_view text) {
    constexpr std::array<std::string_view, 5> blanks{" ", "\u00A0", "\u3000", "\u2003", "\u2009"};
    constexpr std::array<std::string_view, 8> signs{"=",      "+",      "-",      "@",
                                                    "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
    const auto begins = [&](std::string_view word) { return text.starts_with(word); };
    const auto next_blank = [&] { return std::ranges::find_if(blanks, begins); };
    for (auto blank = next_blank(); blank != blanks.end(); blank = next_blank())
        text.remove_prefix(blank->size());
    return std::ranges::any_of(signs, begins);
}

}  // namespace

std::string csv_field(std::string_view text) {
    std::string shown = visible(text);
    if (is_formula(text)) shown.insert(shown.begin(), '\'');
    // Other dialects part fields by semicolons; some drop blanks at the ends.
    const bool plain = shown.find_first_of(",;\"") == std::string::npos &&
                       !shown.starts_with(' ') && !shown.ends_with(' ');
    return plain ? shown : '"' + replaced(shown, "\"", "\"\"") + '"';
}

std::string gnuplot_string(std::string_view text, std::size_t most) {
    return gnuplot_quoted(shortened(visible(text), most));
}

std::string gnuplot_tic_label(std::string_view text, std::size_t most) {
    return gnuplot_quoted(replaced(shortened(visible(text), most), "%", "%%"));
}

std::string gnuplot_svg(std::string_view drawn) {
    return replaced(replaced(drawn, "&#x", "&amp;#x"), "]]>", "]]&gt;");
}

std::string netcdf_name(std::string_view text) {
    std::string name = replaced(shortened(visible(text), 60), "/", "_");
    const auto first = static_cast<unsigned char>(name.empty() ? ' ' : name.front());
    if (first < 0x80 && std::isalnum(first) == 0 && first != '_') name.insert(name.begin(), '_');
    if (name.ends_with(' ')) name.back() = '_';
    return name;
}

std::string html(std::string_view text) {
    std::string out;
    for (const char c : visible(text)) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

std::string json_in_html(std::string_view json) { return replaced(json, "<", "\\u003c"); }

}  // namespace essmap::text
