#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "essmap/community/finite_communities.hpp"
#include "essmap/files/atomic_file.hpp"
#include "essmap/maps/chart.hpp"
#include "essmap/text/csv_table.hpp"
#include "options.hpp"
#include "regulation.hpp"

namespace essmap::cli {

namespace {

using community::FiniteCommunities;
using nlohmann::json;
using solver::FinitePopulation;
using solver::FiniteStudy;
using solver::Simulation;
using solver::Trust;
using solver::Update;

constexpr std::uint64_t drawn_paths = 5;  ///< of a size
constexpr int path_samples = 400;

const char* name_of(Trust trust) {
    switch (trust) {
        case Trust::full: return "ODE";
        case Trust::rough: return "only roughly";
        case Trust::none: break;
    }
    return "not";
}

/// Why no run is simulated.
std::string too_many(double steps, const FiniteCommunities& options) {
    if (!std::isfinite(steps)) return "runs without end";
    return fmt::format("about {:.1g} steps, allowed are {:.0g}", steps, options.study.most_steps);
}

const char* name_of(Simulation method) { return method == Simulation::exact ? "exact" : "leaping"; }

json to_json(const FiniteCommunities& options, const FiniteStudy& size) {
    const auto& saturation = size.comparison.saturation;
    json out{{"members", size.population.n()},
             {"start", size.start},
             {"comparison_scale", size.population.s()},
             {"exact",
              {{"p_saturation", saturation.probability},
               {"t_saturation", number_or_null(saturation.mean_time)},
               {"p_fixation", size.end.upper.probability},
               {"t_absorption", number_or_null(size.end.mean_time)}}},
             {"relative_difference", number_or_null(size.comparison.relative_difference)},
             {"simulated", nullptr},
             {"trust", name_of(size.trust)}};
    if (const auto& found = size.simulated)
        out["simulated"] = {{"runs", options.study.runs},
                            {"seed", options.study.seed},
                            {"method", name_of(size.simulation)},
                            {"fraction_saturated", found->saturated.value},
                            {"ci_low", found->saturated.lo},
                            {"ci_high", found->saturated.hi},
                            {"mean_time", number_or_null(found->t_sat.value)},
                            {"standard_error", number_or_null(found->t_sat.standard_error)}};
    if (size.too_many_steps) out["not_simulated"] = too_many(*size.too_many_steps, options);
    return out;
}

std::string shown(const std::optional<double>& value) {
    if (!value) return "-";
    return std::isfinite(*value) ? fmt::format("{:.6g}", *value) : "never";
}

std::string to_text(const FiniteCommunities& options, const FiniteStudy& size) {
    const auto& saturation = size.comparison.saturation;
    const auto& off = size.comparison.relative_difference;
    std::string simulated = "-";
    if (size.too_many_steps) simulated = "none: " + too_many(*size.too_many_steps, options);
    if (const auto& found = size.simulated) {
        simulated = fmt::format("{:.4g} ({:.4g} to {:.4g})", found->saturated.value,
                                found->saturated.lo, found->saturated.hi);
        if (found->t_sat.value) simulated += fmt::format(", {:.5g}", *found->t_sat.value);
        if (const auto& error = found->t_sat.standard_error)
            simulated += fmt::format(" +- {:.1g}", *error);
    }
    return fmt::format("  {:<9}{:<9}{:<14}{:<14}{:<10}{:<14}{:<14}{:<14}{}\n", size.population.n(),
                       size.start, shown(saturation.probability), shown(saturation.mean_time),
                       off ? fmt::format("{:+.2f} %", 100.0 * *off) : "-",
                       shown(size.end.upper.probability), shown(size.end.mean_time),
                       name_of(size.trust), simulated);
}

std::string to_text(const RegulateRequest& request, const FiniteCommunities& options, double limit,
                    const std::vector<FiniteStudy>& sizes) {
    const auto& regulation = request.regulation;
    const double ode_time = sizes.front().comparison.ode_time;
    std::string text = fmt::format(
        "\nfinite communities, {}, x0 {}, saturation {}; the equation (ODE) {}, limit {:.6g}\n",
        options.update == Update::pairwise ? "pairwise comparison" : "Moran process", regulation.x0,
        regulation.saturation,
        std::isfinite(ode_time) ? fmt::format("saturates at {:.10g}", ode_time) : "never saturates",
        limit);
    text +=
        fmt::format("  {:<9}{:<9}{:<14}{:<14}{:<10}{:<14}{:<14}{:<14}{}\n", "members", "sharers",
                    "P(saturate)", "mean time", "to ODE", "P(all share)", "mean end", "trust",
                    fmt::format("simulated, {} runs (95 %), mean time", options.study.runs));
    for (const FiniteStudy& size : sizes) text += to_text(options, size);
    return text +
           fmt::format(
               "  trust: ODE where P(saturate) is within {0} of the equation's yes (1) or no "
               "(0) and the mean time, relatively, within {0} of its; only roughly: {1}\n",
               solver::trusted_difference, solver::rough_difference);
}

std::string to_csv(const json& sizes) {
    const std::initializer_list<const char*> columns{"/members",
                                                     "/start",
                                                     "/comparison_scale",
                                                     "/exact/p_saturation",
                                                     "/exact/t_saturation",
                                                     "/exact/p_fixation",
                                                     "/exact/t_absorption",
                                                     "/relative_difference",
                                                     "/simulated/runs",
                                                     "/simulated/seed",
                                                     "/simulated/method",
                                                     "/simulated/fraction_saturated",
                                                     "/simulated/ci_low",
                                                     "/simulated/ci_high",
                                                     "/simulated/mean_time",
                                                     "/simulated/standard_error",
                                                     "/trust"};
    text::CsvTable table;
    text::CsvRow names;
    for (const char* column : columns) names.add(json::json_pointer(column).back());
    table.row(names);
    for (const json& size : sizes) {
        text::CsvRow row;
        for (const char* column : columns) {
            const json value = size.value(json::json_pointer(column), json());
            if (value.is_string())
                row.add(value.get<std::string>());
            else if (value.is_number_integer())
                row.add(value.get<std::int64_t>());
            else
                row.add(value.is_null() ? std::nullopt : std::optional(value.get<double>()));
        }
        table.row(row);
    }
    return table.text();
}

/// How long to draw: until the equation is well saturated, or near its limit; where it stays, as
/// long as a member takes for 20 comparisons.
double end_of_chart(const FinitePopulation& population, double x0, double ode_time) {
    if (std::isfinite(ode_time) && ode_time > 0.0) return 1.5 * ode_time;
    const auto& game = population.game();
    const double way = solver::limit_of(game, x0) - x0;
    if (way == 0.0) return 20.0 / population.s();
    const auto path = solver::Path::between(x0, x0 + 0.97 * way);
    return 1.2 * solver::travel_time(path, solver::Growth::along(path, game));
}

maps::Series simulated_paths(const FinitePopulation& population, solver::RunOptions options) {
    maps::Series series{fmt::format("{} members", population.n()), {}};
    for (const auto& run : solver::simulate_runs(population, options, 0, drawn_paths)) {
        for (std::size_t i = 0; i < run.shares.size(); ++i)
            series.points.push_back({options.output_times[i], run.shares[i]});
        series.points.push_back({0.0, std::numeric_limits<double>::quiet_NaN()});
    }
    return series;
}

maps::Series equation(const model::PointGame& game, double x0, const std::vector<double>& times) {
    maps::Series series{"equation (ODE)", {}};
    const auto c = game.classification();
    const double growth = game.growth(x0).value();
    for (const double t : times)
        series.points.push_back(
            {t, growth == 0.0 ? x0 : solver::share_at({c.a, c.b, c.q}, x0, t, growth).x});
    return series;
}

void draw_paths(const RegulateRequest& request, const FiniteCommunities& options,
                const std::vector<FiniteStudy>& sizes) {
    const auto& regulation = request.regulation;
    const auto by_members = [](const FiniteStudy& size) { return size.population.n(); };
    const auto [least, most] = std::ranges::minmax_element(sizes, {}, by_members);
    solver::RunOptions run;
    run.x0 = regulation.x0;
    run.saturation = regulation.saturation;
    run.epsilon = options.study.epsilon;
    run.seed = options.study.seed;
    run.t_max = end_of_chart(most->population, regulation.x0, most->comparison.ode_time);
    for (int i = 0; i <= path_samples; ++i)
        run.output_times.push_back(run.t_max * i / path_samples);
    maps::LineChart chart;
    chart.title =
        fmt::format("{} simulated paths a size\n{}", drawn_paths, cli::to_text(request.game));
    chart.x = {"time t (units of the replicator equation)", 0.0, run.t_max};
    chart.y = {"share of sharers x", 0.0, 1.0};
    for (const auto& size : {least, most}) {
        if (size == most && least == most) break;
        run.simulation = size->simulation;
        chart.series.push_back(simulated_paths(size->population, run));
    }
    chart.series.push_back(equation(most->population.game(), regulation.x0, run.output_times));
    chart.levels.push_back(
        {fmt::format("saturation {}", regulation.saturation), regulation.saturation});
    maps::draw_png_and_svg(chart, request.folder + "/finite");
}

}  // namespace

void report_finite(const RegulateRequest& request, RegulateReport& report) {
    const auto* table = request.reader.table(request.root, "finite");
    if (table == nullptr) return;
    const auto options = community::read_finite_communities(
        request.reader, *table, request.regulation.x0, request.regulation.saturation);
    const auto populations = community::populations(request.reader, *table, options, request.game);
    std::vector<FiniteStudy> sizes;
    sizes.reserve(populations.size());
    json listed = json::array();
    for (const FinitePopulation& population : populations) {
        sizes.push_back(solver::study_finite_population(population, options.study));
        listed.push_back(to_json(options, sizes.back()));
    }
    const auto& regulation = request.regulation;
    const double limit = solver::limit_of(sizes.front().population.game(), regulation.x0);
    if (!request.folder.empty()) {
        files::write_atomically(request.folder + "/finite.csv", to_csv(listed));
        draw_paths(request, options, sizes);
    }
    report.text += to_text(request, options, limit, sizes);
    report.json["finite"] = {
        {"x0", regulation.x0},
        {"saturation", regulation.saturation},
        {"update", options.update == Update::pairwise ? "pairwise" : "moran"},
        {"ode", {{"t_sat", number_or_null(sizes.front().comparison.ode_time)}, {"limit", limit}}},
        {"sizes", std::move(listed)}};
}

}  // namespace essmap::cli
