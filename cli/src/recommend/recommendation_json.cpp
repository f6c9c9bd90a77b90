#include "essmap/maps/digest.hpp"
#include "essmap/recommend/claims.hpp"
#include "recommendation.hpp"

namespace essmap::cli {

namespace {

using nlohmann::json;
using recommend::box_json;
using recommend::interval_json;

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
        cells.push_back({{"box", box_json(cell.box)}, {"measure", cell.measure}});
    return cells;
}

json contract(const recommend::ContractRules& rules, const recommend::ContractUnits& units) {
    json out{{"box", box_json(rules.box)},
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
            interval_json(problem.range[d]);
    if (problem.wishes.x0) out["environment"]["x0"] = interval_json(*problem.wishes.x0);
    if (problem.N) out["controls"]["N"] = interval_json(*problem.N);
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
    out["box"] = box_json(found.largest.box);
    out["measure"] = found.largest.measure;
    out["gap"] = stated_gap(found.largest);
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
                             {"settles", interval_json(found.regulation->settles)},
                             {"longest_round", found.regulation->longest_round}};
    else
        out["regulation"] = nullptr;
    if (report.contract) out["contract"] = contract(*report.contract, report.units);
    if (report.evidence)
        out["map"] = {{"cells", report.evidence->cells}, {"certified", report.evidence->certified}};
}

}  // namespace

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
    out["claims"] = recommend::claims_of(report.problem, report.recommendation, report.contract);
    out["digest"] = maps::hex(maps::sha256(json_text(out, -1)));
    return out;
}

}  // namespace essmap::cli
