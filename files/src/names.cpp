#include "essmap/files/names.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "essmap/model/parameters.hpp"
#include "essmap/text/visible.hpp"

namespace essmap::files {

using nlohmann::json;

std::string shown_text(const std::string& text) {
    constexpr std::size_t longest = 60;
    std::size_t end = std::min(longest, text.size());
    const auto within_letter = [&] { return (static_cast<unsigned char>(text[end]) >> 6U) == 2U; };
    while (end < text.size() && end > longest - 4 && within_letter()) --end;
    return json(text.substr(0, end)).dump(-1, ' ', true, json::error_handler_t::replace) +
           (end < text.size() ? "..." : "");
}

std::string json_cause(std::string what) {
    constexpr std::size_t longest = 160;
    if (const auto cause = what.find(" - "); cause != std::string::npos) what.erase(0, cause + 3);
    what.resize(std::min(what.find("; last read"), what.size()));
    return text::shortened(text::visible(what), longest);
}

void validate_name(const std::string& key, const std::string& name) {
    if (name.empty() || !text::is_utf8(name))
        throw model::InvalidValue(key, shown_text(name), "UTF-8, not empty");
}

std::uint32_t Names::number(const std::string& key, const std::string& name) {
    const auto found = numbers_.find(name);
    if (found != numbers_.end()) return found->second;
    validate_name(key, name);
    const auto number = static_cast<std::uint32_t>(numbers_.size());
    numbers_.emplace(name, number);
    return number;
}

std::vector<std::string> Names::take() {
    std::vector<std::string> names(numbers_.size());
    while (!numbers_.empty()) {
        auto node = numbers_.extract(numbers_.begin());
        names[node.mapped()] = std::move(node.key());
    }
    return names;
}

}  // namespace essmap::files
