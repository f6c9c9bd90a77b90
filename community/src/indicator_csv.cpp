#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>

#include "essmap/community/indicator_files.hpp"
#include "essmap/files/csv_reader.hpp"
#include "essmap/files/names.hpp"
#include "essmap/model/parameters.hpp"
#include "essmap/text/quantities.hpp"

namespace essmap::community {

namespace {

constexpr std::array<std::string_view, 6> columns{"member", "indicator",  "seen",
                                                  "until",  "confidence", "worth"};
constexpr std::size_t columns_needed = 3;
constexpr std::size_t absent = ~std::size_t{0};

/// Where each of `columns` is in a row.
std::array<std::size_t, columns.size()> read_header(files::CsvReader& csv) {
    const std::string allowed =
        fmt::format("a line that names the columns {}", fmt::join(columns, ", "));
    if (!csv.next()) csv.refuse("header", "(empty)", allowed);
    std::array<std::size_t, columns.size()> places{};
    places.fill(absent);
    for (std::size_t i = 0; i < csv.size(); ++i) {
        const auto* const found = std::ranges::find(columns, csv.field(i));
        if (found == columns.end()) csv.refuse("column", files::shown_text(csv.field(i)), allowed);
        std::size_t& place = places[static_cast<std::size_t>(found - columns.begin())];
        if (place != absent) csv.refuse("column", files::shown_text(csv.field(i)), "one of a name");
        place = i;
    }
    for (std::size_t c = 0; c < columns_needed; ++c)
        if (places[c] == absent)
            csv.refuse("column", "(missing)", fmt::format("with {}", columns[c]));
    return places;
}

double number(const files::CsvReader& csv, std::size_t place, std::string_view name, double most) {
    const std::string& text = csv.field(place);
    double value = -1.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !(value >= 0.0) || value > most)
        csv.refuse(std::string(name), files::shown_text(text),
                   fmt::format("a number from 0 to {}", model::shortest(most)));
    return value;
}

double day(const files::CsvReader& csv, std::size_t place, std::string_view name) {
    const auto day = text::day_from_text(csv.field(place));
    if (!day)
        csv.refuse(std::string(name), files::shown_text(csv.field(place)),
                   "a date, 2017-05-12, or a time, 2017-05-12T07:44:00Z");
    return *day;
}

}  // namespace

IndicatorReports read_indicator_csv(const std::string& path) {
    files::CsvReader csv(path);
    const auto places = read_header(csv);
    const std::size_t width = csv.size();
    const auto [member, indicator, seen, until, confidence, worth] = places;
    const auto given = [&](std::size_t place) {
        return place != absent && !csv.field(place).empty();
    };
    files::Names members;
    files::Names indicators;
    IndicatorReports result;
    while (csv.next()) {
        if (csv.size() != width)
            csv.refuse("fields", std::to_string(csv.size()),
                       fmt::format("{} as in the header", width));
        IndicatorReport report;
        try {
            report.member = members.number("member", csv.field(member));
            const std::string& name = csv.field(indicator);
            report.indicator = indicators.number(
                "indicator", name.starts_with('[') ? normalised_pattern(name) : name);
        } catch (const model::InvalidValue& error) {
            csv.fail(error);
        }
        report.seen_day = day(csv, seen, "seen");
        if (given(until)) {
            report.until_day = day(csv, until, "until");
            if (!(report.until_day > report.seen_day))
                csv.refuse("until", files::shown_text(csv.field(until)), "later than seen");
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

}  // namespace essmap::community
