#include "shapley_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "essmap/shapley/coalition_order.hpp"
#include "essmap/text/quantities.hpp"
#include "essmap/text/visible.hpp"
#include "options.hpp"
#include "text_table.hpp"

namespace essmap::cli {

namespace {

using nlohmann::json;
using shapley::ShapleyFindings;
using shapley::ValueMethod;

constexpr std::size_t most_rows = 60;
constexpr std::size_t longest_fraction = 24;

/// "19/2"; empty where it is not known, or too long to read.
std::string fraction_of(const ShapleyFindings& f, std::size_t member) {
    const auto& fractions = f.values.exact.fractions;
    if (fractions.empty()) return "";
    std::string text = fractions[member].get_str();
    return text.size() <= longest_fraction ? text : "";
}

std::string shown(double value) { return fmt::format("{:.10g}", value); }

/// A name in a report.
std::string shown(const std::string& name) { return text::shortened(text::visible(name), 40); }

const char* method_name(ValueMethod method) {
    switch (method) {
        case ValueMethod::formula: return "by formula";
        case ValueMethod::enumerate: return "from all coalitions";
        case ValueMethod::sample:
        case ValueMethod::automatic: break;
    }
    return "by sampling";
}

json misses(const ShapleyFindings& f, const std::vector<shapley::Miss>& list) {
    json out = json::array();
    for (const auto& miss : list)
        out.push_back({{"member", f.specification.members[miss.member]}, {"by", miss.by}});
    return out;
}

json improvement_json(const ShapleyFindings& f) {
    const auto& improvement = *f.specification.improvement;
    json lambda = json::object();
    for (std::size_t j = 0; j < improvement.factors.count(); ++j)
        lambda[improvement.factors.names()[j]] = improvement.weights.lambda[j];
    json out{{"correction", shapley::name_of(improvement.correction)},
             {"weighting", shapley::name_of(improvement.weights.weighting)},
             {"lambda", lambda},
             {"repaired", improvement.repair},
             {"breaks",
              {{"efficient", f.broken->efficient},
               {"excess", f.broken->excess},
               {"irrational", misses(f, f.broken->irrational)},
               {"dummies", misses(f, f.broken->dummies)},
               {"negative", misses(f, f.broken->negative)},
               {"reversed_pairs", f.broken->reversed}}}};
    for (std::size_t j = 0; j < improvement.weights.entropies.size(); ++j)
        out["entropies"][improvement.factors.names()[j]] = improvement.weights.entropies[j];
    if (improvement.ahp && improvement.ahp->consistency)
        out["consistency"] = {{"lambda_max", improvement.ahp->consistency->lambda_max},
                              {"CI", improvement.ahp->consistency->index},
                              {"CR", improvement.ahp->consistency->ratio}};
    return out;
}

json sampling_json(const ShapleyFindings& f) {
    const auto& sampling = f.specification.sampling;
    return {{"scheme", shapley::name_of(sampling.scheme)},
            {"seed", sampling.seed},
            {"replicates", f.values.replicates},
            {"precision", sampling.precision},
            {"delta", sampling.delta},
            {"confidence", sampling.confidence},
            {"half_width", f.values.half_width},
            {"precise", f.values.precise}};
}

std::string table_text(const ShapleyFindings& f) {
    const std::size_t n = f.alone.size();
    const auto rows = largest(n, most_rows, [&](std::size_t i) { return f.shares[i]; });
    const bool fractions =
        std::ranges::any_of(rows, [&](std::size_t i) { return !fraction_of(f, i).empty(); });
    std::vector<std::string> head{"member", "alone", "value"};
    if (f.sampled())
        head.push_back(
            fmt::format("{:.6g} % interval", 100.0 * f.specification.sampling.confidence));
    if (fractions) head.emplace_back("exactly");
    if (f.plain) head.emplace_back("improved");
    if (f.repaired()) head.emplace_back("repaired");
    head.emplace_back("share");
    if (f.paid) head.emplace_back("paid");
    TextTable table(head, TextTable::Align::right, 2);
    for (const std::size_t i : rows) {
        std::vector<std::string> row{shown(f.specification.members[i]), shown(f.alone[i]),
                                     shown(f.values.value(i))};
        if (f.sampled())
            row.push_back(fmt::format("{:.6g} .. {:.6g}", f.values.estimates[i].lo,
                                      f.values.estimates[i].hi));
        if (fractions) row.push_back(fraction_of(f, i));
        if (f.plain) row.push_back(shown((*f.plain)[i]));
        if (f.repaired()) row.push_back(shown(f.shares[i]));
        row.push_back(f.part(i) ? fmt::format("{:.2f} %", 100.0 * *f.part(i)) : "-");
        if (f.paid) row.push_back(std::to_string(f.paid->amounts[i]));
        table.add(std::move(row));
    }
    std::string text = table.text();
    if (n > rows.size())
        text +=
            fmt::format("  ... and {} more, with less: --out FILE.csv or --format json has all\n",
                        n - rows.size());
    return text;
}

/// The names of who is in a coalition.
std::vector<std::string> names_of(const ShapleyFindings& f, shapley::Coalition who) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < f.alone.size(); ++i)
        if ((who >> i & 1U) != 0) names.push_back(f.specification.members[i]);
    return names;
}

