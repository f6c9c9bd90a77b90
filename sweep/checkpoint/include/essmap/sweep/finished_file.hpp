#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "essmap/maps/digest.hpp"
#include "essmap/sweep/log.hpp"
#include "essmap/sweep/mpi_session.hpp"

namespace essmap::sweep {

/// An output file that is there already, as each rank has opened it.
struct FinishedFile {
    std::string identity;             ///< what it was made of
    std::string digest;               ///< what it says of its content
    std::int64_t parts = 0;           ///< of its content
    std::function<bool()> has_frame;  ///< is what no digest covers as it must be?
    std::function<void(std::int64_t, maps::ContentDigest&)> add_part;  ///< to a digest, by number
};

/// What must be there for a run to have nothing left to do.
struct FinishedQuestion {
    std::string out;                     ///< the file
    std::string checkpoint;              ///< its folder
    bool progress = true;                ///< on stderr, from rank 0
    std::string kind;                    ///< "map", for messages
    std::string identity;                ///< of this run
    std::string description;             ///< part of the content's digest
    std::function<FinishedFile()> open;  ///< on every rank
    bool insists = false;                ///< what is there must be it, or an error says why not
};

/// The digest of the finished file if OUT is the one that this run would make and is whole: all of
/// it is read, by all ranks. A checkpoint that was being removed when its run was killed then goes,
/// whatever is left of it. Empty if there is none or, unless the question insists or where a
/// checkpoint allows to go on, if it is another or damaged. Collective.
/// @throws files::DataError, files::IoError, Stopped
std::string finished_digest(const MpiSession& mpi, const Log& log,
                            const FinishedQuestion& question);

}  // namespace essmap::sweep
