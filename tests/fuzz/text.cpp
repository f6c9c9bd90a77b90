#include <algorithm>

#include "essmap/text/markup.hpp"
#include "essmap/text/visible.hpp"
#include "fuzz.hpp"

namespace {

/// Does a spreadsheet calculate the field?
bool calculated(std::string_view field) {
    if (field.starts_with('"')) field = field.substr(1, field.size() - 2);
    const auto first = field.find_first_not_of(' ');
    return first != std::string_view::npos &&
           std::string_view("=+-@\t\r").find(field[first]) != std::string_view::npos;
}

}  // namespace

/// Text for terminals, gnuplot, spreadsheets and HTML.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap;
    const auto given = fuzz::text_of(data, size);
    const auto shown = text::visible(given);
    fuzz::require(text::is_utf8(shown) && text::visible(shown) == shown);
    fuzz::require(
        std::ranges::none_of(shown, [](unsigned char c) { return c < 0x20 || c == 0x7f; }));
    fuzz::require(text::length(text::shortened(shown, 7)) <= 7);
    fuzz::require(text::length(text::shortened_middle(shown, 9)) <= 9);
    fuzz::require(!calculated(text::csv_field(given)));
    fuzz::require(text::html(given).find_first_of("<>\"'") == std::string::npos);
    for (const auto& quoted : {text::gnuplot_string(given, 40), text::gnuplot_tic_label(given, 40)})
        fuzz::require(quoted.find('\n') == std::string::npos && !quoted.empty());
    return 0;
}
