#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "essmap/shapley/union_game.hpp"

/// What members report: threat indicators, each of a value that fades.
namespace essmap::community {

/// One member says of one indicator that it has seen it. Days count from 1970-01-01T00:00Z.
struct IndicatorReport {
    std::uint32_t member = 0;     ///< of IndicatorReports::members
    std::uint32_t indicator = 0;  ///< of IndicatorReports::indicators
    double seen_day = 0.0;
    double confidence = 100.0;  ///< 0..100
    double worth = 1.0;         ///< what it would be worth fresh, new and certain; 0..1e100
    double until_day = std::numeric_limits<double>::infinity();  ///< from then on it is worth 0
};

struct IndicatorReports {
    std::vector<std::string> members;
    std::vector<std::string> indicators;
    std::vector<IndicatorReport> reports;
};

struct IndicatorValuation {
    std::optional<double> as_of_day;          ///< default: the latest sighting
    std::optional<double> half_life;          ///< days, > 0; none: indicators do not age
    std::optional<double> novelty_half_life;  ///< days, > 0; none: the first is worth no more
    std::set<std::string> known;              ///< indicators the platform had before
    double known_value = 0.0;                 ///< what is left of the value of a known one, 0..1
};

/// Value of member i's report on indicator j:
///
///     x_ij = worth_ij confidence_ij/100 2^(-(as_of - seen_ij)/half_life)
///            2^(-(seen_ij - first_j)/novelty_half_life) (known_j ? known_value : 1)
///
/// first_j is the earliest sighting of j in any report; a half life that is not set leaves its
/// factor at exactly 1. 0 where until_ij <= as_of (expired) or seen_ij > as_of (not yet seen). Of
/// several reports of a member on one indicator the best counts.
/// @return what each member holds of each indicator, its item, where that is worth more than 0; by
/// item, then by member; O(n log n)
/// @throws model::InvalidValue naming the report (from 1 on) or the setting out of range
std::vector<shapley::Holding> value_reports(const IndicatorReports& reports,
                                            const IndicatorValuation& valuation = {});

}  // namespace essmap::community
