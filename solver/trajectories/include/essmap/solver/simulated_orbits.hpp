#pragma once

#include <optional>
#include <span>
#include <vector>

#include "essmap/model/classification.hpp"

/// Orbits of one game from several initial shares, by CVODE or by the closed form, and when to look
/// at them. Times are in units of the replicator equation.
namespace essmap::solver {

struct OrbitOptions {
    double saturation = 0.95;
    double tolerance = 1e-8;  ///< of CVODE, relative
    bool cvode = true;        ///< else the closed form
};

/// An orbit, from x0 to its limit.
struct SimulatedOrbit {
    double x0 = 0.0;
    double limit = 0.0;
    std::optional<double> t_sat;  ///< first time at saturation; nullopt: never
    double t_settle = 0.0;        ///< until it is near its limit
    long steps = 0;               ///< of CVODE
    model::Attractor attractor = model::Attractor::stays;
    std::vector<double> shares;  ///< at the output times
};

/// Output times: 401, evenly from 0 until every orbit is near its limit and a tenth longer, and
/// where an orbit has covered equal parts of its way, 200 of all orbits together, so that one that
/// is fast after a long wait is drawn smoothly too. Ascending, without repetition.
/// @param x0 in [0,1], at least one
std::vector<double> orbit_times(const model::PointGame& game, std::span<const double> x0,
                                double saturation);

/// One orbit for each initial share.
/// @throws model::NoResult where CVODE stops early, or a time is beyond what a double holds;
/// model::InvalidValue for an option or a share that is not allowed
std::vector<SimulatedOrbit> simulate_orbits(const model::PointGame& game,
                                            std::span<const double> x0, const OrbitOptions& options,
                                            std::span<const double> times);

}  // namespace essmap::solver
