#include "essmap/community/finite_communities.hpp"

#include <fmt/format.h>

#include <utility>

namespace essmap::community {

using solver::FinitePopulation;
using solver::Simulation;
using solver::Update;
using sweep::TomlReader;

namespace {

std::vector<std::int64_t> read_members(const TomlReader& reader, const toml::node& node) {
    constexpr const char* allowed = "an array of whole numbers from 10 to 1000000";
    const auto* array = node.as_array();
    if (array == nullptr || array->empty()) reader.refuse(node, "finite.members", allowed);
    std::vector<std::int64_t> members;
    members.reserve(array->size());
    for (const auto& element : *array) {
        members.push_back(reader.integer(element, "finite.members"));
        if (members.back() < solver::fewest_members || members.back() > solver::most_members)
            reader.refuse(element, "finite.members", allowed);
    }
    return members;
}

/// One of two names.
template <class Enum>
Enum read_choice(const TomlReader& reader, const toml::node& node, const std::string& key,
                 const std::pair<const char*, Enum>& one, const std::pair<const char*, Enum>& two) {
    const std::string name = reader.string(node, key);
    if (name == one.first) return one.second;
    if (name == two.first) return two.second;
    reader.refuse(node, key, fmt::format("{} or {}", one.first, two.first));
}

}  // namespace

FiniteCommunities read_finite_communities(const TomlReader& reader, const toml::table& table,
                                          double x0, double saturation) {
    reader.only(table, "finite.",
                {"members", "runs", "seed", "update", "comparison_scale", "method", "epsilon"});
    FiniteCommunities options;
    options.study.x0 = x0;
    options.study.saturation = saturation;
    if (const auto* node = table.get("members")) options.members = read_members(reader, *node);
    if (const auto* node = table.get("runs")) {
        const auto runs = reader.integer(*node, "finite.runs");
        if (runs < 0 || runs > 1000000) reader.refuse(*node, "finite.runs", "0 <= runs <= 1e6");
        options.study.runs = static_cast<std::uint64_t>(runs);
    }
    if (const auto* node = table.get("seed")) {
        const auto seed = reader.integer(*node, "finite.seed");
        if (seed < 0) reader.refuse(*node, "finite.seed", "seed >= 0");
        options.study.seed = static_cast<std::uint64_t>(seed);
    }
    if (const auto* node = table.get("update"))
        options.update =
            read_choice<Update>(reader, *node, "finite.update", {"pairwise", Update::pairwise},
                                {"moran", Update::moran});
    if (const auto* node = table.get("comparison_scale"))
        options.s = reader.number(*node, "finite.comparison_scale");
    if (const auto* node = table.get("method"))
        options.study.simulation =
            read_choice<Simulation>(reader, *node, "finite.method", {"exact", Simulation::exact},
                                    {"leaping", Simulation::leaping});
    if (const auto* node = table.get("epsilon")) {
        options.study.epsilon = reader.number(*node, "finite.epsilon");
        if (options.study.simulation == Simulation::exact)
            reader.refuse(*node, "finite.epsilon", "only where method may be leaping");
        if (!(options.study.epsilon >= 0.001 && options.study.epsilon <= 0.1))
            reader.refuse(*node, "finite.epsilon", "0.001 <= epsilon <= 0.1");
    }
    return options;
}

std::vector<FinitePopulation> populations(const TomlReader& reader, const toml::table& table,
                                          const FiniteCommunities& communities,
                                          const model::ParameterValues& game) {
    const toml::node* scale = table.get("comparison_scale");
    const toml::node& node = scale != nullptr ? *scale : table;
    std::vector<FinitePopulation> made;
    for (const std::int64_t n : communities.members)
        made.push_back(
            reader.at(node, fmt::format("finite.comparison_scale at {} members: ", n), [&] {
                return FinitePopulation(game, {n, communities.update, communities.s});
            }));
    return made;
}

}  // namespace essmap::community
