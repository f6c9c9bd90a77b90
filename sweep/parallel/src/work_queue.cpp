#include "essmap/sweep/work_queue.hpp"

#include <cassert>

namespace essmap::sweep {

std::optional<std::int64_t> WorkQueue::take() {
    std::unique_lock lock(mutex_);
    more_.wait(lock, [&] { return closed_ || range_.size() > 0; });
    if (closed_) return std::nullopt;
    return range_.first++;
}

IndexRange WorkQueue::split() {
    const std::lock_guard lock(mutex_);
    if (closed_) return {};
    const std::int64_t last = range_.last;
    range_.last -= (range_.size() + 1) / 2;
    return {range_.last, last};
}

void WorkQueue::add(IndexRange range) {
    const std::lock_guard lock(mutex_);
    assert(range_.size() == 0);
    range_ = range;
    more_.notify_all();
}

void WorkQueue::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    more_.notify_all();
}

bool WorkQueue::empty() {
    const std::lock_guard lock(mutex_);
    return !closed_ && range_.size() == 0;
}

}  // namespace essmap::sweep
