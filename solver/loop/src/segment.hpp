#pragma once

#include <memory>
#include <optional>

#include "essmap/model/game.hpp"

namespace essmap::solver {

/// How far an orbit came.
struct Reach {
    double time;
    double share;
    bool arrived;  ///< at the level; else the time is up
};

/// The replicator equation at constant coefficients, up to a level or for a time.
class SegmentIntegrator {
public:
    virtual ~SegmentIntegrator() = default;
    /// @param level a share the flow leads to from x, if any @param time_left may be infinite if
    /// there is a level
    virtual Reach reach(const model::Coefficients<double>& c, double x, std::optional<double> level,
                        double time_left) = 0;
    [[nodiscard]] virtual long steps() const { return 0; }
};

/// By the closed form.
std::unique_ptr<SegmentIntegrator> exact_segments();
/// By CVODE in the logit variable, with root finding at the level.
std::unique_ptr<SegmentIntegrator> cvode_segments(double tolerance);

}  // namespace essmap::solver
