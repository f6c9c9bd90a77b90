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
/// Along a path from x0 to x1 the logit z of every trajectory runs over the same interval, of
/// length L = z1 - z0. With s of z = z0 + s L as the independent variable each ends at s = 1:
///
///     dt/ds = L / g,   g(s) = g0 (1 - lambda(s)) + g1 lambda(s),   lambda = (sigma(z) - x0)/(x1 -
///     x0)
///
/// the replicator equation (Eq. 6) with time and state exchanged. The integration begins at the
/// slower end of the path, with steps graded towards it. After rescaling time, a trajectory depends
/// only on its ratio g0/g1: equal ratios are one trajectory, and similar ratios need similar steps.
/// So the ratios are sorted and cut into groups. Each group is one CVODE system in the maximum
/// norm, so that each trajectory by itself keeps the tolerance. Results depend on the set of ratios
/// only, not on their order or on threads. Use one object per thread; it reuses its memory.
class CvodeEnsemble {
public:
    /// @throws model::InvalidValue for a tolerance outside 1e-12..1e-2, or a group_size of 0
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

    /// How many steps CVODE has taken since construction, over all groups.
    [[nodiscard]] long steps() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// The version of the SUNDIALS library in use, e.g. "6.4.1".
std::string sundials_version();

}  // namespace essmap::solver
