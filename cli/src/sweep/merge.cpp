#include "essmap/sweep/stop_signal.hpp"
#include "options.hpp"
#include "over_ranks.hpp"
#include "sweep_report.hpp"

namespace essmap::cli {

namespace {

struct MergeCommand {
    std::vector<std::string> folders;
    sweep::SweepOptions options;
    SweepReporting reporting;
};

int merge_command(const CLI::App& line, MergeCommand& command) {
    const sweep::StopSignal stop;
    command.options.version = ESSMAP_VERSION;
    return over_ranks(line, [&](const sweep::MpiSession& mpi) {
        check_suffix("--out", command.options.out, {".nc"});
        prepare_outputs(mpi, command.options, command.reporting);
        const auto report = sweep::merge_parts(mpi, command.folders, command.options);
        return report_sweep(mpi, report, command.options, command.reporting);
    });
}

}  // namespace

void add_merge(CLI::App& app, Runner& run) {
    auto state = std::make_shared<MergeCommand>();
    auto* command = app.add_subcommand(
        "merge", "assemble a map from parts filled by essmap sweep --part; also under mpirun");
    command->footer(
        "Example: essmap sweep examples/table3.toml --part 1/2 --out map.nc\n"
        "         essmap sweep examples/table3.toml --part 2/2 --out map.nc\n"
        "         essmap merge --out map.nc\n"
        "Exit code 1 where engines disagree.");
    command
        ->add_option("folders", state->folders,
                     "checkpoint folders of the parts (default: OUT.checkpoint)")
        ->type_name("FOLDER");
    command->add_option("--out", state->options.out, "map to write (NetCDF-4)")
        ->type_name("MAP.nc")
        ->required();
    add_sweep_reporting(*command, state->reporting, state->options);
    command->callback(
        [state, command, &run] { run = [=] { return merge_command(*command, *state); }; });
}

}  // namespace essmap::cli
