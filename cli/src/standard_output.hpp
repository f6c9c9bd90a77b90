#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

/// The only way to standard output.
namespace essmap::cli {

/// Prints text as text::visible_lines shows it: names in it steer no terminal. In JSON that changes
/// the spelling of strings, not their values. @throws files::IoError
void print_visible(std::string_view text);

/// The same, by a format of fmt.
template <class... Arguments>
void print(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    print_visible(fmt::format(format, std::forward<Arguments>(arguments)...));
}

/// JSON as all files and standard output have it; bytes of strings that are not UTF-8 become
/// U+FFFD. @param indent blanks a level; -1: all on one line
std::string json_text(const nlohmann::json& value, int indent = 2);

/// Is the output `path` a table: a file .csv, or "-" for standard output?
bool is_table(const std::string& path);
/// Writes a table to its file, or to standard output. @throws files::IoError, model::InvalidValue
void write_table(const std::string& path, const std::string& csv);
/// Standard output takes one thing. @throws UsageError for "-" where it is `taken`
void check_standard_output(const std::string& flag, const std::string& path, bool taken);

/// Sends what waits to be sent. @throws files::IoError if anything could not be sent
void flush_output();

}  // namespace essmap::cli