/// v of all coalitions of a game that is a table.
std::span<const double> table_of(const ShapleyFindings& f) {
    return f.specification.game->values(0, static_cast<unsigned>(f.alone.size()), {});
}

/// What a table listed by place was read as, and whether another order suits it better.
std::string order_text(const ShapleyFindings& f) {
    constexpr std::size_t most_listed = 4;
    if (!f.specification.order) return "";
    const bool by_size = *f.specification.order == shapley::CoalitionOrder::size;
    std::string text = fmt::format("\nvalues read in {}",
                                   by_size ? "order of size, those of one size by their members"
                                           : "binary order, bit i of a place for member i");
    if (f.alone.size() <= most_listed) {
        const auto values = table_of(f);
        const auto names = [&](shapley::Coalition who) {
            auto all = names_of(f, who);
            for (std::string& name : all) name = shown(name);
            return all;
        };
        int size = 0;
        for (const shapley::Coalition who : shapley::coalitions_by_size(f.alone.size())) {
            if (who == 0) continue;
            const bool next = std::popcount(who) == size;
            size = std::popcount(who);
            text += fmt::format("{}{{{}}} = {}",
                                next        ? ", "
                                : size == 1 ? ":\n  "
                                            : "\n  ",
                                fmt::join(names(who), ", "), shown(values[who]));
        }
    }
    text += "\n";
    if (!f.order_note().empty()) text += fmt::format("note: {}\n", f.order_note());
    return text;
}

/// Every coalition and its value, as read.
json table_json(const ShapleyFindings& f) {
    constexpr std::size_t most_listed = 12;
    if (f.specification.kind != "table" || f.alone.size() > most_listed) return nullptr;
    const auto values = table_of(f);
    json out = json::array();
    for (const shapley::Coalition who : shapley::coalitions_by_size(f.alone.size()))
        if (who != 0) out.push_back({{"coalition", names_of(f, who)}, {"value", values[who]}});
    return out;
}

std::string list_of(const ShapleyFindings& f, const std::vector<shapley::Miss>& list) {
    constexpr std::size_t most = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(list.size(), most); ++i)
        text += fmt::format("{}{} by {:.6g}", i == 0 ? "" : ", ",
                            shown(f.specification.members[list[i].member]), list[i].by);
    return list.size() > most ? text + fmt::format(", ... ({} members)", list.size()) : text;
}

