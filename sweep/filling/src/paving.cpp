#include "essmap/sweep/paving.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <mpi.h>

#include <cmath>
#include <memory>
#include <numeric>
#include <optional>

#include "essmap/files/atomic_file.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/maps/paving_file.hpp"
#include "essmap/sweep/checkpoint.hpp"
#include "essmap/sweep/digest_sum.hpp"
#include "essmap/sweep/finished_file.hpp"
#include "essmap/sweep/found_blocks.hpp"
#include "essmap/sweep/progress.hpp"
#include "essmap/sweep/run_record.hpp"
#include "essmap/sweep/stop_signal.hpp"
#include "paving_assembly.hpp"
#include "paving_items.hpp"
#include "provenance.hpp"

namespace essmap::sweep {

namespace {

using maps::PavingTally;

/// All that decides the bits of a piece's tree, and which pieces there are.
std::string identity_of(const maps::PavingDescription& paving) {
    return fmt::format("paving results version: {}\n", maps::paving_results_version) +
           maps::canonical_description(paving);
}

PavingTally sum_over_ranks(PavingTally tally) {
    MPI_Allreduce(MPI_IN_PLACE, tally.splits.data(), static_cast<int>(tally.splits.size()),
                  MPI_INT64_T, MPI_SUM, MPI_COMM_WORLD);
    MPI_Allreduce(MPI_IN_PLACE, tally.leaves.data(),
                  static_cast<int>(tally.leaves.size() * maps::paving_labels), MPI_INT64_T, MPI_SUM,
                  MPI_COMM_WORLD);
    MPI_Allreduce(MPI_IN_PLACE, tally.along.data(),
                  static_cast<int>(tally.along.size() * maps::max_paving_axes), MPI_INT8_T, MPI_MAX,
                  MPI_COMM_WORLD);
    return tally;
}

const maps::PavingDescription& paving_of(const Specification& specification) {
    if (!specification.paving)
        throw model::InvalidValue("--adaptive", specification.name,
                                  "a specification with a table [paving]");
    return *specification.paving;
}

/// A paving, from its checkpoint to its file.
class PavingRun {
public:
    PavingRun(const MpiSession& mpi, const Specification& specification,
              const SweepOptions& options)
        : mpi_(mpi),
          specification_(specification),
          paving_(paving_of(specification)),
          options_(options),
          log_(mpi, options.log),
          identity_(identity_of(paving_)) {
        report_.region = paving_.region;
        report_.undecided_bound = paving_.undecided;
        report_.roots = paving_.roots();
        report_.ranks = mpi.size();
        mpi.collectively([&] { report_.threads = workers_of(options.threads); });
        report_.hosts = count_hosts();
    }

    PavingReport pave() {
        if (options_.resume && finished_before()) return ended(SweepEnd::was_finished);
        std::optional<PavingPlan> plan;
        mpi_.collectively([&] { plan.emplace(paving_); });
        report_.planning_seconds = watch_.seconds();
        report_.pieces = plan->pieces();
        const auto blocks =
            (maps::max_paving_depth + 1) * std::max<std::int64_t>(plan->pieces(), 1);
        Checkpoint checkpoint(mpi_, log_, checkpoint_of(options_.out), options_.out);
        return checkpoint.keeping_finished([&] {
            checkpoint.enter(
                manifest_of(specification_, identity_), options_.part, options_.resume,
                run_record(mpi_, options_.part, report_.threads, report_.hosts, options_.version));
            const auto found =
                find_blocks(mpi_, checkpoint.journals(), maps::sha256(identity_), blocks, 1, log_);
            report_.run = checkpoint.run();
            report_.pieces_found = found.done.count();
            if (mpi_.is_root() && report_.run > 1)
                log_.note(fmt::format("resuming: {} tree(s) are finished", report_.pieces_found));
            return run(*plan, checkpoint, found);
        });
    }

private:
    /// Is the file there, the one asked for, and whole?
    bool finished_before() {
        const std::string description = maps::canonical_description(paving_);
        const auto open = [&] {
            const auto file = std::make_shared<maps::PavingFile>(options_.out);
            return FinishedFile{file->attribute("description"), file->attribute("content_digest"),
                                file->parts(), [file, this] { return file->has_frame_of(paving_); },
                                [file](std::int64_t number, maps::ContentDigest& digest) {
                                    maps::add_paving_part(digest, number, file->part(number));
                                }};
        };
        report_.digest =
            finished_digest(mpi_, log_,
                            {options_.out, checkpoint_of(options_.out), options_.progress, "file",
                             description, description, open, true});
        return !report_.digest.empty();
    }

    PavingReport run(const PavingPlan& plan, Checkpoint& checkpoint, const FoundBlocks& found) {
        PavingItems items(paving_, plan, report_.threads, found.done, maps::sha256(identity_),
                          checkpoint.own_journal(), checkpoint.own_number());
        PavingTally tally = plan.tally();
        int depth = plan.depth();
        auto end = end_of(paving_, tally, depth);
        while (!end) {
            depth = next_depth(paving_, tally, depth);
            if (!split_pieces(plan, depth, checkpoint, found, items)) {
                mpi_.collectively([&] { items.sync(); });
                return ended(SweepEnd::stopped);
            }
            tally = plan.tally();
            tally.leaves[static_cast<std::size_t>(plan.depth())][0] -= plan.pieces();
            tally += sum_over_ranks(items.tally());
            end = end_of(paving_, tally, depth);
        }
        report_.judging_seconds = mpi_.sum(items.times().filling);
        report_.writing_seconds = mpi_.sum(items.times().writing);
        report_.journal_bytes = mpi_.sum(items.journal_bytes());
        describe(tally, *end);
        return put_together(plan, checkpoint, items);
    }

