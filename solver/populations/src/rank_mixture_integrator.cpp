#include <sunlinsol/sunlinsol_spgmr.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "essmap/solver/logit.hpp"
#include "essmap/solver/sundials_handles.hpp"
#include "rank_mixture_flow.hpp"

namespace essmap::solver {

namespace {

/// CVODE's own tolerance, relative to the one asked for: its local errors add up over the steps.
constexpr double safety = 0.01;

/// What CVODE's callbacks see.
struct Run {
    MixtureFlow& flow;
    Saturation saturation;
};

int derivative(realtype tau, N_Vector state, N_Vector rate, void* data) noexcept {
    auto& flow = static_cast<Run*>(data)->flow;
    flow.read(tau, N_VGetArrayPointer(state));
    const double ahead = flow.gained() - flow.reference;
    double* out = N_VGetArrayPointer(rate);
    if (flow.form == MixtureForm::reduced)
        out[0] = ahead;
    else
        for (std::size_t i = 0; i < flow.ranks(); ++i) out[i] = flow.rate[i] + flow.b * ahead;
    return 0;
}

/// Jacobian times v: of rank one, so GMRES needs two iterations whatever R is.
int jacobian_times(N_Vector v, N_Vector product, realtype tau, N_Vector state, N_Vector, void* data,
                   N_Vector) noexcept {
    auto& flow = static_cast<Run*>(data)->flow;
    flow.read(tau, N_VGetArrayPointer(state));
    const double* direction = N_VGetArrayPointer(v);
    if (flow.form == MixtureForm::full)
        N_VConst(flow.b * flow.gained_along(direction), product);
    else
        N_VConst(flow.b * flow.gained_along(nullptr) * direction[0], product);
    return 0;
}

/// X - saturation, and X': X that rises past saturation and falls back within a step has an
/// extremum there, so that CVODE looks inside.
int passages(realtype tau, N_Vector state, realtype* distance, void* data) noexcept {
    // On a root counts as past it: CVODE gives up where a distance of 0 stays 0.
    const auto& run = *static_cast<const Run*>(data);
    run.flow.read(tau, N_VGetArrayPointer(state));
    distance[0] = run.flow.past(run.saturation);
    distance[1] = run.flow.slope();
    for (const int i : {0, 1})
        if (distance[i] == 0.0) distance[i] = 1e-100;
    return 0;
}

class MixtureIntegrator {
public:
    MixtureIntegrator(const RankMixture& mixture, std::span<const double> x0, double saturation,
                      MixtureForm form, const IntegratorOptions& options);
    MixtureTrajectory integrate(std::span<const double> output_times);

private:
    void start();
    void note_convergence();
    bool step();
    void sample(double t);
    MixtureTrajectory stopped(StopReason reason);

