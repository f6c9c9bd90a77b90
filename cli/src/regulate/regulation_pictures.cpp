#include "regulation_pictures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "essmap/files/atomic_file.hpp"
#include "essmap/maps/chart.hpp"
#include "essmap/solver/round_map.hpp"
#include "essmap/text/csv_table.hpp"

namespace essmap::cli {

namespace {

using maps::ChartPoint;
using maps::LineChart;
using maps::Series;
using solver::Regulation;
using solver::RoundRecord;

constexpr std::size_t drawn_rounds = 200;

const char* name_of(solver::RoundEnd end) {
    switch (end) {
        case solver::RoundEnd::saturated: return "saturated";
        case solver::RoundEnd::timed_out: return "timed out";
        case solver::RoundEnd::endless: break;
    }
    return "never";
}

/// A value of every round.
LineChart by_round(const std::vector<RoundRecord>& rounds, const std::string& title,
                   const std::string& label, double RoundRecord::*value) {
    const std::size_t count = std::min(rounds.size(), drawn_rounds);
    LineChart chart;
    chart.title = title;
    chart.x = {"round", 1.0, std::max(2.0, static_cast<double>(count))};
    chart.y.label = label;
    Series series{label, {}};
    for (std::size_t i = 0; i < count; ++i)
        if (std::isfinite(rounds[i].*value))
            series.points.push_back({static_cast<double>(rounds[i].number), rounds[i].*value});
    chart.series.push_back(std::move(series));
    return chart;
}

void draw_participation(const Regulation& r, const LoopRecorder& recorder,
                        const std::string& folder) {
    LineChart chart;
    chart.title = "participation, round after round";
    chart.x = {"time t", 0.0, std::max(recorder.samples().back().t, 1e-9)};
    chart.y = {"share of sharers x", 0.0, 1.0};
    Series path{"x(t)", {}};
    for (const auto& sample : recorder.samples()) path.points.push_back({sample.t, sample.x});
    chart.series.push_back(std::move(path));
    chart.levels.push_back({fmt::format("saturation {}", r.saturation), r.saturation});
    if (r.rule != solver::GammaRule::fixed)
        chart.levels.push_back({fmt::format("P* {}", r.threshold), r.threshold});
    maps::draw_png_and_svg(chart, folder + "/participation");
}

void draw_rounds(const Regulation& r, const std::vector<RoundRecord>& rounds,
                 const std::string& folder) {
    const solver::RoundMap map(r.game, r.x0, r.saturation);
    LineChart theta = by_round(rounds, "theta by round", "theta", &RoundRecord::theta);
    if (r.rule == solver::GammaRule::fixed) {
        theta.levels.push_back(
            {fmt::format("edge of case 1: {:.4g}", map.case_1_edge()), map.case_1_edge()});
        theta.levels.push_back(
            {fmt::format("deadlock edge: {:.4g}", map.deadlock_edge()), map.deadlock_edge()});
    }
    maps::fit_y(theta);
    maps::draw_png_and_svg(theta, folder + "/theta");
    LineChart gamma = by_round(rounds, "gamma by round", "at its start", &RoundRecord::gamma_first);
    gamma.y.label = "gamma in force";
    gamma.series.push_back(
        by_round(rounds, "", "at its end", &RoundRecord::gamma_last).series.front());
    gamma.series.back().dashed = true;
    maps::fit_y(gamma);
    maps::draw_png_and_svg(gamma, folder + "/gamma");
    LineChart reached = by_round(rounds, "participation at the end of each round", "X",
                                 &RoundRecord::participation);
    reached.levels.push_back({fmt::format("saturation {}", r.saturation), r.saturation});
    reached.y.lo = 0.0;
    reached.y.hi = 1.0;
    maps::draw_png_and_svg(reached, folder + "/reached");
}

/// theta against the next theta: the round map, the diagonal, and the way of the rounds.
void draw_cobweb(const Regulation& r, const std::vector<RoundRecord>& rounds,
                 const std::string& folder) {
    const solver::RoundMap map(r.game, r.x0, r.saturation);
    const double edge = map.deadlock_edge();
    if (!(edge > 0.0)) return;
    double most = edge;
    const std::size_t count = std::min(rounds.size(), drawn_rounds);
    for (std::size_t i = 0; i < count; ++i)
        most = std::max(most, std::min(rounds[i].theta, 2.0 * edge));
    LineChart chart;
    chart.title = fmt::format(
        "theta <- {}N/T(theta), N = {}",
        r.damping < 1.0 ? fmt::format("{} theta + {} ", 1.0 - r.damping, r.damping) : std::string(),
        r.N);
    chart.x = {"theta", 0.0, 1.02 * most};
    chart.y = {"next theta", 0.0, 1.02 * most};
    Series curve{"round map", {}};
    constexpr int pieces = 400;
    for (int i = 0; i <= pieces; ++i) {
        const double theta = edge * (1.0 - std::pow(1.0 - static_cast<double>(i) / pieces, 3.0));
        curve.points.push_back({theta, map.next(theta, r.N, r.damping)});
    }
    Series way{"rounds", {}};
    for (std::size_t i = 0; i + 1 < count; ++i) {
        way.points.push_back({rounds[i].theta, i == 0 ? 0.0 : rounds[i].theta});
        way.points.push_back({rounds[i].theta, rounds[i + 1].theta});
    }
    chart.series = {
        std::move(curve), {"theta = next theta", {{0.0, 0.0}, {most, most}}, true}, std::move(way)};
    maps::draw_png_and_svg(chart, folder + "/cobweb");
}

void write_tables(const LoopRecorder& recorder, const std::string& folder) {
    text::CsvTable rounds;
    rounds.row("round", "theta", "gamma_first", "gamma_last", "time", "end", "participation",
               "duty", "switches", "in_case_1", "paid");
    for (const auto& round : recorder.rounds())
        rounds.row(round.number, round.theta, round.gamma_first, round.gamma_last, round.lasted,
                   name_of(round.end), round.participation, round.duty(), round.switches,
                   round.in_case_1 ? "yes" : "no", round.paid);
    files::write_atomically(folder + "/rounds.csv", rounds.text());
    text::CsvTable path;
    path.row("t", "x", "gamma");
    for (const auto& sample : recorder.samples()) path.row(sample.t, sample.x, sample.gamma);
    files::write_atomically(folder + "/path.csv", path.text());
}

}  // namespace

solver::LoopObserver LoopRecorder::observer() {
    return {[this](const RoundRecord& round) { rounds_.push_back(round); },
            [this](double t, double x, double gamma) {
                if (samples_.size() < most_samples) samples_.push_back({t, x, gamma});
            }};
}

void draw_regulation(const Regulation& regulation, const LoopRecorder& recorder,
                     const std::string& folder) {
    if (recorder.rounds().empty()) return;  // refused: nothing was played
    write_tables(recorder, folder);
    draw_participation(regulation, recorder, folder);
    draw_rounds(regulation, recorder.rounds(), folder);
    if (regulation.rule == solver::GammaRule::fixed)
        draw_cobweb(regulation, recorder.rounds(), folder);
}

}  // namespace essmap::cli
