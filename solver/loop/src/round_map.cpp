#include "essmap/solver/round_map.hpp"

#include <algorithm>
#include <cmath>

#include "essmap/solver/closed_form.hpp"
#include "root.hpp"

namespace essmap::solver {

RoundMap::RoundMap(const model::Parameters<double>& game, double x0, double saturation)
    : slope_(game.U / game.r),
      at_zero_(game.U * (1.0 - game.k) - game.gamma),
      b_(model::delta(game) + game.mu) {
    model::validate_saturation(saturation);
    if (!(x0 > 0.0 && x0 < saturation))
        throw model::InvalidValue("x0", model::shortest(x0),
                                  "0 < x0 < saturation = " + model::shortest(saturation));
    path_ = Path::between(x0, saturation);
    case_1_edge_ = (at_zero_ + std::min(b_, 0.0)) / slope_;
    deadlock_edge_ = (at_zero_ + std::min(b_ * x0, b_ * saturation)) / slope_;
}

namespace {

/// Just below theta*, where the second iterate turns in any case.
double beside(double fixed_point) { return fixed_point * (1.0 - 1e-9); }

}  // namespace

Growth RoundMap::growth(double theta) const {
    // From the edges, so that nothing cancels near them.
    const double least = slope_ * (deadlock_edge_ - theta);  // at x0, or at saturation if b < 0
    const double gain = b_ * path_.d;
    const double a = slope_ * (case_1_edge_ - theta) - std::min(b_, 0.0);
    return {a, a + b_, b_ < 0.0 ? least - gain : least, b_ < 0.0 ? least : least + gain};
}

double RoundMap::time(double theta) const {
    return theta < deadlock_edge_ ? travel_time(path_, growth(theta)) : never;
}

double RoundMap::elasticity(double theta) const {
    const Growth g = growth(theta);
    return theta * -slope_ * travel_time_gradient(path_, g).da / travel_time(path_, g);
}

double RoundMap::next(double theta, double N, double lambda) const {
    return (1.0 - lambda) * theta + lambda * N / time(theta);
}

std::optional<double> RoundMap::fixed_point(double N) const {
    if (deadlock_edge_ <= 0.0) return std::nullopt;
    const double below = std::nextafter(deadlock_edge_, 0.0);
    const auto excess = [&](double theta) { return theta * time(theta) - N; };
    // T grows without bound, but only like a logarithm: N may be beyond what a double resolves.
    if (!(excess(below) > 0.0)) return below;
    return root_between(excess, 0.0, below);
}

std::optional<RoundMap::Flip> RoundMap::flip() const {
    if (deadlock_edge_ <= 0.0) return std::nullopt;
    const double below = deadlock_edge_ * (1.0 - 1e-12);
    const double theta = root_between([&](double t) { return elasticity(t) - 1.0; }, 0.0, below);
    return Flip{theta, theta * time(theta)};
}

double RoundMap::drift(double theta, double N, double lambda) const {
    return next(next(theta, N, lambda), N, lambda) - theta;
}

std::optional<double> RoundMap::first_turn(double N, double from, double to) const {
    constexpr int pieces = 2000;
    const auto at = [&](int i) { return from + (to - from) * i / pieces; };
    const bool rises = drift(from, N) > 0.0;
    for (int i = 1; i <= pieces; ++i)
        if ((drift(at(i), N) > 0.0) != rises)
            return root_between([&](double t) { return drift(t, N); }, at(i - 1), at(i));
    return std::nullopt;
}

double RoundMap::lowest_start(double N) const {
    if (next(0.0, N) < deadlock_edge_) return 0.0;
    const auto past_edge = [&](double t) { return next(t, N) - deadlock_edge_; };
    return root_between(past_edge, 0.0, *fixed_point(N));
}

std::optional<std::pair<double, double>> RoundMap::nearest_cycle(double N) const {
    const auto middle = fixed_point(N);
    // Where theta* is not told from the deadlock edge, neither is a cycle around it.
    if (!middle || next(*middle, N) >= deadlock_edge_) return std::nullopt;
    const auto below = first_turn(N, beside(*middle), lowest_start(N));
    if (!below) return std::nullopt;
    return std::pair(*below, next(*below, N));
}

std::optional<RoundMap::Fate> RoundMap::fate(double N, double lambda, double theta0) const {
    if (theta0 >= deadlock_edge_) return Fate::deadlocks;
    return lambda == 1.0 ? undamped_fate(N, theta0) : damped_fate(N, lambda, theta0);
}

std::optional<RoundMap::Fate> RoundMap::undamped_fate(double N, double theta0) const {
    const double first = next(theta0, N);
    if (first >= deadlock_edge_) return Fate::deadlocks;
    const double middle = *fixed_point(N);
    // The second iterate is monotone: from below theta* its orbit goes one way, to the next turn.
    const double start = std::min(theta0, first);
    if (start >= beside(middle)) return std::nullopt;
    const bool rises = drift(start, N) > 0.0;
    if (first_turn(N, start, rises ? beside(middle) : lowest_start(N))) return Fate::oscillates;
    return rises ? Fate::settles : Fate::deadlocks;
}

std::optional<std::pair<double, double>> RoundMap::captured(double N, double lambda, double lo,
                                                            double hi) const {
    constexpr int growths = 40;
    constexpr int pieces = 500;
    for (int growth = 0; growth < growths; ++growth) {
        double least = lo;
        double most = hi;
        for (int i = 0; i <= pieces; ++i) {
            const double image = next(lo + (hi - lo) * i / pieces, N, lambda);
            least = std::min(least, image);
            most = std::max(most, image);
        }
        // A little more than the grid shows, so that the steps end.
        constexpr double more = 1e-3;
        if (least < lo) least = std::max(0.0, least - more * (most - least));
        if (most > hi) most += more * (most - least);
        if (most >= deadlock_edge_) return std::nullopt;
        if (least == lo && most == hi) return std::pair(lo, hi);
        lo = least;
        hi = most;
    }
    return std::nullopt;
}

std::optional<RoundMap::Fate> RoundMap::damped_fate(double N, double lambda, double theta0) const {
    if (next(theta0, N, lambda) >= deadlock_edge_) return Fate::deadlocks;
    const double middle = *fixed_point(N);
    const auto range = captured(N, lambda, std::min(theta0, middle), std::max(theta0, middle));
    if (!range) return std::nullopt;
    if (multiplier(elasticity(middle), lambda) < -1.0) return Fate::oscillates;
    // One sign change only, at theta*: no 2-cycle.
    constexpr int pieces = 2000;
    const auto [lo, hi] = *range;
    const auto rises = [&, lo = lo, hi = hi](int i) {
        return drift(lo + (hi - lo) * i / pieces, N, lambda) > 0.0;
    };
    int changes = 0;
    for (int i = 1; i <= pieces; ++i) changes += rises(i) != rises(i - 1) ? 1 : 0;
    return changes <= 1 ? std::optional(Fate::settles) : std::nullopt;
}

}  // namespace essmap::solver
