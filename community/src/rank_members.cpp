#include "essmap/community/rank_members.hpp"

#include <fmt/format.h>

#include "essmap/files/errors.hpp"
#include "essmap/sweep/specification.hpp"

namespace essmap::community {

namespace {

using solver::MixtureForm;
using solver::RankShares;
using sweep::TomlReader;

std::size_t read_ranks(const TomlReader& reader, const toml::node& node, const std::string& key) {
    const long long ranks = reader.integer(node, key);
    if (ranks < 1 || ranks > static_cast<long long>(solver::most_ranks))
        reader.refuse(node, key, fmt::format("1 to {}", solver::most_ranks));
    return static_cast<std::size_t>(ranks);
}

RankShares read_zipf(const TomlReader& reader, const toml::node& node) {
    const auto* zipf = node.as_table();
    if (zipf == nullptr) reader.refuse(node, "ranks.zipf", "{ ranks = R, exponent = s }");
    reader.only(*zipf, "ranks.zipf.", {"ranks", "exponent"});
    for (const char* needed : {"ranks", "exponent"})
        if (!zipf->contains(needed))
            reader.refuse(node, "ranks.zipf", fmt::format("{} is missing", needed));
    const auto& exponent = *zipf->get("exponent");
    const std::size_t ranks = read_ranks(reader, *zipf->get("ranks"), "ranks.zipf.ranks");
    const double s = reader.number(exponent, "ranks.zipf.exponent");
    return reader.at(exponent, "ranks.zipf.exponent: ", [&] { return RankShares::zipf(ranks, s); });
}

RankShares read_csv(const std::string& path) {
    const std::string text = sweep::read_text_file(path);
    try {
        return RankShares::from_csv(path, text);
    } catch (const model::InvalidValue& error) {
        throw files::DataError(error.what());
    }
}

RankShares read_shares(const TomlReader& reader, const toml::table& table) {
    const toml::node* found = nullptr;
    int sources = 0;
    for (const char* key : {"shares", "uniform", "zipf", "csv"}) {
        const auto* node = table.get(key);
        if (node == nullptr) continue;
        found = node;
        ++sources;
    }
    if (sources != 1)
        reader.fail(sources == 0 ? table : *found,
                    "ranks must have exactly one of shares, uniform, zipf and csv");
    if (table.contains("uniform"))
        return RankShares::uniform(read_ranks(reader, *found, "ranks.uniform"));
    if (table.contains("zipf")) return read_zipf(reader, *found);
    if (table.contains("csv")) return read_csv(reader.string(*found, "ranks.csv"));
    if (!found->is_array()) reader.refuse(*found, "ranks.shares", "an array of shares by rank");
    const auto shares = reader.numbers(*found, "ranks.shares");
    return reader.at(*found, "ranks.shares: ", [&] { return RankShares::given(shares); });
}

std::vector<double> read_x0(const TomlReader& reader, const toml::node& node, std::size_t ranks) {
    auto x0 = reader.numbers(node, "ranks.x0");
    if (node.is_array() && x0.size() != ranks)
        reader.refuse(node, "ranks.x0",
                      fmt::format("a number, or one for each of the {} ranks", ranks));
    for (std::size_t i = 0; i < x0.size(); ++i)
        reader.at(node.is_array() ? *node.as_array()->get(i) : node, "ranks.",
                  [&] { model::validate_share("x0", x0[i]); });
    x0.resize(ranks, x0.front());
    return x0;
}

std::vector<MixtureForm> read_forms(const TomlReader& reader, const toml::node& node) {
    const std::string form = reader.string(node, "ranks.form");
    if (form == "reduced") return {MixtureForm::reduced};
    if (form == "full") return {MixtureForm::full};
    if (form != "both") reader.refuse(node, "ranks.form", "full, reduced or both");
    return {MixtureForm::reduced, MixtureForm::full};
}

}  // namespace

RankMembers read_rank_members(const TomlReader& reader, const toml::table& table, double x0,
                              double saturation) {
    reader.only(table, "ranks.", {"shares", "uniform", "zipf", "csv", "x0", "form", "tolerance"});
    RankMembers members{read_shares(reader, table), {}};
    const std::size_t ranks = members.shares.size();
    auto& study = members.study;
    study.x0.assign(ranks, x0);
    study.saturation = saturation;
    if (const auto* node = table.get("x0")) study.x0 = read_x0(reader, *node, ranks);
    if (const auto* node = table.get("form")) study.forms = read_forms(reader, *node);
    if (const auto* node = table.get("tolerance")) {
        study.integrator.tolerance = reader.number(*node, "ranks.tolerance");
        reader.at(*node, "ranks.", [&] { solver::validate(study.integrator); });
    }
    return members;
}

}  // namespace essmap::community
