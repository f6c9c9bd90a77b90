#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "essmap/files/errors.hpp"
#include "essmap/sweep/checkpoint_folder.hpp"
#include "essmap/sweep/found_blocks.hpp"

namespace essmap::sweep {

/// The checkpoint of a sweep as all its ranks see it: rank 0 looks after the folder, every rank
/// after journals. Collective unless it says otherwise.
class Checkpoint {
public:
    /// @param blocks of the map @param chunks of a block
    Checkpoint(const MpiSession& mpi, const Log& log, std::string out, std::string identity,
               std::int64_t blocks, std::size_t chunks);

    /// Is there a folder? Not collective.
    [[nodiscard]] bool exists() const { return folder_.exists(); }

    /// Opens or makes the folder, keeps other runs out, and reads what earlier runs of this part
    /// finished. @param record what this run says of itself, but its number
    /// @throws files::IoError if another run is at work or, without --resume, blocks lie there;
    /// files::DataError if they belong to another sweep, naming the difference.
    void enter(const Specification& specification, const SweepOptions& options,
               nlohmann::json record);
    /// Opens folders to merge them.
    void enter_all(const std::vector<std::string>& folders);

    /// 1 for the first run of this part. Not collective, as all that follow but remove.
    [[nodiscard]] int run() const { return run_; }
    [[nodiscard]] const FoundBlocks& found() const { return *found_; }
    /// This rank's journal of this run, and its number.
    [[nodiscard]] std::string own_journal() const;
    [[nodiscard]] std::int64_t own_number() const;
    [[nodiscard]] std::string journal(std::int64_t number) const;
    [[nodiscard]] std::string map_path() const { return folder_.map_path(); }
    /// What all runs say of themselves. Rank 0 only.
    [[nodiscard]] std::vector<std::string> runs() const;
    /// Runs `work`. What fails leaves finished blocks behind, and says so. Collective.
    template <class Work>
    auto keeping_finished(Work work) {
        try {
            return work();
        } catch (const files::IoError& error) {
            throw files::IoError(error.what() + leave());
        } catch (...) {
            leave();
            throw;
        }
    }

    /// The map is whole: the folder goes, each rank removing what it has read and written.
    void remove();

private:
    /// Keeps other runs out, or says that it cannot. Rank 0 only. @throws files::IoError if one is
    /// at work
    void lock(const std::optional<Part>& part);
    /// After a failure a folder without blocks goes. @return words on what stays, of rank 0
    std::string leave();
    /// @param used blocks lie in the folder
    void check_manifest(const Specification& specification, bool used) const;
    void scan(std::vector<std::string> journals);

    const MpiSession& mpi_;
    const Log& log_;
    std::string out_;
    std::string identity_;
    std::int64_t blocks_;
    std::size_t chunks_;
    CheckpointFolder folder_;
    std::vector<CheckpointFolder> others_;  ///< of a merge, on rank 0
    bool entered_ = false;
    Part part_;
    int run_ = 1;
    std::optional<FoundBlocks> found_;
};

}  // namespace essmap::sweep
