#include "essmap/maps/digest.hpp"
#include "essmap/solver/closed_form.hpp"
#include "recommendation.hpp"

namespace essmap::cli {

namespace {

using nlohmann::json;
using recommend::ParameterBox;
using recommend::Wish;

json to_json(const maps::Interval& ends) { return {ends.lo, ends.hi}; }

json to_json(const ParameterBox& box) {
    json out;
    for (std::size_t d = 0; d < maps::game_dimensions; ++d) out[box.name(d)] = to_json(box[d]);
    return out;
}

/// Claims of one problem; each is an object of docs/certificates.md.
class Claims {
public:
    explicit Claims(const recommend::RecommendationProblem& problem) : problem_(problem) {}

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
    void largest(const recommend::LargestBox& found) {
        json& claim =
            problem_.wishes.within ? timed("largest", found.box) : add("largest", found.box);
        if (problem_.wishes.within) claim["within"] = *problem_.wishes.within;
        for (const auto& control : problem_.controls) {
            const std::string name = problem_.range.name(control.dimension);
            claim["controls"][name] = to_json(problem_.range[control.dimension]);
            claim["weights"][name] = control.weight;
        }
        claim["gap"] = stated_gap(found);
        claim["multipliers"] = json::array();
        for (const auto& multiplier : found.multipliers)
            claim["multipliers"].push_back({{"constraint", constraint_name(multiplier.constraint)},
                                            {"benefit", multiplier.largest_benefit ? "hi" : "lo"},
                                            {"value", multiplier.value}});
    }
    void regulation(const recommend::RegulationAdvice& advice, const ParameterBox& box) {
        timed("keeps", box)["N"] = advice.N;
        for (const auto& part : advice.stable) {
            json& claim = timed("stable", part);
            claim["N"] = advice.N;
            claim["damping"] = 1;
        }
    }

