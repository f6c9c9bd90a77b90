#include "essmap/community/shared_indicators.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "essmap/model/parameters.hpp"

namespace essmap::community {

namespace {

using model::InvalidValue;
using model::shortest;

void validate(const IndicatorValuation& valuation) {
    const auto half_life = [](const std::string& name, const std::optional<double>& days) {
        if (days && !(*days >= model::smallest_positive && *days <= model::largest_magnitude))
            throw InvalidValue(name, shortest(*days), "more than 0 days (1e-100..1e100)");
    };
    half_life("half_life", valuation.half_life);
    half_life("novelty_half_life", valuation.novelty_half_life);
    if (valuation.as_of_day && !std::isfinite(*valuation.as_of_day))
        throw InvalidValue("as_of", shortest(*valuation.as_of_day), "a day");
    if (!(valuation.known_value >= 0.0 && valuation.known_value <= 1.0))
        throw InvalidValue("known_value", shortest(valuation.known_value), "0 <= known_value <= 1");
}

void validate(const IndicatorReports& all) {
    for (std::size_t i = 0; i < all.reports.size(); ++i) {
        const auto& report = all.reports[i];
        const auto refuse = [&](const char* what, const std::string& given, const char* allowed) {
            throw InvalidValue(std::string(what) + " of report " + std::to_string(i + 1), given,
                               allowed);
        };
        if (report.member >= all.members.size())
            refuse("member", std::to_string(report.member), "one there is");
        if (report.indicator >= all.indicators.size())
            refuse("indicator", std::to_string(report.indicator), "one there is");
        if (!std::isfinite(report.seen_day)) refuse("seen", shortest(report.seen_day), "a day");
        if (std::isnan(report.until_day)) refuse("until", shortest(report.until_day), "a day");
        if (!(report.confidence >= 0.0 && report.confidence <= 100.0))
            refuse("confidence", shortest(report.confidence), "0 <= confidence <= 100");
        if (!(report.worth >= 0.0 && report.worth <= model::largest_magnitude))
            refuse("worth", shortest(report.worth), "0 <= worth <= 1e100");
    }
}

double faded(double days, const std::optional<double>& half_life) {
    return half_life ? std::exp2(-days / *half_life) : 1.0;
}

}  // namespace

std::vector<shapley::Holding> value_reports(const IndicatorReports& all,
                                            const IndicatorValuation& valuation) {
    validate(valuation);
    validate(all);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    std::vector<double> first(all.indicators.size(), infinity);
    double latest = -infinity;
    for (const auto& report : all.reports) {
        first[report.indicator] = std::min(first[report.indicator], report.seen_day);
        latest = std::max(latest, report.seen_day);
    }
    const double as_of = valuation.as_of_day.value_or(latest);
    std::vector<double> kept(all.indicators.size(), 1.0);
    for (std::size_t j = 0; j < kept.size(); ++j)
        if (valuation.known.contains(all.indicators[j])) kept[j] = valuation.known_value;

    std::vector<shapley::Holding> valued;
    valued.reserve(all.reports.size());
    for (const auto& report : all.reports) {
        if (report.until_day <= as_of || report.seen_day > as_of) continue;
        const double value =
            report.worth * (report.confidence / 100.0) *
            faded(as_of - report.seen_day, valuation.half_life) *
            faded(report.seen_day - first[report.indicator], valuation.novelty_half_life) *
            kept[report.indicator];
        if (value > 0.0) valued.push_back({report.member, report.indicator, value});
    }
    std::ranges::sort(valued, {}, [](const shapley::Holding& holding) {
        return std::tuple(holding.item, holding.member, -holding.value);
    });
    const auto same = [](const shapley::Holding& x, const shapley::Holding& y) {
        return x.item == y.item && x.member == y.member;
    };
    valued.erase(std::unique(valued.begin(), valued.end(), same), valued.end());
    return valued;
}

}  // namespace essmap::community
