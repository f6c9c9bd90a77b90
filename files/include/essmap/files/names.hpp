#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace essmap::files {

/// A text as messages show it: in quotes, on one line of ASCII, as JSON writes it. After its first
/// 60 bytes it is cut, and "..." follows.
std::string shown_text(const std::string& text);

/// The cause in a JSON parser's message: why a text is not JSON. What was read last is cut off, as
/// it may be anything and of any length. @param what message of the parser's exception
std::string json_cause(std::string what);

/// Checks a name. @param key what messages call it
/// @throws model::InvalidValue for a name that is empty or no UTF-8
void validate_name(const std::string& key, const std::string& name);

/// Numbers the names of members and indicators in the order in which they come.
class Names {
public:
    /// The number of a name, from 0 on. A new name takes the next number.
    /// @throws model::InvalidValue as validate_name()
    std::uint32_t number(const std::string& key, const std::string& name);
    /// Moves the names out, by number, and forgets them.
    [[nodiscard]] std::vector<std::string> take();

private:
    std::unordered_map<std::string, std::uint32_t> numbers_;
};

}  // namespace essmap::files
