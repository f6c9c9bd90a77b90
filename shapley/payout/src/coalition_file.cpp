#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "coalition_table.hpp"
#include "essmap/files/byte_stream.hpp"
#include "essmap/files/csv_reader.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/files/names.hpp"

namespace essmap::shapley {

namespace {

using model::InvalidValue;
using nlohmann::json;

/// One coalition as a file gives it.
struct Row {
    std::string text;                               ///< its members in one text,
    std::optional<std::vector<std::string>> names;  ///< or one by one
    double value = 0.0;
    std::size_t line = 0;
};

/// "FILE:LINE: MESSAGE"
[[noreturn]] void fail(const std::string& path, std::size_t line, const std::string& message) {
    throw files::DataError(fmt::format("{}:{}: {}", path, line, message));
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

// ---- CSV ----

/// Where the columns "coalition" and "value" are.
std::pair<std::size_t, std::size_t> read_header(files::CsvReader& csv) {
    const std::string allowed = "a first line that names the columns: coalition,value";
    if (!csv.next()) csv.refuse("header", "(empty)", allowed);
    const std::string& first = csv.field(0);
    if (first.starts_with("\xFF\xFE") || first.starts_with("\xFE\xFF"))
        csv.refuse("encoding", "UTF-16", "UTF-8");
    if (csv.size() == 1 && first.find(';') != std::string::npos)
        csv.refuse("header", files::shown_text(first),
                   "commas between the columns, not semicolons");
    constexpr std::size_t absent = std::numeric_limits<std::size_t>::max();
    std::pair places{absent, absent};
    for (std::size_t i = 0; i < csv.size(); ++i) {
        const std::string name = lower(trimmed(csv.field(i)));
        if (name != "coalition" && name != "value")
            csv.refuse("column", files::shown_text(csv.field(i)), allowed);
        std::size_t& place = name == "value" ? places.second : places.first;
        if (place != absent) csv.refuse("column", files::shown_text(name), "each column once");
        place = i;
    }
    if (csv.size() != 2) csv.refuse("columns", "1", allowed);
    return places;
}

double number_in(const files::CsvReader& csv, const std::string& key, const std::string& field) {
    const std::string text = trimmed(field);
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        csv.refuse(key, files::shown_text(text), "a decimal number, such as 1.5 or 2e6");
    return value;
}

bool is_blank(const files::CsvReader& csv) {
    for (std::size_t i = 0; i < csv.size(); ++i)
        if (!trimmed(csv.field(i)).empty()) return false;
    return true;
}

std::string key_of(const Row& row) {
    return fmt::format(
        "coalition {}",
        files::shown_text(row.names ? fmt::format("{}", fmt::join(*row.names, ", ")) : row.text));
}

std::vector<Row> read_csv(const std::string& path) {
    files::CsvReader csv(path);
    const auto [coalition, value] = read_header(csv);
    std::vector<Row> rows;
    while (csv.next()) {
        if (is_blank(csv)) continue;
        if (csv.size() != 2)
            csv.refuse("fields", std::to_string(csv.size()),
                       "2, a coalition and its value; several members are one field in quotes: "
                       "\"a,b\",5");
        Row row{csv.field(coalition), std::nullopt, 0.0, csv.line()};
        row.value = number_in(csv, key_of(row), csv.field(value));
        rows.push_back(std::move(row));
    }
    return rows;
}

// ---- JSON ----

/// The events of a JSON text that is a table of coalitions.
class CoalitionEvents {
public:
    CoalitionEvents(const std::string& path, const files::ByteStream& bytes)
        : path_(path), bytes_(bytes) {}

    bool null() { return wrong("null"); }
    bool boolean(bool value) { return wrong(value ? "true" : "false"); }
    bool number_integer(json::number_integer_t value) {
        return number(static_cast<double>(value), std::to_string(value));
    }
    bool number_unsigned(json::number_unsigned_t value) {
        return number(static_cast<double>(value), std::to_string(value));
    }
    bool number_float(json::number_float_t value, const std::string& text) {
        return number(value, text);
    }
    bool binary(json::binary_t&) { return false; }  // not in JSON
    bool string(std::string& text) {
        if (position_ == Position::members)
            row_.names->push_back(text);
        else if (position_ == Position::entry && at_coalition_)
            row_.text = text;
        else
            wrong(files::shown_text(text));
        return true;
    }
    bool start_object(std::size_t /*size*/) {
        if (position_ == Position::start) return enter(Position::object);
        if (position_ != Position::list) return wrong("an object");
        row_ = {"", std::nullopt, 0.0, bytes_.line()};
        has_coalition_ = has_value_ = false;
        return enter(Position::entry);
    }
    bool end_object() {
        if (position_ == Position::object) return enter(Position::end);
        for (const auto& [key, given] :
             {std::pair("coalition", has_coalition_), std::pair("value", has_value_)})
            if (!given) fail(path_, row_.line, fmt::format("{} is missing", key));
        rows_.push_back(std::move(row_));
        return enter(Position::list);
    }
    bool start_array(std::size_t /*size*/) {
        if (position_ == Position::start) return enter(Position::list);
        if (position_ != Position::entry || !at_coalition_) return wrong("an array");
        row_.names.emplace();
        return enter(Position::members);
    }
    bool end_array() {
        return enter(position_ == Position::members ? Position::entry : Position::end);
    }
    bool key(std::string& name) {
        if (position_ == Position::object) {
            row_ = {name, std::nullopt, 0.0, bytes_.line()};
            return true;
        }
        at_coalition_ = name == "coalition";
        if (!at_coalition_ && name != "value")
            fail(path_, bytes_.line(),
                 fmt::format("unknown key {}: allowed are coalition, value",
                             files::shown_text(name)));
        if (std::exchange(at_coalition_ ? has_coalition_ : has_value_, true))
            fail(path_, bytes_.line(), fmt::format("{} is there twice", name));
        return true;
    }
    bool parse_error(std::size_t /*position*/, const std::string&, const json::exception& error) {
        fail(path_, bytes_.line(), "this is not JSON: " + files::json_cause(error.what()));
    }

    [[nodiscard]] std::vector<Row> take_rows() { return std::move(rows_); }

private:
    enum class Position { start, object, list, entry, members, end };

    bool enter(Position place) {
        position_ = place;
        return true;
    }
    bool number(double value, const std::string& text) {
        const bool of_object = position_ == Position::object;
        if (!of_object && (position_ != Position::entry || at_coalition_)) return wrong(text);
        row_.value = value;
        if (of_object) rows_.push_back(std::move(row_));
        return true;
    }
    [[noreturn]] bool wrong(const std::string& given) const {
        const auto refuse = [&](const std::string& key, const char* allowed) {
            fail(path_, bytes_.line(), InvalidValue(key, given, allowed).what());
        };
        if (position_ == Position::object) refuse(key_of(row_), "a number");
        if (position_ == Position::list)
            refuse("coalition", R"(an object, {"coalition": ["a", "b"], "value": 5})");
        if (position_ == Position::members)
            refuse("coalition", "an array of names, which are texts");
        if (position_ == Position::entry && at_coalition_)
            refuse("coalition", R"(an array of names, ["a", "b"], or one text, "a,b")");
        if (position_ == Position::entry) refuse("value", "a number");
        refuse("table",
               R"({"a": 1, "a,b": 5, ...} or [{"coalition": ["a", "b"], "value": 5}, ...])");
        throw;
    }

    const std::string& path_;
    const files::ByteStream& bytes_;
    std::vector<Row> rows_;
    Row row_;
    Position position_ = Position::start;
    bool at_coalition_ = false;  ///< of an entry's two keys
    bool has_coalition_ = false;
    bool has_value_ = false;
};

std::vector<Row> read_json(const std::string& path) {
    files::ByteStream bytes(path);
    CoalitionEvents events(path, bytes);
    json::sax_parse(files::ByteIterator(bytes), files::ByteIterator(), &events);
    return events.take_rows();
}

// ---- both ----

/// The text without the braces around it.
std::string without_braces(const std::string& text) {
    std::string inner = trimmed(text);
    if (inner.size() < 2 || inner.front() != '{' || inner.back() != '}') return inner;
    return trimmed(inner.substr(1, inner.size() - 2));
}

/// What separates members throughout the texts that are no member by themselves: , ; or |, or
/// blanks where none of them is there.
char separator_of(const std::string& path, const std::vector<Row>& rows,
                  const std::vector<std::string>& members) {
    char separator = ' ';
    for (const Row& row : rows) {
        if (row.names || std::ranges::find(members, row.text) != members.end()) continue;
        for (const char mark : row.text) {
            if ((mark != ',' && mark != ';' && mark != '|') || mark == separator) continue;
            if (separator != ' ')
                fail(path, row.line,
                     fmt::format("{}: one separator of members is allowed in a table, not both "
                                 "{} and {}; in JSON, arrays of names need none",
                                 key_of(row), separator, mark));
            separator = mark;
        }
    }
    return separator;
}

}  // namespace

bool names_coalition_file(const std::string& path) {
    const std::string ending = lower(std::filesystem::path(path).extension().string());
    return ending == ".csv" || ending == ".json";
}

CoalitionTable read_coalition_file(const std::string& path,
                                   const std::vector<std::string>& members) {
    auto rows = lower(path).ends_with(".json") ? read_json(path) : read_csv(path);
    const auto is_member = [&](const std::string& text) {
        return std::ranges::find(members, text) != members.end();
    };
    for (Row& row : rows)
        if (!row.names && !is_member(row.text)) row.text = without_braces(row.text);
    const char separator = separator_of(path, rows, members);
    CoalitionTable table(members);
    for (const Row& row : rows) {
        const std::string key = key_of(row);
        try {
            table.add(key,
                      row.names             ? *row.names
                      : is_member(row.text) ? std::vector{row.text}
                                            : names_in(key, row.text, separator),
                      row.value);
        } catch (const InvalidValue& error) {
            fail(path, row.line, error.what());
        }
    }
    if (table.members().empty())
        throw files::DataError(
            path + ": coalitions = 0 is not allowed: every coalition of 1 member or more");
    if (const std::size_t missing = table.missing(); missing > 0)
        throw files::DataError(fmt::format(
            "{}: coalition {} is missing: v of every coalition of the {} member(s); {} missing",
            path, files::shown_text(table.first_missing()), table.members().size(),
            missing == 1 ? "1 is" : fmt::format("{} are", missing)));
    return table;
}

}  // namespace essmap::shapley
