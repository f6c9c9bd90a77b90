#include "essmap/recommend/claims.hpp"

#include <algorithm>
#include <cmath>

#include "essmap/solver/closed_form.hpp"

namespace essmap::recommend {

namespace {

using nlohmann::json;

/// Claims of one problem; each is an object of docs/certificates.md.
class Claims {
public:
    explicit Claims(const RecommendationProblem& problem) : problem_(problem) {}

    /// Every wish holds on the whole box.
    void wishes_hold(const ParameterBox& box) {
        add("case", box)["case"] = 1;
        if (!problem_.wishes.within) return;
        json& claim = timed("saturates", box);
        claim["within"] = *problem_.wishes.within;
    }
    /// The wish is broken at a point of the box.
    void wish_broken(const ParameterBox& box, Wish wish) {
        for (const bool largest : {false, true}) {
            const auto values = box.least_growth(largest);
            const model::PointGame game(values);
            if (wish == Wish::case_1) {
                if (game.outcome() == model::Case::all_share) continue;
                add("case", point(values))["case"] = static_cast<int>(game.outcome());
                return;
            }
            const auto& wishes = problem_.wishes;
            const double time = solver::time_to_saturation(game, wishes.x0->lo, wishes.saturation);
            if (!(time > *wishes.within * (1.0 + 1e-12))) continue;
            json& claim = timed("slower", point(values));
            claim["x0"] = {wishes.x0->lo, wishes.x0->lo};
            claim["within"] = *wishes.within;
            return;
        }
    }
    void largest(const LargestBox& found) {
        json& claim =
            problem_.wishes.within ? timed("largest", found.box) : add("largest", found.box);
        if (problem_.wishes.within) claim["within"] = *problem_.wishes.within;
        for (const auto& control : problem_.controls) {
            const std::string name = problem_.range.name(control.dimension);
            claim["controls"][name] = interval_json(problem_.range[control.dimension]);
            claim["weights"][name] = control.weight;
        }
        claim["gap"] = stated_gap(found);
        claim["multipliers"] = json::array();
        for (const auto& multiplier : found.multipliers)
            claim["multipliers"].push_back({{"constraint", constraint_name(multiplier.constraint)},
                                            {"benefit", multiplier.largest_benefit ? "hi" : "lo"},
                                            {"value", multiplier.value}});
    }
    void regulation(const RegulationAdvice& advice, const ParameterBox& box) {
        timed("keeps", box)["N"] = advice.N;
        for (const auto& part : advice.stable) {
            json& claim = timed("stable", part);
            claim["N"] = advice.N;
            claim["damping"] = 1;
        }
    }

    json take() { return std::move(claims_); }

private:
    static const char* constraint_name(Multiplier::Constraint constraint) {
        switch (constraint) {
            case Multiplier::Constraint::a: return "a";
            case Multiplier::Constraint::q: return "q";
            case Multiplier::Constraint::time: break;
        }
        return "time";
    }
    [[nodiscard]] ParameterBox point(const model::ParameterValues& at) const {
        ParameterBox box;
        box.benefit = at.benefit.kind;
        box[maps::dim_r] = {at.r, at.r};
        box[maps::dim_theta] = {at.theta, at.theta};
        box[maps::dim_gamma] = {at.gamma, at.gamma};
        box[maps::dim_mu] = {at.mu, at.mu};
        box[maps::dim_k] = {at.k, at.k};
        box[maps::dim_benefit] = {at.benefit.value, at.benefit.value};
        return box;
    }
    json& add(const char* name, const ParameterBox& box) {
        claims_.push_back({{"claim", name}, {"box", box_json(box)}});
        return claims_.back();
    }
    json& timed(const char* name, const ParameterBox& box) {
        json& claim = add(name, box);
        claim["x0"] = interval_json(*problem_.wishes.x0);
        claim["saturation"] = problem_.wishes.saturation;
        return claim;
    }

    const RecommendationProblem& problem_;
    json claims_ = json::array();
};

/// A boundary, passed by a hair, so that the wish is broken beyond doubt.
ParameterBox beyond(const SafePoint& point, const Breach& boundary) {
    ParameterBox box = point.at;
    const double further =
        boundary.at + (boundary.at > boundary.value ? 1.0 : -1.0) *
                          std::max(1e-9 * std::abs(boundary.at - boundary.value), 1e-12);
    maps::Interval& ends = box[boundary.dimension];
    (boundary.at > boundary.value ? ends.hi : ends.lo) = further;
    return box;
}

}  // namespace

double stated_gap(const LargestBox& found) { return 2.0 * found.gap + 1e-10; }

nlohmann::json interval_json(const maps::Interval& interval) { return {interval.lo, interval.hi}; }

nlohmann::json box_json(const ParameterBox& box) {
    json out;
    for (std::size_t d = 0; d < maps::game_dimensions; ++d)
        out[box.name(d)] = interval_json(box[d]);
    return out;
}

nlohmann::json claims_of(const RecommendationProblem& problem, const Recommendation& found,
                         const std::optional<ContractRules>& contract) {
    Claims claims(problem);
    if (!found.qualifies()) {
        claims.wish_broken(safest_corner(problem), *found.broken);
        return claims.take();
    }
    claims.wishes_hold(found.largest.box);
    claims.largest(found.largest);
    claims.wishes_hold(found.point.around);
    for (const auto& boundary : found.point.boundaries)
        claims.wish_broken(beyond(found.point, boundary), boundary.wish);
    for (const auto& choice : found.trade_offs) {
        ParameterBox box = safest_corner(problem);
        box[maps::dim_theta] = {choice.theta, choice.theta};
        box[maps::dim_gamma] = {choice.gamma, choice.gamma};
        claims.wishes_hold(box);
        const maps::Interval& range = problem.range[maps::dim_gamma];
        const double higher = choice.gamma + 2e-8 * range.width();
        if (higher >= range.hi) continue;
        box[maps::dim_gamma] = {higher, higher};
        claims.wish_broken(box, *broken_wish(box, problem.wishes));
    }
    for (const auto& cell : found.policy) {
        claims.wishes_hold(cell.box);
        claims.largest(cell);
    }
    if (found.regulation) claims.regulation(*found.regulation, found.largest.box);
    if (contract) claims.wishes_hold(contract->box);
    return claims.take();
}

}  // namespace essmap::recommend
