#include <fmt/format.h>

#include <optional>
#include <thread>

#include "essmap/sweep/job_suggestion.hpp"
#include "essmap/sweep/stop_signal.hpp"
#include "essmap/sweep/sweep.hpp"
#include "essmap/text/quantities.hpp"
#include "options.hpp"
#include "over_ranks.hpp"
#include "paving_report.hpp"
#include "sweep_report.hpp"

namespace essmap::cli {

namespace {

struct SweepCommand {
    std::string specification;
    std::optional<maps::Engine> engine;
    sweep::SweepOptions options;
    SweepReporting reporting;
    bool dry_run = false;
    bool adaptive = false;
};

/// For a cluster of nodes like this one.
sweep::JobSuggestion suggest(const sweep::SweepEstimate& estimate) {
    return sweep::suggest_job(estimate, std::thread::hardware_concurrency());
}

nlohmann::json to_json(const sweep::SweepEstimate& e) {
    const auto job = suggest(e);
    return {{"cells", e.cells},
            {"stored_cells", e.stored_cells},
            {"trajectories", e.trajectories},
            {"distinct_integrations", e.integrations},
            {"seconds", e.seconds},
            {"block_seconds", e.block_seconds},
            {"bytes_per_rank", e.bytes_per_rank(e.ranks)},
            {"file_bytes", e.file_bytes},
            {"ranks", e.ranks},
            {"threads", e.threads},
            {"sampled_blocks", e.sampled_blocks},
            {"blocks", e.blocks},
            {"suggested",
             {{"nodes", job.nodes},
              {"ntasks_per_node", job.tasks_per_node},
              {"cpus_per_task", e.threads},
              {"minutes", job.minutes},
              {"megabytes_per_core", job.megabytes_per_core},
              {"seconds", job.seconds}}}};
}

void print_text(const sweep::SweepEstimate& e) {
    using text::count_text;
    print("cells                  {}\n", e.cells);
    print("  without omega        {} (omega drops out: computed once)\n", e.stored_cells);
    print("trajectories           {}\n", e.trajectories);
    print("distinct integrations  about {} (from {} of {} blocks)\n",
          count_text(static_cast<double>(e.integrations)), e.sampled_blocks, e.blocks);
    print("time                   about {} on {} rank(s) of {} thread(s)\n",
          text::duration_text(e.seconds), e.ranks, e.threads);
    print("memory per rank        at most {}B\n",
          count_text(static_cast<double>(e.bytes_per_rank(e.ranks))));
    print("file                   about {}B, {}B before compression; written twice\n",
          count_text(static_cast<double>(e.file_bytes)),
          count_text(static_cast<double>(e.raw_bytes)));
    const auto job = suggest(e);
    print("\nfor a cluster of nodes like this one ({} cores), to end in about {}:\n",
          job.cores_per_node, text::duration_text(job.seconds));
    print("#SBATCH --nodes={} --ntasks-per-node={} --cpus-per-task={}\n", job.nodes,
          job.tasks_per_node, e.threads);
    print("#SBATCH --time={:02}:{:02}:00 --mem-per-cpu={}M\n", job.minutes / 60, job.minutes % 60,
          job.megabytes_per_core);
}

int work(const sweep::MpiSession& mpi, SweepCommand& command) {
    const std::string text = sweep::read_text_file(mpi, command.specification);
    if (!command.dry_run) prepare_outputs(mpi, command.options, command.reporting);
    const auto specification =
        sweep::parse_specification(command.specification, text, command.engine);
    if (command.adaptive) {
        const auto report = sweep::run_paving(mpi, specification, command.options);
        return report_paving(mpi, report, command.options, command.reporting);
    }
    if (command.dry_run) {
        const auto estimate = sweep::estimate_sweep(mpi, specification, command.options);
        if (!mpi.is_root()) return done;
        if (command.reporting.json)
            print("{}\n", json_text(to_json(estimate)));
        else
            print_text(estimate);
        return done;
    }
    const auto report = sweep::run_sweep(mpi, specification, command.options);
    return report_sweep(mpi, report, command.options, command.reporting);
}

/// @throws UsageError
void check(const SweepCommand& command) {
    if (command.options.out.empty() && !command.dry_run)
        throw UsageError("--out is missing: the map to write (or --dry-run)");
    if (!command.dry_run) check_suffix("--out", command.options.out, {".nc"});
    if (command.adaptive && command.dry_run)
        throw UsageError(
            "--dry-run cannot be combined with --adaptive: the number of boxes is not known in "
            "advance");
    if (command.adaptive && command.options.part.of > 1)
        throw UsageError(
            "--part cannot be combined with --adaptive: run it over MPI ranks instead");
}

int sweep_command(const CLI::App& line, SweepCommand& command) {
    std::optional<sweep::StopSignal> stop;
    if (!command.dry_run) stop.emplace();
    command.options.version = ESSMAP_VERSION;
    return over_ranks(line, [&](const sweep::MpiSession& mpi) {
        check(command);
        return work(mpi, command);
    });
}

}  // namespace

void add_sweep(CLI::App& app, Runner& run) {
    auto state = std::make_shared<SweepCommand>();
    auto* command = app.add_subcommand("sweep", "fill a region map; also under mpirun or srun");
    command->footer(
        "Examples: essmap sweep examples/table3.toml --out map.nc\n"
        "          mpirun -n 2 essmap sweep examples/table3.toml --out map.nc\n"
        "          essmap sweep examples/paving.toml --adaptive --out paving.nc\n"
        "Exit code 1 where engines disagree, 2 where more stayed undecided than --adaptive was "
        "asked\n"
        "for, 75 where a signal stopped it: --resume goes on.");
    command->add_option("specification", state->specification, "sweep specification (TOML)")
        ->type_name("SPEC.toml")
        ->required();
    command->add_option("--out", state->options.out, "map to write (NetCDF-4)")
        ->type_name("MAP.nc");
    command
        ->add_option_function<std::string>(
            "--engine",
            [state](const std::string& text) { state->engine = sweep::engine_by_name(text); },
            "cvode (default), exact, or both: every time by both, disagreements recorded")
        ->type_name("cvode|exact|both");
    add_threads(*command, state->options.threads);
    command
        ->add_option_function<std::string>(
            "--part", [state](const std::string& text) { state->options.part = parse_part(text); },
            "fill only part i of n, for job arrays; essmap merge assembles the map")
        ->type_name("i/n");
    command->add_flag("--adaptive", state->adaptive,
                      "bisect boxes where the boundary of a region crosses them, by [paving]");
    command->add_flag("--resume", state->options.resume,
                      "go on from the blocks an earlier run finished (OUT.checkpoint), if any");
    command->add_flag(
        "--dry-run", state->dry_run,
        "print cells, integrations, time, memory, file size and lines for sbatch; write nothing");
    add_sweep_reporting(*command, state->reporting, state->options);
    command->callback(
        [state, command, &run] { run = [=] { return sweep_command(*command, *state); }; });
}

}  // namespace essmap::cli
