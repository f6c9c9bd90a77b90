#include "rank_mixture_flow.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "essmap/solver/logit.hpp"

namespace essmap::solver {

namespace {

/// Below this it is left undecided: shares that a user rounds to double are not known better.
constexpr double undecided = 1e-12;
/// Logits beyond any a share in double can have, 1e-300 to 1 - 1e-16.
constexpr double end_of_logits = 1500.0;

}  // namespace

void MixtureFlow::read(double tau, const double* state) noexcept {
    if (form == MixtureForm::full)
        std::copy_n(state, ranks(), u.begin());
    else
        for (std::size_t i = 0; i < ranks(); ++i) u[i] = rate[i] * tau + b * state[0];
}

double MixtureFlow::gained() const noexcept {
    double sum = 0.0;
    for (std::size_t i = 0; i < ranks(); ++i) sum += p[i] * gained_share(x0[i], c0[i], z0[i], u[i]);
    return sum;
}

double MixtureFlow::gained_along(const double* direction) const noexcept {
    double sum = 0.0;
    for (std::size_t i = 0; i < ranks(); ++i)
        sum += p[i] * share(i) * rest(i) * (direction != nullptr ? direction[i] : 1.0);
    return sum;
}

double MixtureFlow::share(std::size_t i) const noexcept { return sigma(z0[i] + u[i]); }
double MixtureFlow::rest(std::size_t i) const noexcept { return sigma(-z0[i] - u[i]); }

double MixtureFlow::x() const noexcept {
    double sum = 0.0;
    for (std::size_t i = 0; i < ranks(); ++i) sum += p[i] * share(i);
    return std::min(sum, 1.0);
}

std::vector<double> MixtureFlow::shares() const {
    std::vector<double> result(ranks());
    for (std::size_t i = 0; i < ranks(); ++i) result[i] = share(i);
    return result;
}

double MixtureFlow::slope() const noexcept {
    const double ahead = gained() - reference;
    double sum = 0.0;
    for (std::size_t i = 0; i < ranks(); ++i)
        sum += p[i] * share(i) * rest(i) * (rate[i] + b * ahead);
    return sum;
}

double MixtureFlow::passage(double tolerance) const noexcept {
    const double ahead = gained() - reference;
    const double middle = -std::log(tolerance);
    double shortest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < ranks(); ++i) {
        const double growth = rate[i] + b * ahead;
        const double z = z0[i] + u[i];
        const double outside = std::max(std::abs(z) - middle, 0.0);
        if (!moves(i) || growth == 0.0 || (outside > 0.0 && z * growth > 0.0)) continue;
        shortest = std::min(shortest, (outside + 1.0) / std::abs(growth));
    }
    return shortest;
}

double MixtureFlow::past(const Saturation& at) const noexcept {
    if (at.share < 0.5) return x() - at.share;
    double sum = 0.0;
    for (std::size_t i = 0; i < ranks(); ++i) sum += p[i] * rest(i);
    return at.rest - sum;
}

MixtureProspect::MixtureProspect(const RankMixture& mixture, std::span<const double> x0,
                                 MixtureForm form)
    : mixture_(mixture), concave_(mixture.b().hi < 0.0) {
    flow.form = form;
    const std::size_t ranks = mixture.size();
    if (x0.size() != 1 && x0.size() != ranks)
        throw model::InvalidValue("number of x0", std::to_string(x0.size()),
                                  "1, or one for each of the " + std::to_string(ranks) + " ranks");
    const double b = mixture.b().value();
    for (std::size_t i = 0; i < ranks; ++i) {
        const double share = x0[x0.size() == 1 ? 0 : i];
        model::validate_share("x0", share);
        flow.x0.push_back(share);
        flow.c0.push_back(one_minus(share));
        flow.z0.push_back(logit(share));
        flow.p.push_back(mixture.shares()[i].value());
        starts_.push_back(model::Decimal(share).value);
        flow.start = flow.start + mixture.shares()[i] * starts_.back();
        const DoubleDouble a = mixture.a()[i];
        flow.speed =
            std::max({flow.speed, std::abs(a.value()), std::abs((a + mixture.b()).value())});
        flow.stays.push_back(share == 0.0 || flow.c0.back() == 0.0 || (a.hi == 0.0 && b == 0.0));
    }
    flow.u.assign(ranks, 0.0);
    heading_.side.assign(ranks, 0);
    if (still())
        for (std::size_t i = 0; i < ranks; ++i)
            if (no_growth(i, flow.start, exact_zero)) flow.stays[i] = 1;
    DoubleDouble reference = flow.start;
    if (concave_) {
        head_for_maximum();
        reference = heading_.limit;
    }
    flow.reference = (reference - flow.start).value();
    for (std::size_t i = 0; i < ranks; ++i)
        flow.rate.push_back(
            no_growth(i, reference, exact_zero) ? 0.0 : growth(i, reference).value() / flow.speed);
    flow.b = flow.speed > 0.0 ? b / flow.speed : 0.0;
}

