#include "shared_indicators_reader.hpp"

#include <fmt/format.h>

#include <map>
#include <span>
#include <sstream>

#include "coalition_game_reader.hpp"
#include "essmap/community/indicator_files.hpp"
#include "essmap/community/shared_indicators.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/maps/digest.hpp"
#include "essmap/sweep/specification.hpp"
#include "essmap/text/quantities.hpp"

namespace essmap::shapley {

namespace {

/// The files that a key names, one or several.
std::vector<std::string> files(const sweep::TomlReader& reader, const toml::table& game,
                               const char* name, const std::string& specification) {
    std::vector<std::string> result;
    const auto* node = game.get(name);
    if (node == nullptr) return result;
    const std::string key = std::string("game.") + name;
    const auto add = [&](const toml::node& one) {
        result.push_back(beside(specification, reader.string(one, key)));
    };
    if (const auto* array = node->as_array()) {
        for (const auto& element : *array) add(element);
        if (array->empty()) reader.refuse(*node, key, "a file, or several");
    } else {
        add(*node);
    }
    return result;
}

community::IndicatorReports read_reports(const sweep::TomlReader& reader, const toml::table& game,
                                         const std::string& specification) {
    const auto tables = files(reader, game, "reports", specification);
    const auto bundles = files(reader, game, "bundles", specification);
    if (tables.empty() == bundles.empty())
        reader.fail(game, "game must have exactly one of reports (CSV) and bundles (STIX 2.1)");
    if (tables.size() > 1) reader.fail(*game.get("reports"), "game.reports must be one table");
    return tables.empty() ? community::read_stix_bundles(bundles)
                          : community::read_indicator_csv(tables.front());
}

community::IndicatorValuation read_valuation(const sweep::TomlReader& reader,
                                             const toml::table& game,
                                             const std::string& specification) {
    community::IndicatorValuation valuation;
    const auto number = [&](const char* key, auto& value) {
        if (const auto* node = game.get(key))
            value = reader.number(*node, std::string("game.") + key);
    };
    number("half_life", valuation.half_life);
    number("novelty_half_life", valuation.novelty_half_life);
    number("known_value", valuation.known_value);
    if (const auto* node = game.get("as_of")) {
        valuation.as_of_day = text::day_from_text(reader.string(*node, "game.as_of"));
        if (!valuation.as_of_day)
            reader.refuse(*node, "game.as_of", "a date or a time as RFC 3339 writes it");
    }
    const auto known = files(reader, game, "known", specification);
    if (known.empty() && game.contains("known_value"))
        reader.fail(*game.get("known_value"), "game.known_value needs game.known");
    for (const std::string& path : known) {
        std::istringstream lines(sweep::read_text_file(path));
        for (std::string line; std::getline(lines, line);) {
            if (line.ends_with('\r')) line.pop_back();
            if (!line.empty())
                valuation.known.insert(line.front() == '[' ? community::normalised_pattern(line)
                                                           : line);
        }
    }
    return valuation;
}

}  // namespace

std::vector<std::string_view> indicator_keys() {
    return {"reports",           "bundles", "as_of",      "half_life",
            "novelty_half_life", "known",   "known_value"};
}

SharedIndicators read_shared_indicators(const sweep::TomlReader& reader, const toml::table& game,
                                        const std::string& specification,
                                        const std::vector<std::string>& members) {
    SharedIndicators result;
    const auto reports = read_reports(reader, game, specification);
    const auto valuation = read_valuation(reader, game, specification);
    result.members = members;
    std::map<std::string_view, std::uint32_t> number;
    for (std::size_t i = 0; i < members.size(); ++i)
        number[members[i]] = static_cast<std::uint32_t>(i);
    std::vector<std::uint32_t> renumbered;
    renumbered.reserve(reports.members.size());
    for (const std::string& name : reports.members) {
        const auto [at, fresh] =
            number.try_emplace(name, static_cast<std::uint32_t>(result.members.size()));
        if (fresh) result.members.push_back(name);
        renumbered.push_back(at->second);
    }
    result.items = reports.indicators.size();
    result.holdings = community::value_reports(reports, valuation);
    for (auto& holding : result.holdings) holding.member = renumbered[holding.member];
    static_assert(sizeof(Holding) == 16, "no padding in what is hashed");
    result.identity = fmt::format(
        "holdings: {}\n",
        maps::hex(maps::sha256(std::as_bytes(std::span<const Holding>(result.holdings)))));
    return result;
}

}  // namespace essmap::shapley
