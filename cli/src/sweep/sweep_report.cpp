#include "sweep_report.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <span>

#include "essmap/files/atomic_file.hpp"
#include "essmap/files/file.hpp"
#include "essmap/text/quantities.hpp"
#include "essmap/text/visible.hpp"

namespace essmap::cli {

using sweep::SweepEnd;

const char* name_of(SweepEnd end) {
    switch (end) {
        case SweepEnd::map_written: return "map written";
        case SweepEnd::part_filled: return "part filled";
        case SweepEnd::stopped: return "stopped";
        case SweepEnd::was_finished: return "was finished";
    }
    return "";
}

namespace {

nlohmann::json to_json(const sweep::SweepReport& r, const sweep::SweepOptions& options) {
    nlohmann::json out = {{"map", options.out},
                          {"end", name_of(r.end)},
                          {"part", fmt::format("{}/{}", options.part.number, options.part.of)},
                          {"run", r.run},
                          {"cells", r.cells},
                          {"stored_cells", r.stored_cells},
                          {"blocks", r.blocks},
                          {"blocks_found", r.blocks_found},
                          {"trajectories", r.fill.trajectories},
                          {"distinct_integrations", r.fill.integrations},
                          {"cvode_steps", r.fill.steps},
                          {"disagreements", r.fill.disagreements},
                          {"worst_relative_difference", r.fill.worst_difference},
                          {"ranks", r.ranks},
                          {"threads", r.threads},
                          {"hosts", r.hosts},
                          {"seconds", r.seconds},
                          {"cells_per_second", r.cells_per_second()},
                          {"imbalance", r.balance.imbalance()},
                          {"filling_seconds", r.filling_seconds},
                          {"packing_seconds", r.packing_seconds},
                          {"waiting_seconds", r.waiting_seconds},
                          {"writing_seconds", r.writing_seconds},
                          {"assembly_seconds", r.assembly_seconds},
                          {"journal_bytes", r.journal_bytes},
                          {"requests", r.balance.requests},
                          {"grants", r.balance.grants},
                          {"blocks_moved", r.balance.moved},
                          {"retries", r.retries}};
    if (!r.digest.empty()) out["content_digest"] = r.digest;
    return out;
}

void print_trajectories(const sweep::SweepReport& r) {
    print("  {} cells computed (omega drops out), {} trajectories, {} distinct integrations\n",
          r.stored_cells, r.fill.trajectories, r.fill.integrations);
    if (r.fill.disagreements > 0 || r.fill.worst_difference > 0.0)
        print("  {} disagreements between CVODE and the closed form; largest difference {:.2g}\n",
              r.fill.disagreements, r.fill.worst_difference);
}

void print_text(const sweep::SweepReport& r, const sweep::SweepOptions& options) {
    const std::string map = text::visible(options.out);
    const std::string folder = sweep::checkpoint_of(map);
    if (r.end == SweepEnd::was_finished) {
        print("{} is finished: nothing to resume\n  content digest {}\n", map, r.digest);
        return;
    }
    const std::string where = fmt::format("in {} on {} rank(s) of {} thread(s)",
                                          text::duration_text(r.seconds), r.ranks, r.threads);
    if (r.end == SweepEnd::stopped) {
        print("stopped {}: finished blocks are in {}, --resume goes on from them\n", where, folder);
        return;
    }
    if (r.end == SweepEnd::part_filled)
        print("filled part {}/{}: {} blocks {}; they are in {}\n", options.part.number,
              options.part.of, r.blocks, where, folder);
    else
        print("wrote {}: {} cells {}\n", map, r.cells, where);
    if (r.loops) {
        print("  {} closed loops simulated (omega drops out), {} rounds\n", r.stored_cells,
              r.fill.integrations);
        print("  {} disagreements between CVODE, the closed form and the analysis\n",
              r.fill.disagreements);
    } else {
        print_trajectories(r);
    }
    if (!r.digest.empty()) print("  content digest {}\n", r.digest);
}

/// Appends a line of JSON, with the time, to a file. @throws files::IoError
void append_line(const std::string& path, nlohmann::json line) {
    line["ended"] = text::time_text();
    const std::string text = json_text(line, -1) + "\n";
    files::File file(files::output_target(path), O_WRONLY | O_CREAT | O_APPEND, path);
    file.write_at(file.size(), std::as_bytes(std::span(text)));
}

}  // namespace

void prepare_outputs(const sweep::MpiSession& mpi, sweep::SweepOptions& options,
                     const SweepReporting& reporting) {
    mpi.collectively([&] {
        if (!mpi.is_root()) return;
        options.out = files::output_target(options.out);
        if (!reporting.statistics.empty()) files::output_target(reporting.statistics);
    });
    mpi.broadcast(options.out);
}

void tell(const nlohmann::json& line, const SweepReporting& reporting,
          const std::function<void()>& print_text) {
    if (!reporting.statistics.empty()) append_line(reporting.statistics, line);
    if (reporting.json)
        print("{}\n", json_text(line));
    else
        print_text();
}

void add_sweep_reporting(CLI::App& command, SweepReporting& reporting,
                         sweep::SweepOptions& options) {
    command.add_flag("--log", options.log, "every rank says on stderr what it does");
    command
        .add_option("--statistics", reporting.statistics,
                    "append one JSON line: rate, imbalance, where the time went")
        ->type_name("FILE");
    add_format(command, reporting.json);
}

int report_sweep(const sweep::MpiSession& mpi, const sweep::SweepReport& report,
                 const sweep::SweepOptions& options, const SweepReporting& reporting) {
    if (mpi.is_root())
        tell(to_json(report, options), reporting, [&] { print_text(report, options); });
    if (report.end == SweepEnd::stopped) return stopped;
    return report.fill.disagreements > 0 ? failed : done;
}

}  // namespace essmap::cli
