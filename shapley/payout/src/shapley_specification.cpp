#include "essmap/shapley/shapley_specification.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "coalition_game_reader.hpp"
#include "coalition_table.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/files/names.hpp"
#include "essmap/model/guarded/payout.hpp"
#include "essmap/shapley/sensitivity.hpp"

namespace essmap::shapley {

namespace {

constexpr auto methods = std::to_array<std::pair<std::string_view, ValueMethod>>({
    {"auto", ValueMethod::automatic},
    {"formula", ValueMethod::formula},
    {"enumerate", ValueMethod::enumerate},
    {"sample", ValueMethod::sample},
});

void read_values(const sweep::TomlReader& reader, const toml::table& root,
                 ShapleySpecification& result) {
    const auto* table = reader.table(root, "values");
    if (table == nullptr) return;
    reader.only(*table, "values.",
                {"by", "scheme", "precision", "delta", "confidence", "seed", "max_replicates"});
    if (const auto* node = table->get("by")) {
        const std::string name = reader.string(*node, "values.by");
        const auto found =
            std::ranges::find(methods, name, &std::pair<std::string_view, ValueMethod>::first);
        if (found == methods.end())
            reader.refuse(*node, "values.by", "auto, formula, enumerate or sample");
        result.method = found->second;
    }
    auto& sampling = result.sampling;
    const auto number = [&](const char* key, double& value) {
        if (const auto* node = table->get(key))
            value = reader.number(*node, std::string("values.") + key);
    };
    const auto integer = [&](const char* key, auto& value) {
        const auto* node = table->get(key);
        if (node == nullptr) return;
        const long long whole = reader.integer(*node, std::string("values.") + key);
        if (whole < 0) reader.refuse(*node, std::string("values.") + key, "0 or more");
        value = static_cast<std::remove_reference_t<decltype(value)>>(whole);
    };
    if (const auto* node = table->get("scheme"))
        sampling.scheme = reader.at(*node, "values.", [&] {
            return sampling_scheme_by_name(reader.string(*node, "values.scheme"));
        });
    number("precision", sampling.precision);
    number("delta", sampling.delta);
    number("confidence", sampling.confidence);
    integer("seed", sampling.seed);
    integer("max_replicates", sampling.max_replicates);
    reader.at(*table, "values.", [&] { validate(sampling); });
}

Factors read_factors(const sweep::TomlReader& reader, const toml::table& improved,
                     std::size_t members) {
    const auto* table = reader.table(improved, "factors", "improved.");
    if (table == nullptr || table->empty())
        reader.missing("improved.factors", "a row of the members' values for each factor");
    std::vector<std::string> names;
    names.reserve(table->size());
    std::vector<double> x(members * table->size());
    for (const auto& entry : sweep::TomlReader::as_written(*table)) {
        const std::string& key = entry.first;  // clang 14 captures no structured binding
        const toml::node* node = entry.second;
        const std::string name = fmt::format("improved.factors.{}", key);
        const auto row = reader.numbers(*node, name);
        reader.at(*node, "improved.", [&] { files::validate_name("factors", key); });
        if (row.size() != members)
            reader.fail(*node, fmt::format("{} = {} values is not allowed: one for each of the {} "
                                           "members",
                                           name, row.size(), members));
        for (std::size_t i = 0; i < members; ++i) x[i * table->size() + names.size()] = row[i];
        names.push_back(key);
    }
    return reader.at(*table,
                     "improved.factors: ", [&] { return Factors(std::move(names), std::move(x)); });
}

/// Judgements by the names of two factors, in the order of the factors: "quality/speed" = 3.
PairwiseComparison read_comparisons(const sweep::TomlReader& reader, const toml::table& improved,
                                    const Factors& factors) {
    const auto* table = reader.table(improved, "comparisons", "improved.");
    const std::size_t m = factors.count();
    if (table != nullptr && m == 1)
        reader.fail(*table, "improved.comparisons has no effect with a single factor");
    if (table == nullptr && m > 1)
        reader.missing("improved.comparisons",
                       fmt::format("how many times as important one factor is as another: "
                                   "\"{}/{}\" = 3",
                                   factors.names()[0], factors.names()[1]));
    std::vector<double> upper;
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = i + 1; j < m; ++j) {
            const std::string& one = factors.names()[i];
            const std::string& other = factors.names()[j];
            const std::string key = fmt::format("{}/{}", one, other);
            const std::string reverse = fmt::format("{}/{}", other, one);
            const auto* node = table->get(key);
            const auto* reversed = table->get(reverse);
            if ((node == nullptr) == (reversed == nullptr))
                reader.fail(*table, fmt::format("improved.comparisons must have exactly one of "
                                                "\"{}\" and \"{}\"",
                                                key, reverse));
            keys.push_back(node != nullptr ? key : reverse);
            const auto& there = node != nullptr ? *node : *reversed;
            const double judgement = reader.number(there, "improved.comparisons." + keys.back());
            if (!(judgement >= 1e-9 && judgement <= 1e9))
                reader.refuse(there, "improved.comparisons." + keys.back(), "1e-9 to 1e9");
            upper.push_back(node != nullptr ? judgement : 1.0 / judgement);
        }
    if (table != nullptr) reader.only(*table, "improved.comparisons.", {keys.begin(), keys.end()});
    return PairwiseComparison::upper(upper);
}

FactorWeights read_given(const sweep::TomlReader& reader, const toml::table& improved,
                         const std::vector<std::string>& names) {
    const auto* table = reader.table(improved, "lambda", "improved.");
    if (table == nullptr) reader.missing("improved.lambda", "a weight for each factor");
    reader.only(*table, "improved.lambda.", {names.begin(), names.end()});
    std::vector<double> weights;
    weights.reserve(names.size());
    for (const std::string& name : names) {
        const auto* node = table->get(name);
        if (node == nullptr) reader.missing("improved.lambda." + name, "its weight");
        weights.push_back(reader.number(*node, "improved.lambda." + name));
    }
    return reader.at(*table, "improved.lambda: ", [&] { return given_weights(weights); });
}

void read_weights(const sweep::TomlReader& reader, const toml::table& improved,
                  Improvement& result) {
    auto weighting = Weighting::entropy;
    if (const auto* node = improved.get("weighting"))
        reader.at(*node, "", [&] {
            by_name("improved.weighting", reader.string(*node, "improved.weighting"), weighting);
        });
    const bool judged = weighting == Weighting::ahp || weighting == Weighting::combined;
    const bool given = weighting == Weighting::given;
    const auto idle = [&](const char* key, bool used) {
        const auto* node = improved.get(key);
        if (node != nullptr && !used)
            reader.fail(*node, fmt::format("improved.{} has no effect with improved.weighting = {}",
                                           key, name_of(weighting)));
    };
    idle("comparisons", judged);
    idle("force", judged);
    idle("lambda", given);
    if (given) {
        result.weights = read_given(reader, improved, result.factors.names());
        return;
    }
    reader.at(improved, "improved: ", [&] {
        if (judged) {
            const auto* node = improved.get("force");
            const bool force = node != nullptr && reader.boolean(*node, "improved.force");
            result.ahp = ahp_weights(read_comparisons(reader, improved, result.factors), force);
            result.weights = *result.ahp;
        }
        result.weights.weighting = weighting;
        result.weights = weights_of(result, result.factors);
    });
}

void read_improved(const sweep::TomlReader& reader, const toml::table& root,
                   ShapleySpecification& result) {
    const auto* table = reader.table(root, "improved");
    if (table == nullptr) return;
    reader.only(*table, "improved.",
                {"correction", "weighting", "lambda", "comparisons", "force", "repair", "factors"});
    auto factors = read_factors(reader, *table, result.members.size());
    result.improvement.emplace(Improvement{std::move(factors), {}, {}});
    read_weights(reader, *table, *result.improvement);
    if (const auto* node = table->get("correction"))
        reader.at(*node, "", [&] {
            by_name("improved.correction", reader.string(*node, "improved.correction"),
                    result.improvement->correction);
        });
    if (const auto* node = table->get("repair"))
        result.improvement->repair = reader.boolean(*node, "improved.repair");
}

/// "FACTOR.MEMBER", or "lambda.FACTOR".
SensitivityAxis sensitivity_axis(const sweep::TomlReader& reader, const toml::node& node,
                                 const std::string& label, const ShapleySpecification& spec) {
    const auto& names = spec.improvement->factors.names();
    SensitivityAxis result{label, 0, std::nullopt, maps::Axis()};
    const auto known = [&](const auto& list, const std::string& name) {
        const auto found = std::ranges::find(list, name);
        return found == list.end() ? std::optional<std::size_t>()
                                   : static_cast<std::size_t>(found - list.begin());
    };
    int meanings = 0;
    const auto means = [&](std::size_t factor, std::optional<std::size_t> member) {
        result.factor = factor;
        result.member = member;
        ++meanings;
    };
    if (label.starts_with("lambda."))
        if (const auto factor = known(names, label.substr(7))) means(*factor, std::nullopt);
    for (std::size_t j = 0; j < names.size(); ++j)
        if (label.starts_with(names[j] + "."))
            if (const auto member = known(spec.members, label.substr(names[j].size() + 1)))
                means(j, member);
    if (meanings != 1)
        reader.fail(node, fmt::format("{} key sensitivity.\"{}\": allowed are FACTOR.MEMBER and "
                                      "lambda.FACTOR",
                                      meanings == 0 ? "unknown" : "ambiguous", label));
    result.axis = reader.axis(fmt::format("sensitivity.\"{}\": ", label),
                              result.member ? "factor" : "lambda", node);
    return result;
}

void read_sensitivity(const sweep::TomlReader& reader, const toml::table& root,
                      ShapleySpecification& result) {
    const auto* table = reader.table(root, "sensitivity");
    if (table == nullptr) return;
    if (!result.improvement) reader.fail(*table, "[sensitivity] needs [improved]");
    double points = static_cast<double>(result.members.size());
    for (const auto& [key, node] : sweep::TomlReader::as_written(*table)) {
        result.sensitivity.push_back(sensitivity_axis(reader, *node, key, result));
        points *= static_cast<double>(result.sensitivity.back().axis.size());
    }
    if (result.sensitivity.empty())
        reader.fail(*table, "[sensitivity] is empty: it must have at least one axis");
    if (points > 1e8)
        reader.fail(*table,
                    fmt::format("sensitivity = {:.3g} shares is not allowed: at most 1e8", points));
}

/// Where a table of coalitions is given for a specification, that is said.
toml::table parse_game(const std::string& name, const std::string& text) {
    if (!names_coalition_file(name)) return sweep::parse_toml(name, text);
    try {
        auto root = sweep::parse_toml(name, text);
        if (root.contains("game")) return root;
    } catch (const files::DataError&) {  // said below
    }
    throw files::DataError(fmt::format(
        "{} is not allowed: a GAME.toml, in which a table is named by [game] kind = \"table\", "
        "file = {}",
        name, files::shown_text(std::filesystem::path(name).filename().string())));
}

}  // namespace

