#pragma once

#include <optional>
#include <string>
#include <vector>

#include "essmap/files/file.hpp"
#include "essmap/sweep/journal.hpp"
#include "essmap/sweep/specification.hpp"
#include "essmap/sweep/sweep_options.hpp"

namespace essmap::sweep {

/// What a checkpoint folder is for.
struct Manifest {
    std::string identity;       ///< run_identity
    std::string specification;  ///< its text
    std::string name;           ///< its file
    std::string engine;         ///< "" unless the command line chose it
};

/// The folder that holds a sweep's finished blocks until its map is whole: OUT.checkpoint, with
///
///     manifest.json              what is computed
///     part-1-of-1.run-2.json     who computed: ranks, hosts, version of each run
///     part-1-of-1.run-2.rank-0   a journal per rank and run
///     lock, part-1-of-1.lock     held by the runs at work
///     map                        the map being put together
///
/// One rank looks after it; journals belong to theirs. Every function throws files::IoError naming
/// OUT, or the file, and the cause.
class CheckpointFolder {
public:
    /// @param out the map it belongs to
    explicit CheckpointFolder(std::string path, std::string out);

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] bool exists() const;
    void make() const;
    void remove() const;
    /// Removes what a run that has ended left, unless another is at work in it.
    void remove_left_over();

    /// Holds the folder against other runs for the life of this object: against every other, or
    /// with `part` against those of the same part. @return false if the file system has no locks.
    bool lock(const std::optional<Part>& part);

    /// nullopt if there is none, or it is damaged.
    [[nodiscard]] std::optional<Manifest> manifest() const;
    void write_manifest(const Manifest& manifest) const;

    /// Journals that hold anything, of one part or of all.
    [[nodiscard]] std::vector<std::string> journals(const std::optional<Part>& part) const;
    /// Number of the last run of a part, 0 if there was none.
    [[nodiscard]] int last_run(const Part& part) const;
    [[nodiscard]] std::string run_path(const Part& part, int run) const;
    [[nodiscard]] std::string journal_path(const Part& part, int run, int rank) const;
    /// What the runs say of themselves, one JSON object each.
    [[nodiscard]] std::vector<std::string> runs() const;
    /// Where the map is put together.
    [[nodiscard]] std::string map_path() const { return path_ + "/map"; }

private:
    bool hold(const std::string& file, bool shared);
    [[nodiscard]] std::vector<std::string> names() const;

    std::string path_;
    std::string out_;
    std::vector<files::File> held_;
};

}  // namespace essmap::sweep
