#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "essmap/files/atomic_file.hpp"
#include "essmap/maps/chart.hpp"
#include "essmap/solver/finite_population.hpp"
#include "options.hpp"
#include "regulation.hpp"

namespace essmap::cli {

namespace {

using nlohmann::json;
using solver::FinitePopulation;
using solver::Simulation;
using solver::Update;

constexpr std::int64_t most_simulated_exactly = 2000;  ///< members, by default
constexpr double most_steps = 1e9;                     ///< of all runs of a size: some 20 s
constexpr double trusted = 0.05;
constexpr double roughly = 0.2;
constexpr std::uint64_t drawn_paths = 5;  ///< of a size
constexpr int path_samples = 400;

struct FiniteOptions {
    std::vector<std::int64_t> members{20, 200, 2000};
    std::uint64_t runs = 1000;  ///< 0: exact formulas only
    std::uint64_t seed = 1;
    Update update = Update::pairwise;
    std::optional<double> s;
    std::optional<Simulation> method;  ///< default: by the size
    double epsilon = solver::RunOptions{}.epsilon;

    [[nodiscard]] Simulation method_for(std::int64_t n) const {
        const bool few = n <= most_simulated_exactly;
        return method.value_or(few ? Simulation::exact : Simulation::leaping);
    }
};

/// What is known of one size.
struct Size {
    FinitePopulation population;
    std::int64_t start = 0;  ///< members who share at time 0
    Simulation method = Simulation::exact;
    solver::OdeComparison comparison;
    solver::Passage end;  ///< to nobody or everyone
    std::optional<solver::RunStatistics> simulated;
    std::string not_simulated;  ///< why, where runs were asked for
    std::string_view trust;
};

std::vector<std::int64_t> read_members(const sweep::TomlReader& reader, const toml::node& node) {
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
Enum read_choice(const sweep::TomlReader& reader, const toml::node& node, const std::string& key,
                 const std::pair<const char*, Enum>& one, const std::pair<const char*, Enum>& two) {
    const std::string name = reader.string(node, key);
    if (name == one.first) return one.second;
    if (name == two.first) return two.second;
    reader.refuse(node, key, fmt::format("{} or {}", one.first, two.first));
}

FiniteOptions read_options(const sweep::TomlReader& reader, const toml::table& table) {
    reader.only(table, "finite.",
                {"members", "runs", "seed", "update", "comparison_scale", "method", "epsilon"});
    FiniteOptions options;
    if (const auto* node = table.get("members")) options.members = read_members(reader, *node);
    if (const auto* node = table.get("runs")) {
        const auto runs = reader.integer(*node, "finite.runs");
        if (runs < 0 || runs > 1000000) reader.refuse(*node, "finite.runs", "0 <= runs <= 1e6");
        options.runs = static_cast<std::uint64_t>(runs);
    }
    if (const auto* node = table.get("seed")) {
        const auto seed = reader.integer(*node, "finite.seed");
        if (seed < 0) reader.refuse(*node, "finite.seed", "seed >= 0");
        options.seed = static_cast<std::uint64_t>(seed);
    }
    if (const auto* node = table.get("update"))
        options.update =
            read_choice<Update>(reader, *node, "finite.update", {"pairwise", Update::pairwise},
                                {"moran", Update::moran});
    if (const auto* node = table.get("comparison_scale"))
        options.s = reader.number(*node, "finite.comparison_scale");
    if (const auto* node = table.get("method"))
        options.method =
            read_choice<Simulation>(reader, *node, "finite.method", {"exact", Simulation::exact},
                                    {"leaping", Simulation::leaping});
    if (const auto* node = table.get("epsilon")) {
        options.epsilon = reader.number(*node, "finite.epsilon");
        if (options.method == Simulation::exact)
            reader.refuse(*node, "finite.epsilon", "only where method may be leaping");
        if (!(options.epsilon >= 0.001 && options.epsilon <= 0.1))
            reader.refuse(*node, "finite.epsilon", "0.001 <= epsilon <= 0.1");
    }
    return options;
}

FinitePopulation make_population(const RegulateRequest& request, const toml::table& table,
                                 const FiniteOptions& options, std::int64_t n) {
    const toml::node* scale = table.get("comparison_scale");
    const toml::node& node = scale != nullptr ? *scale : table;
    return request.reader.at(node, fmt::format("finite.comparison_scale at {} members: ", n), [&] {
        return FinitePopulation(request.game, {n, options.update, options.s});
    });
}

/// Steps of a run, about: the mean number of events until all or nobody share is that chain's mean
/// time whose states last 1; a leap is worth at most about (epsilon n/4)^2 of them.
double expected_steps(const Size& size, double epsilon) {
    auto rates = size.population.rates();
    const auto n = rates.birth.size() - 1;
    for (std::size_t i = 1; i < n; ++i) {
        const double total = rates.birth[i] + rates.death[i];
        rates.birth[i] /= total;
        rates.death[i] /= total;
    }
    const double events = solver::passage(rates, static_cast<std::size_t>(size.start), n).mean_time;
    if (size.method == Simulation::exact) return events;
    const double leap = 0.25 * epsilon * static_cast<double>(n);
    return events / std::max(1.0, leap * leap);
}

void simulate(const RegulateRequest& request, const FiniteOptions& options, Size& size) {
    if (options.runs == 0) return;
    const double steps = static_cast<double>(options.runs) * expected_steps(size, options.epsilon);
    if (!(steps <= most_steps)) {
        size.not_simulated =
            std::isfinite(steps)
                ? fmt::format("about {:.1g} steps, allowed are {:.0g}", steps, most_steps)
                : "runs without end";
        return;
    }
    solver::RunOptions run;
    run.x0 = request.regulation.x0;
    run.saturation = request.regulation.saturation;
    run.simulation = size.method;
    run.epsilon = options.epsilon;
    run.seed = options.seed;
    size.simulated =
        solver::statistics(solver::simulate_runs(size.population, run, 0, options.runs));
}

/// "ODE" where the equation's yes or no holds with a probability of 0.95 and its time to 5 %.
std::string_view trust(const solver::OdeComparison& comparison) {
    const double expected = std::isfinite(comparison.ode_time) ? 1.0 : 0.0;
    const double off = std::max(std::abs(comparison.saturation.probability - expected),
                                std::abs(comparison.relative_difference.value_or(0.0)));
    return off <= trusted ? "ODE" : off <= roughly ? "only roughly" : "not";
}

Size examine(const RegulateRequest& request, const FiniteOptions& options,
             const FinitePopulation& population) {
    const auto& regulation = request.regulation;
    const auto n = population.n();
    Size size{population, 0, options.method_for(n), {}, {}, {}, {}, {}};
    size.start = size.population.state_at(regulation.x0);
    size.comparison =
        solver::compare_with_ode(size.population, regulation.x0, regulation.saturation);
    size.end = solver::passage(size.population.rates(), static_cast<std::size_t>(size.start),
                               static_cast<std::size_t>(n));
    size.trust = trust(size.comparison);
    simulate(request, options, size);
    return size;
}

const char* name_of(Simulation method) { return method == Simulation::exact ? "exact" : "leaping"; }

json to_json(const FiniteOptions& options, const Size& size) {
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
             {"trust", size.trust}};
    if (const auto& found = size.simulated)
        out["simulated"] = {{"runs", options.runs},
                            {"seed", options.seed},
                            {"method", name_of(size.method)},
                            {"fraction_saturated", found->saturated.value},
                            {"ci_low", found->saturated.lo},
                            {"ci_high", found->saturated.hi},
                            {"mean_time", number_or_null(found->t_sat.value)},
                            {"standard_error", number_or_null(found->t_sat.standard_error)}};
    if (!size.not_simulated.empty()) out["not_simulated"] = size.not_simulated;
    return out;
}

std::string shown(const std::optional<double>& value) {
    if (!value) return "-";
    return std::isfinite(*value) ? fmt::format("{:.6g}", *value) : "never";
}

std::string to_text(const Size& size) {
    const auto& saturation = size.comparison.saturation;
    const auto& off = size.comparison.relative_difference;
    std::string simulated = size.not_simulated.empty() ? "-" : "none: " + size.not_simulated;
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
                       shown(size.end.upper.probability), shown(size.end.mean_time), size.trust,
                       simulated);
}

std::string to_text(const RegulateRequest& request, const FiniteOptions& options, double limit,
                    const std::vector<Size>& sizes) {
    const auto& regulation = request.regulation;
    const double ode_time = sizes.front().comparison.ode_time;
    std::string text = fmt::format(
        "\nfinite communities, {}, x0 {}, saturation {}; the equation (ODE) {}, limit {:.6g}\n",
        options.update == Update::pairwise ? "pairwise comparison" : "Moran process", regulation.x0,
        regulation.saturation,
        std::isfinite(ode_time) ? fmt::format("saturates at {:.10g}", ode_time) : "never saturates",
        limit);
    text += fmt::format("  {:<9}{:<9}{:<14}{:<14}{:<10}{:<14}{:<14}{:<14}{}\n", "members",
                        "sharers", "P(saturate)", "mean time", "to ODE", "P(all share)", "mean end",
                        "trust", fmt::format("simulated, {} runs (95 %), mean time", options.runs));
    for (const Size& size : sizes) text += to_text(size);
    return text +
           fmt::format(
               "  trust: ODE where P(saturate) is within {0} of the equation's yes (1) or no "
               "(0) and the mean time, relatively, within {0} of its; only roughly: {1}\n",
               trusted, roughly);
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
    std::string text;
    for (const char* column : columns)
        text += fmt::format("{}{}", text.empty() ? "" : ",", json::json_pointer(column).back());
    for (const json& size : sizes) {
        std::string row;
        for (const char* column : columns) {
            const json value = size.value(json::json_pointer(column), json());
            row +=
                fmt::format("{}{}", row.empty() ? "\n" : ",", value.is_null() ? "" : value.dump());
        }
        text += row;
    }
    return text + "\n";
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

void draw_paths(const RegulateRequest& request, const FiniteOptions& options,
                const std::vector<Size>& sizes) {
    const auto& regulation = request.regulation;
    const auto by_members = [](const Size& size) { return size.population.n(); };
    const auto [least, most] = std::ranges::minmax_element(sizes, {}, by_members);
    solver::RunOptions run;
    run.x0 = regulation.x0;
    run.saturation = regulation.saturation;
    run.epsilon = options.epsilon;
    run.seed = options.seed;
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
        run.simulation = size->method;
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
    const FiniteOptions options = read_options(request.reader, *table);
    std::vector<FinitePopulation> populations;  // all, before what takes time
    populations.reserve(options.members.size());
    for (const std::int64_t n : options.members)
        populations.push_back(make_population(request, *table, options, n));
    std::vector<Size> sizes;
    sizes.reserve(populations.size());
    json listed = json::array();
    for (const FinitePopulation& population : populations) {
        sizes.push_back(examine(request, options, population));
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
