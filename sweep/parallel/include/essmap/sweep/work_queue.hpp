#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

namespace essmap::sweep {

/// Items first..last-1.
struct IndexRange {
    std::int64_t first = 0;
    std::int64_t last = 0;
    /// The number of items.
    [[nodiscard]] std::int64_t size() const { return last - first; }
    /// Part `number` (from 0 on) of `of` that differ by one item at most.
    [[nodiscard]] IndexRange part(std::int64_t number, std::int64_t of) const {
        const auto begin = [&](std::int64_t i) {
            return first + size() / of * i + std::min(size() % of, i);
        };
        return {begin(number), begin(number + 1)};
    }
};

/// The items a rank has still to begin: its threads take from the front, other ranks get what they
/// ask for from the back. Safe to use from several threads.
class WorkQueue {
public:
    /// A queue that holds the items of the range, in their order.
    explicit WorkQueue(IndexRange range) : range_(range) {}

    /// The next item; waits while there is none. nullopt once closed.
    std::optional<std::int64_t> take();
    /// Gives up the later half, rounded up; what is left over is worked on here.
    IndexRange split();
    /// More items; only where none are left.
    void add(IndexRange range);
    /// Nothing more is taken; threads that wait go home.
    void close();

    /// Is nothing left to begin, while more could be added?
    [[nodiscard]] bool empty();

private:
    std::mutex mutex_;
    std::condition_variable more_;
    IndexRange range_;
    bool closed_ = false;
};

}  // namespace essmap::sweep
