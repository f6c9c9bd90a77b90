#include "essmap/sweep/finished_file.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "essmap/files/errors.hpp"
#include "essmap/sweep/checkpoint_folder.hpp"
#include "essmap/sweep/digest_sum.hpp"
#include "essmap/sweep/progress.hpp"
#include "essmap/sweep/run_identity.hpp"
#include "essmap/sweep/stop_signal.hpp"

namespace essmap::sweep {

namespace {

using files::DataError;

/// @throws DataError, alike on every rank
void compare_identity(const MpiSession& mpi, const FinishedFile& file,
                      const FinishedQuestion& question) {
    mpi.collectively([&] {
        if (file.identity != question.identity)
            throw DataError(fmt::format("{} is the finished {} of another sweep: {}", question.out,
                                        question.kind,
                                        first_difference(file.identity, question.identity)));
    });
}

/// The digest of what the file holds: each rank reads its share.
std::string content_digest(const MpiSession& mpi, const FinishedFile& file,
                           const FinishedQuestion& question) {
    Progress progress("checking " + question.out, file.parts, 0, question.progress && mpi.is_root(),
                      "parts");
    maps::ContentDigest digest;
    mpi.collectively([&] {
        for (std::int64_t part = mpi.rank(); part < file.parts; part += mpi.size()) {
            if (StopSignal::asked())
                throw Stopped(
                    fmt::format("stopped by a signal while {} was checked", question.out));
            file.add_part(part, digest);
            progress.update(part + 1);
        }
        if (mpi.is_root() && !file.has_frame()) throw DataError("its axes are not what they were");
    });
    digest = sum_over_ranks(digest);
    digest.add(maps::sha256(question.description));
    return digest.text();
}

/// @throws DataError, files::IoError, alike on every rank
std::string whole_digest(const MpiSession& mpi, const FinishedQuestion& question) {
    const std::string& out = question.out;
    FinishedFile file;
    std::string damage;
    try {
        mpi.collectively([&] { file = question.open(); });
        compare_identity(mpi, file, question);
        const std::string found = content_digest(mpi, file, question);
        if (found == file.digest) return found;
        damage = "what it holds has not the digest that it had";
    } catch (const DataError& error) {
        if (file.identity != question.identity) throw;
        damage = error.what();
    }
    throw DataError(fmt::format("{} is damaged: {}; remove it, and the same command makes it anew",
                                out, damage));
}

}  // namespace

std::string finished_digest(const MpiSession& mpi, const Log& log,
                            const FinishedQuestion& question) {
    const std::string& out = question.out;
    CheckpointFolder folder(question.checkpoint, out);
    enum State : std::int64_t { none, alone, with_checkpoint };
    State state = none;
    if (std::error_code ignored; mpi.is_root() && std::filesystem::exists(out, ignored))
        state = folder.exists() ? with_checkpoint : alone;
    state = static_cast<State>(mpi.max(std::int64_t{state}));
    if (state == none) return "";
    try {
        const std::string digest = whole_digest(mpi, question);
        mpi.collectively([&] {
            if (mpi.is_root() && state == with_checkpoint) folder.remove_left_over();
        });
        return digest;
    } catch (const DataError& error) {
        if (question.insists && state == alone) throw;
        log.detail(error.what());
    } catch (const files::IoError& error) {
        if (question.insists && state == alone) throw;
        log.detail(error.what());
    }
    return "";
}

}  // namespace essmap::sweep
