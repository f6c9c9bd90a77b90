#include "time_judge.hpp"

#include <utility>

namespace essmap::maps {

namespace {

constexpr double never = solver::never;
constexpr std::size_t dim_numerator = dim_N;
/// Growth rates take some ten operations, T eight more: 2^-44 of their largest term is 2^6 times
/// what those err by.
constexpr double outward = 0x1p-44;
/// Ends of a path that grow slower than this are taken to stand still.
constexpr double barely = 0x1p-30;
/// Room between a number and its threshold.
constexpr double spare = 1e-9;
/// Rounding errors of two times, relative.
constexpr double time_error = 1e-14;

double threshold_of(const PavingDescription& paving) {
    switch (paving.region) {
        case Region::saturates: return paving.within;
        case Region::keeps: return 1.0;
        default: return 2.0;
    }
}

/// Ends of an interval that has the zero of theta - N/T(theta), which rises: below it, or on it, at
/// the first, above or on it at the second. Regula falsi; an end that stays twice weighs half.
template <class Time>
std::pair<double, double> around_fixed_point(double N, const Time& time) {
    constexpr int most_steps = 24;
    constexpr double close = 1e-7;
    const auto excess = [&](double theta) { return theta - N / time(theta); };
    double lo = 0.0;
    double hi = N / time(0.0);
    double below = -hi;
    double above = excess(hi);
    int stayed = 0;  // 1: lo, -1: hi
    for (int step = 0; step < most_steps && hi - lo > close * hi; ++step) {
        // Not too near the ends, so that the zero soon lies between two near ones.
        const double at = std::clamp(hi - above * ((hi - lo) / (above - below)),
                                     lo + 0.3 * close * hi, hi - 0.3 * close * hi);
        const double value = excess(at);
        if (value >= 0.0) {
            hi = at;
            above = value;
            if (stayed > 0) below *= 0.5;
            stayed = 1;
        } else {
            lo = at;
            below = value;
            if (stayed < 0) above *= 0.5;
            stayed = -1;
        }
    }
    return {lo, hi};
}

}  // namespace

TimeJudge::TimeJudge(const PavingDescription& paving)
    : paving_(paving),
      path_(solver::Path::between(paving.x0, paving.saturation)),
      threshold_(threshold_of(paving)) {}

TimeJudge::Bound TimeJudge::greatest(const GrowthCorner& corner, const PavingBox& box) {
    const CornerRates lo = rates_at(corner, box.U_lo);
    const CornerRates hi = rates_at(corner, box.U_hi);
    const double scale = std::max(lo.largest, hi.largest);
    return {std::max(lo.a, hi.a) + outward * scale, std::max(lo.q, hi.q) + outward * scale, scale};
}

TimeJudge::Bound TimeJudge::least(const GrowthCorner& corner, double U) {
    const CornerRates rates = rates_at(corner, U);
    const double off = outward * rates.largest;
    return {rates.a - off, rates.q - off, rates.largest};
}

double TimeJudge::slower_end(const Bound& rates) const {
    return std::min(rates.a * path_.c0 + rates.q * path_.x0,
                    rates.a * path_.c1 + rates.q * path_.x1);
}

double TimeJudge::time(const Bound& rates, double shift) const {
    const double a = rates.a + shift;
    const double q = rates.q + shift;
    const double g0 = a * path_.c0 + q * path_.x0;
    const double g1 = a * path_.c1 + q * path_.x1;
    double result = never;
    solver::travel_times(path_, {{&a, 1}, {&q, 1}, {&g0, 1}, {&g1, 1}}, {&result, 1});
    return result;
}

double TimeJudge::shortest(const PavingBox& box, double theta_lo) const {
    GrowthCorner corner = greatest_corner(box);
    corner.theta = theta_lo;
    return time(greatest(corner, box));
}

template <class Measure>
double TimeJudge::worst(const PavingBox& box, double theta, Measure measure) const {
    GrowthCorner corner = least_corner(box);
    corner.theta = theta;
    double most = 0.0;
    for (const double U : {box.U_lo, box.U_hi}) {
        const Bound rates = least(corner, U);
        const double slower = slower_end(rates);
        if (!(slower > barely * rates.scale)) return never;
        most = std::max(most, measure(rates, slower));
        if (box.U_lo == box.U_hi) break;
    }
    return most;
}

double TimeJudge::longest(const PavingBox& box, double theta_hi) const {
    return worst(box, theta_hi, [&](const Bound& rates, double) { return time(rates); });
}

double TimeJudge::most_sensitivity(const PavingBox& box, double theta) const {
    return worst(box, theta, [&](const Bound& rates, double slower) {
        // T is convex in a shift of all rates: the chord to slower ones is steeper than J.
        const double shift = 0x1p-16 * slower;
        const double slow = time(rates, -shift);
        return (slow - time(rates) + time_error * slow) / shift;
    });
}

double TimeJudge::least_sensitivity(const PavingBox& box, double theta) const {
    GrowthCorner corner = greatest_corner(box);
    corner.theta = theta;
    const Bound rates = greatest(corner, box);
    const double shift = 0x1p-16 * slower_end(rates);
    const double slow = time(rates);
    return std::max((slow - time(rates, shift) - time_error * slow) / shift, 0.0);
}

/// theta_c = r (1 - k - gamma/U), and N/(theta_c T(0)), T at theta = 0.
TimeJudge::Enclosure TimeJudge::keeping(const PavingBox& box) const {
    const auto share = [&](double k, double charge) {  // of theta_c in r, and its rounding
        return std::pair{1.0 - k - charge, outward * (1.0 + k + std::abs(charge))};
    };
    const auto over = [&](double gamma) {
        return std::minmax({gamma / box.U_lo, gamma / box.U_hi});
    };
    const auto [least, least_off] = share(box.hi[dim_k], over(box.hi[dim_gamma]).second);
    const auto [most, most_off] = share(box.lo[dim_k], over(box.lo[dim_gamma]).first);
    if (!(most + most_off > 0.0)) return {never, never};
    Enclosure result{
        box.lo[dim_numerator] / (box.hi[dim_r] * (most + most_off) * longest(box, 0.0)), never};
    if (least - least_off > 0.0)
        result.hi =
            box.hi[dim_numerator] / (box.lo[dim_r] * (least - least_off) * shortest(box, 0.0));
    return result;
}

/// theta T(theta) and eps rise in theta: theta^ with theta^ T >= N is beyond theta*, and
/// eps(theta*) <= eps(theta^) = theta^ (U/r) J/T there; likewise from below.
TimeJudge::Enclosure TimeJudge::stability(const PavingBox& box) const {
    constexpr std::size_t damping = dim_damping;
    if (shortest(box, 0.0) == never) return {never, never};
    Enclosure result{box.lo[damping], never};
    const auto most_time = [&](double theta) { return longest(box, theta); };
    if (most_time(0.0) < never) {
        const double theta = around_fixed_point(box.lo[dim_numerator], most_time).first;
        const double slowest = most_time(theta);
        if (slowest < never)
            result.lo *=
                1.0 + theta * (box.U_lo / box.hi[dim_r]) * least_sensitivity(box, theta) / slowest;
    }
    const auto least_time = [&](double theta) { return shortest(box, theta); };
    const double theta = around_fixed_point(box.hi[dim_numerator], least_time).second;
    const double steepest = most_sensitivity(box, theta);
    if (steepest < never)
        result.hi = box.hi[damping] *
                    (1.0 + theta * (box.U_hi / box.lo[dim_r]) * steepest / least_time(theta));
    return result;
}

TimeJudge::Enclosure TimeJudge::enclose(const PavingBox& box) const {
    switch (paving_.region) {
        case Region::keeps: return keeping(box);
        case Region::stable: return stability(box);
        default: break;
    }
    return {shortest(box, box.lo[dim_theta]), longest(box, box.hi[dim_theta])};
}

/// The axis whose range, were it its middle alone, would leave the narrowest enclosure; where none
/// gives a finite one, the axis along which growth or the range itself varies most.
std::size_t TimeJudge::best_axis(const PavingBox& box) const {
    std::size_t best = no_axis;
    double narrowest = never;
    for (std::size_t d = 0; d < paving_.axes.size(); ++d) {
        if (!can_split(paving_, box, d)) continue;
        PavingBox thin = box;
        thin.lo[d] = thin.hi[d] = middle(paving_.axes[d].spacing(), box.lo[d], box.hi[d]);
        if (d == dim_benefit) thin.U_lo = thin.U_hi = 0.5 * (box.U_lo + box.U_hi);
        const Enclosure left = enclose(thin);
        const double ratio = left.hi < never ? left.hi / left.lo : never;
        if (ratio < narrowest) {
            best = d;
            narrowest = ratio;
        }
    }
    if (best != no_axis) return best;
    auto smear = growth_smear(box, 0.0);
    const auto more = growth_smear(box, 1.0);
    const double scale = rates_at(least_corner(box), box.U_hi).largest;
    for (std::size_t d = 0; d < paving_.axes.size(); ++d) {
        smear[d] = (smear[d] + more[d]) / scale;
        if (d == dim_r || d >= game_dimensions)
            smear[d] = std::max(smear[d], 1.0 - box.lo[d] / box.hi[d]);
    }
    return widest_axis(paving_, box, smear);
}

PavingNode TimeJudge::node(const PavingBox& box, bool leaf) const {
    const Enclosure range = enclose(box);
    if (range.hi * (1.0 + spare) < threshold_) return 1;
    if (range.lo * (1.0 - spare) > threshold_) return 2;
    return leaf ? PavingNode{0} : split_along(best_axis(box));
}

}  // namespace essmap::maps
