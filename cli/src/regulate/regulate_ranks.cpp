#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "essmap/community/rank_members.hpp"
#include "essmap/files/atomic_file.hpp"
#include "essmap/maps/chart.hpp"
#include "essmap/text/csv_table.hpp"
#include "regulation.hpp"

namespace essmap::cli {

namespace {

using community::RankMembers;
using model::Attractor;

constexpr std::size_t most_curves = 6;

/// Ranks with members whose curves are drawn: all, or some evenly spread in ln r.
std::vector<std::size_t> shown_ranks(const solver::RankMixture& mixture) {
    std::vector<std::size_t> with_members;
    for (std::size_t r = 1; r <= mixture.size(); ++r)
        if (mixture.shares()[r - 1].hi > 0.0) with_members.push_back(r);
    if (with_members.size() <= most_curves) return with_members;
    std::vector<std::size_t> shown;
    std::size_t next = 0;
    for (std::size_t i = 0; i < most_curves; ++i) {
        const double spread = std::pow(static_cast<double>(with_members.size()),
                                       static_cast<double>(i) / (most_curves - 1.0));
        next = std::max(next, static_cast<std::size_t>(std::lround(spread)) - 1);
        shown.push_back(with_members[next++]);
    }
    return shown;
}

template <class T>
nlohmann::json nullable(const std::optional<T>& value) {
    return value ? nlohmann::json(*value) : nlohmann::json();
}

std::string prediction(Attractor attractor) {
    return attractor == Attractor::none ? "collapse" : std::string(attractor_name(attractor));
}

nlohmann::json to_json(const solver::RankMixture& mixture, const RankMembers& members,
                       const solver::MixtureStudy& findings, double saturation) {
    auto by_rank = nlohmann::json::array();
    for (std::size_t i = 0; i < mixture.size(); ++i) {
        const auto limit = findings.limit_of(i);
        nlohmann::json shares;
        if (limit == 0.0 || limit == 1.0) shares = limit == 1.0;
        by_rank.push_back({{"rank", i + 1},
                           {"share", mixture.shares()[i].value()},
                           {"a", mixture.a()[i].value()},
                           {"threshold", nullable(mixture.threshold(i + 1))},
                           {"x0", members.study.x0[i]},
                           {"limit", nullable(limit)},
                           {"shares", shares}});
    }
    return {{"ranks", mixture.size()},
            {"limit", nullable(findings.limit())},
            {"t_sat", nullable(findings.orbit.t_sat)},
            {"saturation", saturation},
            {"confirmed", findings.confirmed},
            {"reason", solver::stop_reason_name(findings.orbit.reason)},
            {"b", mixture.b().value()},
            {"by_rank", by_rank},
            {"difference", nullable(findings.difference)},
            {"steps", findings.steps},
            {"tolerance", findings.orbit.tolerance}};
}

nlohmann::json averaged_json(const solver::MixtureStudy& findings) {
    const solver::AveragedRanks& averaged = findings.averaged;
    return {{"mean_inverse_rank", averaged.mean_inverse_rank},
            {"x0", averaged.x0},
            {"a", averaged.a},
            {"eta", nullable(averaged.eta)},
            {"limit", averaged.limit},
            {"predicts", prediction(averaged.attractor)},
            {"error", nullable(findings.averaging_error())},
            {"right", nullable(findings.averaging_is_right())}};
}

/// "1..3, 5, 7..9"; of many pieces the first, and how many ranks there are.
std::string ranges(const std::vector<std::size_t>& ranks) {
    constexpr std::size_t most_pieces = 3;
    std::string text;
    std::size_t pieces = 0;
    for (std::size_t first = 0, next = 0; first < ranks.size(); first = next) {
        while (next < ranks.size() && ranks[next] - ranks[first] == next - first) ++next;
        if (++pieces > most_pieces) return text + fmt::format(", ... ({} ranks)", ranks.size());
        text += fmt::format("{}{}", text.empty() ? "" : ", ", ranks[first]);
        if (next - first > 1) text += fmt::format("..{}", ranks[next - 1]);
    }
    return text;
}

/// "0.2", or "0.1..0.3" from the least to the largest.
template <class Value>
std::string spread(const std::vector<std::size_t>& ranks, Value value) {
    const double lo = value(std::ranges::min(ranks, {}, value));
    const double hi = value(std::ranges::max(ranks, {}, value));
    return lo == hi ? fmt::format("{:.6g}", lo) : fmt::format("{:.4g}..{:.4g}", lo, hi);
}

/// A line for all ranks that go the same way, in the order of the first.
std::string table_of_fates(const solver::RankMixture& mixture, const RankMembers& members,
                           const solver::MixtureStudy& findings) {
    std::string text = fmt::format("  {:<24}{:<12}{:<20}{:<20}{:<14}{}\n", "ranks", "members", "a",
                                   "threshold", "x0", "in the end");
    std::vector<std::optional<Attractor>> fates;
    for (const auto& fate : findings.orbit.attractors)
        if (std::ranges::find(fates, fate) == fates.end()) fates.push_back(fate);
    for (const auto& fate : fates) {
        std::vector<std::size_t> ranks;
        double share = 0.0;
        for (std::size_t r = 1; r <= mixture.size(); ++r) {
            if (findings.orbit.attractors[r - 1] != fate) continue;
            ranks.push_back(r);
            share += mixture.shares()[r - 1].value();
        }
        const auto a = [&](std::size_t r) { return mixture.a()[r - 1].value(); };
        const auto threshold = [&](std::size_t r) { return *mixture.threshold(r); };
        const auto x0 = [&](std::size_t r) { return members.study.x0[r - 1]; };
        const auto limit = [&](std::size_t r) { return findings.orbit.by_rank[r - 1]; };
        std::string end(fate ? attractor_name(*fate) : "undecided");
        if (fate == Attractor::interior) end = "share in part: " + spread(ranks, limit);
        text += fmt::format(
            "  {:<24}{:<12.6g}{:<20}{:<20}{:<14}{}\n", ranges(ranks), share, spread(ranks, a),
            mixture.threshold(1) ? spread(ranks, threshold) : "none", spread(ranks, x0), end);
    }
    return text;
}

std::string to_text(const solver::RankMixture& mixture, const RankMembers& members,
                    const solver::MixtureStudy& findings, double saturation) {
    const auto& orbit = findings.orbit;
    std::string text = fmt::format("\nmembers of ranks 1..{}, b = {:.6g}, tolerance {}\n",
                                   mixture.size(), mixture.b().value(), orbit.tolerance) +
                       table_of_fates(mixture, members, findings);
    text += findings.settled() ? fmt::format("  X tends to {}", orbit.limit)
                               : fmt::format("  X has not settled after {} steps", orbit.steps);
    text += orbit.t_sat
                ? fmt::format(" and is saturated ({}) at t = {:.10g}", saturation, *orbit.t_sat)
                : fmt::format(" and is {} saturated ({})", findings.settled() ? "never" : "not",
                              saturation);
    text += findings.confirmed ? "\n" : "; this is NOT confirmed\n";
    if (findings.difference)
        text += fmt::format(
            "  the full and the reduced form {} {:.2g} ({} steps)\n",
            findings.agree ? "agree to" : "do NOT agree: try a smaller tolerance; they differ by",
            *findings.difference, findings.steps);
    const solver::AveragedRanks& averaged = findings.averaged;
    std::string verdict;
    if (const auto error = findings.averaging_error())
        verdict =
            *findings.averaging_is_right() ? ": right" : fmt::format(": wrong by {:.6g}", *error);
    text += fmt::format(
        "  averaging 1/r first ({:.6g}: a = {:.6g}, eta {}, from {:.6g}) predicts {}{}\n",
        averaged.mean_inverse_rank, averaged.a,
        averaged.eta ? fmt::format("= {:.6g}", *averaged.eta) : "none in (0,1)", averaged.x0,
        prediction(averaged.attractor), verdict);
    return text;
}

std::string to_csv(const solver::RankMixture& mixture, const RankMembers& members,
                   const solver::MixtureStudy& findings) {
    text::CsvTable table;
    table.row("rank", "share", "a", "threshold", "x0", "limit");
    for (std::size_t i = 0; i < mixture.size(); ++i)
        table.row(i + 1, mixture.shares()[i].value(), mixture.a()[i].value(),
                  mixture.threshold(i + 1), members.study.x0[i], findings.limit_of(i));
    return table.text();
}

maps::LineChart chart_of(const solver::RankMixture& mixture, const solver::MixtureStudy& findings,
                         const RegulateRequest& request) {
    const auto& game = request.game;
    const auto& samples = findings.orbit.samples;
    maps::LineChart chart;
    chart.title = fmt::format(
        "members of ranks 1..{}\ntheta = {:.6g}, gamma = {:.6g}, mu = {:.6g}, k = {:.6g}, {} = "
        "{:.6g}",
        mixture.size(), game.theta, game.gamma, game.mu, game.k,
        model::benefit_name(game.benefit.kind), game.benefit.value);
    chart.x = {"time t (units of the replicator equation)", 0.0, samples.back().t};
    chart.y = {"share of sharers", 0.0, 1.0};
    maps::Series all{"X, all members", {}};
    for (const auto& sample : samples) all.points.push_back({sample.t, sample.x});
    chart.series.push_back(std::move(all));
    for (const std::size_t r : shown_ranks(mixture)) {
        maps::Series one{fmt::format("rank {}", r), {}, true};
        for (const auto& sample : samples) one.points.push_back({sample.t, sample.by_rank[r - 1]});
        chart.series.push_back(std::move(one));
    }
    const double saturation = request.regulation.saturation;
    chart.levels.push_back({fmt::format("saturation {}", saturation), saturation});
    if (const auto limit = findings.limit())
        chart.levels.push_back({fmt::format("X in the end {:.6g}", *limit), *limit});
    return chart;
}

}  // namespace

void report_ranks(const RegulateRequest& request, RegulateReport& report) {
    const auto* table = request.reader.table(request.root, "ranks");
    if (table == nullptr) return;
    auto members = community::read_rank_members(request.reader, *table, request.regulation.x0,
                                                request.regulation.saturation);
    const solver::RankMixture mixture(members.shares, request.game);
    const double saturation = request.regulation.saturation;
    members.study.watched = shown_ranks(mixture);
    const auto findings = solver::study_mixture(mixture, request.game, members.study);
    report.json["ranks"] = to_json(mixture, members, findings, saturation);
    report.json["ranks"]["averaged"] = averaged_json(findings);
    report.text += to_text(mixture, members, findings, saturation);
    if (request.folder.empty()) return;
    files::write_atomically(request.folder + "/ranks.csv", to_csv(mixture, members, findings));
    maps::draw_png_and_svg(chart_of(mixture, findings, request), request.folder + "/ranks");
}

}  // namespace essmap::cli
