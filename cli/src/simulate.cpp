#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

#include "essmap/files/atomic_file.hpp"
#include "essmap/files/netcdf_writer.hpp"
#include "essmap/maps/chart.hpp"
#include "essmap/solver/closed_form.hpp"
#include "essmap/solver/cvode_integrator.hpp"
#include "options.hpp"

namespace essmap::cli {

namespace {

using model::Attractor;

constexpr std::size_t samples_in_time = 401;
constexpr std::size_t samples_in_share = 200;  ///< shared by the runs

struct SimulateOptions {
    GameOptions game;
    std::vector<double> x0;
    double saturation = 0.95;
    double tolerance = 1e-8;
    bool cvode = true;
    std::string out;
    bool json = false;
};

/// One orbit as reported.
struct Run {
    double x0 = 0.0;
    double limit = 0.0;
    std::optional<double> t_sat;
    double t_settle = 0.0;
    long steps = 0;
    Attractor attractor = Attractor::stays;
    std::vector<double> shares;  ///< at the output times
};

/// Output times: evenly from 0 until every orbit is near its limit, and where an orbit has covered
/// equal parts of its way, so that one fast after a long wait is drawn smoothly too.
std::vector<double> output_times(const model::PointGame& game, const SimulateOptions& options) {
    std::vector<double> times{0.0};
    const std::size_t parts = std::max<std::size_t>(samples_in_share / options.x0.size(), 4);
    for (const double x0 : options.x0) {
        if (game.attractor(x0) == Attractor::stays) continue;
        const double way = solver::limit_of(game, x0) - x0;
        const double last =
            1.0 - std::min({1.0 - options.saturation, 0.05, 0.05 * std::abs(way)}) / std::abs(way);
        for (std::size_t i = 1; i <= parts; ++i) {
            const double part = last * static_cast<double>(i) / static_cast<double>(parts);
            const auto path = solver::Path::between(x0, x0 + part * way);
            const double t = solver::travel_time(path, solver::Growth::along(path, game));
            if (std::isfinite(t)) times.push_back(t);
        }
    }
    const double longest = std::ranges::max(times);
    const double end = longest > 0.0 ? 1.1 * longest : 1.0;
    for (std::size_t i = 1; i < samples_in_time; ++i)
        times.push_back(end * static_cast<double>(i) / static_cast<double>(samples_in_time - 1));
    std::ranges::sort(times);
    times.erase(std::unique(times.begin(), times.end()), times.end());
    return times;
}

/// What no double holds is no answer: neither "never" nor a number. @throws model::NoResult
void require_finite(double time, const char* name, double x0) {
    if (!std::isfinite(time))
        throw model::NoResult(
            fmt::format("{} from x0 = {} is not known: the time is beyond what a double holds "
                        "(1.8e308)",
                        name, x0));
}

Run run_exact(const model::PointGame& game, double x0, const SimulateOptions& options,
              const std::vector<double>& times) {
    Run run;
    run.limit = solver::limit_of(game, x0);
    const bool saturates =
        x0 >= options.saturation || (game.growth(x0).value() > 0.0 &&
                                     game.growth(options.saturation).value() > 0.0 && x0 > 0.0);
    if (saturates) run.t_sat = solver::time_to_saturation(game, x0, options.saturation);
    run.t_settle = solver::settling_time(game, x0, options.saturation);
    const auto c = game.classification();
    const double growth = game.growth(x0).value();
    for (const double t : times) {
        const bool moves = game.attractor(x0) != Attractor::stays;
        run.shares.push_back(moves ? solver::share_at({c.a, c.b, c.q}, x0, t, growth).x : x0);
    }
    return run;
}

Run run_cvode(const model::PointGame& game, solver::CvodeIntegrator& integrator, double x0,
              const SimulateOptions& options, const std::vector<double>& times) {
    const auto c = game.classification();
    const auto result =
        integrator.integrate({c.a, c.b, c.q}, x0, options.saturation, {}, times,
                             {game.growth(x0).value(), game.growth(options.saturation).value()});
    using solver::StopReason;
    if (result.reason != StopReason::converged && result.reason != StopReason::equilibrium)
        throw model::NoResult(
            fmt::format("CVODE stopped early from x0 = {}: {}{}{}; --engine "
                        "exact answers",
                        x0, solver::stop_reason_name(result.reason),
                        result.message.empty() ? "" : ": ", result.message));
    Run run;
    run.limit = result.limit;
    run.t_sat = result.t_sat;
    run.t_settle = result.t_settle.value_or(0.0);
    run.steps = result.steps;
    for (const auto& sample : result.samples) run.shares.push_back(sample.x);
    return run;
}

std::string csv(const std::vector<Run>& runs, const std::vector<double>& times) {
    std::string text = "x0,t,x\n";
    for (const Run& run : runs)
        for (std::size_t i = 0; i < times.size(); ++i)
            text += fmt::format("{},{},{}\n", run.x0, times[i], run.shares[i]);
    return text;
}

void write_netcdf(const std::string& path, const model::ParameterValues& values,
                  const SimulateOptions& options, const std::vector<Run>& runs,
                  const std::vector<double>& times) {
    files::NetcdfWriter file(path);
    const int by_x0 = file.dimension("x0", runs.size());
    const int by_time = file.dimension("time", times.size());
    const int x0 = file.reals("x0", {by_x0}, "initial share of sharers");
    const int time = file.reals("time", {by_time}, "time in units of the replicator equation");
    const int share = file.reals("x", {by_x0, by_time}, "share of sharers");
    file.attributes(file_origin("simulate", "share of sharers over time"));
    file.text(NC_GLOBAL, "parameters", to_text(values));
    file.text(NC_GLOBAL, "engine", options.cvode ? "cvode" : "exact");
    file.end_definitions();
    std::vector<double> starts;
    std::vector<double> shares;
    for (const Run& run : runs) {
        starts.push_back(run.x0);
        shares.insert(shares.end(), run.shares.begin(), run.shares.end());
    }
    file.put(x0, starts);
    file.put(time, times);
    file.put(share, shares);
    files::write_atomically(path, file.image());
}

void write_picture(const std::string& path, const model::ParameterValues& values,
                   const SimulateOptions& options, const std::vector<Run>& runs,
                   const std::vector<double>& times) {
    maps::LineChart chart;
    chart.title = to_text(values);
    chart.x = {"time t", 0.0, times.back()};
    chart.y = {"share of sharers x", 0.0, 1.0};
    for (const Run& run : runs) {
        maps::Series series{fmt::format("x0 = {}", run.x0), {}};
        for (std::size_t i = 0; i < times.size(); ++i)
            series.points.push_back({times[i], run.shares[i]});
        chart.series.push_back(std::move(series));
    }
    chart.levels.push_back({fmt::format("saturation {}", options.saturation), options.saturation});
    maps::draw(chart, path);
}

void write_out(const model::ParameterValues& values, const SimulateOptions& options,
               const std::vector<Run>& runs, const std::vector<double>& times) {
    if (is_table(options.out))
        write_table(options.out, csv(runs, times));
    else if (options.out.ends_with(".nc"))
        write_netcdf(options.out, values, options, runs, times);
    else
        write_picture(options.out, values, options, runs, times);
}

void print_json(const model::ParameterValues& values, const SimulateOptions& options,
                const std::vector<Run>& runs) {
    nlohmann::json out{{"parameters", to_json(values)},
                       {"saturation", options.saturation},
                       {"engine", options.cvode ? "cvode" : "exact"},
                       {"tolerance", options.cvode ? nlohmann::json(options.tolerance) : nullptr},
                       {"runs", nlohmann::json::array()}};
    for (const Run& run : runs)
        out["runs"].push_back({{"x0", run.x0},
                               {"limit", run.limit},
                               {"t_sat", run.t_sat ? nlohmann::json(*run.t_sat) : nullptr},
                               {"t_settle", run.t_settle},
                               {"attractor", attractor_name(run.attractor)},
                               {"steps", run.steps}});
    print("{}\n", json_text(out));
}

void print_text(const model::ParameterValues& values, const SimulateOptions& options,
                const std::vector<Run>& runs) {
    print("{}\nengine {}, saturation {}\n", to_text(values), options.cvode ? "cvode" : "exact",
          options.saturation);
    print("  {:<10}{:<24}{:<24}{}\n", "x0", "limit", "time to saturation", "steps");
    for (const Run& run : runs) {
        const std::string limit = run.attractor == Attractor::stays
                                      ? fmt::format("stays (an equilibrium)")
                                      : fmt::format("{}", run.limit);
        print("  {:<10}{:<24}{:<24}{}\n", run.x0, limit,
              run.t_sat ? fmt::format("{:.10g}", *run.t_sat) : "never", run.steps);
    }
}

int simulate(const SimulateOptions& options) {
    const auto values = options.game.parameters();
    check_standard_output("--out", options.out, options.json);
    for (const double x0 : options.x0) model::validate_share("x0", x0);
    model::validate_saturation(options.saturation);
    const model::PointGame game(values);
    solver::CvodeIntegrator integrator({.tolerance = options.tolerance});
    const auto times = options.out.empty() ? std::vector<double>{} : output_times(game, options);
    std::vector<Run> runs;
    for (const double x0 : options.x0) {
        runs.push_back(options.cvode ? run_cvode(game, integrator, x0, options, times)
                                     : run_exact(game, x0, options, times));
        require_finite(runs.back().t_sat.value_or(0.0), "t_sat", x0);
        require_finite(runs.back().t_settle, "t_settle", x0);
        runs.back().x0 = x0;
        runs.back().attractor = game.attractor(x0);
    }
    if (!options.out.empty()) write_out(values, options, runs, times);
    if (options.out == "-") return done;
    if (options.json)
        print_json(values, options, runs);
    else
        print_text(values, options, runs);
    return done;
}

void set_out(SimulateOptions& options, const std::string& path) {
    check_suffix("--out", path, {".csv", ".nc", ".png", ".svg"});
    options.out = path;
}

}  // namespace

void add_simulate(CLI::App& app, Runner& run) {
    auto options = std::make_shared<SimulateOptions>();
    auto* command = app.add_subcommand("simulate", "orbits from given initial shares");
    command->footer(
        "Example: essmap simulate --r 4 --theta 2 --gamma 7 --mu 8 --k 0.25 --U 10 "
        "--x0 0.2 --x0 0.5 --out orbits.png");
    options->game.add(*command);
    command
        ->add_option_function<std::vector<std::string>>(
            "--x0",
            [options](const std::vector<std::string>& texts) {
                for (const auto& text : texts) options->x0.push_back(parse_number("--x0", text));
            },
            "initial share, in [0,1]; may be repeated")
        ->type_name("NUMBER")
        ->expected(1, 1000)
        ->allow_extra_args(false)  // one value a flag
        ->take_all()
        ->required();
    add_number(*command, "--saturation", options->saturation,
               "share that counts as everyone (0.95)");
    add_number(*command, "--tolerance", options->tolerance, "of cvode, relative (1e-8)");
    command
        ->add_option_function<std::string>(
            "--engine",
            [options](const std::string& text) {
                if (text != "exact" && text != "cvode")
                    throw UsageError("--engine = " + text + " is not allowed: exact or cvode");
                options->cvode = text == "cvode";
            },
            "cvode (default) integrates; exact uses the closed form")
        ->type_name("exact|cvode");
    command
        ->add_option_function<std::string>(
            "--out", [options](const std::string& path) { set_out(*options, path); },
            "also write the curves: .csv, .nc, .png or .svg; - for CSV in place of the report")
        ->type_name("FILE");
    add_format(*command, options->json);
    command->callback([options, &run] { run = [options] { return simulate(*options); }; });
}

}  // namespace essmap::cli
