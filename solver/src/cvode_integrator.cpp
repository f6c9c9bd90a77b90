#include "essmap/solver/cvode_integrator.hpp"

#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "logit.hpp"
#include "sundials_handles.hpp"

namespace essmap::solver {

namespace {

/// CVODE's own tolerance, relative to the one asked for: its local errors add up over the steps.
constexpr double safety = 0.01;

/// One orbit in u = z - z0, the logits since the start, and tau = speed t.
///
/// du/dtau = (g0 + b (sigma(z0 + u) - x0))/speed: relative to u, tolerances hold near eta too.
struct Orbit {
    double x0 = 0.0, c0 = 0.0, z0 = 0.0;
    double g0 = 0.0, b = 0.0;
    double speed = 1.0;
    std::vector<double> targets;  ///< u of saturation, settling, arrival, then the thresholds

    [[nodiscard]] double gained_share(double u) const {
        return solver::gained_share(x0, c0, z0, u);
    }
    [[nodiscard]] double rate(double u) const { return (g0 + b * gained_share(u)) / speed; }
    [[nodiscard]] double share(double u) const { return sigma(z0 + u); }
    /// d rate/du
    [[nodiscard]] double slope(double u) const {
        const double x = share(u);
        return b * x / (1.0 + std::exp(z0 + u)) / speed;
    }
};

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
    const double past = std::copysign(1e-100, orbit.g0);
    for (std::size_t i = 0; i < orbit.targets.size(); ++i) {
        const double left = NV_Ith_S(u, 0) - orbit.targets[i];
        distance[i] = left != 0.0 ? left : past;
    }
    return 0;
}

constexpr std::size_t first_threshold = 3;  // in Orbit::targets
constexpr double nowhere = std::numeric_limits<double>::infinity();

/// Where an orbit settles: its limit, the share that counts as there, and whether it is there.
struct Settling {
    double limit;
    double limit_z;  ///< logit of an interior limit
    double target;
    bool done;
};

Settling settling(const Coefficients<double>& c, double x0, double g0, double saturation) {
    const double near = 1.0 - saturation;
    if (g0 > 0 && c.q >= 0) return {1.0, nowhere, saturation, x0 >= saturation};
    if (g0 < 0 && c.a <= 0) return {0.0, -nowhere, near, x0 <= near};
    const double eta = c.a / (c.a - c.q);
    const double target = g0 > 0 ? eta - near : eta + near;
    return {eta, std::log(-c.a / c.q), target, g0 > 0 ? x0 >= target : x0 <= target};
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
        case StopReason::settled: return "settled";
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
                         std::optional<double> growth_at_start);

private:
    void start(const Settling& settling, double saturation, std::span<const double> thresholds);
    void run(Trajectory& result, const Settling& settling, bool rises_to_saturation,
             std::span<const double> output_times);
    void record_roots(Trajectory& result, double t) const;

