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
};

/// Random parameters from the ranges of tests/data/game.csv, those that saturate: `count` per
/// start.
Workload random_workload(std::size_t count, unsigned seed);

/// Computes all times at one tolerance. Keeps its memory between calls if the method does.
using Times = std::vector<std::vector<double>>;
using Run = std::function<void(const Workload&, Times&)>;

struct Method {
    std::string name;
    std::string note;
    std::function<Run(double tolerance)> at_tolerance;
    double tightest;  ///< smallest tolerance it accepts
    bool exact = false;
};

std::vector<Method> methods();

/// Largest relative error of `times`; infinity where one is not a number.
double largest_error(const Workload& workload, const Times& times);

}  // namespace essmap::bench
