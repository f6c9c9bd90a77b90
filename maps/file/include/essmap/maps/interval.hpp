#pragma once

namespace essmap::maps {

/// A closed range, lo <= hi.
struct Interval {
    double lo = 0.0;
    double hi = 0.0;

    /// The length hi - lo.
    [[nodiscard]] double width() const { return hi - lo; }
};

}  // namespace essmap::maps
