#pragma once

#include "solver_methods.hpp"

/// What people would use instead of the ensemble: libraries for differential equations, one
/// trajectory at a time.
namespace essmap::bench {

inline model::Coefficients<double> coefficients(const solver::Growth& g) {
    return {g.a, g.q - g.a, g.q};
}

/// Calls `time(trajectory)` for each.
template <class Time>
void each(const Workload& workload, Times& times, Time&& time) {
    for (std::size_t p = 0; p < workload.paths.size(); ++p)
        for (std::size_t i = 0; i < workload.paths[p].size(); ++i)
            times[p][i] = time(workload.paths[p][i]);
}

/// CVODE as SUNDIALS' own examples have it (cvRoberts_dns): natural variable, BDF, dense Newton,
/// root at saturation, everything made anew.
double naive_time(const Trajectory& trajectory, double tolerance);

/// z' = a + b sigma(z) by odeint's dopri5 with dense output, stepped past saturation, then the
/// crossing by regula falsi on the dense output.
double odeint_logit_time(const Trajectory& trajectory, double tolerance);

/// dt/dz = 1/(a + b sigma(z)) from z0 to z1: the ensemble's exchange of time and state, one
/// trajectory at a time. By odeint's controlled dopri5: the strongest rival we could make of it.
double odeint_exchanged_time(const Trajectory& trajectory, double tolerance);
/// By ARKODE's ERKStep, its memory reused.
Run arkode_exchanged(double tolerance);
/// By GSL's rk8pd, its driver reused.
Run gsl_exchanged(double tolerance);

}  // namespace essmap::bench