DoubleDouble MixtureProspect::growth(std::size_t i, DoubleDouble x) const {
    return mixture_.a()[i] + mixture_.b() * x;
}

bool MixtureProspect::no_growth(std::size_t i, DoubleDouble x, double tolerance) const {
    const double size = std::abs(mixture_.a()[i].value()) + std::abs(mixture_.b().value());
    return std::abs(growth(i, x).value()) <= tolerance * size;
}

bool MixtureProspect::still() const {
    for (std::size_t i = 0; i < flow.ranks(); ++i)
        if (flow.moves(i) && !no_growth(i, flow.start, exact_zero)) return false;
    return true;
}

double MixtureProspect::start_past(double saturation) const {
    const double past = (flow.start - model::Decimal(saturation).value).value();
    return std::abs(past) <= exact_zero ? 0.0 : past;
}

double MixtureProspect::fastest_start() const {
    double fastest = 0.0;
    for (std::size_t i = 0; i < flow.ranks(); ++i)
        if (flow.moves(i))
            fastest = std::max(fastest, std::abs(growth(i, flow.start).value()) / flow.speed);
    return fastest;
}

DoubleDouble MixtureProspect::staying() const {
    DoubleDouble sum;
    for (std::size_t i = 0; i < flow.ranks(); ++i)
        if (flow.stays[i] != 0) sum = sum + mixture_.shares()[i] * starts_[i];
    return sum;
}

/// b < 0: ranks share in the order of a_r, as long as it pays.
void MixtureProspect::head_for_maximum() {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < flow.ranks(); ++i)
        if (flow.moves(i)) order.push_back(i);
    const auto a = mixture_.a();
    std::ranges::stable_sort(order, [&](std::size_t i, std::size_t j) { return a[j] < a[i]; });
    const DoubleDouble nothing;
    DoubleDouble x = staying();
    for (std::size_t first = 0; first < order.size();) {
        const std::size_t i = order[first];
        DoubleDouble joined = x;
        for (; first < order.size() && a[order[first]] == a[i]; ++first)
            joined = joined + mixture_.shares()[order[first]];
        if (!(growth(i, x) > nothing)) break;
        if (growth(i, joined) < nothing) {
            x = -a[i] / mixture_.b();
            heading_.interior = true;
            break;
        }
        x = joined;
    }
    heading_.limit = x;
    for (const std::size_t i : order)
        if (!no_growth(i, x, undecided)) heading_.side[i] = growth(i, x) > nothing ? 1 : -1;
}

/// b >= 0: each rank as it grows at flow.u.
void MixtureProspect::head_by_growth() {
    const double gained = flow.gained();
    heading_.limit = staying();
    for (std::size_t i = 0; i < flow.ranks(); ++i) {
        if (!flow.moves(i)) continue;
        const double rate = flow.rate[i] + flow.b * gained;
        heading_.side[i] = rate > 0.0 ? 1 : rate < 0.0 ? -1 : 0;
        if (rate > 0.0) heading_.limit = heading_.limit + mixture_.shares()[i];
    }
}

