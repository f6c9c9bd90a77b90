#pragma once

#include <chrono>
#include <utility>

namespace essmap::sweep {

/// Seconds of a monotonic clock since it was made.
class Stopwatch {
public:
    /// The seconds since it was made.
    [[nodiscard]] double seconds() const { return between(start_, Clock::now()); }
    /// Adds the time since the last lap, or the start, to `sum`.
    void lap(double& sum) {
        const auto now = Clock::now();
        sum += between(std::exchange(lap_, now), now);
    }

private:
    using Clock = std::chrono::steady_clock;
    static double between(Clock::time_point from, Clock::time_point to) {
        return std::chrono::duration<double>(to - from).count();
    }

    Clock::time_point start_ = Clock::now();
    Clock::time_point lap_ = start_;
};

}  // namespace essmap::sweep
