#include "text_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace essmap::cli {

TextTable::TextTable(std::vector<std::string> head, Align others, std::size_t gap)
    : others_(others), gap_(gap) {
    add(std::move(head));
}

std::string TextTable::text() const {
    std::vector<std::size_t> widths(rows_.front().size());
    for (const auto& row : rows_)
        for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], row[c].size());
    std::string result;
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t c = 0; c < row.size(); ++c) {
            line.append(c == 0 ? 2 : gap_, ' ');
            line += c == 0 || others_ == Align::left ? fmt::format("{:<{}}", row[c], widths[c])
                                                     : fmt::format("{:>{}}", row[c], widths[c]);
        }
        result += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return result;
}

}  // namespace essmap::cli
