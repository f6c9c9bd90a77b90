#include "largest_box.hpp"

#include <algorithm>
#include <cmath>
#include <nlopt.hpp>
#include <numeric>

#include "decimals.hpp"
#include "essmap/solver/closed_form.hpp"

namespace essmap::recommend {

namespace {

using Constraint = Multiplier::Constraint;
using Fractions = std::vector<double>;

/// sum_i n_i s_i <= 1 for the fractions s_i = w_i/range_i of every box that will do.
struct HalfSpace {
    Constraint constraint;
    bool largest_benefit;
    Fractions n;
    double bound;  ///< S before it was divided by itself
};

class Search {
public:
    explicit Search(const RecommendationProblem& problem) : problem_(problem) {
        const ParameterBox safest = safest_corner(problem);
        for (const bool largest : {false, true}) {
            const model::PointGame game(safest.least_growth(largest));
            const double U = game.U().value();
            vertices_.push_back({largest, game.a().value(), game.q().value(),
                                 slopes(Constraint::a, U), slopes(Constraint::q, U)});
            if (problem.range[maps::dim_benefit].width() == 0.0) break;
        }
        for (const auto& vertex : vertices_) {
            add(Constraint::a, vertex, vertex.a_slopes, vertex.a);
            add(Constraint::q, vertex, vertex.q_slopes, vertex.q);
        }
        const Wishes& wishes = problem.wishes;
        if (wishes.within && wishes.x0->lo < wishes.saturation)
            path_ = solver::Path::between(wishes.x0->lo, wishes.saturation);
    }

    [[nodiscard]] LargestBox run() {
        Fractions best = pulled_back(Fractions(problem_.controls.size(), 1.0));
        for (int round = 0; round < 100; ++round) {
            add_tangents(best);
            const Bound bound = least_bound();
            Fractions next = pulled_back(bound.fractions);
            const double gain = log_measure(next) - log_measure(best);
            if (gain > 0.0) best = std::move(next);
            if (gain < 1e-12 || bound.log_measure - log_measure(best) < 1e-11) break;
            drop_idle(bound);
        }
        return result(rounded(best));
    }

private:
    /// An end of the benefit, all else as bad as the environment has it: growth at shares 0 and 1
    /// there, the controls at their safest, and how it falls with their fractions.
    struct Vertex {
        bool largest_benefit;
        double a, q;
        Fractions a_slopes, q_slopes;
    };
    struct Bound {
        double log_measure;
        Fractions fractions;  ///< at which it would be attained
        std::vector<double> multipliers;
    };

    /// Rates at which growth at shares 0 and 1 falls with a control's fraction, at U and rank r.
    [[nodiscard]] Fractions slopes(Constraint constraint, double U) const {
        const double r = problem_.range[maps::dim_r].lo;
        Fractions slopes;
        slopes.reserve(problem_.controls.size());
        for (const auto& control : problem_.controls) {
            double slope = 0.0;
            if (control.dimension == maps::dim_theta) slope = U / r;
            if (control.dimension == maps::dim_gamma) slope = 1.0;
            if (control.dimension == maps::dim_k) slope = constraint == Constraint::a ? U : 0.0;
            if (control.dimension == maps::dim_mu) slope = constraint == Constraint::q ? 1.0 : 0.0;
            slopes.push_back(slope * problem_.range[control.dimension].width());
        }
        return slopes;
    }
    /// Growth along the path at a vertex.
    [[nodiscard]] solver::Growth growth(const Vertex& vertex, const Fractions& at) const {
        const double a = vertex.a - product(vertex.a_slopes, at);
        const double q = vertex.q - product(vertex.q_slopes, at);
        return solver::Growth::along(*path_, {a, q - a, q});
    }
    static double product(const Fractions& n, const Fractions& s) {
        return std::inner_product(n.begin(), n.end(), s.begin(), 0.0);
    }

