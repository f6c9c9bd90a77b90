#pragma once

#include <functional>
#include <vector>

#include "essmap/maps/chart.hpp"

namespace essmap::maps {

/// Zero set of f over the rectangle of two axes, as segments: marching squares on a fine grid, each
/// crossing of a grid edge found by bisection of f itself.
std::vector<ChartPoint> zero_segments(const ChartAxis& x, const ChartAxis& y,
                                      const std::function<double(double, double)>& f);

}  // namespace essmap::maps
