#include "essmap/solver/cvode_ensemble.hpp"

#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "sundials_handles.hpp"

namespace essmap::solver {

namespace {

/// CVODE's own tolerance, relative to the one asked for: its local errors add up over the steps.
constexpr double safety = 0.01;
constexpr double smallest_tolerance = 1e-15;
constexpr double first_step = 1e-5;

/// Maximum norm in place of CVODE's root mean square: no trajectory hides behind its neighbours.
realtype weighted_maximum(N_Vector x, N_Vector weights) {
    const realtype* values = NV_DATA_S(x);
    const realtype* weight = NV_DATA_S(weights);
    realtype largest = 0.0;
    for (sunindextype i = 0; i < NV_LENGTH_S(x); ++i)
        largest = std::max(largest, std::abs(values[i] * weight[i]));
    return largest;
}

/// The group being integrated: trajectories that are slow at one end of the path, where the
/// integration begins, and as fast as 1 at the other.
struct Group {
    double from_x = 0.0;  ///< share at the slow end
    double from_c = 0.0;  ///< 1 - from_x
    double from_z = 0.0;
    double length = 0.0;   ///< logits to the other end, signed
    double d = 0.0;        ///< share to the other end, signed
    double stretch = 0.0;  ///< kappa: logits grow like exp(kappa s), slowly where the flow is slow
    std::vector<double> slow;  ///< growth rate at the slow end, 0 < slow <= 1

    void set_path(const Path& path, bool slow_at_start) {
        from_x = slow_at_start ? path.x0 : path.x1;
        from_c = slow_at_start ? path.c0 : path.c1;
        from_z = slow_at_start ? path.z0() : path.z1();
        length = slow_at_start ? path.z1() - path.z0() : path.z0() - path.z1();
        d = slow_at_start ? path.d : -path.d;
    }
    /// Part of the logits behind at s: (exp(kappa s) - 1)/(exp(kappa) - 1).
    [[nodiscard]] double part(double s) const {
        return stretch > 0.0 ? std::expm1(stretch * s) / std::expm1(stretch) : s;
    }
    [[nodiscard]] double part_rate(double s) const {
        return stretch > 0.0 ? stretch * std::exp(stretch * s) / std::expm1(stretch) : 1.0;
    }
    /// Part of the share behind after `gained` logits, with its relative accuracy near 0.
    [[nodiscard]] double lambda(double gained) const {
        const double z = from_z + gained;
        const double moved = gained >= 0 ? -std::expm1(-gained) * from_c / (1.0 + std::exp(-z))
                                         : std::expm1(gained) * from_x / (1.0 + std::exp(z));
        return std::clamp(moved / d, 0.0, 1.0);
    }
};

/// dw/ds = part'(s)/g, g = slow (1 - lambda) + lambda: the time behind, per logit of the whole way.
int derivative(realtype s, N_Vector, N_Vector rate, void* data) noexcept {
    const auto& group = *static_cast<const Group*>(data);
    const double lambda = group.lambda(group.length * group.part(s));
    const double rest = 1.0 - lambda;
    const double part_rate = group.part_rate(s);
    realtype* out = NV_DATA_S(rate);
    const double* slow = group.slow.data();
    const auto n = static_cast<std::size_t>(NV_LENGTH_S(rate));
    for (std::size_t i = 0; i < n; ++i) out[i] = part_rate / (slow[i] * rest + lambda);
    return 0;
}

}  // namespace

/// One CVODE memory for one length of group.
class CvodeEnsemble::Impl {
public:
    explicit Impl(const EnsembleOptions& options) : options_(options), context_(make_context()) {
        if (!(options.tolerance >= 1e-12 && options.tolerance <= 1e-2))
            throw model::InvalidValue("tolerance", model::shortest(options.tolerance),
                                      "1e-12 <= tolerance <= 1e-2");
        if (options.group_size == 0) throw model::InvalidValue("group_size", "0", "at least 1");
    }

    std::size_t unit_times(const Path& path, std::span<const double> ratio,
                           std::span<double> unit_time);
    [[nodiscard]] long steps() const { return steps_; }

private:
    void prepare(std::size_t size);
    void integrate(std::span<const double> slow, std::span<double> times);
    std::size_t side(const Path& path, std::span<const double> ratio, std::span<double> unit_time,
                     bool slow_at_start);

