#include "essmap/maps/block_data.hpp"

#include <algorithm>

namespace essmap::maps {

FillStatistics& FillStatistics::operator+=(const FillStatistics& other) {
    trajectories += other.trajectories;
    integrations += other.integrations;
    steps += other.steps;
    disagreements += other.disagreements;
    worst_difference = std::max(worst_difference, other.worst_difference);
    return *this;
}

}  // namespace essmap::maps
