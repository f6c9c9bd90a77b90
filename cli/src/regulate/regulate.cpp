#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "essmap/files/file.hpp"
#include "essmap/solver/round_map.hpp"
#include "essmap/solver/switching.hpp"
#include "essmap/text/messages.hpp"
#include "options.hpp"
#include "regulation.hpp"
#include "regulation_pictures.hpp"

namespace essmap::cli {

namespace {

using nlohmann::json;
using solver::LoopResult;
using solver::Regime;
using solver::Regulation;
using solver::RoundMap;

struct RegulateCommand {
    std::string specification;
    std::optional<maps::Engine> engine;
    std::string folder;
    bool json = false;
};

std::string shown(double value) {
    return std::isfinite(value) ? fmt::format("{:.12g}", value) : "never";
}

json to_json(const LoopResult& loop) {
    json out{{"regime", regime_name(loop.regime)},
             {"rounds", loop.rounds},
             {"left_case_1", loop.left_case_1 < 0 ? json(nullptr) : json(loop.left_case_1)},
             {"timed_out", loop.timed_out},
             {"theta", loop.theta},
             {"gamma", loop.gamma},
             {"time", number_or_null(loop.time)},
             {"participation", loop.participation},
             {"period", loop.period},
             {"amplitude", loop.amplitude},
             {"duty", loop.duty},
             {"inner_period", loop.inner_period},
             {"paid", loop.paid},
             {"steps", loop.steps}};
    if (!loop.reason.empty()) out["reason"] = loop.reason;
    return out;
}

/// The regime in a sentence.
std::string told(const LoopResult& loop) {
    switch (loop.regime) {
        case Regime::refused: return "the contract refuses these rules: " + loop.reason;
        case Regime::settles:
            return fmt::format("settles after {} round(s): theta* = {}, T* = {}", loop.rounds,
                               shown(loop.theta), shown(loop.time));
        case Regime::oscillates:
            return fmt::format(
                "oscillates from round {} on: every {} rounds, theta moves by {} (now {}, T = {})",
                loop.rounds, loop.period, shown(loop.amplitude), shown(loop.theta),
                shown(loop.time));
        case Regime::wanders:
            return fmt::format("neither settles nor repeats in {} rounds (now theta = {})",
                               loop.rounds, shown(loop.theta));
        case Regime::slides:
            return fmt::format(
                "slides: participation stays at {}, {:.4g} % of the time at the charge",
                loop.participation, 100.0 * loop.duty);
        case Regime::cycles:
            return fmt::format("cycles around P*: period {}, {:.4g} % of the time at the charge",
                               shown(loop.inner_period), 100.0 * loop.duty);
        case Regime::deadlocks:
            if (!loop.reason.empty())
                return fmt::format("deadlocks after {} round(s): {}", loop.rounds, loop.reason);
            return fmt::format(
                "deadlocks after {} round(s): at theta = {} participation comes to {} and stays",
                loop.rounds, shown(loop.theta), shown(loop.participation));
        case Regime::expires: break;
    }
    return fmt::format("every round expires unsaturated: theta = {}, participation {} at its end",
                       shown(loop.theta), shown(loop.participation));
}

void report_simulation(const LoopResult& loop, const char* engine, RegulateReport& report) {
    report.json["simulation"][engine] = to_json(loop);
    report.text += fmt::format("{:<8}{}\n", engine, told(loop));
    if (loop.regime == Regime::refused) report.refused = loop.reason;
    if (loop.left_case_1 >= 0)
        report.text +=
            fmt::format("        outside strategy case 1 after {} round(s)\n", loop.left_case_1);
    if (loop.paid > 0.0)
        report.text +=
            fmt::format("        the supply of points grows by {} a member in the last round\n",
                        shown(loop.paid));
    if (loop.timed_out > 0)
        report.text += fmt::format("        {} round(s) ended at the time limit\n", loop.timed_out);
}

json to_json(const std::optional<RoundMap::Fate>& fate) {
    if (!fate) return nullptr;
    switch (*fate) {
        case RoundMap::Fate::settles: return "settles";
        case RoundMap::Fate::oscillates: return "oscillates";
        case RoundMap::Fate::deadlocks: break;
    }
    return "deadlocks";
}

/// theta <- N/T at the gamma of the first round, without bounds.
void report_round_map(const Regulation& r, RegulateReport& report) {
    const RoundMap map(r.game, r.x0, r.saturation);
    json& out = report.json["analysis"];
    out = {{"case_1_edge", map.case_1_edge()},
           {"deadlock_edge", map.deadlock_edge()},
           {"capturing_N", number_or_null(map.largest_capturing_numerator())},
           {"invariant_N", number_or_null(map.largest_invariant_numerator())}};
    report.text += fmt::format(
        "\ntheta <- N/T at gamma = {}, without bounds\n"
        "  case 1 below theta = {}, deadlock from theta = {}\n",
        r.game.gamma, shown(map.case_1_edge()), shown(map.deadlock_edge()));
    const auto theta = map.fixed_point(r.N);
    if (!theta) {
        report.text += "  no theta >= 0 reaches saturation\n";
        return;
    }
    const double elasticity = map.elasticity(*theta);
    const double m = solver::multiplier(elasticity, r.damping);
    const auto flip = map.flip().value();
    const auto cycle = map.nearest_cycle(r.N);
    out["theta"] = *theta;
    out["time"] = number_or_null(map.time(*theta));
    out["multiplier"] = m;
    out["stable_damping"] = solver::largest_stable_lambda(elasticity);
    out["flip_theta"] = flip.theta;
    out["flip_N"] = flip.N;
    out["basin"] = cycle ? json{cycle->first, cycle->second} : json(nullptr);
    out["fate"] = to_json(map.fate(r.N, r.damping, r.game.theta));
    report.text += fmt::format(
        "  fixed point theta* = {}, T* = {}, multiplier {} ({})\n"
        "  stable for damping below {}\n"
        "  undamped: flips at N = {} (theta = {}); from every theta >= 0 below N = {};\n"
        "            keeps case 1 below N = {}\n",
        shown(*theta), shown(map.time(*theta)), shown(m), std::abs(m) < 1.0 ? "stable" : "unstable",
        shown(solver::largest_stable_lambda(elasticity)), shown(flip.N), shown(flip.theta),
        shown(map.largest_capturing_numerator()), shown(map.largest_invariant_numerator()));
    if (cycle)
        report.text += fmt::format("            2-cycle between {} and {}: the edge of its basin\n",
                                   shown(cycle->first), shown(cycle->second));
}

const char* name_of(solver::Crossing crossing) {
    switch (crossing) {
        case solver::Crossing::upward: return "crosses upward";
        case solver::Crossing::downward: return "crosses downward";
        case solver::Crossing::sliding: return "slides";
        case solver::Crossing::leaving: break;
    }
    return "leaves";
}

/// gamma switched at P*, at the theta of the first round.
void report_switching(const Regulation& r, RegulateReport& report) {
    const solver::Switching switching(r.game, r.gamma_reward, r.gamma_charge, r.threshold);
    json& out = report.json["switching"];
    out = {{"crossing", name_of(switching.crossing())},
           {"holding_gamma", switching.holding_gamma()},
           {"duty", number_or_null(switching.duty())}};
    report.text += fmt::format(
        "\ngamma from {} to {} at P* = {}, at theta = {}: {}\n"
        "  gamma that would hold P*: {} (outside case 1)\n",
        r.gamma_reward, r.gamma_charge, r.threshold, r.game.theta, name_of(switching.crossing()),
        shown(switching.holding_gamma()));
    if (r.rule != solver::GammaRule::hysteresis) return;
    const auto cycle = switching.cycle(r.hysteresis);
    out["period"] = cycle ? json(cycle->period()) : json(nullptr);
    if (cycle)
        report.text += fmt::format("  period of the cycle between P* -+ {}: {} ({} up, {} down)\n",
                                   r.hysteresis, shown(cycle->period()), shown(cycle->rising),
                                   shown(cycle->falling));
}

/// The community of a specification whose axes have one point each.
Regulation single_community(const sweep::TomlReader& reader, const toml::table& root,
                            const maps::MapDescription& map) {
    if (!map.regulation)
        reader.missing("[regulation]", "at least N, contract and rule (docs/specification.md)");
    for (std::size_t d = 0; d < map.grid.axes.size(); ++d) {
        const auto& axis = map.grid.axes[d];
        if (axis.size() == 1) continue;
        const char* table = d < maps::game_dimensions ? "axes" : "regulation";
        reader.fail(*root.get(table),
                    fmt::format("{}.{} = {} points is not allowed: one value; essmap sweep fills "
                                "maps of many",
                                table, axis.name(), axis.size()));
    }
    return map.regulation_at(maps::Index(map.grid.axes.size(), 0));
}

model::ParameterValues as_written(const maps::Grid& grid) {
    const auto at = [&](std::size_t d) { return grid.axes[d].points().front(); };
    return {at(maps::dim_r),
            at(maps::dim_theta),
            at(maps::dim_gamma),
            at(maps::dim_mu),
            at(maps::dim_k),
            grid.omega.points().front(),
            {grid.benefit_kind(), at(maps::dim_benefit)}};
}

/// By each engine asked for; the first is the one that is watched.
/// @return whether they agree
bool simulate(const maps::MapDescription& map, const Regulation& r, LoopRecorder& recorder,
              RegulateReport& report) {
    const auto rounds = static_cast<long>(map.regulation->max_rounds);
    std::vector<LoopResult> results;
    for (const bool cvode : {true, false}) {
        if (map.engine == (cvode ? maps::Engine::exact : maps::Engine::cvode)) continue;
        solver::ClosedLoop loop({cvode, map.tolerance, rounds});
        results.push_back(
            loop.simulate(r, results.empty() ? recorder.observer() : solver::LoopObserver{}));
        report_simulation(results.back(), cvode ? "cvode" : "exact", report);
    }
    const bool agree = results.front().regime == results.back().regime;
    if (!agree) report.text += "the engines disagree\n";
    return agree;
}

int regulate(const RegulateCommand& command) {
    const std::string written = sweep::read_text_file(command.specification);
    const auto specification =
        sweep::parse_specification(command.specification, written, command.engine);
    const auto root = sweep::parse_toml(command.specification, written);
    const sweep::TomlReader reader(command.specification);
    const auto& map = specification.map;
    const RegulateRequest request{reader, root, as_written(map.grid),
                                  single_community(reader, root, map), command.folder};
    const Regulation& r = request.regulation;
    if (!command.folder.empty()) files::make_folder(command.folder);
    RegulateReport report;
    report.json["parameters"] = cli::to_json(request.game);
    report.json["regulation"] = {{"contract", name_of(r.contract)},
                                 {"rule", name_of(r.rule)},
                                 {"arithmetic", name_of(r.arithmetic)},
                                 {"N", r.N},
                                 {"damping", r.damping},
                                 {"x0", r.x0},
                                 {"saturation", r.saturation}};
    report.text = fmt::format(
        "{}\n{} contract, gamma {}, {} numbers, N = {}, damping {}, rounds from x0 = {} to {}\n\n",
        to_text(request.game), name_of(r.contract), name_of(r.rule), name_of(r.arithmetic), r.N,
        r.damping, r.x0, r.saturation);
    LoopRecorder recorder;
    const bool agree = simulate(map, r, recorder, report);
    report.json["refused"] = report.refused.empty() ? json(nullptr) : json(report.refused);
    report_round_map(r, report);
    if (r.rule == solver::GammaRule::two_level || r.rule == solver::GammaRule::hysteresis)
        report_switching(r, report);
    report_ranks(request, report);
    report_finite(request, report);
    if (!command.folder.empty()) draw_regulation(r, recorder, command.folder);
    if (command.json)
        print("{}\n", json_text(report.json));
    else
        print("{}", report.text);
    if (!report.refused.empty()) {
        flush_output();
        text::say(fmt::format("{}: the contract refuses these rules: {}", command.specification,
                              report.refused));
    }
    if (!agree || !report.refused.empty()) return failed;
    const bool sure = !report.json.contains("ranks") || report.json["ranks"]["confirmed"];
    return sure ? done : unknown;
}

}  // namespace

void add_regulate(CLI::App& app, Runner& run) {
    auto state = std::make_shared<RegulateCommand>();
    auto* command = app.add_subcommand(
        "regulate", "a community under the contract's own regulation, round after round");
    command->footer(
        "Example: essmap regulate examples/paper-loop.toml --out loop\n"
        "Maps of many communities: essmap sweep. docs/regulation.md says what is simulated.\n"
        "Exit code 1 where the contract refuses the rules, or the engines disagree; 2 where the "
        "ends\n"
        "of [ranks] could not be confirmed. Any other regime, deadlock too, is an answer: 0.");
    command->add_option("specification", state->specification, "specification with [regulation]")
        ->type_name("SPEC.toml")
        ->required();
    command
        ->add_option_function<std::string>(
            "--engine",
            [state](const std::string& text) { state->engine = sweep::engine_by_name(text); },
            "cvode (default), exact, or both")
        ->type_name("cvode|exact|both");
    command
        ->add_option("--out", state->folder,
                     "folder for rounds.csv, path.csv and pictures of them and of the round map")
        ->type_name("DIR");
    add_format(*command, state->json);
    command->callback([state, &run] { run = [state] { return regulate(*state); }; });
}

}  // namespace essmap::cli
