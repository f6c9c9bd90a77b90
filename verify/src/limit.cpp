#include "essmap/verify/limit.hpp"

#include <algorithm>
#include <utility>

namespace essmap::verify {

Limit::Limit(double seconds, std::function<bool()> stopped)
    : end_(Clock::now() +
           std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds))),
      stopped_(std::move(stopped)) {}

unsigned Limit::left_ms(unsigned wanted) const {
    if (stopped()) return 0;
    if (end_ == Clock::time_point::max()) return wanted;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - Clock::now()).count();
    return static_cast<unsigned>(std::clamp<decltype(left)>(left, 0, wanted));
}

std::string Limit::reason() const {
    return stopped() ? "a signal asked for a stop" : "the time limit for all properties is used up";
}

}  // namespace essmap::verify
