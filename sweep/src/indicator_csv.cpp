#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "byte_stream.hpp"
#include "essmap/maps/errors.hpp"
#include "essmap/model/parameters.hpp"
#include "essmap/sweep/indicator_files.hpp"
#include "essmap/sweep/text.hpp"
#include "names.hpp"

namespace essmap::sweep {

namespace {

using model::InvalidValue;

/// Rows of a table in CSV (RFC 4180), whose lines may end in LF too.
class CsvReader {
public:
    explicit CsvReader(const std::string& path) : path_(path), bytes_(path) {
        for (const char mark : {'\xEF', '\xBB', '\xBF'})
            if (!bytes_.at_end() && bytes_.peek() == mark) bytes_.skip();
    }

    /// Reads the next row into fields(). @return false at the end
    bool next() {
        line_ += lines_;
        lines_ = 0;
        count_ = 0;
        if (bytes_.at_end()) return false;
        while (read_field()) {
        }
        return true;
    }
    [[nodiscard]] std::size_t size() const { return count_; }
    [[nodiscard]] const std::string& field(std::size_t i) const { return fields_[i]; }
    [[noreturn]] void refuse(const std::string& key, const std::string& given,
                             const std::string& allowed) const {
        fail(InvalidValue(key, given, allowed));
    }
    [[noreturn]] void fail(const InvalidValue& error) const {
        throw maps::DataError(fmt::format("{}:{}: {}", path_, line_, error.what()));
    }

private:
    /// @return whether another field follows in this row
    bool read_field() {
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
    void read_quoted(std::string& field) {
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
    void add(std::string& field, char c) {
        constexpr std::size_t longest = 65536;
        if (field.size() == longest)
            refuse("field", shown_text(field), "at most 65536 bytes; is a quote left open?");
        field.push_back(c);
    }

    static constexpr std::size_t most_fields = 64;

    std::string path_;
    ByteStream bytes_;
    std::vector<std::string> fields_;  ///< more than count_ after a longer row
    std::size_t count_ = 0;
    std::size_t line_ = 1;   ///< on which the row begins
    std::size_t lines_ = 0;  ///< which it takes
};

constexpr std::array<std::string_view, 6> columns{"member", "indicator",  "seen",
                                                  "until",  "confidence", "worth"};
constexpr std::size_t columns_needed = 3;
constexpr std::size_t absent = ~std::size_t{0};

/// Where each of `columns` is in a row.
std::array<std::size_t, columns.size()> read_header(CsvReader& csv) {
    const std::string allowed =
        fmt::format("a line that names the columns {}", fmt::join(columns, ", "));
    if (!csv.next()) csv.refuse("header", "(empty)", allowed);
    std::array<std::size_t, columns.size()> places{};
    places.fill(absent);
    for (std::size_t i = 0; i < csv.size(); ++i) {
        const auto* const found = std::ranges::find(columns, csv.field(i));
        if (found == columns.end()) csv.refuse("column", shown_text(csv.field(i)), allowed);
        std::size_t& place = places[static_cast<std::size_t>(found - columns.begin())];
        if (place != absent) csv.refuse("column", shown_text(csv.field(i)), "one of a name");
        place = i;
    }
    for (std::size_t c = 0; c < columns_needed; ++c)
        if (places[c] == absent)
            csv.refuse("column", "(missing)", fmt::format("with {}", columns[c]));
    return places;
}

double number(const CsvReader& csv, std::size_t place, std::string_view name, double most) {
    const std::string& text = csv.field(place);
    double value = -1.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !(value >= 0.0) || value > most)
        csv.refuse(std::string(name), shown_text(text),
                   fmt::format("a number from 0 to {}", model::shortest(most)));
    return value;
}

double day(const CsvReader& csv, std::size_t place, std::string_view name) {
    const auto day = day_from_text(csv.field(place));
    if (!day)
        csv.refuse(std::string(name), shown_text(csv.field(place)),
                   "a date, 2017-05-12, or a time, 2017-05-12T07:44:00Z");
    return *day;
}

}  // namespace

solver::IndicatorReports read_indicator_csv(const std::string& path) {
    CsvReader csv(path);
    const auto places = read_header(csv);
    const std::size_t width = csv.size();
    const auto [member, indicator, seen, until, confidence, worth] = places;
    const auto given = [&](std::size_t place) {
        return place != absent && !csv.field(place).empty();
    };
    Names members;
    Names indicators;
    solver::IndicatorReports result;
    while (csv.next()) {
        if (csv.size() != width)
            csv.refuse("fields", std::to_string(csv.size()),
                       fmt::format("{} as in the header", width));
        solver::IndicatorReport report;
        try {
            report.member = members.number("member", csv.field(member));
            const std::string& name = csv.field(indicator);
            report.indicator = indicators.number(
                "indicator", name.starts_with('[') ? normalised_pattern(name) : name);
        } catch (const InvalidValue& error) {
            csv.fail(error);
        }
        report.seen_day = day(csv, seen, "seen");
        if (given(until)) {
            report.until_day = day(csv, until, "until");
            if (!(report.until_day > report.seen_day))
                csv.refuse("until", shown_text(csv.field(until)), "later than seen");
        }
        if (given(confidence)) report.confidence = number(csv, confidence, "confidence", 100.0);
        if (given(worth)) report.worth = number(csv, worth, "worth", model::largest_magnitude);
        result.reports.push_back(report);
    }
    if (result.reports.empty()) csv.refuse("reports", "0", "at least 1");
    result.members = members.take();
    result.indicators = indicators.take();
    return result;
}

}  // namespace essmap::sweep
