#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "essmap/files/errors.hpp"
#include "essmap/sweep/checkpoint_folder.hpp"
#include "essmap/sweep/log.hpp"

namespace essmap::sweep {

/// What messages call what a checkpoint keeps: "finished blocks are kept in ...".
struct CheckpointWords {
    std::string items = "blocks";
    std::string work = "sweep";  ///< "... was begun for another sweep"
};

/// The checkpoint of a run as all its ranks see it: rank 0 looks after the folder, every rank after
/// journals. What the journals hold is the caller's.
class Checkpoint {
public:
    /// Names a checkpoint, and makes none. Not collective. @param mpi, log outlive this
    /// @param out the output that messages name, or the folder
    Checkpoint(const MpiSession& mpi, const Log& log, std::string folder, std::string out,
               CheckpointWords words = {});

    /// @return whether there is anything of the folder's name. Not collective.
    [[nodiscard]] bool exists() const;

    /// Opens or makes the folder, keeps other runs out, and lists the journals of earlier runs of
    /// this part. May be tried again where it failed. Collective.
    /// @param record what this run says of itself (run_record), but its number
    /// @throws files::IoError if another run is at work or, without `resume`, finished items lie
    /// there; files::DataError if they are of another identity, naming the difference.
    void enter(const Manifest& manifest, const Part& part, bool resume, nlohmann::json record);
    /// Opens folders to merge them, and lists their journals. Collective.
    /// @throws files::IoError if one is missing, or a run is at work in it; files::DataError where
    /// one is of another identity
    void enter_all(const std::vector<std::string>& folders, const std::string& identity);

    /// @return 1 for the first run of this part. Not collective, as all of this block.
    [[nodiscard]] int run() const { return run_; }
    /// @return the journals of earlier runs that hold anything, the same on every rank
    [[nodiscard]] const std::vector<std::string>& journals() const { return journals_; }
    /// @return where this rank has its journal of this run
    [[nodiscard]] std::string own_journal() const;
    /// @return the number of own_journal()
    [[nodiscard]] std::int64_t own_number() const;
    /// @return the path of a journal: journals() by their place, then this run's, by rank
    [[nodiscard]] std::string journal(std::int64_t number) const;
    /// @return where the result is put together
    [[nodiscard]] std::string result_path() const { return folder_.result_path(); }
    /// @return what all runs say of themselves, one JSON object each. Rank 0 only.
    [[nodiscard]] std::vector<std::string> runs() const;

    /// Runs `work`. What fails leaves finished items behind, and says so. Collective.
    /// @return what it returns @throws what it throws
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
    /// Ends without a result: a folder without journals goes. Not collective.
    /// @return on rank 0 words on what stays, after "; ", if anything does; else ""
    std::string leave();
    /// The result is whole: the folder, where it was entered, goes, each rank removing what it has
    /// read and written. Collective. @throws files::IoError
    void remove();

private:
    /// Keeps other runs out, or says that it cannot. Rank 0 only. @throws files::IoError if one is
    /// at work
    void lock(const std::optional<Part>& part);
    /// @param used items lie in the folder
    void check_manifest(const Manifest& manifest, bool used) const;
    /// Rank 0's journals, and number of the run, on every rank. Collective.
    void share(const std::vector<std::string>& journals);

    const MpiSession& mpi_;
    const Log& log_;
    std::string out_;
    CheckpointWords words_;
    CheckpointFolder folder_;
    std::vector<CheckpointFolder> others_;  ///< of a merge, on rank 0
    bool locked_ = false;                   ///< on rank 0
    bool entered_ = false;
    Part part_;
    int run_ = 1;
    std::vector<std::string> journals_;
};

}  // namespace essmap::sweep
