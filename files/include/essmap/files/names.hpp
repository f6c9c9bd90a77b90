#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace essmap::files {

/// A text as messages show it: in quotes, on one line of ASCII; what follows its
/// first 60 bytes is cut.
std::string shown_text(const std::string& text);

/// Why a text is not JSON, of what the parser says: without what was read last, which may be
/// anything, and of any length.
std::string json_cause(std::string what);

/// @param key of the name in messages
/// @throws model::InvalidValue for a name that is empty or no UTF-8
void validate_name(const std::string& key, const std::string& name);

/// Numbers the names of members and indicators in the order in which they come.
class Names {
public:
    /// @throws model::InvalidValue as validate_name()
    std::uint32_t number(const std::string& key, const std::string& name);
    /// The names by number. None is left here.
    [[nodiscard]] std::vector<std::string> take();

private:
    std::unordered_map<std::string, std::uint32_t> numbers_;
};

}  // namespace essmap::files
