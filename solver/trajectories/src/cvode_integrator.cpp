#include "essmap/solver/cvode_integrator.hpp"

#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "essmap/solver/sundials_handles.hpp"
#include "orbit.hpp"

namespace essmap::solver {

namespace {

/// CVODE's own tolerance, relative to the one asked for: its local errors add up over the steps.
constexpr double safety = 0.01;
constexpr double end_of_clock = 1e306;  // of tau, which CVODE multiplies by 10
/// Below this part of the largest rate an orbit waits so long that what follows is lost in its
/// time.
constexpr double slow_start = 1e-6;

enum Target : std::size_t { saturating, settling_there, arriving, first_threshold };

/// Is saturation on the orbit's way? `doubtful`: as far as the coefficients tell. Within the
/// tolerance of an interior limit they do not, and it is not waited for.
enum class Passage { never, doubtful, certain };

int derivative(realtype, N_Vector u, N_Vector rate, void* data) noexcept {
    NV_Ith_S(rate, 0) = static_cast<const Orbit*>(data)->rate(NV_Ith_S(u, 0));
    return 0;
}

int jacobian(realtype, N_Vector u, N_Vector, SUNMatrix matrix, void* data, N_Vector, N_Vector,
             N_Vector) noexcept {
    SM_ELEMENT_D(matrix, 0, 0) = static_cast<const Orbit*>(data)->slope(NV_Ith_S(u, 0));
    return 0;
}

int crossings(realtype, N_Vector u, realtype* distance, void* data) noexcept {
    // On a target counts as past it: CVODE gives up where a distance of 0 stays 0.
    const auto& orbit = *static_cast<const Orbit*>(data);
    const double past = std::copysign(1e-100, orbit.direction);
    for (std::size_t i = 0; i < orbit.targets.size(); ++i) {
        const double left = NV_Ith_S(u, 0) - orbit.targets[i];
        distance[i] = left != 0.0 ? left : past;
    }
    return 0;
}

void validate_request(const Coefficients<double>& c, double x0, double saturation,
                      std::span<const double> thresholds, std::span<const double> output_times) {
    for (const double rate : {c.a, c.q})
        if (!std::isfinite(rate))
            throw model::InvalidValue("growth rate", model::shortest(rate), "a finite number");
    model::validate_share("x0", x0);
    model::validate_saturation(saturation);
    for (const double share : thresholds)
        if (!(share > 0.0 && share < 1.0))
            throw model::InvalidValue("threshold", model::shortest(share), "0 < threshold < 1");
    validate_output_times(output_times);
}

}  // namespace

void validate_output_times(std::span<const double> output_times) {
    double before = 0.0;
    for (const double t : output_times) {
        if (!(t >= before && std::isfinite(t)))
            throw model::InvalidValue("output time", model::shortest(t),
                                      "finite, >= 0 and ascending");
        before = t;
    }
}

void validate(const IntegratorOptions& options) {
    if (!(options.tolerance >= 1e-12 && options.tolerance <= 1e-2))
        throw model::InvalidValue("tolerance", model::shortest(options.tolerance),
                                  "1e-12 <= tolerance <= 1e-2");
    if (options.max_steps < 1)
        throw model::InvalidValue("max_steps", std::to_string(options.max_steps), "at least 1");
    if (!(options.t_max > 0 && options.t_max <= IntegratorOptions::never_ends))
        throw model::InvalidValue("t_max", model::shortest(options.t_max), "0 < t_max <= 1e300");
}

std::string_view stop_reason_name(StopReason reason) {
    switch (reason) {
        case StopReason::equilibrium: return "x0 is an equilibrium";
        case StopReason::converged: return "settled";
        case StopReason::t_max: return "t_max reached";
        case StopReason::max_steps: return "step limit reached";
        case StopReason::failed: break;
    }
    return "failed";
}

class CvodeIntegrator::Impl {
public:
    explicit Impl(const IntegratorOptions& options);
    Trajectory integrate(const Coefficients<double>& c, double x0, double saturation,
                         std::span<const double> thresholds, std::span<const double> output_times,
                         const KnownGrowth& known);

private:
    void start(Settling& settling, double saturation, double saturation_left,
               std::span<const double> thresholds);
    void run(Trajectory& result, const Settling& settling, Passage passage,
             std::span<const double> output_times);
    void restart();
    int advance(double until, Trajectory& result);
    void record_roots(Trajectory& result, double t);

