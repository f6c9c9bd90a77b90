#include "solver_rivals.hpp"

#include <arkode/arkode_erkstep.h>
#include <cvode/cvode.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>

#include <algorithm>
#include <boost/numeric/odeint.hpp>
#include <cmath>
#include <limits>
#include <memory>

namespace essmap::bench {

namespace {

namespace odeint = boost::numeric::odeint;
using model::Coefficients;
using solver::Growth;

constexpr double not_reached = std::numeric_limits<double>::quiet_NaN();

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

}  // namespace

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
    return status == CV_ROOT_RETURN ? t : not_reached;
}

// ---- Boost.Odeint ---------------------------------------------------------------------------

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

// ---- ARKODE: its default explicit method of order 4, one memory for all ----------------------

namespace {

/// dt/dz = 1/(a + b sigma(z)).
double slowness(const Growth& g, double z) {
    return 1.0 / (g.a + (g.q - g.a) / (1.0 + std::exp(-z)));
}

int arkode_rate(realtype z, N_Vector, N_Vector rate, void* data) {
    NV_Ith_S(rate, 0) = slowness(*static_cast<Growth*>(data), z);
    return 0;
}

struct Arkode {
    SUNContext context = nullptr;
    N_Vector t = nullptr;
    void* memory = nullptr;
    Growth growth{};

    explicit Arkode(double tolerance) {
        SUNContext_Create(nullptr, &context);
        t = N_VNew_Serial(1, context);
        NV_Ith_S(t, 0) = 0.0;
        memory = ERKStepCreate(&arkode_rate, 0.0, t, context);
        ERKStepSStolerances(memory, tolerance, tolerance * 1e-3);
        ERKStepSetUserData(memory, &growth);
        ERKStepSetMaxNumSteps(memory, 1000000);
    }
    Arkode(const Arkode&) = delete;
    Arkode& operator=(const Arkode&) = delete;
    ~Arkode() {
        ERKStepFree(&memory);
        N_VDestroy(t);
        SUNContext_Free(&context);
    }
    double time(const Trajectory& trajectory) {
        growth = trajectory.growth;
        const double z1 = trajectory.path.z1();
        NV_Ith_S(t, 0) = 0.0;
        ERKStepReInit(memory, &arkode_rate, trajectory.path.z0(), t);
        ERKStepSetStopTime(memory, z1);
        realtype reached = 0.0;
        return ERKStepEvolve(memory, z1, t, &reached, ARK_NORMAL) < 0 ? not_reached
                                                                      : NV_Ith_S(t, 0);
    }
};

}  // namespace

Run arkode_exchanged(double tolerance) {
    auto arkode = std::make_shared<Arkode>(tolerance);
    return [arkode](const Workload& workload, Times& times) {
        each(workload, times, [&](const Trajectory& t) { return arkode->time(t); });
    };
}

// ---- GSL: Dormand and Prince's method of order 8 ----------------------------------------------

namespace {

int gsl_rate(double z, const double*, double* rate, void* data) {
    *rate = slowness(*static_cast<Growth*>(data), z);
    return GSL_SUCCESS;
}

struct FreeDriver {
    void operator()(gsl_odeiv2_driver* driver) const { gsl_odeiv2_driver_free(driver); }
};

}  // namespace

Run gsl_exchanged(double tolerance) {
    struct State {
        Growth growth{};
        gsl_odeiv2_system system{&gsl_rate, nullptr, 1, nullptr};
        std::unique_ptr<gsl_odeiv2_driver, FreeDriver> driver;
    };
    auto state = std::make_shared<State>();
    state->system.params = &state->growth;
    state->driver.reset(gsl_odeiv2_driver_alloc_y_new(&state->system, gsl_odeiv2_step_rk8pd, 0.1,
                                                      tolerance * 1e-3, tolerance));
    return [state](const Workload& workload, Times& times) {
        each(workload, times, [&](const Trajectory& trajectory) {
            state->growth = trajectory.growth;
            double z = trajectory.path.z0();
            const double z1 = trajectory.path.z1();
            double t = 0.0;
            gsl_odeiv2_driver_reset_hstart(state->driver.get(), 0.05 * (z1 - z));
            return gsl_odeiv2_driver_apply(state->driver.get(), &z, z1, &t) == GSL_SUCCESS
                       ? t
                       : not_reached;
        });
    };
}

}  // namespace essmap::bench