    IntegratorOptions options_;
    MixtureProspect prospect_;
    Run run_;
    std::string message_;
    Context context_;
    Vector state_, between_;
    LinearSolver linear_;
    NonlinearSolver nonlinear_;
    CvodeMemory memory_;
    MixtureTrajectory result_;
    double tau_ = 0.0;
    double tau_end_ = 0.0;
    bool settled_ = false;
    bool out_of_reach_ = false;  ///< saturation can come no more, or cannot be told from the limit
};

MixtureIntegrator::MixtureIntegrator(const RankMixture& mixture, std::span<const double> x0,
                                     double saturation, MixtureForm form,
                                     const IntegratorOptions& options)
    : options_(options),
      prospect_(mixture, x0, form),
      run_{prospect_.flow, {saturation, one_minus(saturation)}},
      context_(make_context()) {
    const bool adams = options.method == CvodeMethod::adams;
    const auto equations = static_cast<sunindextype>(prospect_.flow.equations());
    state_ = owned<Vector>(N_VNew_Serial(equations, context_.get()));
    between_ = owned<Vector>(N_VClone(state_.get()));
    N_VConst(0.0, state_.get());
    memory_ = owned<CvodeMemory>(CVodeCreate(adams ? CV_ADAMS : CV_BDF, context_.get()));
    void* cvode = memory_.get();
    expect_set(CVodeSetErrHandlerFn(cvode, &keep_message, &message_));
    expect_set(CVodeInit(cvode, &derivative, 0.0, state_.get()));
    expect_set(CVodeSetUserData(cvode, &run_));
    start();
    if (adams) {
        nonlinear_ =
            owned<NonlinearSolver>(SUNNonlinSol_FixedPoint(state_.get(), 0, context_.get()));
        expect_set(CVodeSetNonlinearSolver(cvode, nonlinear_.get()));
    } else {
        linear_ =
            owned<LinearSolver>(SUNLinSol_SPGMR(state_.get(), SUN_PREC_NONE, 0, context_.get()));
        expect_set(CVodeSetLinearSolver(cvode, linear_.get(), nullptr));
        expect_set(CVodeSetJacTimes(cvode, nullptr, &jacobian_times));
    }
}

/// Tolerances, saturation and end.
void MixtureIntegrator::start() {
    const auto& flow = prospect_.flow;
    void* cvode = memory_.get();
    result_.tolerance = options_.tolerance;
    const bool there =
        prospect_.start_past(run_.saturation.share) >= 0.0 || flow.past(run_.saturation) >= 0.0;
    if (there) result_.t_sat = 0.0;
    // The way ahead may be short: next to an equilibrium, or to saturation.
    double way = std::min(1.0, prospect_.fastest_start());
    if (!there)
        way = std::min(way, std::abs(logit(run_.saturation.share) - logit(flow.start.value())));
    way = std::max(way, 1e-20);
    // CVODE's norm is a mean over the equations: none may hide behind the others.
    const auto equations = static_cast<double>(flow.equations());
    const double relative = std::max(options_.tolerance * safety / std::sqrt(equations), 1e-15);
    expect_set(CVodeSStolerances(cvode, relative, relative * way));
    if (!there) expect_set(CVodeRootInit(cvode, 2, &passages));
    tau_end_ = std::min(options_.t_max * flow.speed, IntegratorOptions::never_ends);
}

/// Notes whether it has settled at flow.u.
void MixtureIntegrator::note_convergence() {
    if (settled_) return;
    const Outlook outlook = prospect_.look(run_.saturation.rest);
    if (!outlook.caught) return;
    // Next to 1 past() resolves any distance.
    const bool merged =
        std::abs(prospect_.limit_past(1.0)) > exact_zero &&
        std::abs(prospect_.limit_past(run_.saturation.share)) <= options_.tolerance &&
        outlook.left <= options_.tolerance;
    constexpr double rounding = 0x1p-50;  // of hi
    if (merged || prospect_.start_past(run_.saturation.share) + outlook.hi < -rounding)
        out_of_reach_ = true;
    settled_ = outlook.near && (result_.t_sat || out_of_reach_);
    if (settled_) prospect_.conclude(result_);
}

/// One step of CVODE, to tau_ and flow.u. @return false where it failed.
bool MixtureIntegrator::step() {
    void* cvode = memory_.get();
    // Rates that hardly change let CVODE step over what X does: not while saturation is open.
    const bool open = !result_.t_sat && !out_of_reach_;
    realtype reached = 0.0;
    expect_set(CVodeGetCurrentTime(cvode, &reached));
    const double passage = open ? prospect_.flow.passage(options_.tolerance) : tau_end_;
    const double until = tau_ + std::max(passage, 1e-6 * tau_);  // later than now, however late
    expect_set(CVodeSetStopTime(cvode, std::min(std::max(reached, until), tau_end_)));
    const int status = CVode(cvode, 1.0, state_.get(), &tau_, CV_ONE_STEP);
    expect_set(CVodeGetNumSteps(cvode, &result_.steps));
    if (status < 0) return false;
    prospect_.flow.read(tau_, N_VGetArrayPointer(state_.get()));
    if (status == CV_ROOT_RETURN && open) {
        std::array<int, 2> found{};
        expect_set(CVodeGetRootInfo(cvode, found.data()));
        if (found[0] > 0) result_.t_sat = tau_ / prospect_.flow.speed;
    }
    return true;
}

/// Sample at time t, within the last step.
void MixtureIntegrator::sample(double t) {
    auto& flow = prospect_.flow;
    const double tau = t * flow.speed;
    if (tau > 0.0) {
        expect_set(CVodeGetDky(memory_.get(), tau, 0, between_.get()));
        flow.read(tau, N_VGetArrayPointer(between_.get()));
    }
    result_.samples.push_back({t, flow.x(), flow.shares()});
    flow.read(tau_, N_VGetArrayPointer(state_.get()));
}

MixtureTrajectory MixtureIntegrator::stopped(StopReason reason) {
    const auto& flow = prospect_.flow;
    result_.reason = reason;
    if (reason == StopReason::failed) result_.message = message_;
    if (settled_) {
        prospect_.conclude(result_);
        return std::move(result_);
    }
    result_.limit = flow.x();
    result_.by_rank = flow.shares();
    for (const char stays : flow.stays)
        result_.attractors.push_back(stays != 0 ? std::optional(model::Attractor::stays)
                                                : std::nullopt);
    return std::move(result_);
}

MixtureTrajectory MixtureIntegrator::integrate(std::span<const double> output_times) {
    const double speed = prospect_.flow.speed;
    const StopReason done = prospect_.still() ? StopReason::equilibrium : StopReason::converged;
    for (std::size_t next = 0;;) {
        for (; next < output_times.size() && output_times[next] * speed <= tau_; ++next)
            sample(output_times[next]);
        if (speed > 0.0) result_.t_end = std::min(tau_ / speed, options_.t_max);
        note_convergence();
        if (settled_ && next < output_times.size() &&
            prospect_.arrived(result_, options_.tolerance)) {
            prospect_.conclude(result_);
            for (; next < output_times.size() && output_times[next] <= options_.t_max; ++next) {
                result_.t_end = output_times[next];
                result_.samples.push_back({result_.t_end, result_.limit, result_.by_rank});
            }
            if (next < output_times.size()) return stopped(StopReason::t_max);
        }
        if (settled_ && next == output_times.size()) return stopped(done);
        if (tau_ >= tau_end_) return stopped(StopReason::t_max);
        if (result_.steps >= options_.max_steps) return stopped(StopReason::max_steps);
        if (!step()) return stopped(StopReason::failed);
    }
}

}  // namespace

MixtureTrajectory integrate(const RankMixture& mixture, std::span<const double> x0,
                            double saturation, std::span<const double> output_times,
                            MixtureForm form, const IntegratorOptions& options) {
    validate(options);
    model::validate_saturation(saturation);
    validate_output_times(output_times);
    return MixtureIntegrator(mixture, x0, saturation, form, options).integrate(output_times);
}

}  // namespace essmap::solver
