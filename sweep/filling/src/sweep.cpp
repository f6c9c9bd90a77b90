#include "essmap/sweep/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "assembly.hpp"
#include "block_items.hpp"
#include "essmap/files/atomic_file.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/maps/map_file.hpp"
#include "essmap/sweep/checkpoint.hpp"
#include "essmap/sweep/digest_sum.hpp"
#include "essmap/sweep/finished_file.hpp"
#include "essmap/sweep/found_blocks.hpp"
#include "essmap/sweep/progress.hpp"
#include "essmap/sweep/run_identity.hpp"
#include "essmap/sweep/run_record.hpp"
#include "essmap/sweep/stop_signal.hpp"
#include "essmap/sweep/stopwatch.hpp"
#include "provenance.hpp"

namespace essmap::sweep {

namespace {

using maps::FillStatistics;
using nlohmann::json;

/// A sweep, or the merge of one, from its checkpoint to its map.
class SweepRun {
public:
    SweepRun(const MpiSession& mpi, Specification specification, const SweepOptions& options)
        : mpi_(mpi),
          specification_(std::move(specification)),
          options_(options),
          log_(mpi, options.log),
          identity_(run_identity(map_)),
          order_(maps::Blocking(map_).size()),
          block_cells_(static_cast<std::int64_t>(maps::Blocking(map_).block(0).cells())),
          checkpoint_(mpi, log_, checkpoint_of(options.out), options.out) {
        report_.cells = map_.grid.cells();
        report_.stored_cells = map_.grid.stored_cells();
        report_.blocks = order_.size();
        report_.loops = map_.regulation.has_value();
        report_.ranks = mpi.size();
        mpi.collectively([&] { report_.threads = workers_of(options.threads); });
        report_.hosts = count_hosts();
    }

    SweepReport sweep() {
        if (options_.resume && finished_before(true)) return ended(SweepEnd::was_finished);
        return checkpoint_.keeping_finished([&] {
            checkpoint_.enter(
                manifest_of(specification_, identity_), options_.part, options_.resume,
                run_record(mpi_, options_.part, report_.threads, report_.hosts, options_.version));
            find_finished();
            report_.run = checkpoint_.run();
            report_.blocks = order_.part(options_.part).size();
            report_.blocks_found = found_->done.count();
            log_.detail(fmt::format("run {} with {} thread(s); found {} block(s) in its journals",
                                    report_.run, report_.threads, found_->places.size()));
            if (mpi_.is_root() && report_.run > 1)
                log_.note(fmt::format("resuming: {} of {} block(s) are finished",
                                      report_.blocks_found, report_.blocks));
            if (!fill()) return ended(SweepEnd::stopped);
            if (options_.part.of > 1) return ended(SweepEnd::part_filled);
            return put_together();
        });
    }

    SweepReport merge(const std::vector<std::string>& folders) {
        if (finished_before(false)) return ended(SweepEnd::was_finished);
        return checkpoint_.keeping_finished([&] {
            checkpoint_.enter_all(folders, identity_);
            find_finished();
            add_up_places(found_->places);
            report_.blocks_found = found_->done.count();
            if (report_.blocks_found < report_.blocks)
                throw files::DataError(fmt::format(
                    "{}: {} of {} block(s) are missing: fill every part (essmap sweep --part ... "
                    "--resume) before merging",
                    fmt::join(folders, ", "), report_.blocks - report_.blocks_found,
                    report_.blocks));
            return put_together();
        });
    }

private:
    /// Is the map there, the one asked for, and whole?
    /// @param insists another map, or a damaged one, is an error
    bool finished_before(bool insists) {
        const auto open = [&] {
            const auto map = std::make_shared<maps::MapFile>(options_.out);
            const maps::Blocking blocking(map_);
            return FinishedFile{run_identity(map->description()), map->attribute("content_digest"),
                                blocking.size(), [map] { return map->has_bounds(); },
                                [map, blocking](std::int64_t block, maps::ContentDigest& digest) {
                                    map->add_content(blocking.block(block), digest);
                                }};
        };
        report_.digest =
            finished_digest(mpi_, log_,
                            {options_.out, checkpoint_of(options_.out), options_.progress, "map",
                             identity_, maps::canonical_description(map_), open, insists});
        return !report_.digest.empty();
    }

    /// What earlier runs finished, or the parts to merge.
    void find_finished() {
        found_.emplace(find_blocks(mpi_, checkpoint_.journals(), maps::sha256(identity_),
                                   order_.size(), maps::chunks_of(map_).size(), log_));
    }

    [[nodiscard]] std::int64_t cells_of(std::int64_t blocks) const {
        return std::min(blocks * block_cells_, report_.stored_cells);
    }

    /// @return false if stopped
    bool fill() {
        const IndexRange part = order_.part(options_.part);
        std::optional<BlockItems> items;
        mpi_.collectively([&] {
            items.emplace(map_, report_.threads, order_, found_->done, maps::sha256(identity_),
                          checkpoint_.own_journal(), checkpoint_.own_number());
        });
        Progress progress("sweep", cells_of(report_.blocks), cells_of(report_.blocks_found),
                          options_.progress && mpi_.is_root());
        try {
            report_.balance = balance(mpi_, part.first, part.last, *items,
                                      {report_.threads, [] { return StopSignal::asked(); },
                                       [&](std::int64_t n) { progress.update(cells_of(n)); }});
        } catch (...) {
            mpi_.collectively([&] { items->sync(); });
            throw;
        }
        // Else the map itself is on disk before the journals go.
        if (report_.balance.stopped || options_.part.of > 1)
            mpi_.collectively([&] { items->sync(); });
        auto places = found_->places;
        places.insert(places.end(), items->places().begin(), items->places().end());
        add_up_places(std::move(places));
        add_up_times(*items);
        return !report_.balance.stopped;
    }

