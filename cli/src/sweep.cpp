#include "essmap/sweep/sweep.hpp"

#include <fmt/format.h>

#include "essmap/sweep/text.hpp"
#include "options.hpp"

namespace essmap::cli {

namespace {

struct SweepCommand {
    std::string specification;
    std::optional<maps::Engine> engine;
    sweep::SweepOptions options;
    bool dry_run = false;
    bool json = false;
};

nlohmann::json to_json(const sweep::SweepEstimate& e) {
    return {{"cells", e.cells},
            {"stored_cells", e.stored_cells},
            {"trajectories", e.trajectories},
            {"distinct_integrations", e.integrations},
            {"seconds", e.seconds},
            {"bytes_per_rank", e.bytes_per_rank},
            {"file_bytes", e.file_bytes},
            {"ranks", e.ranks},
            {"threads", e.threads},
            {"sampled_blocks", e.sampled_blocks},
            {"blocks", e.blocks}};
}

void print_text(const sweep::SweepEstimate& e) {
    using sweep::count_text;
    fmt::print("cells                  {}\n", e.cells);
    fmt::print("  without omega        {} (omega drops out: computed once)\n", e.stored_cells);
    fmt::print("trajectories           {}\n", e.trajectories);
    fmt::print("distinct integrations  about {} (from {} of {} blocks)\n",
               count_text(static_cast<double>(e.integrations)), e.sampled_blocks, e.blocks);
    fmt::print("time                   about {} on {} rank(s) of {} thread(s)\n",
               sweep::duration_text(e.seconds), e.ranks, e.threads);
    fmt::print("memory per rank        at most {}B\n",
               count_text(static_cast<double>(e.bytes_per_rank)));
    fmt::print("file                   about {}B, {}B before compression\n",
               count_text(static_cast<double>(e.file_bytes)),
               count_text(static_cast<double>(e.raw_bytes)));
}

nlohmann::json to_json(const sweep::SweepReport& r, const SweepCommand& command) {
    return {{"map", command.options.out},
            {"cells", r.cells},
            {"stored_cells", r.stored_cells},
            {"trajectories", r.fill.trajectories},
            {"distinct_integrations", r.fill.integrations},
            {"cvode_steps", r.fill.steps},
            {"disagreements", r.fill.disagreements},
            {"worst_relative_difference", r.fill.worst_difference},
            {"content_digest", r.digest},
            {"ranks", r.ranks},
            {"threads", r.threads},
            {"seconds", r.seconds}};
}

void print_text(const sweep::SweepReport& r, const SweepCommand& command, bool both) {
    fmt::print("wrote {}: {} cells in {} on {} rank(s) of {} thread(s)\n", command.options.out,
               r.cells, sweep::duration_text(r.seconds), r.ranks, r.threads);
    fmt::print("  {} cells computed (omega drops out), {} trajectories, {} distinct integrations\n",
               r.stored_cells, r.fill.trajectories, r.fill.integrations);
    if (both)
        fmt::print(
            "  {} disagreements between CVODE and the closed form; largest difference {:.2g}\n",
            r.fill.disagreements, r.fill.worst_difference);
    fmt::print("  content digest {}\n", r.digest);
}

int work(sweep::MpiSession& mpi, SweepCommand& command) {
    std::string text;
    mpi.together([&] {
        if (mpi.leads()) text = sweep::read_text_file(command.specification);
    });
    mpi.broadcast(text);
    const auto specification =
        sweep::parse_specification(command.specification, text, command.engine);
    if (command.dry_run) {
        const auto estimate = sweep::estimate_sweep(mpi, specification, command.options);
        if (!mpi.leads()) return done;
        if (command.json)
            fmt::print("{}\n", to_json(estimate).dump(2));
        else
            print_text(estimate);
        return done;
    }
    const auto report = sweep::run_sweep(mpi, specification, command.options);
    const int code = report.fill.disagreements > 0 ? failed : done;
    if (!mpi.leads()) return code;
    if (command.json)
        fmt::print("{}\n", to_json(report, command).dump(2));
    else
        print_text(report, command, specification.map.engine == maps::Engine::both);
    return code;
}

int sweep_command(SweepCommand& command) {
    if (command.options.out.empty() && !command.dry_run)
        throw UsageError("--out is missing: the map to write (or --dry-run)");
    sweep::MpiSession mpi;
    command.options.version = ESSMAP_VERSION;
    const int code = report_errors(mpi.leads(), [&] { return work(mpi, command); });
    mpi.leave_if_abandoned(code);
    return code;
}

}  // namespace

void add_sweep(CLI::App& app, Runner& run) {
    auto state = std::make_shared<SweepCommand>();
    auto* command = app.add_subcommand("sweep", "fill a region map; also under mpirun or srun");
    command->footer(
        "Examples: essmap sweep examples/table3.toml --out map.nc\n"
        "          mpirun -n 2 essmap sweep examples/table3.toml --out map.nc");
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
    const auto integer = [&](const std::string& flag, auto& value, long long hi,
                             const std::string& description) {
        command
            ->add_option_function<std::string>(
                flag,
                [&value, flag, hi](const std::string& text) {
                    value = static_cast<std::decay_t<decltype(value)>>(
                        parse_integer(flag, text, 1, hi));
                },
                description)
            ->type_name("N");
    };
    integer("--threads", state->options.threads, 4096, "threads per rank (default: OpenMP's)");
    integer("--tile-cells", state->options.tile_cells, std::int64_t{1} << 40,
            "cells a rank takes at a time; changes memory and speed, never the map");
    command->add_flag("--dry-run", state->dry_run,
                      "print cells, integrations, time, memory and file size; write nothing");
    add_format(*command, state->json);
    command->callback([state, &run] { run = [state] { return sweep_command(*state); }; });
}

}  // namespace essmap::cli
