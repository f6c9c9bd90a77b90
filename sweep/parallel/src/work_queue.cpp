#include "essmap/sweep/work_queue.hpp"

#include <cassert>

namespace essmap::sweep {

std::optional<std::int64_t> Share::take() {
    std::unique_lock lock(mutex_);
    more_.wait(lock, [&] { return closed_ || stretch_.size() > 0; });
    if (closed_) return std::nullopt;
    return stretch_.first++;
}

Stretch Share::split() {
    const std::lock_guard lock(mutex_);
    if (closed_) return {};
    const std::int64_t last = stretch_.last;
    stretch_.last -= (stretch_.size() + 1) / 2;
    return {stretch_.last, last};
}

void Share::add(Stretch stretch) {
    const std::lock_guard lock(mutex_);
    assert(stretch_.size() == 0);
    stretch_ = stretch;
    more_.notify_all();
}

void Share::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    more_.notify_all();
}

bool Share::empty() {
    const std::lock_guard lock(mutex_);
    return !closed_ && stretch_.size() == 0;
}

}  // namespace essmap::sweep
