#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "essmap/files/atomic_file.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/files/file.hpp"
#include "essmap/sweep/checkpoint.hpp"
#include "essmap/sweep/log.hpp"
#include "essmap/sweep/specification.hpp"
#include "essmap/text/messages.hpp"
#include "options.hpp"
#include "over_ranks.hpp"
#include "shapley_report.hpp"

namespace essmap::cli {

namespace {

struct ShapleyCommand {
    std::string specification;
    std::string out;
    std::string sensitivity;
    std::string checkpoint;
    shapley::ShapleyOptions options;
    bool json = false;
};

int tell(const ShapleyCommand& command, const shapley::ShapleySpecification& specification,
         const shapley::ShapleyReport& report) {
    const auto findings = shapley::find_shares(specification, report);
    if (!command.out.empty()) write_shares(findings, command.out);
    if (!command.sensitivity.empty()) {
        const auto improved = shapley::corrector(findings);
        write_sensitivity(specification, shapley::run_sensitivity(specification, improved),
                          command.sensitivity);
    }
    if (command.out == "-" || command.sensitivity == "-") return report.precise ? done : unknown;
    if (command.json)
        print("{}\n", json_text(to_json(findings)));
    else
        print("{}", to_text(findings));
    if (!findings.payout_refused.empty()) {
        flush_output();
        text::say(fmt::format("{}: {}", specification.name, findings.payout_refused));
        return failed;
    }
    return report.precise ? done : unknown;
}

/// What would fail after the values are found, before.
void check_outputs(const ShapleyCommand& command,
                   const shapley::ShapleySpecification& specification) {
    for (const std::string& path : {command.out, command.sensitivity}) {
        if (path.empty() || path == "-") continue;
        files::output_target(path);
        if (!std::filesystem::is_directory(files::folder_of(path)))
            throw files::IoError(fmt::format("cannot write {}: there is no folder {}", path,
                                             files::folder_of(path)));
    }
    if (!std::filesystem::is_directory(command.checkpoint))
        files::output_target(command.checkpoint);
    if (command.sensitivity.empty()) return;
    if (specification.sensitivity.empty())
        throw files::DataError(command.specification +
                               ": [sensitivity] is missing: --sensitivity draws what it asks for");
    check_sensitivity_output(specification, command.sensitivity);
}

int work(const sweep::MpiSession& mpi, const ShapleyCommand& command) {
    const std::string text = sweep::read_text_file(mpi, command.specification);
    std::optional<shapley::ShapleySpecification> specification;
    mpi.collectively([&] { specification = shapley::parse_shapley(command.specification, text); });
    mpi.collectively([&] { check_outputs(command, *specification); });
    const sweep::Log log(mpi, false);
    sweep::Checkpoint checkpoint(mpi, log, command.checkpoint, command.checkpoint,
                                 {"sums", "game"});
    return checkpoint.keeping_finished([&]() -> int {
        const auto report = shapley::run_shapley(mpi, *specification, command.options, checkpoint);
        if (report.stopped) {
            const std::string stays = checkpoint.leave();
            if (mpi.is_root())
                text::say("stopped" + (report.kept ? stays
                                                   : "; what was found could not be kept "
                                                     "(--checkpoint FOLDER)"));
            return stopped;
        }
        std::int64_t code = done;
        mpi.collectively([&] {
            if (mpi.is_root()) code = tell(command, *specification, report);
        });
        checkpoint.remove();
        return static_cast<int>(mpi.max(code));
    });
}

/// @throws model::InvalidValue, UsageError
void check(const ShapleyCommand& command) {
    if (!command.out.empty()) check_suffix("--out", command.out, {".csv", ".png", ".svg"});
    if (!command.sensitivity.empty())
        check_suffix("--sensitivity", command.sensitivity, {".nc", ".csv", ".png", ".svg"});
    check_standard_output("--out", command.out, command.json);
    check_standard_output("--sensitivity", command.sensitivity, command.json || command.out == "-");
}

int shapley(const CLI::App& line, ShapleyCommand& command) {
    command.options.version = ESSMAP_VERSION;
    command.options.must_keep = !command.checkpoint.empty();
    if (!command.options.must_keep) command.checkpoint = command.specification + ".checkpoint";
    return over_ranks(line, [&](const sweep::MpiSession& mpi) {
        check(command);
        return work(mpi, command);
    });
}

}  // namespace

void add_shapley(CLI::App& app, Runner& run) {
    auto state = std::make_shared<ShapleyCommand>();
    auto* command = app.add_subcommand(
        "shapley", "what each member of a coalition is due; also under mpirun or srun");
    command->footer(
        "Examples: essmap shapley examples/council.toml\n"
        "          essmap shapley examples/improved.toml --out shares.png\n"
        "docs/shapley.md says what a GAME.toml holds.\n"
        "Exit code 1 where a payout is refused because somebody would have to pay into the pot, 2\n"
        "where sampling ended before it was as precise as asked for.");
    command->add_option("specification", state->specification, "game (TOML)")
        ->type_name("GAME.toml")
        ->required();
    command
        ->add_option(
            "--out", state->out,
            "table, or bar chart with the intervals; - for the table in place of the report")
        ->type_name("FILE.csv|.png|.svg");
    command
        ->add_option(
            "--sensitivity", state->sensitivity,
            "shares by the factors and weights of [sensitivity]; - for CSV in place of the report")
        ->type_name("FILE.nc|.csv|.png|.svg");
    add_threads(*command, state->options.threads);
    command
        ->add_option("--checkpoint", state->checkpoint,
                     "what a long run has found is kept there (default: GAME.toml.checkpoint)")
        ->type_name("FOLDER");
    command->add_flag("--resume", state->options.resume, "go on from the checkpoint, if any");
    add_format(*command, state->json);
    command->callback([state, command, &run] { run = [=] { return shapley(*command, *state); }; });
}

}  // namespace essmap::cli
