#include "regulation_advice.hpp"

#include <algorithm>
#include <cmath>

#include "decimals.hpp"
#include "essmap/solver/closed_form.hpp"
#include "essmap/solver/round_map.hpp"

namespace essmap::recommend {

namespace {

/// What double arithmetic may err, many times over.
constexpr double spare = 1e-9;
constexpr std::size_t most_parts = 4096;
constexpr int most_tries = 8;

/// A part of a box with theta fixed: bounds on its times.
class Part {
public:
    Part(const ParameterBox& box, const Wishes& wishes) : box_(box), wishes_(wishes) {}

    /// theta^ with theta^ T >= N everywhere, if its elasticity is below 1 everywhere.
    [[nodiscard]] bool stable(double N) const {
        // theta T rises; T at theta = 0 is an upper end to divide by.
        double low = 0.0;
        double high = N / shortest_time(at(0.0, false), wishes_) * (1.0 + spare);
        for (int i = 0; i < 60 && high - low > 1e-12 * high; ++i) {
            const double middle = 0.5 * (low + high);
            (middle * shortest_time(at(middle, false), wishes_) < N * (1.0 + spare) ? low : high) =
                middle;
        }
        return elasticity(high) < 1.0 - spare;
    }

    [[nodiscard]] std::pair<ParameterBox, ParameterBox> halves() const {
        const std::size_t d = widest();
        const maps::Interval& range = box_[d];
        const bool by_ratio = d == maps::dim_benefit;
        const double middle =
            by_ratio ? std::sqrt(range.lo * range.hi) : 0.5 * (range.lo + range.hi);
        auto result = std::pair(box_, box_);
        result.first[d].hi = middle;
        result.second[d].lo = middle;
        return result;
    }

private:
    /// @param steepest only where the elasticity is greatest: it rises in gamma and 1/r, as T is
    /// log-convex along them (an integral of 1/F, log-convex)
    [[nodiscard]] ParameterBox at(double theta, bool steepest) const {
        ParameterBox box = box_;
        box[maps::dim_theta] = {theta, theta};
        if (steepest) {
            box[maps::dim_gamma].lo = box[maps::dim_gamma].hi;
            box[maps::dim_r].hi = box[maps::dim_r].lo;
        }
        return box;
    }
    /// Upper bound of the elasticity at theta over the part.
    [[nodiscard]] double elasticity(double theta) const {
        const ParameterBox box = at(theta, true);
        const auto path = solver::Path::between(wishes_.x0->lo, wishes_.saturation);
        double J = 0.0;
        double U = 0.0;
        for (const bool largest : {false, true}) {
            const model::PointGame game(box.least_growth(largest));
            const auto growth = solver::Growth::along(path, game);
            if (!solver::flows_along(path, growth)) return solver::never;
            J = std::max(J, -solver::travel_time_gradient(path, growth).da);
            U = game.U().value();
        }
        return theta * U / box[maps::dim_r].lo * J / shortest_time(box, wishes_);
    }
    /// The dimension that moves growth most from end to end.
    [[nodiscard]] std::size_t widest() const {
        const double shortest = shortest_time(box_, wishes_);
        const double longest = longest_time(box_, wishes_);
        std::size_t best = maps::dim_gamma;
        double most = -1.0;
        for (const std::size_t d :
             {maps::dim_r, maps::dim_mu, maps::dim_k, maps::dim_benefit, maps::dim_gamma}) {
            if (box_[d].width() == 0.0) continue;
            ParameterBox low = box_;
            low[d].hi = low[d].lo;
            ParameterBox high = box_;
            high[d].lo = high[d].hi;
            const double change = std::max({shortest_time(low, wishes_) - shortest,
                                            longest - longest_time(low, wishes_),
                                            longest - longest_time(high, wishes_)});
            if (change > most) {
                most = change;
                best = d;
            }
        }
        return best;
    }

    ParameterBox box_;
    const Wishes& wishes_;
};

/// Parts of the box, each with a stable theta*; nullopt where too many would be needed.
std::optional<std::vector<ParameterBox>> stable_parts(const ParameterBox& box, const Wishes& wishes,
                                                      double N) {
    std::vector<ParameterBox> open{box};
    std::vector<ParameterBox> stable;
    while (!open.empty()) {
        const ParameterBox next = open.back();
        open.pop_back();
        const Part part(next, wishes);
        if (part.stable(N)) {
            stable.push_back(next);
            continue;
        }
        if (stable.size() + open.size() >= most_parts) return std::nullopt;
        const auto [first, second] = part.halves();
        open.push_back(second);
        open.push_back(first);
    }
    return stable;
}

/// Calls v(RoundMap) at each corner of the box, for the least and the largest x0.
template <class Visit>
void visit_corners(const ParameterBox& box, const Wishes& wishes, Visit v) {
    for (unsigned corner = 0; corner < 64; ++corner) {
        const auto end = [&](std::size_t d) {
            return (corner >> d & 1U) != 0 ? box[d].hi : box[d].lo;
        };
        const double U = model::benefit_value({box.benefit, end(maps::dim_benefit)}).value();
        for (const double x0 : {wishes.x0->lo, wishes.x0->hi})
            v(solver::RoundMap({end(maps::dim_r), 0.0, end(maps::dim_gamma), end(maps::dim_mu),
                                end(maps::dim_k), 1.0, U},
                               x0, wishes.saturation));
    }
}

/// Least N at which theta* flips.
double least_flip(const ParameterBox& box, const Wishes& wishes) {
    double least = solver::never;
    visit_corners(box, wishes, [&](const solver::RoundMap& map) {
        if (const auto flip = map.flip()) least = std::min(least, flip->N);
    });
    return least;
}

/// Least and greatest theta*.
maps::Interval corners_settle(const ParameterBox& box, const Wishes& wishes, double N) {
    maps::Interval range{solver::never, 0.0};
    visit_corners(box, wishes, [&](const solver::RoundMap& map) {
        const double theta = map.fixed_point(N).value_or(0.0);
        range = {std::min(range.lo, theta), std::max(range.hi, theta)};
    });
    return range;
}

}  // namespace

std::optional<RegulationAdvice> advise_regulation(const RecommendationProblem& problem,
                                                  const ParameterBox& box) {
    const Wishes& wishes = problem.wishes;
    RegulationAdvice advice;
    const double keeping = box[maps::dim_theta].hi * shortest_time(box, wishes) * (1.0 - spare);
    advice.keeping = keeping > 0.0 ? round_down(keeping, decimal_exponent(keeping) - 9) : 0.0;
    advice.longest_round = longest_time(box, wishes);
    double N = std::min({advice.keeping, problem.N->hi, 0.99 * least_flip(box, wishes)});
    ParameterBox without_theta = box;
    without_theta[maps::dim_theta] = {box[maps::dim_theta].hi, box[maps::dim_theta].hi};
    for (int tries = 0; tries < most_tries && N >= problem.N->lo && N > 0.0; ++tries) {
        const double shown = round_down(N, decimal_exponent(N) - 4);
        advice.N = shown >= problem.N->lo ? shown : N;
        if (auto parts = stable_parts(without_theta, wishes, advice.N)) {
            advice.stable = std::move(*parts);
            advice.settles = corners_settle(box, wishes, advice.N);
            return advice;
        }
        if (N == problem.N->lo) break;
        N = std::max(0.8 * N, problem.N->lo);
    }
    return std::nullopt;
}

}  // namespace essmap::recommend
