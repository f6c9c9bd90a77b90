#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Tables as CSV (RFC 4180): every one that essmap writes.
namespace essmap::text {

/// The fields of a row, or some of them, from left to right.
class CsvRow {
public:
    /// Begins with these fields.
    template <class... Fields>
    explicit CsvRow(const Fields&... fields) {
        (add(fields), ...);
    }

    /// Adds a text, as csv_field() writes it.
    CsvRow& add(std::string_view text);
    /// Adds a real, with the digits that tell it from any other; no field is empty but that of
    /// none.
    CsvRow& add(double value);
    /// Adds a real that there may be.
    CsvRow& add(const std::optional<double>& value);
    /// Adds a whole number.
    template <std::integral Number>
    requires(!std::same_as<Number, bool>) CsvRow& add(Number value) {
        return add_number(static_cast<std::int64_t>(value));
    }
    /// Adds all fields of another row.
    CsvRow& add(const CsvRow& fields);

    /// Returns the row without its end.
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    CsvRow& add_number(std::int64_t value);
    void part();

    std::string text_;
    bool empty_ = true;
};

/// A table, row by row; the first one has the names of the columns.
class CsvTable {
public:
    /// Adds a row.
    void row(const CsvRow& fields);
    /// Adds a row of these fields.
    template <class... Fields>
    void row(const Fields&... fields) {
        row(CsvRow(fields...));
    }

    /// Returns all rows, each with its end.
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};

}  // namespace essmap::text
