#include "essmap/files/csv_reader.hpp"

#include <fmt/format.h>

#include "essmap/files/errors.hpp"
#include "essmap/files/names.hpp"

namespace essmap::files {

using model::InvalidValue;

CsvReader::CsvReader(const std::string& path) : path_(path), bytes_(path) {
    for (const char mark : {'\xEF', '\xBB', '\xBF'})
        if (!bytes_.at_end() && bytes_.peek() == mark) bytes_.skip();
}

bool CsvReader::next() {
    line_ += lines_;
    lines_ = 0;
    count_ = 0;
    if (bytes_.at_end()) return false;
    while (read_field()) {
    }
    return true;
}

void CsvReader::refuse(const std::string& key, const std::string& given,
                       const std::string& allowed) const {
    fail(InvalidValue(key, given, allowed));
}

void CsvReader::fail(const InvalidValue& error) const {
    throw DataError(fmt::format("{}:{}: {}", path_, line_, error.what()));
}

/// @return whether another field follows in this row
bool CsvReader::read_field() {
    if (count_ == most_fields)
        refuse("fields", fmt::format("more than {}", most_fields), "as many as in the header");
    if (count_ == fields_.size()) fields_.emplace_back();
    std::string& field = fields_[count_++];
    field.clear();
    const bool quoted = !bytes_.at_end() && bytes_.peek() == '"';
    if (quoted) read_quoted(field);
    while (!bytes_.at_end()) {
        const char c = bytes_.peek();
        bytes_.skip();
        if (c == ',') return true;
        if (c == '\n') break;
        if (c == '\r' && !bytes_.at_end() && bytes_.peek() == '\n') continue;
        if (quoted || c == '"')
            refuse("field", shown_text(field + c),
                   "quotes around all of a field, and in it doubled");
        add(field, c);
    }
    ++lines_;
    return false;
}

void CsvReader::read_quoted(std::string& field) {
    bytes_.skip();
    for (;;) {
        if (bytes_.at_end()) refuse("field", shown_text(field), "a closing quote");
        const char c = bytes_.peek();
        bytes_.skip();
        if (c == '"') {
            if (bytes_.at_end() || bytes_.peek() != '"') return;
            bytes_.skip();
        }
        if (c == '\n') ++lines_;
        add(field, c);
    }
}

/// A quote left open would take in the rest of the file.
void CsvReader::add(std::string& field, char c) {
    constexpr std::size_t longest = 65536;
    if (field.size() == longest)
        refuse("field", shown_text(field), "at most 65536 bytes; is a quote left open?");
    field.push_back(c);
}

}  // namespace essmap::files
