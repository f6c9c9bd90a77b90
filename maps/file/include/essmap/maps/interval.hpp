#pragma once

namespace essmap::maps {

/// A closed range, lo <= hi.
struct Interval {
    double lo = 0.0;
    double hi = 0.0;

    [[nodiscard]] double width() const { return hi - lo; }
};

}  // namespace essmap::maps
