#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace essmap::sweep {

/// How far something is.
struct ProgressState {
    std::string doing;  ///< what, in words
    std::string of;     ///< what is counted
    std::int64_t total = 0;
    std::int64_t found = 0;  ///< done before it began
    std::int64_t done = 0;
    double seconds = 0.0;  ///< since it began
};

/// One line of at most `width` characters: share done, counts, rate, time left; what does not fit
/// is left out, the share done last.
std::string progress_line(const ProgressState& state, std::size_t width);

/// Progress line on stderr. On a terminal it is redrawn in place a few times a second, as wide as
/// the terminal is; elsewhere, and on one that cannot (TERM is empty or dumb), a line every ten
/// seconds.
class Progress {
public:
    /// @param doing what, in words @param found cells done before it began @param of what they are
    Progress(std::string doing, std::int64_t total_cells, std::int64_t found, bool shown,
             std::string of = "cells");
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// Tells how many are done; draws the line where it is time to.
    void update(std::int64_t cells_done);

private:
    using Clock = std::chrono::steady_clock;

    ProgressState state_;
    bool shown_;
    bool redraws_;
    bool drawn_ = false;
    Clock::time_point start_ = Clock::now();
    Clock::time_point last_ = start_;
};

}  // namespace essmap::sweep
