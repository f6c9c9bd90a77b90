#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace essmap::text {

/// "12.3 s", "3 min 20 s", "1 h 02 min", "12.5 years".
std::string duration_text(double seconds);
/// Three digits and a unit: "1.23 G".
std::string count_text(double count);
/// This moment: "2026-11-21T10:39:56Z".
std::string time_text();
/// A line of CF's `history`: now, the command that makes a file, essmap's version.
std::string history_line(const std::string& command, const std::string& version);
/// Days since 1970-01-01T00:00Z of a timestamp of RFC 3339 ("2017-05-12T07:44:00.5Z",
/// "2017-05-12T09:44:00+02:00") or of the date with which a day of UTC begins ("2017-05-12");
/// nullopt for any other text. A leap second is the second after it.
std::optional<double> day_from_text(std::string_view text);

}  // namespace essmap::text
