#include "boundary.hpp"

#include <cmath>
#include <utility>

namespace essmap::maps {

namespace {

constexpr std::size_t grid_size = 200;

/// Point at part t in [0,1] of an axis.
double along(const ChartAxis& axis, double t) {
    if (axis.log) return axis.lo * std::pow(axis.hi / axis.lo, t);
    return axis.lo + (axis.hi - axis.lo) * t;
}

/// A corner of the grid, in parts of both axes, with the value there.
struct Corner {
    double s, t, value;
};

class Marching {
public:
    Marching(const ChartAxis& x, const ChartAxis& y, const std::function<double(double, double)>& f)
        : x_(x), y_(y), f_(f) {}

    [[nodiscard]] Corner corner(double s, double t) const {
        return {s, t, f_(along(x_, s), along(y_, t))};
    }
    /// Zero on the edge between two corners of different sign.
    [[nodiscard]] ChartPoint crossing(Corner a, Corner b) const {
        for (int i = 0; i < 40; ++i) {
            const Corner middle = corner(0.5 * (a.s + b.s), 0.5 * (a.t + b.t));
            ((middle.value > 0) == (a.value > 0) ? a : b) = middle;
        }
        return {along(x_, 0.5 * (a.s + b.s)), along(y_, 0.5 * (a.t + b.t))};
    }
    /// Adds the segments of one square, corners in cyclic order.
    void square(const Corner (&c)[4], std::vector<ChartPoint>& segments) const {
        std::vector<ChartPoint> found;
        for (int i = 0; i < 4; ++i)
            if ((c[i].value > 0) != (c[(i + 1) % 4].value > 0))
                found.push_back(crossing(c[i], c[(i + 1) % 4]));
        // Two crossings make a segment; four (a saddle) make two.
        for (std::size_t i = 0; i + 1 < found.size(); i += 2)
            segments.insert(segments.end(), {found[i], found[i + 1]});
    }

private:
    const ChartAxis& x_;
    const ChartAxis& y_;
    const std::function<double(double, double)>& f_;
};

double part(std::size_t i) { return static_cast<double>(i) / static_cast<double>(grid_size); }

/// Marks across bands: segments whose x is along the bands and whose y is along the other axis.
std::vector<ChartPoint> marks(const ChartAxis& bands, const ChartAxis& other,
                              const std::function<double(double, double)>& f) {
    std::vector<ChartPoint> segments;
    for (std::size_t band = 0; band < bands.values.size(); ++band) {
        const auto rises = [&](double t) { return f(bands.values[band], along(other, t)) > 0; };
        for (std::size_t i = 0; i < grid_size; ++i) {
            double lo = part(i);
            double hi = part(i + 1);
            const bool at_lo = rises(lo);
            if (at_lo == rises(hi)) continue;
            for (int step = 0; step < 40; ++step) {
                const double middle = 0.5 * (lo + hi);
                (rises(middle) == at_lo ? lo : hi) = middle;
            }
            const double at = along(other, 0.5 * (lo + hi));
            const auto middle = static_cast<double>(band);
            segments.insert(segments.end(),
                            {{middle - band_half_width, at}, {middle + band_half_width, at}});
        }
    }
    return segments;
}

}  // namespace

std::vector<ChartPoint> zero_segments(const ChartAxis& x, const ChartAxis& y,
                                      const std::function<double(double, double)>& f) {
    if (!x.values.empty()) return y.values.empty() ? marks(x, y, f) : std::vector<ChartPoint>{};
    if (!y.values.empty()) {
        auto turned = marks(y, x, [&](double v, double u) { return f(u, v); });
        for (ChartPoint& point : turned) std::swap(point.x, point.y);
        return turned;
    }
    const Marching marching(x, y, f);
    std::vector<Corner> below;
    for (std::size_t i = 0; i <= grid_size; ++i) below.push_back(marching.corner(part(i), 0.0));
    std::vector<ChartPoint> segments;
    for (std::size_t j = 1; j <= grid_size; ++j) {
        std::vector<Corner> above;
        for (std::size_t i = 0; i <= grid_size; ++i)
            above.push_back(marching.corner(part(i), part(j)));
        for (std::size_t i = 0; i < grid_size; ++i)
            marching.square({below[i], below[i + 1], above[i + 1], above[i]}, segments);
        below = std::move(above);
    }
    return segments;
}

}  // namespace essmap::maps
