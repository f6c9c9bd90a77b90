#include "essmap/recommend/recommendation_specification.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "essmap/sweep/toml_reader.hpp"

namespace essmap::recommend {

namespace {

using maps::Interval;

/// What may be chosen, in the order of maps::Dimension.
constexpr auto controllable =
    std::to_array<std::size_t>({maps::dim_theta, maps::dim_mu, maps::dim_k, maps::dim_gamma});

void read_ranges(const sweep::TomlReader& reader, const toml::table& environment,
                 const toml::table& controls, RecommendationProblem& problem) {
    auto& range = problem.range;
    range.benefit = reader.benefit_kind(environment, "environment");
    for (std::size_t d = 0; d < maps::game_dimensions; ++d) {
        const std::string name = range.name(d);
        const auto* known = environment.get(name);
        const auto* chosen = controls.get(name);
        if (known != nullptr && chosen != nullptr)
            reader.fail(*chosen, name + " is in [environment] and in [controls]: one of them");
        if (known == nullptr && chosen == nullptr)
            reader.missing("environment." + name,
                           std::ranges::find(controllable, d) == controllable.end()
                               ? "a number, or [least, largest]"
                               : "a number or [least, largest], there or in [controls]");
        range[d] = chosen != nullptr ? reader.range("controls.", name, *chosen)
                                     : reader.range("environment.", name, *known);
        if (chosen == nullptr) continue;
        if (!(range[d].width() > 0.0))
            reader.refuse(*chosen, "controls." + name,
                          "[least, largest]; a single value belongs in [environment]");
        problem.controls.push_back({d});
    }
    if (problem.controls.empty())
        reader.fail(controls, "controls must have at least one of theta, gamma, mu and k");
}

void read_wishes(const sweep::TomlReader& reader, const toml::table& root,
                 const toml::table& environment, Wishes& wishes) {
    const auto* table = reader.table(root, "wishes");
    if (table != nullptr) reader.only(*table, "wishes.", {"saturation", "within"});
    if (const auto* node = table != nullptr ? table->get("saturation") : nullptr) {
        wishes.saturation = reader.number(*node, "wishes.saturation");
        reader.at(*node, "wishes.", [&] { model::validate_saturation(wishes.saturation); });
    }
    if (const auto* node = environment.get("x0")) {
        wishes.x0 = reader.range("environment.", "x0", *node);
        if (!(wishes.x0->hi < wishes.saturation))
            reader.refuse(*node, "environment.x0",
                          fmt::format("0 < x0 < saturation = {}", wishes.saturation));
    }
    if (table == nullptr) return;
    if (const auto* node = table->get("within")) {
        wishes.within = reader.number(*node, "wishes.within");
        if (!(*wishes.within > 0.0 && *wishes.within <= 1e100))
            reader.refuse(*node, "wishes.within", "a time > 0 (and <= 1e100)");
        if (!wishes.x0) reader.missing("environment.x0", "wishes.within needs initial shares");
    }
}

void read_weights(const sweep::TomlReader& reader, const toml::table& root,
                  RecommendationProblem& problem) {
    const auto* table = reader.table(root, "weights");
    if (table == nullptr) return;
    std::vector<std::string> names;
    names.reserve(problem.controls.size());
    for (const auto& control : problem.controls)
        names.push_back(problem.range.name(control.dimension));
    reader.only(*table, "weights.", {names.begin(), names.end()});
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto* node = table->get(names[i]);
        if (node == nullptr) continue;
        double& weight = problem.controls[i].weight;
        weight = reader.number(*node, "weights." + names[i]);
        if (!(weight >= 0.01 && weight <= 100.0))
            reader.refuse(*node, "weights." + names[i], "0.01 to 100");
    }
}

void read_contract(const sweep::TomlReader& reader, const toml::table& root,
                   ContractUnits& contract) {
    const auto* table = reader.table(root, "contract");
    if (table == nullptr) return;
    std::vector<std::string_view> names;
    ContractUnits::visit([&](const char* name, const auto&...) { names.emplace_back(name); },
                         contract);
    reader.only(*table, "contract.", names);
    ContractUnits::visit(
        [&](const char* name, double& value, double least, double largest, bool whole) {
            const auto* node = table->get(name);
            if (node == nullptr) return;
            const std::string key = std::string("contract.") + name;
            value = reader.number(*node, key);
            if (!(value >= least && value <= largest && (!whole || std::floor(value) == value)))
                reader.refuse(
                    *node, key,
                    fmt::format("a {}number from {} to {}", whole ? "whole " : "", least, largest));
        },
        contract);
    const auto* quorum = table->get("quorum");
    reader.at(quorum != nullptr ? *quorum : *table, "", [&] { validate_review(contract); });
}

}  // namespace

RecommendationSpecification parse_recommendation(const std::string& name, const std::string& text) {
    RecommendationSpecification result;
    const toml::table root = sweep::parse_toml(name, text);
    const sweep::TomlReader reader(name);
    reader.only(root, "", {"title", "environment", "controls", "wishes", "weights", "contract"});
    if (const auto* title = root.get("title")) static_cast<void>(reader.string(*title, "title"));
    const auto* environment = reader.table(root, "environment");
    if (environment == nullptr)
        reader.missing("[environment]", "r, C or U, and what else is not chosen");
    reader.only(*environment, "environment.", {"r", "theta", "gamma", "mu", "k", "C", "U", "x0"});
    const auto* controls = reader.table(root, "controls");
    if (controls == nullptr) reader.missing("[controls]", "some of theta, gamma, mu, k and N");
    reader.only(*controls, "controls.", {"theta", "gamma", "mu", "k", "N"});
    read_ranges(reader, *environment, *controls, result.problem);
    read_wishes(reader, root, *environment, result.problem.wishes);
    if (const auto* node = controls->get("N")) {
        result.problem.N = reader.range("controls.", "N", *node);
        if (!result.problem.wishes.x0)
            reader.missing("environment.x0", "controls.N needs initial shares");
        if (!result.problem.controls_dimension(maps::dim_theta))
            reader.fail(*node, "controls.N needs controls.theta: theta <- N/T");
    }
    read_weights(reader, root, result.problem);
    read_contract(reader, root, result.contract);
    return result;
}

}  // namespace essmap::recommend
