#include "essmap/text/csv_table.hpp"

#include <fmt/format.h>

#include <iterator>

#include "essmap/text/markup.hpp"

namespace essmap::text {

void CsvRow::part() {
    if (!empty_) text_ += ',';
    empty_ = false;
}

CsvRow& CsvRow::add(std::string_view text) {
    part();
    text_ += csv_field(text);
    return *this;
}

CsvRow& CsvRow::add(double value) {
    part();
    fmt::format_to(std::back_inserter(text_), "{}", value);
    return *this;
}

CsvRow& CsvRow::add(const std::optional<double>& value) {
    if (value) return add(*value);
    part();
    return *this;
}

CsvRow& CsvRow::add_number(std::int64_t value) {
    part();
    fmt::format_to(std::back_inserter(text_), "{}", value);
    return *this;
}

CsvRow& CsvRow::add(const CsvRow& fields) {
    if (fields.empty_) return *this;
    part();
    text_ += fields.text_;
    return *this;
}

void CsvTable::row(const CsvRow& fields) {
    text_ += fields.text();
    text_ += '\n';
}

}  // namespace essmap::text
