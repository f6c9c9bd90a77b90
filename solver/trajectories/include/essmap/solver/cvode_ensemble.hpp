#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "essmap/solver/path.hpp"

namespace essmap::solver {

struct EnsembleOptions {
    double tolerance = 1e-8;       ///< relative error asked of every travel time, 1e-12..1e-2
    std::size_t group_size = 512;  ///< trajectories in one CVODE system
};

/// Travel times of many trajectories by CVODE, many in one system.
///
/// Along a path from x0 to x1 the logit z of every trajectory runs over the same stretch, L = z1 -
/// z0. With z = z0 + s L as the independent variable each ends at s = 1, whatever its speed:
///
///     dt/ds = L / g,   g(s) = g0 (1 - lambda(s)) + g1 lambda(s),   lambda = (sigma(z) - x0)/(x1 -
///     x0)
///
/// the replicator equation (Eq. 6) with time and state exchanged. The integration begins at the
/// slower end of the path, in steps graded to it. Time scales out, so a trajectory is its ratio
/// g0/g1 alone: equal ratios are one trajectory and neighbours in ratio are alike. Sorted, cut into
/// groups, each group is one CVODE system in the maximum norm, so that each trajectory by itself
/// keeps the tolerance. Results depend on the set of ratios only, not on order or threads. One
/// object per thread; memory is reused between calls.
class CvodeEnsemble {
public:
    explicit CvodeEnsemble(const EnsembleOptions& options = {});
    ~CvodeEnsemble();
    CvodeEnsemble(CvodeEnsemble&&) noexcept;
    CvodeEnsemble& operator=(CvodeEnsemble&&) noexcept;

    /// Times T(x0 -> x1) for growth rates g0 = ratio, g1 = +-1 (sign of the path's direction), so
    /// that T(g0, g1) = unit_time(g0/g1)/|g1|.
    /// @param ratio g0/g1 > 0, finite @param unit_time as long as ratio; receives the times.
    /// @return number of distinct trajectories integrated.
    /// @throws model::InvalidValue for a ratio that is not positive and finite; model::NoResult
    /// naming CVODE's reason when it stops early.
    std::size_t unit_times(const Path& path, std::span<const double> ratio,
                           std::span<double> unit_time);

    /// Steps CVODE took so far, over all groups.
    [[nodiscard]] long steps() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// Version of the SUNDIALS library in use.
std::string sundials_version();

}  // namespace essmap::solver
