#pragma once

#include <functional>
#include <string>
#include <vector>

#include "essmap/solver/path.hpp"

/// The ways to compute times to saturation that solver_benchmark sets side by side.
namespace essmap::bench {

/// One trajectory that saturates.
struct Trajectory {
    solver::Path path;
    solver::Growth growth;
};

/// Trajectories by path: the same start and saturation, different growth.
struct Workload {
    std::vector<std::vector<Trajectory>> paths;
    std::vector<std::vector<double>> exact;  ///< times by the closed form

    [[nodiscard]] std::size_t size() const;
    /// The first trajectories of each path, one in `by`.
    [[nodiscard]] Workload thinned(std::size_t by) const;
};

/// Random parameters from the ranges of tests/data/game.csv, those that saturate: `count` per
/// start.
Workload random_workload(std::size_t count, unsigned seed);

/// Computes all times at one tolerance. Keeps its memory between calls if the method does.
using Times = std::vector<std::vector<double>>;
using Run = std::function<void(const Workload&, Times&)>;

struct Method {
    std::string name;
    std::function<Run(double tolerance)> at_tolerance;
    double tightest;  ///< smallest tolerance it accepts; 0: it is exact, whatever the tolerance
    double finest;    ///< smallest error it is asked for
    std::size_t thinning;  ///< slow ones are given one in so many trajectories
};

std::vector<Method> methods();

/// Largest relative error of `times`; infinity where one is not a number.
double largest_error(const Workload& workload, const Times& times);

}  // namespace essmap::bench
