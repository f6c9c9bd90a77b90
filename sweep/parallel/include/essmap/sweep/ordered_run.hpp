#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "essmap/sweep/mpi_session.hpp"

namespace essmap::sweep {

/// Items that give `width` numbers each, computed by any rank and taken in their order by all.
struct OrderedWork {
    std::size_t width = 0;
    /// Fills its span with an item's numbers. Called by several threads.
    std::function<void(std::int64_t item, std::span<double> numbers)> compute;
    /// Called on every rank, for item 0, 1, 2, ...
    std::function<void(std::span<const double> numbers)> take;
};

/// Numbers of items that were computed before those ahead of them were.
struct PendingItems {
    std::vector<std::int64_t> items;
    std::vector<double> numbers;
};

/// Runs ordered work over all ranks and their threads, in rounds that grow until one takes two
/// seconds, or its numbers fill 64 MiB: the memory a rank needs. How it is cut into rounds changes
/// no bit of what is taken.
class OrderedRun {
public:
    /// @param next first item not taken yet
    OrderedRun(const MpiSession& mpi, OrderedWork work, int threads, std::int64_t next,
               PendingItems pending);

    /// Items up to `last`. Collective. @param progress told the items taken or computed so far
    /// @param rested called on every rank after each round
    /// @return false if asked to stop: the items of the last round are then pending
    bool until(std::int64_t last, const std::function<void(std::int64_t)>& progress,
               const std::function<void()>& rested);

    /// The first item that has not been taken.
    [[nodiscard]] std::int64_t next() const { return next_; }
    /// What was computed of items that cannot be taken yet.
    [[nodiscard]] const PendingItems& pending() const { return pending_; }

private:
    bool round(std::int64_t last, const std::function<void(std::int64_t)>& progress);

    const MpiSession& mpi_;
    OrderedWork work_;
    int threads_;
    std::int64_t next_;
    std::int64_t at_once_;
    PendingItems pending_;
};

}  // namespace essmap::sweep
