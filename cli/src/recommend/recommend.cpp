#include <fcntl.h>
#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <span>
#include <string_view>

#include "essmap/files/atomic_file.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/files/file.hpp"
#include "essmap/recommend/recommendation_specification.hpp"
#include "essmap/sweep/specification.hpp"
#include "essmap/text/messages.hpp"
#include "recommendation.hpp"

namespace essmap::cli {

namespace {

struct RecommendCommand {
    std::string file;
    std::vector<std::string> controls;  ///< of a map
    std::optional<double> within;       ///< of a map
    std::string folder;
    bool json = false;
};

/// A pipe holds a specification, if anything: a map is read here and there.
bool is_map(const std::string& path) {
    if (std::error_code ignored; !std::filesystem::is_regular_file(path, ignored)) return false;
    constexpr std::string_view magic = "\x89HDF";
    std::array<char, magic.size()> head{};
    const auto got =
        files::File(path, O_RDONLY).read_at(0, std::as_writable_bytes(std::span(head)));
    return std::string_view(head.data(), got) == magic;
}

void write_files(const RecommendationReport& report, const std::string& text,
                 const std::string& folder) {
    files::make_folder(folder);
    const auto write = [&](const char* name, const std::string& content) {
        files::write_atomically(folder + "/" + name, content);
        text::say(fmt::format("wrote {}/{}", folder, name));
    };
    write("recommendation.json", json_text(to_json(report)) + "\n");
    write("recommendation.txt", text);
    if (report.contract) write("contract.toml", contract_file(report));
    if (report.recommendation.regulation) write("loop.toml", loop_file(report));
    text::say(fmt::format("what is claimed can be confirmed by essmap check {}/recommendation.json",
                          folder));
}

RecommendationReport from_specification(const RecommendCommand& command) {
    if (!command.controls.empty() || command.within)
        throw UsageError("--controls and --within are for maps: a specification has its own");
    RecommendationReport report;
    report.name = command.file;
    report.text = sweep::read_text_file(command.file);
    const auto specification = recommend::parse_recommendation(command.file, report.text);
    report.problem = specification.problem;
    report.units = specification.contract;
    report.recommendation = recommend::recommend(report.problem);
    if (!report.recommendation.qualifies()) return report;
    try {
        report.contract =
            recommend::contract_rules(report.problem, report.recommendation, report.units);
    } catch (const model::InvalidValue& error) {
        report.obstacle = error.what();
    }
    return report;
}

RecommendationReport from_map(const RecommendCommand& command) {
    if (command.controls.empty())
        throw UsageError(
            "--controls is needed with a map: which axes are chosen, such as theta,gamma");
    const maps::MapFile file(command.file);
    if (file.description().regulation)
        throw files::DataError(command.file + ": a regime map: recommend takes a map of the game");
    RecommendationReport report;
    report.name = command.file;
    report.text = file.attribute("specification");
    report.problem =
        recommend::problem_of_map(file.description(), command.controls, command.within);
    report.recommendation = recommend::recommend(report.problem);
    if (report.recommendation.qualifies() && file.description().has(maps::Layer::certified))
        report.evidence = recommend::map_evidence(file, report.recommendation.largest.box);
    return report;
}

int recommend(const RecommendCommand& command) {
    files::note_input(command.file);
    const auto report = is_map(command.file) ? from_map(command) : from_specification(command);
    const std::string text = to_text(report);
    if (!command.folder.empty()) write_files(report, text, command.folder);
    if (command.json)
        print("{}\n", json_text(to_json(report)));
    else
        print("{}", text);
    const bool regulated = !report.problem.N || report.recommendation.regulation;
    const bool all = report.recommendation.qualifies() && regulated && report.obstacle.empty();
    return all ? done : failed;
}

}  // namespace

void add_recommend(CLI::App& app, Runner& run) {
    auto state = std::make_shared<RecommendCommand>();
    auto* command = app.add_subcommand(
        "recommend", "the largest certified box of theta, gamma, mu and k for a range of members");
    command->footer(
        "Example: essmap recommend examples/recommend.toml --out choice\n"
        "         essmap check choice/recommendation.json\n"
        "Exit code 1: nothing qualifies, or no N or contract; the report says why.\n"
        "docs/recommendation.md");
    command->add_option("problem", state->file, "specification, or map of essmap sweep")
        ->type_name("SPEC.toml|MAP.nc")
        ->required();
    command
        ->add_option("--controls", state->controls,
                     "of a map: axes that are chosen; the others are the environment")
        ->type_name("AXIS,...")
        ->delimiter(',')
        ->check(CLI::IsMember({"theta", "gamma", "mu", "k"}));
    command
        ->add_option_function<std::string>(
            "--within",
            [state](const std::string& text) {
                state->within = parse_number("--within", text);
                if (!(*state->within > 0.0))
                    throw UsageError("--within = " + text + " is not allowed: a time > 0");
            },
            "of a map: longest time to saturation from its x0")
        ->type_name("TIME");
    command
        ->add_option("--out", state->folder,
                     "folder for recommendation.json (with certificates), recommendation.txt, "
                     "contract.toml and loop.toml")
        ->type_name("DIR");
    add_format(*command, state->json);
    command->callback([state, &run] { run = [state] { return recommend(*state); }; });
}

}  // namespace essmap::cli