    IntegratorOptions options_;
    std::string message_;
    Context context_;
    Vector state_;
    Matrix matrix_;
    LinearSolver linear_;
    NonlinearSolver nonlinear_;
    CvodeMemory memory_;
    Orbit orbit_;
    double speed_ = 1.0;    ///< tau = speed_ t
    double clock_ = 0.0;    ///< tau at which CVODE's own time began
    double since_ = 0.0;    ///< CVODE's own time, so that the tau reached is clock_ + since_
    long steps_ = 0;        ///< taken before clock_
    double arrival_ = 0.0;  ///< logits from an interior limit that count as there
};

CvodeIntegrator::Impl::Impl(const IntegratorOptions& options)
    : options_(options), context_(make_context()) {
    validate(options);
    const bool adams = options.method == CvodeMethod::adams;
    state_ = owned<Vector>(N_VNew_Serial(1, context_.get()));
    N_VConst(0.0, state_.get());
    memory_ = owned<CvodeMemory>(CVodeCreate(adams ? CV_ADAMS : CV_BDF, context_.get()));
    void* cvode = memory_.get();
    expect_set(CVodeSetErrHandlerFn(cvode, &keep_message, &message_));
    expect_set(CVodeInit(cvode, &derivative, 0.0, state_.get()));
    expect_set(CVodeSStolerances(cvode, options.tolerance, options.tolerance));
    expect_set(CVodeSetUserData(cvode, &orbit_));
    if (adams) {
        nonlinear_ =
            owned<NonlinearSolver>(SUNNonlinSol_FixedPoint(state_.get(), 0, context_.get()));
        expect_set(CVodeSetNonlinearSolver(cvode, nonlinear_.get()));
    } else {
        matrix_ = owned<Matrix>(SUNDenseMatrix(1, 1, context_.get()));
        linear_ = owned<LinearSolver>(SUNLinSol_Dense(state_.get(), matrix_.get(), context_.get()));
        expect_set(CVodeSetLinearSolver(cvode, linear_.get(), matrix_.get()));
        expect_set(CVodeSetJacFn(cvode, &jacobian));
    }
}

/// Sets targets, tolerances and CVODE to the orbit's start. Where one is nearer to an interior
/// limit than `short_way`, the limit becomes the origin.
/// @param saturation_left logits from saturation on to an interior limit; 0: not on the way
void CvodeIntegrator::Impl::start(Settling& settling, double saturation, double saturation_left,
                                  std::span<const double> thresholds) {
    auto& targets = orbit_.targets;
    const double direction = orbit_.direction;
    // Arrived where the tolerance no longer tells the share from its limit.
    arrival_ = settling.interior
                   ? options_.tolerance * std::max(1.0, std::abs(settling.way_to_limit))
                   : 0.0;
    targets = {logits_between(orbit_.x0, orbit_.z0, saturation), settling.target,
               settling.way_to_limit - direction * arrival_};
    for (const double share : thresholds)
        targets.push_back(logits_between(orbit_.x0, orbit_.z0, share));
    double way = std::min(1.0, std::abs(orbit_.g0) / orbit_.speed);
    const bool saturates_late = saturation_left > 0.0 && saturation_left < short_way;
    if (settling.interior && (saturates_late || settling.near < short_way)) {
        for (double& u : targets) u -= settling.way_to_limit;
        begin_at_limit(orbit_, settling);
        targets[settling_there] = settling.target;
        if (saturates_late) targets[saturating] = -saturation_left;
        way = std::min(1.0, std::abs(orbit_.start));
    }
    for (const double u : targets)
        if (u != 0.0) way = std::min(way, std::abs(u));
    way = std::max(way, 1e-20);  // less only from the very ends, where it need not be kept
    for (double& u : targets) u = std::clamp(u, -1e6, 1e6);  // CVODE wants finite distances
    const double relative = std::max(options_.tolerance * safety, 1e-15);
    N_VConst(orbit_.start, state_.get());
    clock_ = since_ = 0.0;
    steps_ = 0;
    restart();
    expect_set(CVodeSStolerances(memory_.get(), relative, relative * way));
    expect_set(CVodeRootInit(memory_.get(), static_cast<int>(targets.size()), &crossings));
}

/// Lets CVODE's time begin anew at the state reached.
void CvodeIntegrator::Impl::restart() {
    clock_ += std::exchange(since_, 0.0);
    expect_set(CVodeReInit(memory_.get(), 0.0, state_.get()));
}

/// Integrates to tau `until` at most, or to a root. @return CVODE's status
int CvodeIntegrator::Impl::advance(double until, Trajectory& result) {
    // An orbit that has waited long gets a clock that resolves what it does now.
    double end = until - clock_;
    const bool waits = std::abs(orbit_.rate(orbit_.start)) < slow_start;
    if (waits) {
        const double logit = 1.0 / std::abs(orbit_.rate(NV_Ith_S(state_.get(), 0)));
        if (since_ > logit / slow_start) {
            steps_ = result.steps;
            restart();
        }
        end = std::min(until - clock_, since_ + logit);
    }
    if (end <= since_) return CV_SUCCESS;  // it is less than the clock resolves
    void* cvode = memory_.get();
    expect_set(CVodeSetMaxNumSteps(cvode, options_.max_steps - result.steps));
    const int status = CVode(cvode, end, state_.get(), &since_, CV_NORMAL);
    expect_set(CVodeGetNumSteps(cvode, &result.steps));
    result.steps += steps_;
    return status;
}

void CvodeIntegrator::Impl::record_roots(Trajectory& result, double t) {
    std::vector<int> found(orbit_.targets.size());
    expect_set(CVodeGetRootInfo(memory_.get(), found.data()));
    if (found[saturating] > 0 && !result.t_sat) result.t_sat = t;
    if (found[settling_there] != 0 && !result.t_settle) result.t_settle = t;
    for (std::size_t i = first_threshold; i < found.size(); ++i)
        if (found[i] != 0) result.crossings.push_back({t, orbit_.share(orbit_.targets[i])});
}

void CvodeIntegrator::Impl::run(Trajectory& result, const Settling& settling, Passage passage,
                                std::span<const double> output_times) {
    std::size_t next = 0;
    const bool endless = options_.t_max == IntegratorOptions::never_ends;
    const auto arrived = [&] {
        const double left = settling.way_to_limit - NV_Ith_S(state_.get(), 0);
        return std::abs(left) <= arrival_ * 1.0001;
    };
    const auto converged = [&] {
        return result.t_settle && (result.t_sat || passage == Passage::never ||
                                   (passage == Passage::doubtful && arrived()));
    };
    for (;;) {
        while (next < output_times.size() && output_times[next] <= result.t_end)
            result.samples.push_back(
                {output_times[next++], orbit_.share(NV_Ith_S(state_.get(), 0))});
        if (converged() && result.t_end < options_.t_max && arrived())
            while (next < output_times.size() && output_times[next] <= options_.t_max) {
                result.t_end = output_times[next];
                result.samples.push_back({output_times[next++], settling.limit});
            }
        if (converged() && next == output_times.size()) {
            result.reason = StopReason::converged;
            result.limit = settling.limit;
            return;
        }
        if (endless ? clock_ + since_ >= end_of_clock : result.t_end >= options_.t_max) {
            result.reason = StopReason::t_max;
            return;
        }
        const double last_time = endless ? nowhere : options_.t_max;
        const double until =
            next < output_times.size() ? std::min(output_times[next], last_time) : last_time;
        // CVODE derives its first step from the way ahead: not much longer than the way behind.
        const double ahead = std::min(std::max(1e3, 1e3 * (clock_ + since_)), end_of_clock);
        const bool last = until * speed_ <= ahead;
        if (result.steps >= options_.max_steps) {
            result.reason = StopReason::max_steps;
            return;
        }
        const double tau_until = last ? until * speed_ : ahead;
        const int status = advance(tau_until, result);
        const double tau = clock_ + since_;
        result.t_end = last && status == CV_SUCCESS && tau >= tau_until ? until : tau / speed_;
        if (status == CV_ROOT_RETURN) record_roots(result, result.t_end);
        if (status < 0) {
            result.reason = status == CV_TOO_MUCH_WORK ? StopReason::max_steps : StopReason::failed;
            result.message = message_;
            return;
        }
    }
}

Trajectory CvodeIntegrator::Impl::integrate(const Coefficients<double>& c, double x0,
                                            double saturation, std::span<const double> thresholds,
                                            std::span<const double> output_times,
                                            const KnownGrowth& known) {
    validate_request(c, x0, saturation, thresholds, output_times);
    Trajectory result;
    result.tolerance = options_.tolerance;
    if (x0 >= saturation) result.t_sat = 0.0;
    const double c0 = one_minus(x0);
    const double g0 = known.at_start.value_or(model::growth_rate(c, x0, c0));
    if (x0 == 0.0 || c0 == 0.0 || g0 == 0.0) {
        result.limit = x0;
        result.t_settle = 0.0;
        result.reason = StopReason::equilibrium;
        for (const double t : output_times) result.samples.push_back({t, x0});
        return result;
    }
    speed_ = std::max(std::abs(c.a), std::abs(c.q));
    orbit_ = orbit_from(c, x0, c0, g0);
    Settling end = settling(orbit_, saturation);
    const double g1 =
        known.at_saturation.value_or(model::growth_rate(c, saturation, one_minus(saturation)));
    const Passage rises = !(g0 > 0 && g1 > 0)   ? Passage::never
                          : known.at_saturation ? Passage::certain
                                                : Passage::doubtful;
    const double saturation_left = end.interior && rises == Passage::certain
                                       ? end.interior->logits_left(g1 / std::abs(c.q - c.a))
                                       : 0.0;
    start(end, saturation, saturation_left, thresholds);
    if (end.done) result.t_settle = 0.0;
    run(result, end, rises, output_times);
    if (result.reason != StopReason::converged)
        result.limit = orbit_.share(NV_Ith_S(state_.get(), 0));
    return result;
}

CvodeIntegrator::CvodeIntegrator(const IntegratorOptions& options)
    : impl_(std::make_unique<Impl>(options)) {}
CvodeIntegrator::~CvodeIntegrator() = default;
CvodeIntegrator::CvodeIntegrator(CvodeIntegrator&&) noexcept = default;
CvodeIntegrator& CvodeIntegrator::operator=(CvodeIntegrator&&) noexcept = default;

Trajectory CvodeIntegrator::integrate(const Coefficients<double>& c, double x0, double saturation,
                                      std::span<const double> thresholds,
                                      std::span<const double> output_times,
                                      const KnownGrowth& known) {
    return impl_->integrate(c, x0, saturation, thresholds, output_times, known);
}

}  // namespace essmap::solver
