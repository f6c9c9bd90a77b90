#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "essmap/recommend/claims.hpp"
#include "essmap/text/visible.hpp"
#include "recommendation.hpp"

namespace essmap::cli {

namespace {

using maps::Interval;
using recommend::ParameterBox;

std::string shown(double value) { return fmt::format("{:.10g}", value); }

std::string listed(const RecommendationReport& report, bool controls, const ParameterBox& box) {
    std::vector<std::string> parts;
    for (std::size_t d = 0; d < maps::game_dimensions; ++d)
        if (report.problem.controls_dimension(d) == controls)
            parts.push_back(box.name(d) + " " + cli::shown(box[d]));
    if (!controls && report.problem.wishes.x0)
        parts.push_back("x0 " + cli::shown(*report.problem.wishes.x0));
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string wishes(const RecommendationReport& report) {
    const auto& wishes = report.problem.wishes;
    std::string text = "strategy case 1 for every member";
    if (wishes.within)
        text += fmt::format("; a share of {} within {}", wishes.saturation, *wishes.within);
    return text;
}

std::string refusal(const RecommendationReport& report) {
    const auto& found = report.recommendation;
    std::string text =
        fmt::format("nothing qualifies: even at the safest corner ({}) there is no {}\n",
                    listed(report, true, safest_corner(report.problem)), wish_name(*found.broken));
    if (found.relaxations.empty())
        return text + "no single change of a range or a wish would do: change several\n";
    text += "any one of these alone would just do; go further for a box\n";
    for (const auto& change : found.relaxations)
        text += change.needed ? fmt::format("  {:<10} {:<14} instead of {}\n", change.what,
                                            shown(*change.needed), shown(change.stated))
                              : fmt::format("  not to ask for {}\n", change.what);
    return text;
}

std::string box(const RecommendationReport& report) {
    const auto& largest = report.recommendation.largest;
    std::string text = "recommended box: every point of it will do, whatever the environment\n";
    for (const auto& control : report.problem.controls) {
        const Interval& ends = largest.box[control.dimension];
        const Interval& range = report.problem.range[control.dimension];
        text += fmt::format("  {:<8}{:<32}{:.4g} % of its range\n",
                            report.problem.range.name(control.dimension), cli::shown(ends),
                            100.0 * ends.width() / range.width());
    }
    const bool weighted = std::ranges::any_of(
        report.problem.controls,
        [](const recommend::Control& control) { return control.weight != 1.0; });
    return text +
           fmt::format("  their product{}, {:.4g} %, is the largest there is, to {:.0e} of it\n",
                       weighted ? " by weights" : "", 100.0 * largest.measure, stated_gap(largest));
}

std::string point(const RecommendationReport& report) {
    const auto& point = report.recommendation.point;
    std::vector<std::string> values;
    std::vector<std::string> free;
    values.reserve(report.problem.controls.size());
    for (const auto& control : report.problem.controls)
        values.push_back(
            fmt::format("{} = {} +- {:.4g}", report.problem.range.name(control.dimension),
                        shown(point.at[control.dimension].lo),
                        point.margin * report.problem.range[control.dimension].width()));
    std::string text = fmt::format(
        "point with the largest margin: {}\n  ({:.3g} % of each range, whatever the weights; all "
        "may be off at once)\n",
        fmt::join(values, ", "), 100.0 * point.margin);
    for (std::size_t d = 0; d < maps::game_dimensions; ++d)
        if (std::ranges::find(point.boundaries, d, &recommend::Breach::dimension) ==
            point.boundaries.end())
            free.push_back(report.problem.range.name(d));
    if (!point.boundaries.empty()) text += "  by itself   breaks a wish at   distance\n";
    for (const auto& boundary : point.boundaries)
        text += fmt::format("  {:<11} {:<18.9g} {:<12.6g} {}{}\n",
                            report.problem.range.name(boundary.dimension), boundary.at,
                            std::abs(boundary.at - boundary.value), wish_name(boundary.wish),
                            &boundary == &point.boundaries.front() ? " (first to come)" : "");
    if (!free.empty())
        text += fmt::format("  {:<11} nowhere\n", fmt::format("{}", fmt::join(free, ", ")));
    return text;
}

std::string trade_offs(const RecommendationReport& report) {
    const auto& front = report.recommendation.trade_offs;
    if (front.empty()) return {};
    std::string theta = "  theta      ";
    std::string gamma = "  gamma up to";
    std::string time = "  T at most  ";
    for (std::size_t i = 0; i < front.size(); i += 2) {
        // Each rounded to its safe side: what is read holds.
        theta += fmt::format(" {:<9.10g}", front[i].theta);
        gamma += fmt::format(" {:<9.10g}", std::floor(front[i].gamma * 1e4) / 1e4);
        if (front[i].time) time += fmt::format(" {:<9.10g}", std::ceil(*front[i].time * 1e4) / 1e4);
    }
    for (auto* line : {&theta, &gamma, &time}) line->erase(line->find_last_not_of(' ') + 1);
    return "theta against gamma: none is higher in both, the other controls at their safest\n" +
           theta + "\n" + gamma + "\n" + (front.front().time ? time + "\n" : "");
}

std::string policy(const RecommendationReport& report) {
    const auto& cells = report.recommendation.policy;
    if (cells.empty()) return {};
    const auto& range = report.problem.range;
    std::string text = fmt::format(
        "whoever admits fewer ranks, or knows {} better, may go further (case 1 is gamma < U (1 - "
        "theta/r - {}))\n",
        range.name(maps::dim_benefit), shown(range[maps::dim_k].hi));
    const auto best = std::ranges::max_element(
        cells, {}, [](const recommend::LargestBox& cell) { return cell.measure; });
    return text + fmt::format("  such as, for r {} and {} {}: {} (one of {} parts)\n",
                              cli::shown(best->box[maps::dim_r]), range.name(maps::dim_benefit),
                              cli::shown(best->box[maps::dim_benefit]),
                              listed(report, true, best->box), cells.size());
}

std::string regulation(const RecommendationReport& report) {
    if (!report.problem.N) return {};
    const auto& advice = report.recommendation.regulation;
    if (!advice)
        return fmt::format(
            "regulation: no N from {} is found for which theta <- N/T is proved to stay below the "
            "box's end\n  and to be stable\n",
            shown(report.problem.N->lo));
    const Interval& theta = report.recommendation.largest.box[maps::dim_theta];
    std::string text = fmt::format(
        "regulation: N = {}: theta <- N/T stays below {} by itself, undamped, and has one stable\n"
        "  theta* at each gamma of the box and environment, some {:.4g} to {:.4g}\n",
        shown(advice->N), shown(theta.hi), advice->settles.lo, advice->settles.hi);
    if (advice->settles.lo < theta.lo)
        text += fmt::format("  (below theta = {} the contract holds it there)\n", shown(theta.lo));
    return text;
}

std::string review(const RecommendationReport& report) {
    if (!report.contract) return {};
    const auto& rules = report.contract->rules;
    if (!reviewed(rules)) return "no review (contract.quorum is 0): junk pays as work does\n";
    const auto chance = [&](const auto& parts) {
        return shown(static_cast<double>(parts.value()) / static_cast<double>(rules.scale.value()));
    };
    return fmt::format(
        "review: {} votes within {} ticks take a report's pay and {} points. For gamma up to {}\n"
        "  honest sharing pays more than junk and than keeping, where it costs {} points at most,\n"
        "  junk is rejected with a chance of {} at least, and honest work with one of {} at most\n",
        rules.quorum.value(), rules.window.value(), rules.penalty.value(),
        shown(report.contract->box[maps::dim_gamma].hi), rules.effort_max.value(),
        chance(rules.detection_min), chance(rules.error_max));
}

}  // namespace

std::string shown(const Interval& ends) {
    return ends.lo == ends.hi ? fmt::format("{:.10g}", ends.lo)
                              : fmt::format("{:.10g} to {:.10g}", ends.lo, ends.hi);
}

std::string to_text(const RecommendationReport& report) {
    std::string text = fmt::format("environment  {}\ncontrols     {}\nwanted       {}\n\n",
                                   listed(report, false, report.problem.range),
                                   listed(report, true, report.problem.range), wishes(report));
    if (!report.recommendation.qualifies()) return text + refusal(report);
    text += box(report) + point(report) + trade_offs(report) + policy(report) + regulation(report) +
            review(report);
    if (!report.obstacle.empty()) text += "no contract: " + report.obstacle + "\n";
    if (report.evidence)
        text += fmt::format("the map: {} of {} cells within the box are certified as case 1\n",
                            report.evidence->certified, report.evidence->cells);
    return text;
}

std::string contract_file(const RecommendationReport& report) {
    const auto& contract = *report.contract;
    std::string text = fmt::format(
        "# Rules of the guarded contract, by essmap recommend {}.\n"
        "# Case 1 is certified for {}.\n{}[rules]\n",
        text::visible(report.name),
        [&] {
            std::vector<std::string> parts;
            for (std::size_t d = 0; d < maps::game_dimensions; ++d)
                parts.push_back(contract.box.name(d) + " " + shown(contract.box[d]));
            return fmt::format("{}", fmt::join(parts, ", "));
        }(),
        reviewed(contract.rules) ? "# Honest sharing pays more than junk and than keeping, within "
                                   "bounds that you vouch\n"
                                   "# for: stock_max, effort_max, detection_min and error_max.\n"
                                 : "# Without a review, by quorum 0, junk pays as work does.\n");
    model::guarded::Rules<model::CheckedInteger>::visit(
        [&](const model::Field& field, const auto& value) {
            text += fmt::format("{} = {}  # {}\n", field.name, value.value(), field.unit);
        },
        contract.rules);
    return text + fmt::format(
                      "\n[first_round]\ntheta = {}  # levels/scale\ngamma = {}  # points\n"
                      "\n[units]\npoint = {}  # of U, gamma and mu\ntick = {}  # of T\n"
                      "seconds = {}  # of a tick on the chain's clock\n",
                      contract.theta, contract.gamma, report.units.point, report.units.tick,
                      report.units.seconds);
}

std::string loop_file(const RecommendationReport& report) {
    const auto& found = report.recommendation;
    const ParameterBox& box = found.largest.box;
    const auto& wishes = report.problem.wishes;
    const auto worst = slowest_point(found.point.at, wishes);
    // A review may leave less of gamma than the box has.
    const bool less = report.contract && reviewed(report.contract->rules);
    const Interval gamma = less ? report.contract->box[maps::dim_gamma] : box[maps::dim_gamma];
    const double first = less ? std::clamp(worst.gamma, gamma.lo, gamma.hi) : worst.gamma;
    return fmt::format(
        "# The recommended point where the environment is worst for it: essmap regulate.\n"
        "# By essmap recommend {}\n"
        "[axes]\nr = {}\ntheta = {}\ngamma = {}\nmu = {}\nk = {}\n{} = {}\n\n"
        "[regulation]\ncontract = \"guarded\"\nrule = \"stepwise\"\n"
        "theta_min = {}\ntheta_max = {}\ngamma_reward = {}\ngamma_charge = {}\ngamma_step = {}\n"
        "N = {}\nx0 = {}\nsaturation = {}\nthreshold = {}\n",
        text::visible(report.name), worst.r, worst.theta, first, worst.mu, worst.k,
        model::benefit_name(worst.benefit.kind), worst.benefit.value, box[maps::dim_theta].lo,
        box[maps::dim_theta].hi, gamma.lo, gamma.hi, report.units.gamma_step * report.units.point,
        found.regulation->N, wishes.x0->lo, wishes.saturation, report.units.threshold);
}

}  // namespace essmap::cli