std::string improvement_text(const ShapleyFindings& f) {
    const auto& improvement = *f.specification.improvement;
    const auto& broken = *f.broken;
    std::string text =
        fmt::format("\n{} correction, {} weights:", shapley::name_of(improvement.correction),
                    shapley::name_of(improvement.weights.weighting));
    for (std::size_t j = 0; j < improvement.factors.count(); ++j)
        text += fmt::format("{} {} {:.10g}", j == 0 ? "" : ",",
                            shown(improvement.factors.names()[j]), improvement.weights.lambda[j]);
    if (improvement.ahp && improvement.ahp->consistency)
        text += fmt::format("\n  judgements: lambda_max {:.6g}, consistency ratio {:.4g}",
                            improvement.ahp->consistency->lambda_max,
                            improvement.ahp->consistency->ratio);
    const bool costs = f.specification.game->costs();
    const auto line = [&](const char* kept, const char* lost,
                          const std::vector<shapley::Miss>& list) {
        text += list.empty() ? fmt::format("  {}: kept\n", kept)
                             : fmt::format("  {}: BROKEN, {} {}\n", kept, lost, list_of(f, list));
    };
    text += fmt::format("\n  efficiency: {}\n",
                        broken.efficient
                            ? "kept"
                            : fmt::format("BROKEN, shares sum to v(N) {:+.6g}", broken.excess));
    line("individual rationality",
         costs ? "above their cost alone:" : "below their value alone:", broken.irrational);
    line("dummies get what they add", "off", broken.dummies);
    line("nobody pays", "due less than 0:", broken.negative);
    if (broken.reversed > 0)
        text += fmt::format("  {} pair(s) of members change places\n", broken.reversed);
    if (improvement.repair)
        text += "  repaired: the nearest shares that are efficient and individually rational\n";
    return text;
}

}  // namespace

json to_json(const ShapleyFindings& f) {
    const double total = f.specification.game->grand_value();
    json values = json::array();
    for (std::size_t i = 0; i < f.alone.size(); ++i) {
        const std::string fraction = fraction_of(f, i);
        json one{{"member", f.specification.members[i]},
                 {"alone", f.alone[i]},
                 {"value", f.values.value(i)},
                 {"fraction", fraction.empty() ? json() : json(fraction)},
                 {"interval", nullptr},
                 {"share", number_or_null(f.part(i))}};
        if (f.sampled()) one["interval"] = {f.values.estimates[i].lo, f.values.estimates[i].hi};
        if (f.plain) {
            one["improved"] = (*f.plain)[i];
            one["dummy"] = f.dummies[i] == true;
        }
        if (f.repaired()) one["repaired"] = f.shares[i];
        if (f.paid) one["paid"] = f.paid->amounts[i];
        values.push_back(std::move(one));
    }
    json out{{"game", f.specification.kind},
             {"members", f.alone.size()},
             {"costs", f.specification.game->costs()},
             {"total", total},
             {"method", shapley::name_of(f.values.method)},
             {"values", values},
             {"ranks", f.values.ranks},
             {"threads", f.values.threads},
             {"resumed", f.values.resumed},
             {"seconds", f.values.seconds}};
    if (const json table = table_json(f); !table.is_null()) out["table"] = table;
    if (f.specification.order) out["order"] = name_of(*f.specification.order);
    if (!f.order_note().empty()) out["order_note"] = f.order_note();
    if (f.sampled()) out["sampling"] = sampling_json(f);
    if (f.plain) out["improved"] = improvement_json(f);
    if (f.paid)
        out["payout"] = {
            {"pot", f.paid->pot},
            {"weights", f.paid->weights},
            {"total", f.paid->total},
            {"cut", {{"remainder", f.paid->cut_remainder}, {"number", f.paid->cut_number}}}};
    if (!f.payout_refused.empty()) {
        out["payout"] = nullptr;
        out["payout_refused"] = f.payout_refused;
    }
    return out;
}

std::string to_text(const ShapleyFindings& f) {
    std::string text =
        fmt::format("{} game of {} member(s), v(N) = {}{}\nShapley values {}", f.specification.kind,
                    f.alone.size(), shown(f.specification.game->grand_value()),
                    f.specification.game->costs() ? ", a cost" : "", method_name(f.values.method));
    if (f.sampled())
        text += fmt::format(
            ": {} replicates of {}, seed {}; all within {:.3g} with probability {:.6g}{}",
            f.values.replicates, shapley::name_of(f.specification.sampling.scheme),
            f.specification.sampling.seed, f.values.half_width,
            1.0 - f.specification.sampling.delta,
            f.values.precise ? "" : ", NOT as precise as asked for");
    text += fmt::format(", in {}\n\n", text::duration_text(f.values.seconds)) + table_text(f) +
            order_text(f);
    if (f.plain) text += improvement_text(f);
    if (f.paid) text += fmt::format("\nthe pot of {} is paid out to the unit\n", f.paid->pot);
    if (!f.payout_refused.empty())
        text += fmt::format("\nthe pot of {} is not paid out\n", *f.specification.pot);
    return text;
}

}  // namespace essmap::cli
