#pragma once

#include <chrono>
#include <cstdint>

namespace essmap::sweep {

/// Progress line on stderr: share done, rate, time left. On a terminal it is redrawn in place a few
/// times a second; elsewhere a line every ten seconds.
class Progress {
public:
    Progress(std::int64_t total_cells, bool shown);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void update(std::int64_t cells_done);
    [[nodiscard]] double seconds() const;

private:
    using Clock = std::chrono::steady_clock;

    std::int64_t total_;
    bool shown_;
    bool terminal_;
    bool drawn_ = false;
    Clock::time_point start_ = Clock::now();
    Clock::time_point last_ = start_;
};

}  // namespace essmap::sweep
