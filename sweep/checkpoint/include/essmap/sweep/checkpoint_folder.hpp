#pragma once

#include <optional>
#include <string>
#include <vector>

#include "essmap/files/file.hpp"
#include "essmap/sweep/part.hpp"

namespace essmap::sweep {

/// What a checkpoint folder is for.
struct Manifest {
    std::string identity;       ///< all that decides the bits of what is kept, in lines
    std::string specification;  ///< its text
    std::string name;           ///< its file
    std::string engine;         ///< "" unless the command line chose it
};

/// The folder that holds what runs have finished until their result is whole, with
///
///     manifest.json              what is computed
///     part-1-of-1.run-2.json     who computed: ranks, hosts, version of each run
///     part-1-of-1.run-2.rank-0   a journal per rank and run
///     lock, part-1-of-1.lock     held by the runs at work
///     map                        the result being put together
///
/// One rank looks after it; journals belong to theirs. No function is collective. Every function
/// throws files::IoError naming OUT, or the file, and the cause.
class CheckpointFolder {
public:
    /// Names a folder, and makes none. @param out the output that it belongs to, or the folder
    explicit CheckpointFolder(std::string path, std::string out);

    /// @return the path that it was given
    [[nodiscard]] const std::string& path() const { return path_; }
    /// @return whether the folder is there
    [[nodiscard]] bool exists() const;
    /// Makes the folder, unless it is there. @throws model::InvalidValue where OUT is an input
    void make() const;
    /// Removes the folder and all that is in it, the manifest last.
    void remove() const;
    /// Removes what a run that has ended left, unless another is at work in it.
    void remove_left_over();

    /// Holds the folder against other runs for the life of this object: against every other, or
    /// with `part` against those of the same part. @return false if the file system has no locks.
    /// @throws files::IoError "another run is at work on it"
    bool lock(const std::optional<Part>& part);

    /// @return what manifest.json says; nullopt if there is none, or it is damaged.
    [[nodiscard]] std::optional<Manifest> manifest() const;
    /// Writes manifest.json, whole or not at all.
    void write_manifest(const Manifest& manifest) const;

    /// @return the paths of the journals that hold anything, of one part or of all, by name
    [[nodiscard]] std::vector<std::string> journals(const std::optional<Part>& part) const;
    /// @return the number of the last run of a part, 0 if there was none.
    [[nodiscard]] int last_run(const Part& part) const;
    /// @return where a run says what it is
    [[nodiscard]] std::string run_path(const Part& part, int run) const;
    /// @return where a rank of a run has its journal
    [[nodiscard]] std::string journal_path(const Part& part, int run, int rank) const;
    /// @return what the runs say of themselves, one JSON object each.
    [[nodiscard]] std::vector<std::string> runs() const;
    /// @return where the result is put together
    [[nodiscard]] std::string result_path() const { return path_ + "/map"; }

private:
    bool hold(const std::string& file, bool shared);
    [[nodiscard]] std::vector<std::string> names() const;

    std::string path_;
    std::string out_;
    std::vector<files::File> held_;
};

}  // namespace essmap::sweep
