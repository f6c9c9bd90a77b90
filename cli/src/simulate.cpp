#include <fmt/format.h>

#include <memory>

#include "essmap/files/atomic_file.hpp"
#include "essmap/files/netcdf_writer.hpp"
#include "essmap/maps/chart.hpp"
#include "essmap/solver/simulated_orbits.hpp"
#include "essmap/text/csv_table.hpp"
#include "options.hpp"

namespace essmap::cli {

namespace {

using model::Attractor;
using solver::SimulatedOrbit;

struct SimulateOptions {
    GameOptions game;
    std::vector<double> x0;
    solver::OrbitOptions orbits;
    std::string out;
    bool json = false;
};

std::string to_csv(const std::vector<SimulatedOrbit>& runs, const std::vector<double>& times) {
    text::CsvTable table;
    table.row("x0", "t", "x");
    for (const SimulatedOrbit& run : runs)
        for (std::size_t i = 0; i < times.size(); ++i) table.row(run.x0, times[i], run.shares[i]);
    return table.text();
}

void write_netcdf(const std::string& path, const model::ParameterValues& values,
                  const SimulateOptions& options, const std::vector<SimulatedOrbit>& runs,
                  const std::vector<double>& times) {
    files::NetcdfWriter file(path);
    const int by_x0 = file.dimension("x0", runs.size());
    const int by_time = file.dimension("time", times.size());
    const int x0 = file.reals("x0", {by_x0}, "initial share of sharers");
    const int time = file.reals("time", {by_time}, "time in units of the replicator equation");
    const int share = file.reals("x", {by_x0, by_time}, "share of sharers");
    file.attributes(file_origin("simulate", "share of sharers over time"));
    file.text(NC_GLOBAL, "parameters", to_text(values));
    file.text(NC_GLOBAL, "engine", options.orbits.cvode ? "cvode" : "exact");
    file.end_definitions();
    std::vector<double> starts;
    std::vector<double> shares;
    for (const SimulatedOrbit& run : runs) {
        starts.push_back(run.x0);
        shares.insert(shares.end(), run.shares.begin(), run.shares.end());
    }
    file.put(x0, starts);
    file.put(time, times);
    file.put(share, shares);
    files::write_atomically(path, file.image());
}

void write_picture(const std::string& path, const model::ParameterValues& values,
                   const SimulateOptions& options, const std::vector<SimulatedOrbit>& runs,
                   const std::vector<double>& times) {
    maps::LineChart chart;
    chart.title = to_text(values);
    chart.x = {"time t", 0.0, times.back()};
    chart.y = {"share of sharers x", 0.0, 1.0};
    for (const SimulatedOrbit& run : runs) {
        maps::Series series{fmt::format("x0 = {}", run.x0), {}};
        for (std::size_t i = 0; i < times.size(); ++i)
            series.points.push_back({times[i], run.shares[i]});
        chart.series.push_back(std::move(series));
    }
    chart.levels.push_back(
        {fmt::format("saturation {}", options.orbits.saturation), options.orbits.saturation});
    maps::draw(chart, path);
}

void write_out(const model::ParameterValues& values, const SimulateOptions& options,
               const std::vector<SimulatedOrbit>& runs, const std::vector<double>& times) {
    if (is_table(options.out))
        write_table(options.out, to_csv(runs, times));
    else if (options.out.ends_with(".nc"))
        write_netcdf(options.out, values, options, runs, times);
    else
        write_picture(options.out, values, options, runs, times);
}

void print_json(const model::ParameterValues& values, const SimulateOptions& options,
                const std::vector<SimulatedOrbit>& runs) {
    nlohmann::json out{
        {"parameters", to_json(values)},
        {"saturation", options.orbits.saturation},
        {"engine", options.orbits.cvode ? "cvode" : "exact"},
        {"tolerance", options.orbits.cvode ? nlohmann::json(options.orbits.tolerance) : nullptr},
        {"runs", nlohmann::json::array()}};
    for (const SimulatedOrbit& run : runs)
        out["runs"].push_back({{"x0", run.x0},
                               {"limit", run.limit},
                               {"t_sat", run.t_sat ? nlohmann::json(*run.t_sat) : nullptr},
                               {"t_settle", run.t_settle},
                               {"attractor", attractor_name(run.attractor)},
                               {"steps", run.steps}});
    print("{}\n", json_text(out));
}

void print_text(const model::ParameterValues& values, const SimulateOptions& options,
                const std::vector<SimulatedOrbit>& runs) {
    print("{}\nengine {}, saturation {}\n", to_text(values),
          options.orbits.cvode ? "cvode" : "exact", options.orbits.saturation);
    print("  {:<10}{:<24}{:<24}{}\n", "x0", "limit", "time to saturation", "steps");
    for (const SimulatedOrbit& run : runs) {
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
    model::validate_saturation(options.orbits.saturation);
    const model::PointGame game(values);
    const auto times = options.out.empty()
                           ? std::vector<double>{}
                           : solver::orbit_times(game, options.x0, options.orbits.saturation);
    const auto runs = solver::simulate_orbits(game, options.x0, options.orbits, times);
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
    add_number(*command, "--saturation", options->orbits.saturation,
               "share that counts as everyone (0.95)");
    add_number(*command, "--tolerance", options->orbits.tolerance, "of cvode, relative (1e-8)");
    command
        ->add_option_function<std::string>(
            "--engine",
            [options](const std::string& text) {
                if (text != "exact" && text != "cvode")
                    throw UsageError("--engine = " + text + " is not allowed: exact or cvode");
                options->orbits.cvode = text == "cvode";
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