    void add(Constraint constraint, const Vertex& vertex, Fractions n, double bound) {
        for (double& rate : n) rate /= bound;
        spaces_.push_back({constraint, vertex.largest_benefit, std::move(n), bound});
    }
    /// Tangents of T <= within.
    void add_tangents(const Fractions& at) {
        if (!path_) return;
        for (const auto& vertex : vertices_) {
            const auto rates = growth(vertex, at);
            const auto gradient = solver::travel_time_gradient(*path_, rates);
            const double by_a = -gradient.da + gradient.db;  // -dT/da at fixed a + b
            const double by_q = -gradient.db;
            Fractions n(at.size());
            for (std::size_t i = 0; i < n.size(); ++i)
                n[i] = by_a * vertex.a_slopes[i] + by_q * vertex.q_slopes[i];
            const double bound =
                *problem_.wishes.within - solver::travel_time(*path_, rates) + product(n, at);
            add(Constraint::time, vertex, std::move(n), bound);
        }
    }
    /// Forgets tangents that the bound does not lean on.
    void drop_idle(const Bound& bound) {
        std::size_t kept = 0;
        for (std::size_t j = 0; j < spaces_.size(); ++j)
            if (spaces_[j].constraint != Constraint::time || bound.multipliers[j] > 1e-9)
                spaces_[kept++] = spaces_[j];
        spaces_.resize(kept);
    }

    [[nodiscard]] double log_measure(const Fractions& fractions) const {
        double sum = 0.0;
        for (std::size_t i = 0; i < fractions.size(); ++i)
            sum += problem_.controls[i].weight * std::log(fractions[i]);
        return sum;
    }

    /// The bound by given multipliers, and its gradient.
    [[nodiscard]] Bound bound(const std::vector<double>& multipliers,
                              std::vector<double>* gradient) const {
        Bound result{0.0, Fractions(problem_.controls.size()), multipliers};
        for (const double l : multipliers) result.log_measure += l;
        for (std::size_t i = 0; i < result.fractions.size(); ++i) {
            double rate = 0.0;
            for (std::size_t j = 0; j < multipliers.size(); ++j)
                rate += multipliers[j] * spaces_[j].n[i];
            const double weight = problem_.controls[i].weight;
            double& s = result.fractions[i];
            s = rate > weight ? weight / rate : 1.0;
            result.log_measure += weight * std::log(s) - rate * s;
        }
        if (gradient != nullptr)
            for (std::size_t j = 0; j < gradient->size(); ++j)
                (*gradient)[j] = 1.0 - product(spaces_[j].n, result.fractions);
        return result;
    }

    /// The least bound that the half-spaces give.
    [[nodiscard]] Bound least_bound() const {
        const auto objective = [](const std::vector<double>& l, std::vector<double>& gradient,
                                  void* search) {
            return static_cast<const Search*>(search)
                ->bound(l, gradient.empty() ? nullptr : &gradient)
                .log_measure;
        };
        nlopt::opt minimiser(nlopt::LD_SLSQP, static_cast<unsigned>(spaces_.size()));
        // NLopt hands the pointer back as it is; the objective only reads.
        minimiser.set_min_objective(objective, const_cast<Search*>(this));  // NOLINT
        minimiser.set_lower_bounds(0.0);
        minimiser.set_xtol_rel(1e-13);
        minimiser.set_ftol_abs(1e-14);
        minimiser.set_maxeval(300);
        std::vector<double> multipliers(spaces_.size(), 0.1);
        double least = 0.0;
        try {
            minimiser.optimize(multipliers, least);
        } catch (const nlopt::roundoff_limited&) {
            // as near as doubles come
        }
        for (double& l : multipliers) l = std::max(l, 0.0);
        return bound(multipliers, nullptr);
    }