std::string_view name_of(ValueMethod method) {
    return std::ranges::find(methods, method, &std::pair<std::string_view, ValueMethod>::second)
        ->first;
}

ShapleySpecification parse_shapley(const std::string& name, const std::string& text) {
    ShapleySpecification result;
    result.name = name;
    result.text = text;
    const toml::table root = parse_game(name, text);
    const sweep::TomlReader reader(name);
    reader.only(root, "", {"title", "game", "values", "improved", "sensitivity", "payout"});
    if (const auto* title = root.get("title")) result.title = reader.string(*title, "title");
    const auto* game = reader.table(root, "game");
    if (game == nullptr) reader.missing("[game]", "its kind, and what that needs");
    read_game(reader, *game, result);
    read_values(reader, root, result);
    read_improved(reader, root, result);
    read_sensitivity(reader, root, result);
    if (const auto* payout = reader.table(root, "payout")) {
        reader.only(*payout, "payout.", {"pot"});
        const auto* node = payout->get("pot");
        if (node == nullptr) reader.missing("payout.pot", "whole units to pay out");
        result.pot = reader.integer(*node, "payout.pot");
        if (*result.pot < 0 || *result.pot > model::guarded::PayoutLimits::pot)
            reader.refuse(*node, "payout.pot",
                          fmt::format("0 to {} units", model::guarded::PayoutLimits::pot));
        if (result.game->costs())
            reader.fail(*node,
                        "payout.pot cannot be paid out in a game of costs: members pay in it");
    }
    return result;
}

}  // namespace essmap::shapley
