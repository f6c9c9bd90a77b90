#include "essmap/sweep/toml_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include "essmap/files/errors.hpp"
#include "essmap/text/visible.hpp"

namespace essmap::sweep {

using maps::Axis;
using model::InvalidValue;

namespace {

/// What a TOML node shows in a message: its value on one line.
std::string shown(const toml::node& node) {
    if (const auto* number = node.as_floating_point()) {
        const std::string text = model::shortest(number->get());
        // 5.0 is no whole number.
        return text.find_first_not_of("-0123456789") == std::string::npos ? text + ".0" : text;
    }
    std::ostringstream text;
    if (const auto* table = node.as_table())
        text << toml::toml_formatter(*table, toml::format_flags::none);
    else
        node.visit([&](const auto& value) { text << value; });
    std::string line = text.str();
    std::ranges::replace(line, '\n', ' ');
    return text::shortened(text::visible(line), 80);
}

/// Where a string of TOML that begins at `at` ends: behind its last quote, or the end of its line
/// or of the text where it has none.
std::size_t end_of_string(std::string_view text, std::size_t at) {
    const char quote = text[at];
    const std::string_view three = text.substr(at, 3);
    const bool lines = three.size() == 3 && three[1] == quote && three[2] == quote;
    const std::string_view closing = lines ? three : text.substr(at, 1);
    for (std::size_t i = at + closing.size(); i < text.size(); ++i) {
        if (quote == '"' && text[i] == '\\')
            ++i;
        else if (text.substr(i, closing.size()) == closing)
            return i + closing.size();
        else if (!lines && text[i] == '\n')
            return i;
    }
    return text.size();
}

/// Tables within tables, by brackets and by the dots of keys, no deeper than `deepest`: the library
/// removes them by recursion, and limits brackets alone.
void refuse_deep(const std::string& name, std::string_view text) {
    constexpr std::size_t deepest = 100;
    std::vector<std::size_t> outer;  // depths around the brackets that are open
    std::size_t depth = 0;           // of the brackets
    std::size_t dots = 0;            // of the key at hand
    std::size_t line = 1;
    for (std::size_t i = 0; i < text.size(); ++i) {
        switch (text[i]) {
            case '"':
            case '\'': {
                const std::size_t end = end_of_string(text, i);
                line += static_cast<std::size_t>(std::ranges::count(text.substr(i, end - i), '\n'));
                i = end - 1;
                break;
            }
            case '#': i = std::min(text.find('\n', i), text.size()) - 1; break;
            case '\n': ++line; [[fallthrough]];
            case ',': dots = 0; break;
            case '[':
            case '{':
                outer.push_back(depth);
                depth += std::exchange(dots, 0) + 1;
                break;
            case ']':
            case '}':
                dots = 0;
                if (outer.empty()) break;
                depth = outer.back();
                outer.pop_back();
                break;
            case '.': ++dots; break;
            default: break;
        }
        if (depth + dots > deepest)
            throw files::DataError(
                fmt::format("{}:{}: it is nested deeper than {} tables", name, line, deepest));
    }
}

}  // namespace

toml::table parse_toml(const std::string& name, const std::string& text) {
    refuse_deep(name, text);
    try {
        return toml::parse(text, name);
    } catch (const toml::parse_error& error) {
        std::string what(error.description());
        std::ranges::replace(what, '\n', ' ');
        throw files::DataError(fmt::format("{}:{}: {}", name, error.source().begin.line, what));
    }
}

void TomlReader::refuse(const toml::node& node, const std::string& key,
                        const std::string& allowed) const {
    fail(node, InvalidValue(key, shown(node), allowed).what());
}

void TomlReader::fail(const toml::node& node, const std::string& message) const {
    throw files::DataError(
        text::visible(fmt::format("{}:{}: {}", name_, node.source().begin.line, message)));
}

void TomlReader::missing(const std::string& key, const std::string& what) const {
    throw files::DataError(text::visible(fmt::format("{}: {} is missing: {}", name_, key, what)));
}

void TomlReader::only(const toml::table& table, const std::string& prefix,
                      const std::vector<std::string_view>& keys) const {
    for (const auto& [key, node] : table)
        if (std::ranges::find(keys, key.str()) == keys.end())
            fail(node, fmt::format("unknown key {}{}: allowed are {}", prefix, key.str(),
                                   fmt::join(keys, ", ")));
}

const toml::table* TomlReader::table(const toml::table& root, const std::string& name,
                                     const std::string& prefix) const {
    const toml::node* node = root.get(name);
    if (node == nullptr) return nullptr;
    if (!node->is_table()) refuse(*node, prefix + name, "a table");
    return node->as_table();
}

std::vector<std::pair<std::string, const toml::node*>> TomlReader::as_written(
    const toml::table& table) {
    std::vector<std::pair<std::string, const toml::node*>> result;
    result.reserve(table.size());
    for (const auto& [key, node] : table) result.emplace_back(key.str(), &node);
    std::ranges::sort(result, {}, [](const auto& entry) {
        const auto& begin = entry.second->source().begin;
        return std::pair(begin.line, begin.column);
    });
    return result;
}

double TomlReader::number(const toml::node& node, const std::string& key) const {
    if (!node.is_number()) refuse(node, key, "a number");
    return *node.value<double>();
}

long long TomlReader::integer(const toml::node& node, const std::string& key) const {
    if (!node.is_integer()) refuse(node, key, "a whole number");
    return *node.value<long long>();
}

std::string TomlReader::string(const toml::node& node, const std::string& key) const {
    if (!node.is_string()) refuse(node, key, "a string");
    return *node.value<std::string>();
}

bool TomlReader::boolean(const toml::node& node, const std::string& key) const {
    if (!node.is_boolean()) refuse(node, key, "true or false");
    return *node.value<bool>();
}

std::vector<double> TomlReader::numbers(const toml::node& node, const std::string& key) const {
    if (node.is_number()) return {number(node, key)};
    const auto* array = node.as_array();
    if (array == nullptr) refuse(node, key, "a number or an array of numbers");
    std::vector<double> values;
    values.reserve(array->size());
    for (const auto& element : *array) values.push_back(number(element, key));
    return values;
}

model::BenefitKind TomlReader::benefit_kind(const toml::table& table,
                                            const std::string& name) const {
    const bool cost = table.contains("C");
    if (cost == table.contains("U")) fail(table, name + " must have exactly one of C and U");
    return cost ? model::BenefitKind::from_cost : model::BenefitKind::given;
}

maps::Interval TomlReader::range(const std::string& prefix, const std::string& name,
                                 const toml::node& node) const {
    const std::string key = prefix + name;
    const std::string allowed = "a number, or [least, largest]";
    if (!node.is_number() && !node.is_array()) refuse(node, key, allowed);
    const auto values = numbers(node, key);
    if (values.empty() || values.size() > 2 || values.front() > values.back())
        refuse(node, key, allowed);
    for (const double value : values) at(node, prefix, [&] { model::validate_value(name, value); });
    return {values.front(), values.back()};
}

Axis TomlReader::axis(const std::string& prefix, const std::string& name,
                      const toml::node& node) const {
    const std::string key = prefix + name;
    if (const auto* table = node.as_table()) return axis_from_table(prefix, name, *table);
    if (!node.is_number() && !node.is_array())
        refuse(node, key, "a number, an array, {from, to, count[, scale]} or {values}");
    return at(node, prefix, [&] { return Axis::from_values(name, numbers(node, key)); });
}

Axis TomlReader::axis_from_table(const std::string& prefix, const std::string& name,
                                 const toml::table& table) const {
    const std::string key = prefix + name;
    const bool discrete =
        table.contains("discrete") && boolean(*table.get("discrete"), key + ".discrete");
    if (table.contains("values")) {
        only(table, key + ".", {"values", "discrete"});
        const auto& node = *table.get("values");
        return at(node, prefix, [&] {
            return Axis::from_values(name, numbers(node, key + ".values"), discrete);
        });
    }
    only(table, key + ".", {"from", "to", "count", "scale", "discrete"});
    for (const char* needed : {"from", "to", "count"})
        if (!table.contains(needed)) fail(table, key + "." + needed + " is missing");
    auto spacing = maps::Spacing::linear;
    if (table.contains("scale")) {
        const auto& node = *table.get("scale");
        const std::string scale = string(node, key + ".scale");
        if (scale != "linear" && scale != "log") refuse(node, key + ".scale", "linear or log");
        if (scale == "log") spacing = maps::Spacing::log;
    }
    const double from = number(*table.get("from"), key + ".from");
    const double to = number(*table.get("to"), key + ".to");
    const long long count = integer(*table.get("count"), key + ".count");
    return at(table, prefix,
              [&] { return Axis::from_range(name, spacing, from, to, count, discrete); });
}

}  // namespace essmap::sweep