    /// The furthest point that will do on the way from the safest corner to `fractions`; controls
    /// at the end of their range stay there if they can.
    [[nodiscard]] Fractions pulled_back(const Fractions& fractions) const {
        if (feasible(fractions)) return fractions;
        const auto scaled = [&](double scale, bool all) {
            Fractions result = fractions;
            for (double& s : result)
                if (all || s < 1.0) s *= scale;
            return result;
        };
        const bool all = !feasible(scaled(0.0, false));
        double good = 0.0;
        double bad = 1.0;
        while (bad - good > 1e-14 * bad) {
            const double middle = 0.5 * (good + bad);
            (feasible(scaled(middle, all)) ? good : bad) = middle;
        }
        return scaled(good, all);
    }
    /// As far as doubles tell.
    [[nodiscard]] bool feasible(const Fractions& fractions) const {
        for (const auto& space : spaces_)
            if (space.constraint != Constraint::time && !(product(space.n, fractions) < 1.0))
                return false;
        if (!path_) return true;
        return std::ranges::all_of(vertices_, [&](const Vertex& vertex) {
            return solver::travel_time(*path_, growth(vertex, fractions)) <
                   *problem_.wishes.within * (1.0 - 2e-12);
        });
    }

    /// The box, its ends decimals of few digits on the safe side: to 1e-9 of its widths.
    [[nodiscard]] ParameterBox rounded(const Fractions& fractions) const {
        const ParameterBox exact = box_at(problem_, fractions);
        ParameterBox box = exact;
        for (std::size_t i = 0; i < fractions.size(); ++i) {
            if (fractions[i] >= 1.0) continue;
            const std::size_t d = problem_.controls[i].dimension;
            const int exponent = decimal_exponent(exact[d].width()) - 9;
            const double end = riskiest(exact, d);
            set_riskiest(box, d,
                         favours_sharing(d) ? round_up(end, exponent) : round_down(end, exponent));
        }
        return broken_wish(box, problem_.wishes) ? exact : box;
    }

    /// Certified by the tangents at the box itself.
    [[nodiscard]] LargestBox result(const ParameterBox& box) {
        const Fractions fractions = fractions_of(problem_, box);
        std::erase_if(spaces_, [](const auto& s) { return s.constraint == Constraint::time; });
        add_tangents(fractions);
        const Bound bound = least_bound();
        const double reached = log_measure(fractions);
        LargestBox found{box, std::exp(reached), std::expm1(bound.log_measure - reached), {}};
        found.gap = std::max(found.gap, 0.0);
        for (std::size_t j = 0; j < spaces_.size(); ++j)
            if (bound.multipliers[j] > 0.0)
                found.multipliers.push_back({spaces_[j].constraint, spaces_[j].largest_benefit,
                                             bound.multipliers[j] / spaces_[j].bound});
        return found;
    }

    const RecommendationProblem& problem_;
    std::optional<solver::Path> path_;  ///< where times matter
    std::vector<Vertex> vertices_;
    std::vector<HalfSpace> spaces_;
};

}  // namespace

ParameterBox box_at(const RecommendationProblem& problem, const std::vector<double>& fractions) {
    ParameterBox box = problem.range;
    for (std::size_t i = 0; i < fractions.size(); ++i) {
        const std::size_t d = problem.controls[i].dimension;
        const maps::Interval& range = problem.range[d];
        if (fractions[i] >= 1.0) continue;
        const double width = fractions[i] * range.width();
        set_riskiest(box, d, favours_sharing(d) ? range.hi - width : range.lo + width);
    }
    return box;
}

std::vector<double> fractions_of(const RecommendationProblem& problem, const ParameterBox& box) {
    std::vector<double> fractions;
    fractions.reserve(problem.controls.size());
    for (const auto& control : problem.controls)
        fractions.push_back(box[control.dimension].width() /
                            problem.range[control.dimension].width());
    return fractions;
}

LargestBox largest_box(const RecommendationProblem& problem) { return Search(problem).run(); }

}  // namespace essmap::recommend