    /// With room for what doubles err.
    static double stated_gap(const recommend::LargestBox& found) { return 2.0 * found.gap + 1e-10; }
    json take() { return std::move(claims_); }

private:
    static const char* constraint_name(recommend::Multiplier::Constraint constraint) {
        switch (constraint) {
            case recommend::Multiplier::Constraint::a: return "a";
            case recommend::Multiplier::Constraint::q: return "q";
            case recommend::Multiplier::Constraint::time: break;
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
        claims_.push_back({{"claim", name}, {"box", to_json(box)}});
        return claims_.back();
    }
    json& timed(const char* name, const ParameterBox& box) {
        json& claim = add(name, box);
        claim["x0"] = to_json(*problem_.wishes.x0);
        claim["saturation"] = problem_.wishes.saturation;
        return claim;
    }

    const recommend::RecommendationProblem& problem_;
    json claims_ = json::array();
};

/// A boundary, passed by a hair, so that the wish is broken beyond doubt.
ParameterBox beyond(const RecommendationReport& report, const recommend::Breach& boundary) {
    ParameterBox box = report.recommendation.point.at;
    const double further =
        boundary.at + (boundary.at > boundary.value ? 1.0 : -1.0) *
                          std::max(1e-9 * std::abs(boundary.at - boundary.value), 1e-12);
    maps::Interval& ends = box[boundary.dimension];
    (boundary.at > boundary.value ? ends.hi : ends.lo) = further;
    return box;
}

json boundaries(const RecommendationReport& report) {
    json out = json::array();
    for (const auto& b : report.recommendation.point.boundaries)
        out.push_back({{"parameter", report.problem.range.name(b.dimension)},
                       {"value", b.value},
                       {"at", b.at},
                       {"distance", std::abs(b.at - b.value)},
                       {"relative", b.relative},
                       {"wish", wish_name(b.wish)}});
    return out;
}

json policy(const RecommendationReport& report) {
    json cells = json::array();
    for (const auto& cell : report.recommendation.policy)
        cells.push_back({{"box", to_json(cell.box)}, {"measure", cell.measure}});
    return cells;
}

json contract(const recommend::ContractRules& rules, const recommend::ContractUnits& units) {
    json out{{"box", to_json(rules.box)},
             {"first_round", {{"theta", rules.theta}, {"gamma", rules.gamma}}}};
    model::guarded::Rules<model::CheckedInteger>::visit(
        [&](const model::Field& field, const auto& value) {
            out["rules"][std::string(field.name)] = value.value();
        },
        rules.rules);
    recommend::ContractUnits::visit(
        [&](const char* name, double value, const auto&...) { out["units"][name] = value; }, units);
    return out;
}

json problem(const recommend::RecommendationProblem& problem) {
    json out;
    for (std::size_t d = 0; d < maps::game_dimensions; ++d)
        out[problem.controls_dimension(d) ? "controls" : "environment"][problem.range.name(d)] =
            to_json(problem.range[d]);
    if (problem.wishes.x0) out["environment"]["x0"] = to_json(*problem.wishes.x0);
    if (problem.N) out["controls"]["N"] = to_json(*problem.N);
    out["wishes"] = {{"case", 1}, {"saturation", problem.wishes.saturation}};
    if (problem.wishes.within) out["wishes"]["within"] = *problem.wishes.within;
    for (const auto& control : problem.controls)
        out["weights"][problem.range.name(control.dimension)] = control.weight;
    return out;
}

void add_refusal(const RecommendationReport& report, json& out) {
    const auto& found = report.recommendation;
    out["broken"] = wish_name(*found.broken);
    for (const auto& r : found.relaxations)
        out["relaxations"].push_back(
            {{"what", r.what}, {"stated", r.stated}, {"needed", number_or_null(r.needed)}});
}

void add_choice(const RecommendationReport& report, json& out) {
    const auto& found = report.recommendation;
    out["box"] = to_json(found.largest.box);
    out["measure"] = found.largest.measure;
    out["gap"] = Claims::stated_gap(found.largest);
    for (const auto& control : report.problem.controls)
        out["point"][report.problem.range.name(control.dimension)] =
            found.point.at[control.dimension].lo;
    out["margin"] = found.point.margin;
    out["boundaries"] = boundaries(report);
    for (const auto& choice : found.trade_offs)
        out["trade_offs"].push_back({{"theta", choice.theta},
                                     {"gamma", choice.gamma},
                                     {"t_sat", number_or_null(choice.time)}});
    out["policy"] = policy(report);
    if (found.regulation)
        out["regulation"] = {{"N", found.regulation->N},
                             {"damping", 1},
                             {"keeping_N", found.regulation->keeping},
                             {"settles", to_json(found.regulation->settles)},
                             {"longest_round", found.regulation->longest_round}};
    else
        out["regulation"] = nullptr;
    if (report.contract) out["contract"] = contract(*report.contract, report.units);
    if (report.evidence)
        out["map"] = {{"cells", report.evidence->cells}, {"certified", report.evidence->certified}};
}

}  // namespace

nlohmann::json claims_of(const RecommendationReport& report) {
    const auto& found = report.recommendation;
    Claims claims(report.problem);
    if (!found.qualifies()) {
        claims.wish_broken(safest_corner(report.problem), *found.broken);
        return claims.take();
    }
    claims.wishes_hold(found.largest.box);
    claims.largest(found.largest);
    claims.wishes_hold(found.point.around);
    for (const auto& boundary : found.point.boundaries)
        claims.wish_broken(beyond(report, boundary), boundary.wish);
    for (const auto& choice : found.trade_offs) {
        ParameterBox box = safest_corner(report.problem);
        box[maps::dim_theta] = {choice.theta, choice.theta};
        box[maps::dim_gamma] = {choice.gamma, choice.gamma};
        claims.wishes_hold(box);
        const maps::Interval& range = report.problem.range[maps::dim_gamma];
        const double higher = choice.gamma + 2e-8 * range.width();
        if (higher >= range.hi) continue;
        box[maps::dim_gamma] = {higher, higher};
        claims.wish_broken(box, *broken_wish(box, report.problem.wishes));
    }
    for (const auto& cell : found.policy) {
        claims.wishes_hold(cell.box);
        claims.largest(cell);
    }
    if (found.regulation) claims.regulation(*found.regulation, found.largest.box);
    if (report.contract) claims.wishes_hold(report.contract->box);
    return claims.take();
}

nlohmann::json to_json(const RecommendationReport& report) {
    json out{{"essmap", "recommendation"},
             {"format", 1},
             {"essmap_version", ESSMAP_VERSION},
             {"specification", {{"name", report.name}, {"text", report.text}}},
             {"problem", problem(report.problem)},
             {"qualifies", report.recommendation.qualifies()}};
    if (report.recommendation.qualifies())
        add_choice(report, out);
    else
        add_refusal(report, out);
    out["claims"] = claims_of(report);
    out["digest"] = maps::hex(maps::sha256(json_text(out, -1)));
    return out;
}

}  // namespace essmap::cli
