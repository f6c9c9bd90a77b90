#include "essmap/solver/cvode_ensemble.hpp"

#include <sundials/sundials_version.h>

#include <algorithm>
#include <array>
#include <boost/sort/pdqsort/pdqsort.hpp>
#include <cassert>
#include <cmath>
#include <vector>

#include "essmap/model/simd.hpp"
#include "group_vector.hpp"

namespace essmap::solver {

namespace {

constexpr double smallest_tolerance = 1e-15;

/// CVODE's own tolerance for one asked for. Its local errors have one sign here and add up over the
/// steps, whose number grows about like tolerance^(-1/8). Measured over ratios 1e-14..1e14 and
/// paths between shares 1e-6 and 1 - 1e-6: the error stays below the tolerance asked for.
double local_tolerance(double tolerance) {
    return std::max(tolerance * 0.035 * std::pow(tolerance / 1e-2, 0.125), smallest_tolerance);
}

/// The group being integrated: trajectories that are slow at one end of the path, where the
/// integration begins, and as fast as 1 at the other.
struct Group {
    double x = 0.0;        ///< share at the slow end
    double c = 0.0;        ///< 1 - x
    double d = 0.0;        ///< share to the other end, signed
    double length = 0.0;   ///< logits to the other end, signed
    double grading = 0.0;  ///< kappa: logits grow like exp(kappa s), slowly where the flow is slow
    double growth = 0.0;   ///< exp(kappa) - 1
    std::size_t in_use = 0;
    std::vector<double> slow;    ///< growth rate at the slow end, 0 < slow <= 1; padded
    std::vector<double> weight;  ///< of errors: 1/(tolerance x time expected)
    bool weighted = false;       ///< CVODE has the weights

    void set_path(const Path& path, bool slow_at_start) {
        x = slow_at_start ? path.x0 : path.x1;
        c = slow_at_start ? path.c0 : path.c1;
        d = slow_at_start ? path.d : -path.d;
        // exp(length) = 1 + ahead: its own accuracy for a short way, that of the ends for a long
        // one.
        const double ahead = d / (x * (slow_at_start ? path.c1 : path.c0));
        const double far_z = slow_at_start ? path.z1() : path.z0();
        length = std::abs(ahead) < 0.5 ? std::log1p(ahead) : far_z - std::log(x / c);
    }
    /// d lambda/d(part) where the integration begins.
    [[nodiscard]] double opening() const { return length * x * c / d; }
    /// Part of the logits behind at s: (exp(kappa s) - 1)/(exp(kappa) - 1).
    [[nodiscard]] double part(double s) const {
        return grading > 0.0 ? std::expm1(grading * s) / growth : s;
    }
    [[nodiscard]] double part_rate(double s) const {
        return grading > 0.0 ? grading * std::exp(grading * s) / growth : 1.0;
    }
    /// Part of the share behind after `gained` logits, with its relative accuracy near 0:
    /// (sigma(z + gained) - x)/d = x c (e - 1)/((c + x e) d), e = exp(gained).
    [[nodiscard]] double lambda(double gained) const {
        const double shrinking = std::exp(-std::abs(gained));
        const double grown = -std::expm1(-std::abs(gained));  // 1 - shrinking
        const double moved = gained >= 0 ? x * c * grown / (c * shrinking + x)
                                         : -x * c * grown / (c + x * shrinking);
        return std::clamp(moved / d, 0.0, 1.0);
    }
    /// The trajectories, slow rates ascending, the last repeated to whole blocks.
    void fill(std::span<const double> rates, double tolerance) {
        in_use = whole_blocks(rates.size());
        slow.assign(rates.begin(), rates.end());
        slow.resize(in_use, rates.back());
        weight.resize(in_use);
        weighted = false;
        for (std::size_t i = 0; i < in_use; ++i) weight[i] = 1.0 / (tolerance * expected(slow[i]));
        grading = std::log1p(opening() / slow.front());
        growth = std::expm1(grading);
    }
    /// About the time of a whole trajectory per logit: a slow stretch left at the rate `opening`.
    [[nodiscard]] double expected(double slow_rate) const {
        const double left = opening() / slow_rate;
        return left > 0.0 ? std::max(1.0, std::log1p(left) / left / slow_rate) : 1.0 / slow_rate;
    }
};

/// dw/ds = part'(s)/g, g = slow (1 - lambda) + lambda, at one s: the time behind, per logit of the
/// whole way.
struct Rate {
    double part_rate, lambda, rest;

    Rate(const Group& group, double s)
        : part_rate(group.part_rate(s)),
          lambda(group.lambda(group.length * group.part(s))),
          rest(1.0 - lambda) {}
    [[gnu::always_inline]] double operator()(double slow) const {
        return part_rate / (slow * rest + lambda);
    }
};

ESSMAP_WIDENED void fill_rates(const Rate& rate, const double* __restrict slow, std::size_t size,
                               double* __restrict out) noexcept {
    const Rate at = rate;
    for (std::size_t i = 0; i < size; ++i) out[i] = at(slow[i]);
}
/// rl1 (h dw/ds - zn1): CVODE's corrections.
ESSMAP_WIDENED void fill_corrections(const Rate& rate, const double* __restrict slow,
                                     std::size_t size, const CorrectorStep& step,
                                     double* __restrict out) noexcept {
    const Rate at = rate;
    const double h = step.h;
    const double rl1 = step.rl1;
    const double* __restrict zn1 = step.zn1;
    for (std::size_t i = 0; i < size; ++i) out[i] = rl1 * (h * at(slow[i]) - zn1[i]);
}

int derivative(realtype s, N_Vector, N_Vector rate, void* data) noexcept {
    const auto& group = *static_cast<const Group*>(data);
    fill_rates(Rate(group, s), group.slow.data(), group.in_use, group_entries(rate));
    return 0;
}

void correct(const CorrectorStep& step, double* corrections, void* data) noexcept {
    const auto& group = *static_cast<const Group*>(data);
    fill_corrections(Rate(group, step.t), group.slow.data(), group.in_use, step, corrections);
}

/// CVODE asks before every step; they stay.
int weights(N_Vector, N_Vector weight, void* data) noexcept {
    auto& group = *static_cast<Group*>(data);
    if (!group.weighted) std::copy_n(group.weight.data(), group.in_use, group_entries(weight));
    group.weighted = true;
    return 0;
}

}  // namespace

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
    void prepare();
    void integrate(std::span<const double> slow, std::span<double> times);
    struct Member {
        double slow;
        std::size_t place;
    };
    std::size_t side(const Path& path, std::span<const double> ratio, std::span<double> unit_time,
                     bool slow_at_start);