    EnsembleOptions options_;
    std::string message_;
    Context context_;
    Vector state_;
    NonlinearSolver solver_;
    CvodeMemory memory_;
    Group group_;
    std::vector<std::size_t> order_;
    std::vector<double> distinct_, times_;
    long steps_ = 0;
};

/// Makes the memory for groups of `size`, or keeps the one there is.
void CvodeEnsemble::Impl::prepare(std::size_t size) {
    if (state_ && static_cast<std::size_t>(NV_LENGTH_S(state_.get())) == size) return;
    memory_.reset();
    solver_.reset();
    state_ = owned<Vector>(N_VNew_Serial(static_cast<sunindextype>(size), context_.get()));
    state_->ops->nvwrmsnorm = &weighted_maximum;
    N_VConst(0.0, state_.get());
    memory_ = owned<CvodeMemory>(CVodeCreate(CV_ADAMS, context_.get()));
    solver_ = owned<NonlinearSolver>(SUNNonlinSol_FixedPoint(state_.get(), 0, context_.get()));
    const double tolerance = std::max(options_.tolerance * safety, smallest_tolerance);
    void* cvode = memory_.get();
    expect_set(CVodeSetErrHandlerFn(cvode, &keep_message, &message_));
    expect_set(CVodeInit(cvode, &derivative, 0.0, state_.get()));
    expect_set(CVodeSStolerances(cvode, tolerance, tolerance));
    expect_set(CVodeSetNonlinearSolver(cvode, solver_.get()));
    expect_set(CVodeSetUserData(cvode, &group_));
    expect_set(CVodeSetMaxNumSteps(cvode, 1000000));
}

/// Integrates one group, slow rates ascending; receives times per logit.
void CvodeEnsemble::Impl::integrate(std::span<const double> slow, std::span<double> times) {
    prepare(slow.size());
    group_.slow.assign(slow.begin(), slow.end());
    group_.stretch = -std::log(slow.front());
    N_VConst(0.0, state_.get());
    void* cvode = memory_.get();
    expect_set(CVodeReInit(cvode, 0.0, state_.get()));
    expect_set(CVodeSetInitStep(cvode, first_step / (1.0 + group_.stretch)));
    expect_set(CVodeSetStopTime(cvode, 1.0));
    realtype reached = 0.0;
    if (CVode(cvode, 1.0, state_.get(), &reached, CV_NORMAL) < 0)
        throw std::runtime_error("CVODE stopped early: " + message_);
    long taken = 0;
    expect_set(CVodeGetNumSteps(cvode, &taken));
    steps_ += taken;
    std::copy_n(NV_DATA_S(state_.get()), slow.size(), times.begin());
}

/// Times of ratios that are all slow at the start, or all at the end, in ascending order of speed.
std::size_t CvodeEnsemble::Impl::side(const Path& path, std::span<const double> ratio,
                                      std::span<double> unit_time, bool slow_at_start) {
    order_.clear();
    for (std::size_t i = 0; i < ratio.size(); ++i)
        if ((ratio[i] <= 1.0) == slow_at_start) order_.push_back(i);
    const auto slow = [&](std::size_t i) { return slow_at_start ? ratio[i] : 1.0 / ratio[i]; };
    std::ranges::sort(order_, {}, slow);
    distinct_.clear();
    for (const std::size_t i : order_)
        if (distinct_.empty() || distinct_.back() != slow(i)) distinct_.push_back(slow(i));
    times_.resize(distinct_.size());
    group_.set_path(path, slow_at_start);
    for (std::size_t first = 0; first < distinct_.size(); first += options_.group_size) {
        const std::size_t size = std::min(options_.group_size, distinct_.size() - first);
        integrate(std::span(distinct_).subspan(first, size),
                  std::span(times_).subspan(first, size));
    }
    std::size_t at = 0;
    for (const std::size_t i : order_) {
        while (distinct_[at] != slow(i)) ++at;
        // The faster end has speed 1 here; in the caller's units the far end does.
        unit_time[i] = std::abs(group_.length) * times_[at] * (slow_at_start ? 1.0 : slow(i));
    }
    return distinct_.size();
}

std::size_t CvodeEnsemble::Impl::unit_times(const Path& path, std::span<const double> ratio,
                                            std::span<double> unit_time) {
    return side(path, ratio, unit_time, true) + side(path, ratio, unit_time, false);
}

CvodeEnsemble::CvodeEnsemble(const EnsembleOptions& options)
    : impl_(std::make_unique<Impl>(options)) {}
CvodeEnsemble::~CvodeEnsemble() = default;
CvodeEnsemble::CvodeEnsemble(CvodeEnsemble&&) noexcept = default;
CvodeEnsemble& CvodeEnsemble::operator=(CvodeEnsemble&&) noexcept = default;

std::size_t CvodeEnsemble::unit_times(const Path& path, std::span<const double> ratio,
                                      std::span<double> unit_time) {
    return impl_->unit_times(path, ratio, unit_time);
}
long CvodeEnsemble::steps() const { return impl_->steps(); }

}  // namespace essmap::solver
