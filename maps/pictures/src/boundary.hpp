#pragma once

#include <functional>
#include <vector>

#include "essmap/maps/chart.hpp"

namespace essmap::maps {

/// Zero set of f over the rectangle of two axes, as segments: marching squares on a fine grid, each
/// crossing of a grid edge found by bisection of f itself. Over the bands of an axis that has
/// values only: a mark across each band where f changes its sign along the other axis; none where
/// both have values only. f takes what the axes are of, never the number of a band.
std::vector<ChartPoint> zero_segments(const ChartAxis& x, const ChartAxis& y,
                                      const std::function<double(double, double)>& f);

}  // namespace essmap::maps
