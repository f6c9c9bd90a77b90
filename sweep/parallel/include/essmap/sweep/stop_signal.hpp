#pragma once

#include <stdexcept>

namespace essmap::sweep {

/// A signal asked for a stop while there was nothing to finish: exit code 75.
class Stopped : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// For its life, SIGTERM, SIGUSR1 (Slurm's warning) and SIGINT ask for a stop instead of ending the
/// process. A second SIGINT ends it. Made before MPI begins, so that a signal that comes early does
/// not kill the job either.
class StopSignal {
public:
    StopSignal();
    ~StopSignal();
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;

    /// Has this process been asked to stop?
    [[nodiscard]] static bool asked();
};

}  // namespace essmap::sweep
