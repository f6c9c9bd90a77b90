#include "essmap/sweep/checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <utility>

#include "essmap/files/atomic_file.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/maps/digest.hpp"
#include "essmap/sweep/run_identity.hpp"
#include "essmap/text/visible.hpp"

namespace essmap::sweep {

using nlohmann::json;

namespace {

/// Where the environment counts more tasks than MPI sees, words on what that looks like.
std::string lone_task_hint(const MpiSession& mpi) {
    int tasks = 0;
    for (const char* name :
         {"SLURM_STEP_NUM_TASKS", "SLURM_NTASKS", "PMI_SIZE", "OMPI_COMM_WORLD_SIZE"})
        if (const char* number = std::getenv(name)) tasks = std::max(tasks, std::atoi(number));
    if (tasks <= mpi.size()) return "";
    return fmt::format(
        "; this looks like {} tasks that are no MPI job: start them by srun --mpi=pmix or mpirun",
        tasks);
}

}  // namespace

Checkpoint::Checkpoint(const MpiSession& mpi, const Log& log, std::string out, std::string identity,
                       std::int64_t blocks, std::size_t chunks)
    : mpi_(mpi),
      log_(log),
      out_(std::move(out)),
      identity_(std::move(identity)),
      blocks_(blocks),
      chunks_(chunks),
      folder_(checkpoint_of(out_), out_) {}

void Checkpoint::lock(const std::optional<Part>& part) {
    try {
        if (!folder_.lock(part))
            log_.note(fmt::format(
                "{}: its file system has no locks: nothing keeps a second run out", out_));
    } catch (const files::IoError& error) {
        throw files::IoError(error.what() + lone_task_hint(mpi_));
    }
    entered_ = true;
}

void Checkpoint::enter(const Specification& specification, const SweepOptions& options,
                       json record) {
    part_ = options.part;
    std::vector<std::string> journals;
    mpi_.collectively([&] {
        if (!mpi_.is_root()) return;
        folder_.make();
        lock(part_);
        check_manifest(specification, !folder_.journals(std::nullopt).empty());
        journals = folder_.journals(part_.of > 1 ? std::optional(part_) : std::nullopt);
        if (!journals.empty() && !options.resume)
            throw files::IoError(
                fmt::format("cannot write {}: {} holds blocks that an earlier run "
                            "finished; remove that folder to begin anew",
                            out_, folder_.path()));
        run_ = folder_.last_run(part_) + 1;
        record["run"] = run_;
        files::write_atomically(folder_.run_path(part_, run_),
                                record.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
    });
    scan(std::move(journals));
}

void Checkpoint::check_manifest(const Specification& specification, bool used) const {
    const auto manifest = folder_.manifest();
    if (manifest && manifest->identity == identity_) return;
    if (manifest && used)
        throw files::DataError(fmt::format("{} was begun for another sweep: {}", folder_.path(),
                                           first_difference(manifest->identity, identity_)));
    // Every block names its sweep by itself: nothing is lost with a manifest.
    if (used) log_.note(folder_.path() + "/manifest.json is missing or damaged: made again");
    const bool chosen = specification.engine_origin == "command line";
    folder_.write_manifest(
        {identity_, specification.text, text::visible(specification.name),
         chosen ? std::string(maps::engine_name(specification.map.engine)) : ""});
}

void Checkpoint::enter_all(const std::vector<std::string>& folders) {
    std::vector<std::string> journals;
    mpi_.collectively([&] {
        if (!mpi_.is_root()) return;
        folder_.make();
        lock(std::nullopt);
        for (const auto& path : folders) {
            CheckpointFolder folder(path, out_);
            if (!folder.exists())
                throw files::IoError(fmt::format("cannot read {}: there is no such folder", path));
            const auto manifest = folder.manifest();
            if (manifest && manifest->identity != identity_)
                throw files::DataError(
                    fmt::format("{} and {} are of different sweeps: {}", path, folders.front(),
                                first_difference(manifest->identity, identity_)));
            for (auto& journal : folder.journals(std::nullopt))
                journals.push_back(std::move(journal));
            if (std::filesystem::equivalent(path, folder_.path())) continue;
            folder.lock(std::nullopt);
            others_.push_back(std::move(folder));
        }
    });
    scan(std::move(journals));
}

void Checkpoint::scan(std::vector<std::string> journals) {
    std::string text = std::to_string(run_);  // names of files may hold any byte but 0
    for (const auto& path : journals) (text += '\0') += path;
    mpi_.broadcast(text);
    std::istringstream received(text);
    std::string run;
    std::getline(received, run, '\0');
    run_ = std::stoi(run);
    journals.clear();
    for (std::string path; std::getline(received, path, '\0');) journals.push_back(path);
    found_.emplace(find_blocks(mpi_, journals, maps::sha256(identity_), blocks_, chunks_, log_));
}

std::string Checkpoint::own_journal() const {
    return folder_.journal_path(part_, run_, mpi_.rank());
}

std::int64_t Checkpoint::own_number() const {
    return static_cast<std::int64_t>(found_->journals.size()) + mpi_.rank();
}

std::string Checkpoint::journal(std::int64_t number) const {
    const auto earlier = static_cast<std::int64_t>(found_->journals.size());
    return number < earlier ? found_->journals[static_cast<std::size_t>(number)]
                            : folder_.journal_path(part_, run_, static_cast<int>(number - earlier));
}

std::vector<std::string> Checkpoint::runs() const {
    auto runs = folder_.runs();
    for (const auto& folder : others_)
        for (auto& run : folder.runs()) runs.push_back(std::move(run));
    return runs;
}

std::string Checkpoint::leave() {
    if (!mpi_.is_root() || !entered_) return "";
    std::error_code ignored;
    std::filesystem::remove(folder_.map_path(), ignored);
    if (!folder_.journals(std::nullopt).empty())
        return fmt::format("; finished blocks are kept in {}: --resume goes on from them",
                           folder_.path());
    if (part_.of == 1) folder_.remove();
    return "";
}

void Checkpoint::remove() {
    const auto drop = [&](const std::string& path) {
        std::error_code ignored;
        if (path.starts_with(folder_.path() + "/")) std::filesystem::remove(path, ignored);
    };
    const auto size = static_cast<std::size_t>(mpi_.size());
    for (auto i = static_cast<std::size_t>(mpi_.rank()); i < found_->journals.size(); i += size)
        drop(found_->journals[i]);
    drop(own_journal());
    mpi_.collectively([] {});
    mpi_.collectively([&] {
        if (mpi_.is_root()) folder_.remove();
    });
}

}  // namespace essmap::sweep
