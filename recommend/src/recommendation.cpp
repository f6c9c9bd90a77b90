#include "essmap/recommend/recommendation.hpp"

#include <algorithm>
#include <cmath>

#include "decimals.hpp"
#include "essmap/model/explanation.hpp"
#include "largest_box.hpp"
#include "regulation_advice.hpp"

namespace essmap::recommend {

namespace {

/// The last double that will do on the way from `good`, which does, to `bad`.
template <class Feasible>
double furthest(double good, double bad, Feasible feasible) {
    if (feasible(bad)) return bad;
    const double first = model::first_outside(good, bad, feasible);
    return std::nextafter(first, good);
}

bool keeps(const ParameterBox& box, const Wishes& wishes) { return !broken_wish(box, wishes); }

/// Domain of a parameter, closed.
maps::Interval domain_of(const ParameterBox& box, std::size_t dimension) {
    const auto& info = model::parameter_info(box.name(dimension));
    return {info.open ? model::smallest_positive : info.lo,
            dimension == maps::dim_k ? std::nextafter(info.hi, 0.0) : info.hi};
}

/// Where the wishes break when one parameter leaves its place in the box towards `bad`.
std::optional<Breach> boundary(const RecommendationProblem& problem, const ParameterBox& box,
                               std::size_t dimension, bool upward) {
    const maps::Interval domain = domain_of(box, dimension);
    const double from = upward ? box[dimension].hi : box[dimension].lo;
    const double to = upward ? domain.hi : domain.lo;
    const auto moved = [&](double value) {
        ParameterBox wider = box;
        if (problem.controls_dimension(dimension)) wider[dimension] = {value, value};
        (upward ? wider[dimension].hi : wider[dimension].lo) = value;
        return wider;
    };
    const auto feasible = [&](double value) { return keeps(moved(value), problem.wishes); };
    if (feasible(to)) return std::nullopt;
    const double at = model::first_outside(from, to, feasible);
    const double width = problem.range[dimension].width();
    const double scale = width > 0.0 ? width : std::max(std::abs(from), 1e-300);
    return Breach{dimension, from, at, std::abs(at - from) / scale,
                  *broken_wish(moved(at), problem.wishes)};
}

/// @pre the safest corner keeps the wishes
SafePoint safest_point(const RecommendationProblem& problem, const ParameterBox& box) {
    const double most = std::min(0.5, std::ranges::min(fractions_of(problem, box)));
    const std::size_t n = problem.controls.size();
    SafePoint point;
    point.margin = furthest(0.0, most, [&](double margin) {
        return keeps(box_at(problem, std::vector<double>(n, 2.0 * margin)), problem.wishes);
    });
    point.margin = round_down(point.margin, -6);
    point.at = box_at(problem, std::vector<double>(n, point.margin));
    point.around = box_at(problem, std::vector<double>(n, 2.0 * point.margin));
    for (const auto& control : problem.controls) {
        const std::size_t d = control.dimension;
        const double value = riskiest(point.at, d);
        point.at[d] = {value, value};
    }
    for (std::size_t d = 0; d < maps::game_dimensions; ++d)
        for (const bool upward : {false, true})
            if (const auto found = boundary(problem, point.at, d, upward))
                point.boundaries.push_back(*found);
    std::ranges::sort(point.boundaries, {}, &Breach::relative);
    return point;
}

constexpr int trade_off_points = 11;

/// Largest gamma for each theta, the other controls at their safest.
std::vector<TradeOff> trade_offs(const RecommendationProblem& problem) {
    std::vector<TradeOff> front;
    if (!problem.controls_dimension(maps::dim_theta) ||
        !problem.controls_dimension(maps::dim_gamma))
        return front;
    const ParameterBox safest_box = safest_corner(problem);
    const maps::Interval& thetas = problem.range[maps::dim_theta];
    const maps::Interval& gammas = problem.range[maps::dim_gamma];
    const auto at = [&](double theta, double gamma) {
        ParameterBox box = safest_box;
        box[maps::dim_theta] = {theta, theta};
        box[maps::dim_gamma] = {gamma, gamma};
        return box;
    };
    const double last = furthest(thetas.lo, thetas.hi, [&](double theta) {
        return keeps(at(theta, gammas.lo), problem.wishes);
    });
    const int exponent = decimal_exponent(gammas.width()) - 9;
    for (int i = 0; i < trade_off_points; ++i) {
        const double even = thetas.lo + (last - thetas.lo) * i / (trade_off_points - 1);
        const double theta =
            std::clamp(round_down(even, decimal_exponent(thetas.width()) - 4), thetas.lo, last);
        const double edge = furthest(gammas.lo, gammas.hi, [&](double gamma) {
            return keeps(at(theta, gamma), problem.wishes);
        });
        const double gamma =
            edge == gammas.hi ? edge : std::max(round_down(edge, exponent), gammas.lo);
        TradeOff choice{theta, gamma, std::nullopt};
        if (problem.wishes.x0) choice.time = longest_time(at(theta, gamma), problem.wishes);
        front.push_back(choice);
    }
    return front;
}

constexpr int policy_parts = 4;

/// Parts of a range that are alike, by ratio or by difference; one where it has no width.
std::vector<maps::Interval> parts(const maps::Interval& range, bool by_ratio) {
    if (range.width() == 0.0) return {range};
    std::vector<maps::Interval> all;
    double from = range.lo;
    for (int i = 1; i <= policy_parts; ++i) {
        const double share = static_cast<double>(i) / policy_parts;
        const double even = by_ratio ? range.lo * std::pow(range.hi / range.lo, share)
                                     : range.lo + range.width() * share;
        const double to =
            i == policy_parts ? range.hi : round_down(even, decimal_exponent(range.width()) - 3);
        all.push_back({from, to});
        from = to;
    }
    return all;
}

/// Ranks from a least one on, up to the largest: whole ones, as far as the range has them.
std::vector<maps::Interval> admissions(const maps::Interval& ranks) {
    std::vector<maps::Interval> all{ranks};
    for (int i = 1; i < policy_parts; ++i) {
        const double from = std::ceil(ranks.lo + ranks.width() * i / policy_parts);
        if (from > all.back().lo && from <= ranks.hi) all.push_back({from, ranks.hi});
    }
    return all;
}

std::vector<LargestBox> policy(const RecommendationProblem& problem) {
    std::vector<LargestBox> cells;
    RecommendationProblem part = problem;
    const maps::Interval ranks = problem.range[maps::dim_r];
    const maps::Interval benefits = problem.range[maps::dim_benefit];
    if (ranks.width() == 0.0 && benefits.width() == 0.0) return cells;
    const bool by_cost = problem.range.benefit == model::BenefitKind::from_cost;
    for (const maps::Interval& rank : admissions(ranks))
        for (const maps::Interval& benefit : parts(benefits, by_cost)) {
            part.range[maps::dim_r] = rank;
            part.range[maps::dim_benefit] = benefit;
            cells.push_back(largest_box(part));
        }
    return cells;
}

/// What a change of one end of one parameter must be, alone, for the safest corner to keep the
/// wishes; nullopt where none is enough.
std::optional<double> needed(const RecommendationProblem& problem, std::size_t dimension, bool low,
                             double limit) {
    const auto changed = [&](double value) {
        RecommendationProblem other = problem;
        (low ? other.range[dimension].lo : other.range[dimension].hi) = value;
        return safest_corner(other);
    };
    const auto feasible = [&](double value) { return keeps(changed(value), problem.wishes); };
    if (!feasible(limit)) return std::nullopt;
    const double stated = low ? problem.range[dimension].lo : problem.range[dimension].hi;
    const double last = furthest(limit, stated, feasible);
    // Six digits, towards what will do.
    const int exponent = decimal_exponent(last == 0.0 ? 1.0 : last) - 6;
    const double shown = limit < stated ? round_down(last, exponent) : round_up(last, exponent);
    return feasible(shown) ? shown : last;
}

/// Each single change that would do.
std::vector<Relaxation> relaxations(const RecommendationProblem& problem) {
    std::vector<Relaxation> found;
    const auto try_end = [&](std::size_t d, bool low, double limit) {
        const double stated = low ? problem.range[d].lo : problem.range[d].hi;
        if (limit == stated) return;
        if (const auto value = needed(problem, d, low, limit))
            found.push_back({problem.range.name(d) + (low ? " from" : " to"), stated, value});
    };
    for (std::size_t d = 0; d < maps::game_dimensions; ++d) {
        const maps::Interval& range = problem.range[d];
        const maps::Interval domain = domain_of(problem.range, d);
        if (d == maps::dim_benefit) {
            try_end(d, true, range.hi);
            try_end(d, false, range.lo);
        } else if (problem.controls_dimension(d)) {
            try_end(d, !favours_sharing(d), favours_sharing(d) ? domain.hi : domain.lo);
        } else {
            try_end(d, favours_sharing(d), safest(problem.range, d));
        }
    }
    const ParameterBox corner = safest_corner(problem);
    const Wishes& wishes = problem.wishes;
    if (wishes.within) {
        const double time = longest_time(corner, wishes);
        const bool case_1 = corner.certificate() == model::Certificate::all_share;
        if (case_1 && std::isfinite(time))
            found.push_back({"within", *wishes.within, round_up(time, decimal_exponent(time) - 6)});
        if (!case_1 && time <= *wishes.within)
            found.push_back({wish_name(Wish::case_1), 1.0, std::nullopt});
    }
    return found;
}

void validate(const RecommendationProblem& problem) {
    for (std::size_t d = 0; d < maps::game_dimensions; ++d) {
        const auto name = problem.range.name(d);
        const maps::Interval& range = problem.range[d];
        model::validate_value(name, range.lo);
        model::validate_value(name, range.hi);
        if (!(range.lo <= range.hi))
            throw model::InvalidValue(
                name, model::shortest(range.lo) + " to " + model::shortest(range.hi),
                "the least, then the largest");
    }
}

}  // namespace

bool RecommendationProblem::controls_dimension(std::size_t dimension) const {
    return std::ranges::find(controls, dimension, &Control::dimension) != controls.end();
}

ParameterBox safest_corner(const RecommendationProblem& problem) {
    return box_at(problem, std::vector<double>(problem.controls.size(), 0.0));
}

Recommendation recommend(const RecommendationProblem& problem) {
    validate(problem);
    Recommendation result;
    result.broken = broken_wish(safest_corner(problem), problem.wishes);
    if (!result.qualifies()) {
        result.relaxations = relaxations(problem);
        return result;
    }
    result.largest = largest_box(problem);
    result.point = safest_point(problem, result.largest.box);
    result.trade_offs = trade_offs(problem);
    result.policy = policy(problem);
    if (problem.N) result.regulation = advise_regulation(problem, result.largest.box);
    return result;
}

}  // namespace essmap::recommend
