#include "essmap/solver/comparison.hpp"

#include <algorithm>

#include "essmap/solver/closed_form.hpp"

namespace essmap::solver {

namespace {

constexpr double least_start = 1e-300;  // as model::validate_share

/// Infimum of the starts in (0,s) that saturate; s where none does.
double saturates_above(const model::PointGame& game, double s) {
    if (game.growth(s).value() <= 0.0) return s;
    return game.a().value() < 0.0 ? game.eta().value_or(s) : 0.0;
}

}  // namespace

Comparison compare_times(const model::PointGame& first, const model::PointGame& second,
                         double saturation) {
    model::validate_saturation(saturation);
    const auto [either, both] =
        std::minmax({saturates_above(first, saturation), saturates_above(second, saturation)});
    const double lead_at_none = (first.a() - second.a()).value();
    const double lead_at_s = (first.growth(saturation) - second.growth(saturation)).value();
    const double lead = lead_at_s != 0.0 ? lead_at_s : lead_at_none;  // of g_1, just below s
    if (lead == 0.0 || either == saturation) return {};

    Comparison result{lead > 0 ? Sooner::first : Sooner::second, std::nullopt};
    const bool turns = lead_at_s > 0 ? lead_at_none < 0 : lead_at_s < 0 && lead_at_none > 0;
    if (!turns) return result;
    // As near saturation from x* = where g_1 = g_2 on; the other way round just above `both`.
    // Bisected by comparisons alone (not root_between): next to `both` a time may be infinite, and
    // the crossing may be hundreds of decades below x*.
    double near = saturation * (lead_at_none / (lead_at_none - lead_at_s));
    double far = both;
    if (near <= both) return result;
    for (;;) {
        const double x0 = far + 0.5 * (near - far);
        if (x0 < least_start) return result;
        if (x0 <= far || x0 >= near) break;
        const double t1 = time_to_saturation(first, x0, saturation);
        const double t2 = time_to_saturation(second, x0, saturation);
        ((lead > 0 ? t1 < t2 : t2 < t1) ? near : far) = x0;
    }
    // Only one saturates between `either` and `both`: then there is a crossing, found or not.
    if (far > both || either < both) result.crossing = near;
    return result;
}

}  // namespace essmap::solver
