#pragma once

#include <cstdint>
#include <functional>

#include "essmap/sweep/mpi_session.hpp"

namespace essmap::sweep {

/// Independent items 0..n-1 that may be done by any rank.
class Items {
public:
    virtual ~Items() = default;

    /// Does one. Called by a worker thread; `thread` is 0..threads-1.
    virtual void run(std::int64_t item, int thread) = 0;

    /// Takes over (writes down) items that were run. Called again and again by the rank's main
    /// thread, while its workers run others, and once more after the last.
    /// @return items completed since the last call
    virtual std::int64_t flush() = 0;
};

/// Workers a rank may have: `wanted`, or OpenMP's own number if that is 0. @throws
/// model::InvalidValue if OpenMP may not start them and one thread more, for messages and files
int workers_of(int wanted);

struct BalanceOptions {
    int threads = 1;                             ///< workers per rank
    std::function<bool()> stop_asked;            ///< by a signal, on any rank
    std::function<void(std::int64_t)> progress;  ///< items completed so far, over all ranks
};

/// What balancing took. Sums and maxima over ranks, the same on every rank.
struct BalanceReport {
    bool stopped = false;        ///< asked to stop, or a rank failed: some items were not run
    std::int64_t completed = 0;  ///< items run and completed
    double seconds = 0.0;        ///< from the first item to the last completed, of the slowest rank
    double busy_seconds = 0.0;   ///< of all workers, inside run
    double busiest_seconds = 0.0;  ///< of the busiest rank's workers, per worker
    double mean_seconds = 0.0;     ///< of the mean rank's
    std::int64_t requests = 0;     ///< a rank without items asked another for some
    std::int64_t grants = 0;       ///< and got some
    std::int64_t moved = 0;        ///< items that changed ranks
    /// busiest / mean - 1
    [[nodiscard]] double imbalance() const {
        return mean_seconds > 0.0 ? busiest_seconds / mean_seconds - 1.0 : 0.0;
    }
};

/// Runs items first..last-1, each once, over all ranks and their threads. Collective.
///
/// Every rank begins with an equal range. One whose threads run dry asks a rank drawn at random,
/// which gives the later half of what it has not begun (work stealing by halves). No rank has a
/// special part: a rank sends and receives a few messages per range moved, and joins a sum over
/// ranks of four numbers, 4 to 1000 times a second, that tells all when everything is completed, or
/// that one was asked to stop or failed. The main thread of each rank does the talking and the
/// flushing; it sleeps between. A stop, or a failure, lets items in hand finish and be completed.
/// @throws on every rank what `run` or `flush` threw on the lowest rank that failed
BalanceReport balance(const MpiSession& mpi, std::int64_t first, std::int64_t last, Items& items,
                      const BalanceOptions& options);

}  // namespace essmap::sweep
