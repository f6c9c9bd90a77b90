#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace essmap::verify {

/// What ends the work on all properties: a moment, or whoever asks for a stop. What is undecided
/// then is unknown.
class Limit {
public:
    using Clock = std::chrono::steady_clock;

    /// No limit.
    Limit() = default;
    /// Ends after some seconds, counted from now, or as soon as a stop is asked for.
    /// @param seconds at most 10^9
    /// @param stopped whether a stop was asked for; may be empty
    Limit(double seconds, std::function<bool()> stopped);

    /// Returns whether no work may begin any more.
    [[nodiscard]] bool over() const { return left_ms(1) == 0; }
    /// Returns whether a stop was asked for; the limit is then over.
    [[nodiscard]] bool stopped() const { return stopped_ && stopped_(); }
    /// Returns the milliseconds that are left for a question that may take as many as `wanted`; 0
    /// where the limit is over.
    [[nodiscard]] unsigned left_ms(unsigned wanted) const;
    /// Returns what ended the work, for a message.
    /// @pre over()
    [[nodiscard]] std::string reason() const;

private:
    Clock::time_point end_ = Clock::time_point::max();
    std::function<bool()> stopped_;
};

}  // namespace essmap::verify