    IntegratorOptions options_;
    std::string message_;
    Context context_;
    Vector state_;
    Matrix matrix_;
    LinearSolver linear_;
    NonlinearSolver nonlinear_;
    CvodeMemory memory_;
    Orbit orbit_;
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

/// Sets CVODE to the orbit's start.
void CvodeIntegrator::Impl::start(const Settling& settling, double saturation,
                                  std::span<const double> thresholds) {
    auto& targets = orbit_.targets;
    const bool inside = settling.target > 0 && settling.target < 1;
    const double way_to_limit = settling.limit_z - orbit_.z0;
    // Arrived where the tolerance no longer tells the share from its limit.
    arrival_ = std::isfinite(way_to_limit)
                   ? options_.tolerance * std::max(1.0, std::abs(way_to_limit))
                   : 0.0;
    targets = {logit(saturation) - orbit_.z0, inside ? logit(settling.target) - orbit_.z0 : nowhere,
               way_to_limit - std::copysign(arrival_, orbit_.g0)};
    for (const double share : thresholds) targets.push_back(logit(share) - orbit_.z0);
    double way = std::min(1.0, std::abs(orbit_.g0) / orbit_.speed);
    for (const double u : targets)
        if (u != 0.0) way = std::min(way, std::abs(u));
    way = std::max(way, 1e-20);  // less only from the very ends, where it need not be kept
    for (double& u : targets) u = std::clamp(u, -1e6, 1e6);  // CVODE wants finite distances
    const double relative = std::max(options_.tolerance * safety, 1e-15);
    void* cvode = memory_.get();
    N_VConst(0.0, state_.get());
    expect_set(CVodeReInit(cvode, 0.0, state_.get()));
    expect_set(CVodeSStolerances(cvode, relative, relative * way));
    expect_set(CVodeRootInit(cvode, static_cast<int>(targets.size()), &crossings));
}

void CvodeIntegrator::Impl::record_roots(Trajectory& result, double t) const {
    std::vector<int> found(orbit_.targets.size());
    expect_set(CVodeGetRootInfo(memory_.get(), found.data()));
    if (found[0] > 0 && !result.t_sat) result.t_sat = t;
    if (found[1] != 0 && !result.t_settle) result.t_settle = t;
    for (std::size_t i = first_threshold; i < found.size(); ++i)
        if (found[i] != 0) result.crossings.push_back({t, orbit_.share(orbit_.targets[i])});
}

void CvodeIntegrator::Impl::run(Trajectory& result, const Settling& settling,
                                bool rises_to_saturation, std::span<const double> output_times) {
    void* cvode = memory_.get();
    std::size_t next = 0;
    const auto arrived = [&] {
        const double left = settling.limit_z - orbit_.z0 - NV_Ith_S(state_.get(), 0);
        return std::abs(left) <= arrival_ * 1.0001;
    };
    // A saturation that the tolerance cannot tell from the limit is not waited for.
    const auto settled = [&] {
        return result.t_settle && (result.t_sat || !rises_to_saturation || arrived());
    };
    for (;;) {
        while (next < output_times.size() && output_times[next] <= result.t_end)
            result.samples.push_back(
                {output_times[next++], orbit_.share(NV_Ith_S(state_.get(), 0))});
        if (settled() && result.t_end < options_.t_max && arrived())
            while (next < output_times.size() && output_times[next] <= options_.t_max) {
                result.t_end = output_times[next];
                result.samples.push_back({output_times[next++], settling.limit});
            }
        if (settled() && next == output_times.size()) {
            result.reason = StopReason::settled;
            result.limit = settling.limit;
            return;
        }
        if (result.t_end >= options_.t_max) {
            result.reason = StopReason::t_max;
            return;
        }
        const double until = next < output_times.size()
                                 ? std::min(output_times[next], options_.t_max)
                                 : options_.t_max;
        // CVODE derives its first step from the way ahead: not much longer than the way behind.
        const double ahead = std::max(1e3, 1e3 * result.t_end * orbit_.speed);
        const bool last = until * orbit_.speed <= ahead;
        if (result.steps >= options_.max_steps) {
            result.reason = StopReason::max_steps;
            return;
        }
        expect_set(CVodeSetMaxNumSteps(cvode, options_.max_steps - result.steps));
        realtype tau = 0.0;
        const int status =
            CVode(cvode, last ? until * orbit_.speed : ahead, state_.get(), &tau, CV_NORMAL);
        expect_set(CVodeGetNumSteps(cvode, &result.steps));
        result.t_end = last && status == CV_SUCCESS ? until : tau / orbit_.speed;
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
                                            std::optional<double> growth_at_start) {
    validate_request(c, x0, saturation, thresholds, output_times);
    Trajectory result;
    result.tolerance = options_.tolerance;
    if (x0 >= saturation) result.t_sat = 0.0;
    const double c0 = 1.0 - x0;
    const double g0 = growth_at_start.value_or(model::growth_rate(c, x0, c0));
    if (x0 == 0.0 || c0 == 0.0 || g0 == 0.0) {
        result.limit = x0;
        result.t_settle = 0.0;
        result.reason = StopReason::equilibrium;
        for (const double t : output_times) result.samples.push_back({t, x0});
        return result;
    }
    const double speed = std::max(std::abs(c.a), std::abs(c.q));
    orbit_ = {x0, c0, std::log(x0 / c0), g0, c.q - c.a, speed, {}};
    const Settling end = settling(c, x0, g0, saturation);
    if (end.done) result.t_settle = 0.0;
    const bool rises_to_saturation =
        g0 > 0 && model::growth_rate(c, saturation, 1 - saturation) > 0;
    start(end, saturation, thresholds);
    run(result, end, rises_to_saturation, output_times);
    if (result.reason != StopReason::settled)
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
                                      std::optional<double> growth_at_start) {
    return impl_->integrate(c, x0, saturation, thresholds, output_times, growth_at_start);
}

}  // namespace essmap::solver