    /// Each block once, over all ranks.
    void add_up_places(std::vector<BlockLocation> places) {
        places_ = std::move(places);
        drop_repeated(mpi_, places_, order_.size());
        FillStatistics fill;
        for (const BlockLocation& place : places_) fill += place.statistics;
        report_.fill = {mpi_.sum(fill.trajectories), mpi_.sum(fill.integrations),
                        mpi_.sum(fill.steps), mpi_.sum(fill.disagreements),
                        mpi_.max(fill.worst_difference)};
    }

    void add_up_times(const BlockItems& items) {
        const FillTimes times = items.times();
        log_.detail(fmt::format("filled {} block(s) in {:.3f} s, wrote {} bytes in {:.3f} s",
                                items.places().size(), times.filling, items.journal_bytes(),
                                times.writing));
        report_.filling_seconds = mpi_.sum(times.filling);
        report_.packing_seconds = mpi_.sum(times.packing);
        report_.writing_seconds = mpi_.sum(times.writing);
        const double workers = static_cast<double>(report_.ranks) * report_.threads;
        report_.waiting_seconds = report_.balance.seconds * workers - report_.balance.busy_seconds +
                                  mpi_.sum(times.stalled);
        report_.journal_bytes = mpi_.sum(items.journal_bytes());
        report_.retries = mpi_.sum(items.retries());
    }

    SweepReport put_together() {
        const Stopwatch watch;
        maps::ContentDigest digest;
        for (const BlockLocation& place : places_) digest.add(place.digest);
        digest = sum_over_ranks(digest);
        digest.add(maps::sha256(maps::canonical_description(map_)));
        report_.digest = digest.text();
        Progress progress("sweep: writing the map", report_.stored_cells, 0,
                          options_.progress && mpi_.is_root());
        Assembly assembly{map_,
                          options_.out,
                          checkpoint_.result_path(),
                          [&](std::int64_t number) { return checkpoint_.journal(number); },
                          {},
                          [] { return StopSignal::asked(); },
                          [&](std::int64_t blocks) { progress.update(cells_of(blocks)); }};
        mpi_.collectively([&] {
            if (mpi_.is_root())
                assembly.attributes =
                    provenance(specification_, report_, options_.version, checkpoint_.runs());
        });
        if (!assemble(mpi_, places_, assembly)) return ended(SweepEnd::stopped);
        mpi_.collectively([&] {
            if (mpi_.is_root()) files::publish(assembly.temporary, options_.out);
        });
        checkpoint_.remove();
        report_.assembly_seconds = watch.seconds();
        return ended(SweepEnd::map_written);
    }

    SweepReport ended(SweepEnd end) {
        report_.end = end;
        if (end == SweepEnd::stopped) report_.digest.clear();
        report_.seconds = watch_.seconds();
        return report_;
    }

    const Stopwatch watch_;
    const MpiSession& mpi_;
    const Specification specification_;
    const maps::MapDescription& map_ = specification_.map;
    const SweepOptions& options_;
    const Log log_;
    const std::string identity_;
    const BlockOrder order_;
    const std::int64_t block_cells_;
    Checkpoint checkpoint_;
    std::optional<FoundBlocks> found_;
    std::vector<BlockLocation> places_;
    SweepReport report_;
};

/// What a map says it was made of; nullopt where there is none.
std::optional<Manifest> manifest_of_map(const std::string& path) {
    try {
        const maps::MapFile map(path);
        const bool chosen = map.attribute("engine_origin") == "command line";
        return Manifest{"", map.attribute("specification"), path,
                        chosen ? map.attribute("engine") : ""};
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

}  // namespace

SweepReport run_sweep(const MpiSession& mpi, const Specification& specification,
                      const SweepOptions& options) {
    return SweepRun(mpi, specification, options).sweep();
}

SweepReport merge_parts(const MpiSession& mpi, const std::vector<std::string>& folders,
                        const SweepOptions& options) {
    auto sources = folders;
    if (sources.empty()) sources.push_back(checkpoint_of(options.out));
    std::string text;
    mpi.collectively([&] {
        if (!mpi.is_root()) return;
        const CheckpointFolder first(sources.front(), options.out);
        if (!first.exists())
            throw files::IoError(
                fmt::format("cannot read {}: there is no such folder", sources.front()));
        auto manifest = first.manifest();
        // It may be the last that is left of the checkpoint of a finished map.
        if (!manifest) manifest = manifest_of_map(options.out);
        if (!manifest)
            throw files::DataError(
                fmt::format("{}/manifest.json is missing or damaged: essmap sweep --resume makes "
                            "it again",
                            sources.front()));
        text = json({manifest->name, manifest->specification, manifest->engine})
                   .dump(-1, ' ', false, json::error_handler_t::replace);
    });
    mpi.broadcast(text);
    const std::vector<std::string> manifest = json::parse(text);
    const auto engine =
        manifest[2].empty() ? std::nullopt : std::optional(engine_by_name(manifest[2]));
    return SweepRun(mpi, parse_specification(manifest[0], manifest[1], engine), options)
        .merge(sources);
}

}  // namespace essmap::sweep
