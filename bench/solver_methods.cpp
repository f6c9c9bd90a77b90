#include "solver_methods.hpp"

#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>

#include <algorithm>
#include <boost/numeric/odeint.hpp>
#include <cmath>
#include <limits>
#include <memory>
#include <random>
#include <stdexcept>

#include "essmap/solver/closed_form.hpp"
#include "essmap/solver/cvode_ensemble.hpp"
#include "essmap/solver/cvode_integrator.hpp"

namespace essmap::bench {

namespace {

namespace odeint = boost::numeric::odeint;
using model::Coefficients;
using solver::Growth;
using solver::Path;

Coefficients<double> coefficients(const Growth& g) { return {g.a, g.q - g.a, g.q}; }

/// Calls `time(trajectory)` for each.
template <class Time>
void each(const Workload& workload, Times& times, Time&& time) {
    for (std::size_t p = 0; p < workload.paths.size(); ++p)
        for (std::size_t i = 0; i < workload.paths[p].size(); ++i)
            times[p][i] = time(workload.paths[p][i]);
}

// ---- naive CVODE: natural variable, BDF, dense Newton, everything made anew ------------------

struct NaiveProblem {
    Coefficients<double> c;
    double saturation;
};

int naive_rate(realtype, N_Vector x, N_Vector rate, void* data) {
    NV_Ith_S(rate, 0) = model::replicator(static_cast<NaiveProblem*>(data)->c, NV_Ith_S(x, 0));
    return 0;
}

int naive_root(realtype, N_Vector x, realtype* distance, void* data) {
    *distance = NV_Ith_S(x, 0) - static_cast<NaiveProblem*>(data)->saturation;
    return 0;
}

/// As SUNDIALS' own examples do it (cvRoberts_dns).
double naive_time(const Trajectory& trajectory, double tolerance) {
    NaiveProblem problem{coefficients(trajectory.growth), trajectory.path.x1};
    SUNContext context = nullptr;
    SUNContext_Create(nullptr, &context);
    N_Vector x = N_VNew_Serial(1, context);
    NV_Ith_S(x, 0) = trajectory.path.x0;
    void* cvode = CVodeCreate(CV_BDF, context);
    CVodeInit(cvode, &naive_rate, 0.0, x);
    CVodeSStolerances(cvode, tolerance, tolerance);
    CVodeRootInit(cvode, 1, &naive_root);
    SUNMatrix matrix = SUNDenseMatrix(1, 1, context);
    SUNLinearSolver linear = SUNLinSol_Dense(x, matrix, context);
    CVodeSetLinearSolver(cvode, linear, matrix);
    CVodeSetUserData(cvode, &problem);
    CVodeSetMaxNumSteps(cvode, 1000000);
    realtype t = 0.0;
    const int status = CVode(cvode, 1e3, x, &t, CV_NORMAL);
    CVodeFree(&cvode);
    SUNLinSolFree(linear);
    SUNMatDestroy(matrix);
    N_VDestroy(x);
    SUNContext_Free(&context);
    return status == CV_ROOT_RETURN ? t : std::numeric_limits<double>::quiet_NaN();
}

// ---- Boost.Odeint ---------------------------------------------------------------------------

/// z' = a + b sigma(z) by dopri5 with dense output, stepped past saturation, then the crossing by
/// bisection and secants on the dense output.
double odeint_logit_time(const Trajectory& trajectory, double tolerance) {
    const Growth& g = trajectory.growth;
    const double b = g.q - g.a;
    const auto rate = [&](const double& z, double& dz, double) {
        dz = g.a + b / (1.0 + std::exp(-z));
    };
    const double target = trajectory.path.z1();
    auto stepper =
        odeint::make_dense_output(tolerance, tolerance, odeint::runge_kutta_dopri5<double>());
    stepper.initialize(trajectory.path.z0(), 0.0, 0.1 / std::max(std::abs(g.a), std::abs(g.q)));
    do stepper.do_step(rate);
    while (stepper.current_state() < target);
    double near = stepper.previous_time();
    double far = stepper.current_time();
    double near_gap = stepper.previous_state() - target;
    double far_gap = stepper.current_state() - target;
    for (int i = 0; i < 100 && far - near > 1e-15 * far; ++i) {  // regula falsi, Illinois
        const double t = near - near_gap * (far - near) / (far_gap - near_gap);
        double z = 0.0;
        stepper.calc_state(t, z);
        const double gap = z - target;
        if (std::abs(gap) < 1e-14) return t;
        if ((gap > 0) == (far_gap > 0)) {
            far = t;
            far_gap = gap;
            near_gap *= 0.5;
        } else {
            near = t;
            near_gap = gap;
            far_gap *= 0.5;
        }
    }
    return far;
}

/// dt/dz = 1/(a + b sigma(z)) by controlled dopri5 from z0 to z1: the ensemble's exchange of time
/// and state, one trajectory at a time. The strongest rival we could make of odeint.
double odeint_exchanged_time(const Trajectory& trajectory, double tolerance) {
    const Growth& g = trajectory.growth;
    const double b = g.q - g.a;
    const auto rate = [&](const double&, double& dt, double z) {
        dt = 1.0 / (g.a + b / (1.0 + std::exp(-z)));
    };
    const auto stepper =
        odeint::make_controlled(tolerance * 1e-3, tolerance, odeint::runge_kutta_dopri5<double>());
    double t = 0.0;
    const double z0 = trajectory.path.z0();
    const double z1 = trajectory.path.z1();
    odeint::integrate_adaptive(stepper, rate, t, z0, z1, 0.05 * (z1 - z0));
    return t;
}

// ---- ours -----------------------------------------------------------------------------------

Run reused_integrator(double tolerance, solver::CvodeMethod method) {
    auto integrator = std::make_shared<solver::CvodeIntegrator>(
        solver::IntegratorOptions{.tolerance = tolerance, .method = method});
    return [integrator](const Workload& workload, Times& times) {
        each(workload, times, [&](const Trajectory& trajectory) {
            const auto& [path, growth] = trajectory;
            const auto result =
                integrator->integrate(coefficients(growth), path.x0, path.x1, {}, {}, growth.g0);
            return result.t_sat.value_or(std::numeric_limits<double>::quiet_NaN());
        });
    };
}

Run ensemble(double tolerance) {
    struct State {
        solver::CvodeEnsemble solver;
        std::vector<double> ratio;
    };
    auto state = std::make_shared<State>(
        State{solver::CvodeEnsemble(solver::EnsembleOptions{.tolerance = tolerance}), {}});
    return [state](const Workload& workload, Times& times) {
        for (std::size_t p = 0; p < workload.paths.size(); ++p) {
            const auto& trajectories = workload.paths[p];
            state->ratio.clear();
            for (const auto& t : trajectories) state->ratio.push_back(t.growth.g0 / t.growth.g1);
            state->solver.unit_times(trajectories.front().path, state->ratio, times[p]);
            for (std::size_t i = 0; i < trajectories.size(); ++i)
                times[p][i] /= std::abs(trajectories[i].growth.g1);
        }
    };
}

/// A method that treats each trajectory by itself and keeps nothing.
std::function<Run(double)> one_by_one(double (*time)(const Trajectory&, double)) {
    return [time](double tolerance) {
        return [time, tolerance](const Workload& workload, Times& times) {
            each(workload, times, [&](const Trajectory& t) { return time(t, tolerance); });
        };
    };
}

double closed_form_time(const Trajectory& trajectory, double) {
    return solver::travel_time(trajectory.path, trajectory.growth);
}

}  // namespace

std::size_t Workload::size() const {
    std::size_t sum = 0;
    for (const auto& path : paths) sum += path.size();
    return sum;
}

Workload random_workload(std::size_t count, unsigned seed) {
    std::mt19937_64 random(seed);
    const auto pick = [&](double lo, double hi) {
        return std::uniform_real_distribution<double>(lo, hi)(random);
    };
    Workload workload;
    for (const double x0 : {0.02, 0.1, 0.2, 0.5}) {
        auto& trajectories = workload.paths.emplace_back();
        auto& exact = workload.exact.emplace_back();
        const Path path = Path::between(x0, 0.95);
        while (trajectories.size() < count) {
            const double r = std::floor(pick(1, 20));
            const model::Parameters<double> p{r,
                                              r * pick(0, 1.5),
                                              pick(-10, 10),
                                              pick(0, 10),
                                              pick(0.02, 0.9),
                                              pick(0, 5),
                                              std::log1p(std::pow(10.0, pick(-2, 5)))};
            const Growth growth = Growth::along(path, model::coefficients(p));
            if (!solver::leads_along(path, growth)) continue;
            trajectories.push_back({path, growth});
            exact.push_back(solver::travel_time(path, growth));
        }
    }
    return workload;
}

std::vector<Method> methods() {
    using solver::CvodeMethod;
    return {
        {"naive_cvode", "made anew for each, natural variable, BDF, dense", one_by_one(naive_time),
         1e-14},
        {"cvode_integrator_bdf", "reused, logit, BDF, dense",
         [](double tol) { return reused_integrator(tol, CvodeMethod::bdf); }, 1e-12},
        {"cvode_integrator", "reused, logit, Adams",
         [](double tol) { return reused_integrator(tol, CvodeMethod::adams); }, 1e-12},
        {"odeint_dopri5", "logit, dense output to saturation", one_by_one(odeint_logit_time),
         1e-14},
        {"odeint_dopri5_exchanged", "our exchange of time and state",
         one_by_one(odeint_exchanged_time), 1e-14},
        {"cvode_ensemble", "groups, time and state exchanged, Adams", &ensemble, 1e-12},
        {"closed_form", "exact", one_by_one(closed_form_time), 0, true},
    };
}

double largest_error(const Workload& workload, const Times& times) {
    double largest = 0.0;
    for (std::size_t p = 0; p < times.size(); ++p) {
        for (std::size_t i = 0; i < times[p].size(); ++i) {
            const double error =
                std::abs(times[p][i] - workload.exact[p][i]) / workload.exact[p][i];
            if (std::isnan(error)) return std::numeric_limits<double>::infinity();
            largest = std::max(largest, error);
        }
    }
    return largest;
}

}  // namespace essmap::bench
