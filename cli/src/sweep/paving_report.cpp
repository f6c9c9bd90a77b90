#include "paving_report.hpp"

#include <fmt/format.h>

#include <sstream>

#include "essmap/text/messages.hpp"
#include "essmap/text/quantities.hpp"
#include "essmap/text/visible.hpp"

namespace essmap::cli {

namespace {

using sweep::PavingReport;
using sweep::SweepEnd;

/// Names of a region's labels, 0 first.
std::vector<std::string> labels_of(maps::Region region) {
    std::istringstream words{std::string(maps::region_info(region).labels)};
    std::vector<std::string> names;
    for (std::string word; words >> word;) names.push_back(word);
    return names;
}

nlohmann::json to_json(const PavingReport& r, const sweep::SweepOptions& options) {
    nlohmann::json out = {{"paving", options.out},
                          {"end", name_of(r.end)},
                          {"region", maps::region_info(r.region).name},
                          {"run", r.run},
                          {"ranks", r.ranks},
                          {"threads", r.threads},
                          {"hosts", r.hosts},
                          {"seconds", r.seconds},
                          {"planning_seconds", r.planning_seconds},
                          {"judging_seconds", r.judging_seconds},
                          {"writing_seconds", r.writing_seconds},
                          {"assembly_seconds", r.assembly_seconds},
                          {"boxes_judged", r.judged},
                          {"rounds", r.rounds},
                          {"pieces", r.pieces},
                          {"trees_found", r.pieces_found},
                          {"journal_bytes", r.journal_bytes},
                          {"requests", r.requests},
                          {"grants", r.grants}};
    if (r.end != SweepEnd::map_written) return out;
    const auto names = labels_of(r.region);
    for (std::size_t label = 0; label < names.size(); ++label) {
        out["boxes"][names[label]] = r.boxes[label];
        out["shares"][names[label]] = r.shares[label];
    }
    out["undecided_share"] = r.shares[0];
    out["undecided_bound"] = r.undecided_bound;
    out["bound_reached"] = r.reached;
    out["decided_boxes"] = r.all_boxes() - r.boxes[0];
    out["undecided_boxes"] = r.boxes[0];
    out["roots"] = r.roots;
    out["nodes"] = r.nodes;
    out["depth"] = r.depth;
    out["dense_cells"] = r.dense_cells;
    out["times_fewer_cells"] = r.times_fewer();
    out["content_digest"] = r.digest;
    return out;
}

void print_text(const PavingReport& r, const sweep::SweepOptions& options) {
    const std::string where = fmt::format("in {} on {} rank(s) of {} thread(s)",
                                          text::duration_text(r.seconds), r.ranks, r.threads);
    if (r.end == SweepEnd::was_finished) {
        print("{} is finished: nothing to resume\n  content digest {}\n",
              text::visible(options.out), r.digest);
        return;
    }
    if (r.end == SweepEnd::stopped) {
        print("stopped {}: finished trees are in {}, --resume goes on from them\n", where,
              text::visible(sweep::checkpoint_of(options.out)));
        return;
    }
    print("wrote {}: {} boxes {}\n", text::visible(options.out), r.all_boxes(), where);
    const auto names = labels_of(r.region);
    for (std::size_t label = names.size(); label-- > 0;)
        print("  {:<21} {:>9.5f} % of the volume in {} boxes\n", names[label],
              100.0 * r.shares[label], r.boxes[label]);
    print(
        "  smallest box: 2^-{} of one of {} root(s); a grid as fine as the finest along each "
        "axis: {} cells, {} times as many\n",
        r.depth, r.roots, text::count_text(r.dense_cells), text::count_text(r.times_fewer()));
    print("  content digest {}\n", r.digest);
}

}  // namespace

int report_paving(const sweep::MpiSession& mpi, const PavingReport& report,
                  const sweep::SweepOptions& options, const SweepReporting& reporting) {
    if (mpi.is_root()) {
        tell(to_json(report, options), reporting, [&] { print_text(report, options); });
        if (report.short_of_bound())
            text::say(
                fmt::format("{} of the volume stayed undecided, more than {}: {} boxes is the "
                            "most (paving.max_boxes), or no box can be bisected further",
                            model::shortest(report.shares[0]),
                            model::shortest(report.undecided_bound), report.all_boxes()));
    }
    if (report.end == SweepEnd::stopped) return stopped;
    return report.short_of_bound() ? unknown : done;
}

}  // namespace essmap::cli