    EnsembleOptions options_;
    std::string message_;
    Context context_;
    Vector state_;
    NonlinearSolver solver_;
    CvodeMemory memory_;
    Group group_;
    std::vector<Member> members_;
    std::vector<double> distinct_, times_;
    long steps_ = 0;
};

/// Makes the memory for groups of up to group_size.
void CvodeEnsemble::Impl::prepare() {
    if (memory_) return;
    state_ = make_group_vector(whole_blocks(options_.group_size), &group_.in_use, context_.get());
    memory_ = owned<CvodeMemory>(CVodeCreate(CV_ADAMS, context_.get()));
    void* cvode = memory_.get();
    solver_ = make_quadrature_solver(&correct, cvode, context_.get());
    expect_set(CVodeSetErrHandlerFn(cvode, &keep_message, &message_));
    expect_set(CVodeInit(cvode, &derivative, 0.0, state_.get()));
    expect_set(CVodeWFtolerances(cvode, &weights));
    expect_set(CVodeSetUserData(cvode, &group_));
    expect_set(CVodeSetNonlinearSolver(cvode, solver_.get()));
    expect_set(CVodeSetMaxNumSteps(cvode, 1000000));
}

/// Integrates one group, slow rates ascending; receives times per logit.
void CvodeEnsemble::Impl::integrate(std::span<const double> slow, std::span<double> times) {
    const double tolerance = local_tolerance(options_.tolerance);
    group_.fill(slow, tolerance);
    prepare();
    std::fill_n(group_entries(state_.get()), group_.in_use, 0.0);
    void* cvode = memory_.get();
    expect_set(CVodeReInit(cvode, 0.0, state_.get()));
    expect_set(CVodeSetInitStep(cvode, std::sqrt(tolerance) / (1.0 + group_.grading)));
    expect_set(CVodeSetStopTime(cvode, 1.0));
    realtype reached = 0.0;
    if (CVode(cvode, 1.0, state_.get(), &reached, CV_NORMAL) < 0)
        throw model::NoResult("CVODE stopped early: " + message_);
    long taken = 0;
    expect_set(CVodeGetNumSteps(cvode, &taken));
    steps_ += taken;
    std::copy_n(group_entries(state_.get()), slow.size(), times.begin());
}

/// Times of ratios that are all slow at the start, or all at the end, in ascending order of speed.
std::size_t CvodeEnsemble::Impl::side(const Path& path, std::span<const double> ratio,
                                      std::span<double> unit_time, bool slow_at_start) {
    members_.resize(ratio.size());
    std::size_t count = 0;
    for (std::size_t i = 0; i < ratio.size(); ++i) {
        members_[count] = {slow_at_start ? ratio[i] : 1.0 / ratio[i], i};
        count += (ratio[i] <= 1.0) == slow_at_start ? 1 : 0;
    }
    members_.resize(count);
    boost::sort::pdqsort_branchless(
        members_.begin(), members_.end(),
        [](const Member& left, const Member& right) { return left.slow < right.slow; });
    distinct_.clear();
    for (const auto& member : members_)
        if (distinct_.empty() || distinct_.back() != member.slow) distinct_.push_back(member.slow);
    times_.resize(distinct_.size());
    group_.set_path(path, slow_at_start);
    for (std::size_t first = 0; first < distinct_.size(); first += options_.group_size) {
        const std::size_t size = std::min(options_.group_size, distinct_.size() - first);
        integrate(std::span(distinct_).subspan(first, size),
                  std::span(times_).subspan(first, size));
    }
    std::size_t at = 0;
    for (const auto& [slow, i] : members_) {
        while (distinct_[at] != slow) ++at;
        // The faster end has speed 1 here; in the caller's units the far end does.
        unit_time[i] = std::abs(group_.length) * times_[at] * (slow_at_start ? 1.0 : slow);
    }
    return distinct_.size();
}

std::size_t CvodeEnsemble::Impl::unit_times(const Path& path, std::span<const double> ratio,
                                            std::span<double> unit_time) {
    assert(ratio.size() == unit_time.size());
    for (const double r : ratio)
        if (!(r > 0.0 && std::isfinite(r)))
            throw model::InvalidValue("ratio", model::shortest(r), "positive and finite");
    if (path.d == 0.0) {
        std::ranges::fill(unit_time, 0.0);
        return 0;
    }
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

std::string sundials_version() {
    std::array<char, 64> version{};
    SUNDIALSGetVersion(version.data(), static_cast<int>(version.size()));
    return version.data();
}

}  // namespace essmap::solver
