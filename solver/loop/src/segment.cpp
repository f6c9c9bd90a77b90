#include "segment.hpp"

#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>

#include <algorithm>
#include <cmath>

#include "essmap/solver/closed_form.hpp"
#include "essmap/solver/logit.hpp"
#include "essmap/solver/sundials_handles.hpp"

namespace essmap::solver {

namespace {

/// From a share to a level, both decimals. Short of near_one doubles are as good.
Path path_to(double x, double level) {
    if (std::max(x, level) >= near_one) return Path::between(x, level);
    return {x, 1.0 - x, level, 1.0 - level, level - x};
}

class ExactSegments : public SegmentIntegrator {
public:
    Reach reach(const model::Coefficients<double>& c, double x, std::optional<double> level,
                double time_left) override {
        if (level) {
            const Path path = path_to(x, *level);
            const double time = travel_time(path, Growth::along(path, c));
            if (time <= time_left) return {time, *level, true};
        }
        return {time_left, share_at(c, x, time_left).x, false};
    }
};

/// du/dtau = (a + b sigma(z0 + u))/speed, u = z - z0, tau = speed t.
struct Leg {
    model::Coefficients<double> c{};
    double z0 = 0.0;
    double speed = 1.0;
    double target = 0.0;  ///< u of the level
};

int rate(realtype, N_Vector u, N_Vector result, void* data) noexcept {
    const auto& leg = *static_cast<const Leg*>(data);
    const double z = leg.z0 + NV_Ith_S(u, 0);
    NV_Ith_S(result, 0) = model::growth_rate(leg.c, sigma(z), sigma(-z)) / leg.speed;
    return 0;
}

int distance(realtype, N_Vector u, realtype* left, void* data) noexcept {
    *left = NV_Ith_S(u, 0) - static_cast<const Leg*>(data)->target;
    return 0;
}

class CvodeSegments : public SegmentIntegrator {
public:
    explicit CvodeSegments(double tolerance) : context_(make_context()) {
        state_ = owned<Vector>(N_VNew_Serial(1, context_.get()));
        N_VConst(0.0, state_.get());
        memory_ = owned<CvodeMemory>(CVodeCreate(CV_ADAMS, context_.get()));
        void* cvode = memory_.get();
        expect_set(CVodeSetErrHandlerFn(cvode, &keep_message, &message_));
        expect_set(CVodeInit(cvode, &rate, 0.0, state_.get()));
        // Local errors add up over the steps; u is of order 1 to 10.
        const double local = std::max(0.01 * tolerance, 1e-15);
        expect_set(CVodeSStolerances(cvode, local, local));
        expect_set(CVodeSetUserData(cvode, &leg_));
        expect_set(CVodeSetMaxNumSteps(cvode, 100000));
        nonlinear_ =
            owned<NonlinearSolver>(SUNNonlinSol_FixedPoint(state_.get(), 0, context_.get()));
        expect_set(CVodeSetNonlinearSolver(cvode, nonlinear_.get()));
    }

    Reach reach(const model::Coefficients<double>& c, double x, std::optional<double> level,
                double time_left) override {
        if (level && *level == x) return {0.0, x, true};
        const double z0 = logit(x);
        const double target = level ? logit(*level) - z0 : 0.0;
        leg_ = {c, z0, std::max(std::abs(c.a), std::abs(c.q)), target};
        void* cvode = memory_.get();
        N_VConst(0.0, state_.get());
        expect_set(CVodeReInit(cvode, 0.0, state_.get()));
        expect_set(CVodeRootInit(cvode, level ? 1 : 0, level ? &distance : nullptr));
        const double until = std::min(time_left * leg_.speed, 1e300);
        double tau = 0.0;
        int status = CV_SUCCESS;
        // CVODE derives its first step from the way ahead: not much longer than the way behind.
        while (tau < until && status == CV_SUCCESS)
            status = CVode(cvode, std::min(until, std::max(1e2, 1e3 * tau)), state_.get(), &tau,
                           CV_NORMAL);
        long steps = 0;
        expect_set(CVodeGetNumSteps(cvode, &steps));
        steps_ += steps;
        if (status == CV_ROOT_RETURN) return {tau / leg_.speed, *level, true};
        if (status < 0 || until < time_left * leg_.speed)
            throw model::NoResult("CVODE stopped early: " + message_);
        return {time_left, sigma(z0 + NV_Ith_S(state_.get(), 0)), false};
    }

    [[nodiscard]] long steps() const override { return steps_; }

private:
    std::string message_;
    Context context_;
    Vector state_;
    NonlinearSolver nonlinear_;
    CvodeMemory memory_;
    Leg leg_;
    long steps_ = 0;
};

}  // namespace

std::unique_ptr<SegmentIntegrator> exact_segments() { return std::make_unique<ExactSegments>(); }

std::unique_ptr<SegmentIntegrator> cvode_segments(double tolerance) {
    return std::make_unique<CvodeSegments>(tolerance);
}

}  // namespace essmap::solver
