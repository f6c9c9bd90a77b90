#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace essmap::cli {

/// A table of texts as lines. Columns are as wide as their longest cell; the first is aligned to
/// the left.
class TextTable {
public:
    enum class Align { left, right };

    /// @param others how the columns after the first are aligned @param gap blanks between columns
    TextTable(std::vector<std::string> head, Align others, std::size_t gap);
    /// @pre as many cells as the head has
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    /// All lines, each two blanks in, without blanks at its end.
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::vector<std::string>> rows_;
    Align others_;
    std::size_t gap_;
};

}  // namespace essmap::cli
