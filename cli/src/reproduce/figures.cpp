#include <fmt/format.h>

#include "essmap/files/atomic_file.hpp"
#include "essmap/maps/chart.hpp"
#include "essmap/solver/cvode_integrator.hpp"
#include "essmap/text/csv_table.hpp"
#include "essmap/text/markup.hpp"
#include "reproduction.hpp"

namespace essmap::cli {

namespace {

using solver::paper::Orbit;
using solver::paper::paper_saturation;
using solver::paper::paper_start;
using solver::paper::table3_point;
using solver::paper::table4_point;

constexpr int samples = 400;

/// One figure: orbits up to a time.
struct Figure {
    std::string id;
    std::string title;
    std::string caption;
    double end;
    std::vector<Orbit> orbits;
    std::vector<maps::Level> levels;
};

void draw_figure(const std::string& folder, const Figure& figure, Report& report) {
    maps::LineChart chart;
    chart.title = figure.title;
    chart.x = {"time t (units of the replicator equation)", 0.0, figure.end};
    chart.y = {"share of sharers x", 0.0, 1.0};
    chart.levels = figure.levels;
    text::CsvTable table;
    table.row("curve", "x0", "a", "b", "t", "x");
    solver::CvodeIntegrator integrator({.tolerance = 1e-10});
    std::vector<double> times;
    for (int i = 0; i <= samples; ++i) times.push_back(figure.end * i / samples);
    for (const auto& orbit : figure.orbits) {
        const std::string label = orbit.shown_label();
        maps::Series series{label, {}, orbit.assumed};
        const auto c = orbit.game.classification();
        const auto result = integrator.integrate({c.a, c.b, c.q}, orbit.x0, paper_saturation, {},
                                                 times, {orbit.game.growth(orbit.x0).value(), {}});
        for (const auto& sample : result.samples) {
            series.points.push_back({sample.t, sample.x});
            table.row(label, orbit.x0, c.a, c.b, sample.t, sample.x);
        }
        chart.series.push_back(std::move(series));
    }
    const std::string base = folder + "/" + figure.id;
    maps::draw_png_and_svg(chart, base);
    files::write_atomically(base + ".csv", table.text());
    report.figures.push_back({figure.id, figure.title, figure.caption});
}

maps::Level saturation_level() { return {"saturation 0.95", paper_saturation}; }

Figure case_figure(int number, double end, const std::string& caption) {
    const model::PointGame game(table3_point(number));
    Figure figure{fmt::format("figure{}", number + 2),
                  fmt::format("Figure {}: strategy case {} (Table 3)", number + 2, number),
                  caption,
                  end,
                  {},
                  {}};
    for (int i = 1; i <= 9; ++i)
        figure.orbits.push_back({fmt::format("x0 = 0.{}", i), game, i / 10.0});
    if (const auto eta = game.eta())
        figure.levels.push_back({fmt::format("eta = {:.4f}", *eta), *eta});
    figure.levels.push_back(saturation_level());
    return figure;
}

Figure regulation_figure(const std::string& id, const std::string& changed,
                         const std::vector<double>& values, const std::string& caption) {
    Figure figure{
        id,
        fmt::format("Figure {}: regulation by {} (Table 4), from x0 = 0.2", id.substr(6), changed),
        caption,
        3.0,
        {},
        {saturation_level()}};
    for (const double value : values) {
        const model::PointGame game(table4_point(changed, value));
        figure.orbits.push_back(
            {fmt::format("{} = {} (case {})", changed, value, static_cast<int>(game.outcome())),
             game, paper_start});
    }
    return figure;
}

}  // namespace

void draw_figures(const std::string& folder, Report& report) {
    auto models = solver::paper::figure7_models();
    models.erase(models.begin() + 2);  // R2(5) is R1
    draw_figure(
        folder,
        case_figure(1, 1.6, "From every start everyone ends up sharing, as the paper says."),
        report);
    draw_figure(folder,
                case_figure(2, 3.0, "From every start sharing dies out, as the paper says."),
                report);
    draw_figure(folder,
                case_figure(3, 2.5,
                            "The start decides: above eta = 3/7 everyone shares, below nobody, as "
                            "the paper says (eta about 0.429)."),
                report);
    draw_figure(
        folder,
        regulation_figure("figure6a", "theta", {0, 1, 2, 3, 4},
                          "The larger theta, the slower; at theta = 4 sharing dies out, as the "
                          "paper says. It does not say that theta = 3 has left case 1 already."),
        report);
    draw_figure(
        folder,
        regulation_figure("figure6b", "gamma", {-8, -4, 0, 3, 6},
                          "The larger gamma, the slower; at gamma = 6 sharing dies out, as the "
                          "paper says. It does not say that gamma = 3 has left case 1 already."),
        report);
    draw_figure(
        folder,
        {"figure7",
         "Figure 7: B-CTISM and reconstructions of EGDSI, from x0 = 0.2",
         "The paper says that B-CTISM saturates faster than EGDSI. Every dashed curve is a "
         "reconstruction of EGDSI, an assumption of ours. From x0 = 0.2 R1 = R2(5) is faster than "
         "B-CTISM, R2(4) and R2(3) are slower, R2(2) stays where it starts, exactly at its "
         "unstable eta = 0.2, and under R2(1) sharing dies out. The table says which is faster "
         "from other starts. We report both and claim neither.",
         3.0,
         models,
         {saturation_level()}},
        report);
}

}  // namespace essmap::cli
