#include "essmap/text/quantities.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>
#include <ctime>

#include "essmap/text/visible.hpp"

namespace essmap::text {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes `digits` digits, a number of at most `most`, off the front of `text`, and `mark` after
/// them (none: 0). @return -1 where they are not there; text is then of no more use
int take_number(std::string_view& text, std::size_t digits, int most, char mark) {
    const std::size_t length = digits + (mark != 0 ? 1 : 0);
    if (text.size() < length || (mark != 0 && text[digits] != mark)) return -1;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (!is_digit(text[i])) return -1;
        value = 10 * value + (text[i] - '0');
    }
    text.remove_prefix(length);
    return value <= most ? value : -1;
}

/// Seconds of the day in UTC, of "07:44:00.5Z", "09:44:00+02:00" and the like.
std::optional<double> seconds_from_text(std::string_view text) {
    const int hours = take_number(text, 2, 23, ':');
    const int minutes = take_number(text, 2, 59, ':');
    const int seconds = take_number(text, 2, 60, 0);
    if (hours < 0 || minutes < 0 || seconds < 0) return std::nullopt;
    double time = 3600.0 * hours + 60.0 * minutes + seconds;
    if (text.starts_with('.')) {
        double unit = 0.1;
        text.remove_prefix(1);
        if (text.empty() || !is_digit(text.front())) return std::nullopt;
        for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), unit /= 10.0)
            time += unit * (text.front() - '0');
    }
    if (text == "Z" || text == "z") return time;
    if (text.size() != 6 || (text.front() != '+' && text.front() != '-')) return std::nullopt;
    const double sign = text.front() == '+' ? -1.0 : 1.0;
    text.remove_prefix(1);
    const int hours_off = take_number(text, 2, 23, ':');
    const int minutes_off = take_number(text, 2, 59, 0);
    if (hours_off < 0 || minutes_off < 0) return std::nullopt;
    return time + sign * (3600.0 * hours_off + 60.0 * minutes_off);
}

}  // namespace

std::string duration_text(double seconds) {
    if (seconds < 60.0) return fmt::format("{:.1f} s", seconds);
    constexpr double year = 365.25 * 86400.0;
    if (seconds >= 3.0 * year) return fmt::format("{:.3g} years", seconds / year);
    const auto whole = std::llround(seconds);
    if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string count_text(double count) {
    static constexpr std::array units{"", " k", " M", " G", " T", " P", " E"};
    std::size_t unit = 0;
    while (count >= 999.5 && unit + 1 < units.size()) {
        count /= 1000.0;
        ++unit;
    }
    return unit == 0 ? fmt::format("{:.0f}", count) : fmt::format("{:.3g}{}", count, units[unit]);
}

std::string time_text() {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

std::string history_line(const std::string& command, const std::string& version) {
    return fmt::format("{}: essmap {} (version {})", time_text(), visible(command), version);
}

std::optional<double> day_from_text(std::string_view text) {
    constexpr double seconds_per_day = 86400.0;
    const int year = take_number(text, 4, 9999, '-');
    const int month = take_number(text, 2, 12, '-');
    const int day = take_number(text, 2, 31, 0);
    if (year < 0 || month < 0 || day < 0) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) return std::nullopt;
    const auto days = static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
    if (text.empty()) return days;
    if (text.front() != 'T' && text.front() != 't') return std::nullopt;
    const auto seconds = seconds_from_text(text.substr(1));
    if (!seconds) return std::nullopt;
    return days + *seconds / seconds_per_day;
}

}  // namespace essmap::text
