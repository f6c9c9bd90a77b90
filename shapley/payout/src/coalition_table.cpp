#include "coalition_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "essmap/files/names.hpp"
#include "essmap/model/parameters.hpp"
#include "essmap/shapley/coalition_game.hpp"

namespace essmap::shapley {

using model::InvalidValue;

namespace {

constexpr std::string_view blanks = " \t";

const char* name_of(char separator) {
    switch (separator) {
        case ',': return "comma";
        case ';': return "semicolon";
        default: return "bar";
    }
}

/// "ana, ben"
std::string told(Coalition who, std::span<const std::string> members) {
    std::string text;
    for (std::size_t i = 0; i < members.size(); ++i)
        if ((who >> i & 1U) != 0) text += (text.empty() ? "" : ", ") + members[i];
    return text;
}

}  // namespace

CoalitionTable::CoalitionTable(std::vector<std::string> members)
    : members_(std::move(members)),
      fixed_(!members_.empty()),
      values_(std::size_t{1} << members_.size()),
      given_(values_.size()) {}

/// The place of a member among all.
std::size_t CoalitionTable::number(const std::string& key, const std::string& name) {
    const auto found = std::ranges::find(members_, name);
    if (found != members_.end()) return static_cast<std::size_t>(found - members_.begin());
    if (fixed_)
        throw InvalidValue(fmt::format("{}: there is no member {}", key, files::shown_text(name)));
    files::validate_name(key + ": member", name);
    if (members_.size() == most_members)
        throw InvalidValue(
            key + ": members", std::to_string(most_members + 1),
            fmt::format("at most {} in a table that names its coalitions", most_members));
    members_.push_back(name);
    values_.resize(2 * values_.size());
    given_.resize(values_.size());
    return members_.size() - 1;
}

void CoalitionTable::add(const std::string& key, std::span<const std::string> names, double value) {
    Coalition who = 0;
    for (const std::string& name : names) {
        const Coalition one = Coalition{1} << number(key, name);
        if ((who & one) != 0) throw InvalidValue(fmt::format("{}: {} is there twice", key, name));
        who |= one;
    }
    if (given_[who]) throw InvalidValue(key + ": this coalition is there twice");
    if (!(std::abs(value) <= model::largest_magnitude))
        throw InvalidValue(key, model::shortest(value), "-1e100 to 1e100");
    if (who == 0 && value != 0.0)
        throw InvalidValue(key, model::shortest(value), "0, the value of nobody");
    given_[who] = true;
    values_[who] = value;
}

std::size_t CoalitionTable::missing() const {
    return static_cast<std::size_t>(std::count(given_.begin() + 1, given_.end(), false));
}

std::string CoalitionTable::first_missing() const {
    const auto first = std::find(given_.begin() + 1, given_.end(), false);
    return told(static_cast<Coalition>(first - given_.begin()), members_);
}

std::string trimmed(const std::string& text) {
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string::npos) return "";
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::vector<std::string> names_in(const std::string& key, const std::string& text, char separator) {
    std::vector<std::string> names;
    if (trimmed(text).empty()) return names;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end =
            separator == ' ' ? text.find_first_of(blanks, begin) : text.find(separator, begin);
        names.push_back(trimmed(text.substr(begin, end - begin)));
        if (names.back().empty() && separator == ' ')
            names.pop_back();
        else if (names.back().empty())
            throw InvalidValue(fmt::format(
                "{}: a name is missing {}", key,
                end == std::string::npos ? fmt::format("after the last {}", name_of(separator))
                : begin == 0             ? fmt::format("before the first {}", name_of(separator))
                                         : fmt::format("between two {}s", name_of(separator))));
        if (end == std::string::npos) break;
        begin = end + 1;
    }
    return names;
}

}  // namespace essmap::shapley