    /// One round: every piece down to `depth`. @return false if stopped
    bool split_pieces(const PavingPlan& plan, int depth, const Checkpoint& checkpoint,
                      const FoundBlocks& found, PavingItems& items) {
        items.begin(depth);
        ++report_.rounds;
        std::vector<BlockLocation> places;
        for (const BlockLocation& place : found.places)
            if (place.block / plan.pieces() == depth) places.push_back(place);
        drop_repeated(mpi_, places, (depth + 1) * plan.pieces());
        mpi_.collectively([&] {
            maps::PackedBlock packed;
            JournalsReader reader(
                [&](std::int64_t journal) { return checkpoint.journal(journal); });
            for (const BlockLocation& place : places) {
                reader.read(place, packed);
                items.add(packed, place);
            }
        });
        const auto before = static_cast<std::int64_t>(items.records().size());
        Progress progress(fmt::format("sweep: boxes down to 2^-{}", depth), plan.pieces(),
                          mpi_.sum(before), options_.progress && mpi_.is_root(), "pieces");
        const auto balance_of = [&] {
            return balance(mpi_, 0, plan.pieces(), items,
                           {report_.threads, [] { return StopSignal::asked(); },
                            [&](std::int64_t n) { progress.update(n); }});
        };
        try {
            const auto report = balance_of();
            report_.requests += report.requests;
            report_.grants += report.grants;
            std::int64_t nodes = 0;
            for (auto i = static_cast<std::size_t>(before); i < items.records().size(); ++i)
                nodes += items.records()[i].nodes;
            report_.judged += static_cast<double>(mpi_.sum(nodes));
            log_.detail(fmt::format("depth {}: {} tree(s), {} node(s)", depth,
                                    items.records().size(), nodes));
            return !report.stopped;
        } catch (...) {
            mpi_.collectively([&] { items.sync(); });
            throw;
        }
    }

    void describe(const PavingTally& tally, const PavingEnd& end) {
        report_.depth = end.depth;
        report_.reached = end.reached;
        report_.boxes = tally.boxes(end.depth);
        const mpz_class whole = mpz_class(static_cast<long>(report_.roots))
                                << maps::max_paving_depth;
        for (std::size_t label = 0; label < maps::paving_labels; ++label)
            report_.shares[label] =
                model::to_double(model::Rational(tally.volume(label, end.depth), whole));
        report_.dense_cells =
            std::ldexp(static_cast<double>(report_.roots), maps::depth_of(tally.finest(end.depth)));
    }

    PavingReport put_together(const PavingPlan& plan, Checkpoint& checkpoint,
                              const PavingItems& items) {
        const Stopwatch watch;
        const PavingLayout layout(mpi_, plan, report_.depth, items.records(),
                                  [&](std::int64_t number) { return checkpoint.journal(number); });
        report_.nodes = layout.nodes();
        const std::string temporary = checkpoint.result_path();
        std::int64_t offset = 0;
        mpi_.collectively([&] {
            if (mpi_.is_root())
                offset = static_cast<std::int64_t>(
                    maps::make_paving_file(temporary, options_.out, paving_, layout.first_node(),
                                           layout.nodes(), attributes(checkpoint)));
        });
        offset = mpi_.sum(offset);
        maps::ContentDigest digest;
        mpi_.collectively([&] {
            files::File file(temporary, O_WRONLY, options_.out);
            digest = layout.write(file, static_cast<std::uint64_t>(offset));
            file.sync();
        });
        digest = sweep::sum_over_ranks(digest);
        digest.add(maps::sha256(maps::canonical_description(paving_)));
        report_.digest = digest.text();
        mpi_.collectively([&] {
            if (!mpi_.is_root()) return;
            maps::seal_paving_file(temporary, options_.out, report_.digest);
            files::publish(temporary, options_.out);
        });
        checkpoint.remove();
        report_.assembly_seconds = watch.seconds();
        return ended(SweepEnd::map_written);
    }

    [[nodiscard]] files::FileAttributes attributes(const Checkpoint& checkpoint) const {
        auto result = origin(specification_, options_.version, checkpoint.runs());
        result.text["undecided_bound_reached"] = report_.reached ? "true" : "false";
        result.numbers["undecided_share"] = report_.shares[0];
        result.numbers["dense_cells"] = report_.dense_cells;
        result.counts["undecided_boxes"] = report_.boxes[0];
        result.counts["decided_boxes"] =
            std::accumulate(report_.boxes.begin() + 1, report_.boxes.end(), std::int64_t{0});
        result.counts["depth"] = report_.depth;
        return result;
    }

    PavingReport ended(SweepEnd end) {
        report_.end = end;
        report_.seconds = watch_.seconds();
        return report_;
    }

    const Stopwatch watch_;
    const MpiSession& mpi_;
    const Specification& specification_;
    const maps::PavingDescription& paving_;
    const SweepOptions& options_;
    const Log log_;
    const std::string identity_;
    PavingReport report_;
};

}  // namespace

PavingReport run_paving(const MpiSession& mpi, const Specification& specification,
                        const SweepOptions& options) {
    return PavingRun(mpi, specification, options).pave();
}

}  // namespace essmap::sweep