Outlook MixtureProspect::look(double near) {
    if (!concave_) head_by_growth();
    const double gained = flow.gained();
    double falling = 0.0;  // E+
    double rising = 0.0;   // E-
    bool open = false;     // a rank heads for neither end
    Outlook result;
    result.near = true;
    for (std::size_t i = 0; i < flow.ranks(); ++i) {
        if (!flow.moves(i)) continue;
        const int side = heading_.side[i];
        const double left = side > 0 ? flow.rest(i) : side < 0 ? flow.share(i) : 0.0;
        (side > 0 ? rising : falling) += flow.p[i] * left;
        open = open || side == 0;
        result.near = result.near && left <= near;
    }
    const double limit = open ? (heading_.limit - flow.start).value() : gained - falling + rising;
    result.left = std::abs(limit - gained);
    result.near = result.near && result.left <= near;
    result.caught = concave_ || !open;
    const double lo = (open ? std::min(gained, limit) : gained) - falling;
    result.hi = (open ? std::max(gained, limit) : gained) + rising;
    for (std::size_t i = 0; i < flow.ranks(); ++i) {
        if (!flow.moves(i)) continue;
        for (const double end : {lo, result.hi}) {
            const double rate = flow.rate[i] + flow.b * (end - flow.reference);
            if (heading_.side[i] * rate < 0.0 || (heading_.side[i] != 0 && rate == 0.0))
                result.caught = false;
        }
    }
    return result;
}

double MixtureProspect::limit_past(double saturation) const {
    return (heading_.limit - model::Decimal(saturation).value).value();
}

/// b < 0: the logits u that the ranks with a_r + b X = 0 in the limit gain in common, so that
/// sum p_r sigma(z_r0 + u) is what the others leave of it. Bisection to the last bit.
double MixtureProspect::common_gain() const {
    DoubleDouble others = staying();
    for (std::size_t i = 0; i < flow.ranks(); ++i)
        if (heading_.side[i] > 0) others = others + mixture_.shares()[i];
    const double wanted = (heading_.limit - others).value();
    const auto enough = [&](double u) {
        double sum = 0.0;
        for (std::size_t i = 0; i < flow.ranks(); ++i)
            if (flow.moves(i) && heading_.side[i] == 0) sum += flow.p[i] * sigma(flow.z0[i] + u);
        return sum >= wanted;
    };
    double lo = -end_of_logits;
    double hi = end_of_logits;
    for (double middle = 0.0; lo < middle && middle < hi; middle = std::midpoint(lo, hi))
        (enough(middle) ? hi : lo) = middle;
    return hi;
}

void MixtureProspect::conclude(MixtureTrajectory& result) const {
    const std::size_t ranks = flow.ranks();
    const double common = concave_ ? common_gain() : 0.0;
    const DoubleDouble limit = heading_.limit;
    DoubleDouble sum;
    result.limit = limit.value();
    result.by_rank.resize(ranks);
    result.attractors.assign(ranks, std::nullopt);
    result.confirmed = true;
    for (std::size_t i = 0; i < ranks; ++i) {
        const bool open = no_growth(i, limit, undecided);
        auto& attractor = result.attractors[i];
        DoubleDouble share;
        if (flow.stays[i] != 0) {
            attractor = model::Attractor::stays;
            share = starts_[i];
        } else if (open && concave_ && (heading_.interior || flow.moves(i))) {
            if (heading_.interior) attractor = model::Attractor::interior;
            share = sigma(flow.z0[i] + common);
        } else if (open) {
            share = flow.share(i);
        } else {
            const bool shares = growth(i, limit).hi > 0.0;
            attractor = shares ? model::Attractor::all : model::Attractor::none;
            share = shares ? 1.0 : 0.0;
        }
        if (!attractor && flow.moves(i)) result.confirmed = false;
        result.by_rank[i] = share.value();
        sum = sum + mixture_.shares()[i] * share;
    }
    if (!(std::abs((sum - limit).value()) <= undecided)) result.confirmed = false;
}

bool MixtureProspect::arrived(const MixtureTrajectory& concluded, double tolerance) const {
    for (std::size_t i = 0; i < flow.ranks(); ++i)
        if ((concluded.attractors[i] || flow.moves(i)) &&
            std::abs(flow.share(i) - concluded.by_rank[i]) > tolerance)
            return false;
    return true;
}

}  // namespace essmap::solver
