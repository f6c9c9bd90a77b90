#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace essmap::verify {

/// What ends the work on all properties together: a moment, or whoever asks for a stop. What is
/// undecided then is unknown.
class Limit {
public:
    using Clock = std::chrono::steady_clock;

    /// None.
    Limit() = default;
    /// @param seconds from now, at most 10^9 @param stopped whether a stop was asked for; may be
    /// empty
    Limit(double seconds, std::function<bool()> stopped);

    [[nodiscard]] bool over() const { return left_ms(1) == 0; }
    /// Milliseconds that are left for a question that may take as many as `wanted`; 0: it is over.
    [[nodiscard]] unsigned left_ms(unsigned wanted) const;
    /// What ended it, for a message. @pre over()
    [[nodiscard]] std::string reason() const;

private:
    [[nodiscard]] bool stopped() const { return stopped_ && stopped_(); }

    Clock::time_point end_ = Clock::time_point::max();
    std::function<bool()> stopped_;
};

}  // namespace essmap::verify
