#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace essmap::sweep {

/// Progress line on stderr: share done, rate, time left. On a terminal it is redrawn in place a few
/// times a second; elsewhere a line every ten seconds.
class Progress {
public:
    /// @param doing what, in words @param found cells done before it began @param of what they are
    Progress(std::string doing, std::int64_t total_cells, std::int64_t found, bool shown,
             std::string of = "cells");
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void update(std::int64_t cells_done);

private:
    using Clock = std::chrono::steady_clock;

    std::string doing_;
    std::string of_;
    std::int64_t total_;
    std::int64_t found_;
    bool shown_;
    bool terminal_;
    bool drawn_ = false;
    Clock::time_point start_ = Clock::now();
    Clock::time_point last_ = start_;
};

}  // namespace essmap::sweep
