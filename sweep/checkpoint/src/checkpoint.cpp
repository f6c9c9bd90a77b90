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
#include "essmap/sweep/run_identity.hpp"

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

Checkpoint::Checkpoint(const MpiSession& mpi, const Log& log, std::string folder, std::string out,
                       CheckpointWords words)
    : mpi_(mpi),
      log_(log),
      out_(std::move(out)),
      words_(std::move(words)),
      folder_(std::move(folder), out_) {}

bool Checkpoint::exists() const {
    std::error_code ignored;
    return std::filesystem::exists(folder_.path(), ignored);
}

void Checkpoint::lock(const std::optional<Part>& part) {
    if (locked_) return;
    try {
        if (!folder_.lock(part))
            log_.note(fmt::format(
                "{}: its file system has no locks: nothing keeps a second run out", out_));
    } catch (const files::IoError& error) {
        throw files::IoError(error.what() + lone_task_hint(mpi_));
    }
    locked_ = true;
}

void Checkpoint::enter(const Manifest& manifest, const Part& part, bool resume, json record) {
    part_ = part;
    std::vector<std::string> journals;
    mpi_.collectively([&] {
        if (!mpi_.is_root()) return;
        folder_.make();
        lock(part_);
        check_manifest(manifest, !folder_.journals(std::nullopt).empty());
        journals = folder_.journals(part_.of > 1 ? std::optional(part_) : std::nullopt);
        if (!journals.empty() && !resume)
            throw files::IoError(
                fmt::format("cannot write {}: {} holds {} that an earlier run "
                            "finished; remove that folder to begin anew",
                            out_, folder_.path(), words_.items));
        run_ = folder_.last_run(part_) + 1;
        record["run"] = run_;
        files::write_atomically(folder_.run_path(part_, run_),
                                record.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
    });
    share(journals);
}

void Checkpoint::check_manifest(const Manifest& manifest, bool used) const {
    const auto there = folder_.manifest();
    if (there && there->identity == manifest.identity) return;
    if (there && used)
        throw files::DataError(fmt::format("{} was begun for another {}: {}", folder_.path(),
                                           words_.work,
                                           first_difference(there->identity, manifest.identity)));
    // Every record names its run by itself: nothing is lost with a manifest.
    if (used) log_.note(folder_.path() + "/manifest.json is missing or damaged: made again");
    folder_.write_manifest(manifest);
}

void Checkpoint::enter_all(const std::vector<std::string>& folders, const std::string& identity) {
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
            if (manifest && manifest->identity != identity)
                throw files::DataError(fmt::format("{} and {} are of different {}s: {}", path,
                                                   folders.front(), words_.work,
                                                   first_difference(manifest->identity, identity)));
            for (auto& journal : folder.journals(std::nullopt))
                journals.push_back(std::move(journal));
            if (std::filesystem::equivalent(path, folder_.path())) continue;
            folder.lock(std::nullopt);
            others_.push_back(std::move(folder));
        }
    });
    share(journals);
}

void Checkpoint::share(const std::vector<std::string>& journals) {
    std::string text = std::to_string(run_);  // names of files may hold any byte but 0
    for (const auto& path : journals) (text += '\0') += path;
    mpi_.broadcast(text);
    std::istringstream received(text);
    std::string run;
    std::getline(received, run, '\0');
    run_ = std::stoi(run);
    journals_.clear();
    for (std::string path; std::getline(received, path, '\0');) journals_.push_back(path);
    entered_ = true;
}

std::string Checkpoint::own_journal() const {
    return folder_.journal_path(part_, run_, mpi_.rank());
}

std::int64_t Checkpoint::own_number() const {
    return static_cast<std::int64_t>(journals_.size()) + mpi_.rank();
}

std::string Checkpoint::journal(std::int64_t number) const {
    const auto earlier = static_cast<std::int64_t>(journals_.size());
    return number < earlier ? journals_[static_cast<std::size_t>(number)]
                            : folder_.journal_path(part_, run_, static_cast<int>(number - earlier));
}

std::vector<std::string> Checkpoint::runs() const {
    auto runs = folder_.runs();
    for (const auto& folder : others_)
        for (auto& run : folder.runs()) runs.push_back(std::move(run));
    return runs;
}

std::string Checkpoint::leave() {
    if (!mpi_.is_root() || !locked_) return "";
    std::error_code ignored;
    std::filesystem::remove(folder_.result_path(), ignored);
    if (!folder_.journals(std::nullopt).empty())
        return fmt::format("; finished {} are kept in {}: --resume goes on from them", words_.items,
                           folder_.path());
    if (part_.of == 1) folder_.remove();
    return "";
}

void Checkpoint::remove() {
    if (!entered_) return;
    const auto drop = [&](const std::string& path) {
        std::error_code ignored;
        if (path.starts_with(folder_.path() + "/")) std::filesystem::remove(path, ignored);
    };
    const auto size = static_cast<std::size_t>(mpi_.size());
    for (auto i = static_cast<std::size_t>(mpi_.rank()); i < journals_.size(); i += size)
        drop(journals_[i]);
    drop(own_journal());
    mpi_.collectively([] {});
    mpi_.collectively([&] {
        if (mpi_.is_root()) folder_.remove();
    });
}

}  // namespace essmap::sweep
