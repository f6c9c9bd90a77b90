#include "essmap/maps/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "boundary.hpp"
#include "essmap/maps/slice_style.hpp"
#include "essmap/model/game.hpp"
#include "slice.hpp"

namespace essmap::maps {

namespace {

/// An axis as it is drawn, and the ends of its cells on it.
ChartAxis chart_axis(const Axis& axis, std::vector<double>& lo, std::vector<double>& hi) {
    ChartAxis result{fmt::format("{}: {}", axis.name(), axis.info().long_name)};
    const bool wide = axis.has_width();
    for (std::size_t i = 0; i < axis.size(); ++i) {
        lo.push_back(wide ? axis.lo(i) : static_cast<double>(i) - band_half_width);
        hi.push_back(wide ? axis.hi(i) : static_cast<double>(i) + band_half_width);
    }
    const double gap = wide ? 0.0 : 0.5 - band_half_width;
    result.lo = lo.front() - gap;
    result.hi = hi.back() + gap;
    result.log = wide && axis.spacing() == Spacing::log;
    if (!wide) result.values = axis.points();
    return result;
}

bool close(double here, double there) { return std::abs(here - there) <= 1e-6 * std::abs(here); }

/// Where on a drawn axis a value lies; nullopt where the axis has no such place.
std::optional<double> place(const ChartAxis& axis, double value) {
    if (axis.values.empty())
        return value >= axis.lo && value <= axis.hi ? std::optional(value) : std::nullopt;
    const auto found =
        std::ranges::find_if(axis.values, [&](double one) { return close(one, value); });
    if (found == axis.values.end()) return std::nullopt;
    return static_cast<double>(found - axis.values.begin());
}

class SliceChart {
public:
    SliceChart(const MapFile& map, const SliceOptions& options, std::vector<std::string>& notes)
        : slice_(map, options, notes),
          layer_(slice_.layer(options.layer.empty() ? "case" : options.layer)),
          x0_(slice_.start().value_or(0)),
          x_(slice_.drawn()[0]),
          y_(slice_.drawn()[1]),
          at_(slice_.omega() + 1, std::numeric_limits<double>::quiet_NaN()) {
        for (std::size_t d = 0; d < slice_.omega(); ++d)
            if (!slice_.is_drawn(d)) at_[d] = slice_.axis(d).points()[slice_.held(d)];
    }

    [[nodiscard]] RegionChart chart(const std::string& title) const;

private:
    [[nodiscard]] bool is_cost(std::size_t d) const {
        return d == dim_benefit && slice_.grid().benefit_kind() == model::BenefitKind::from_cost;
    }
    /// Value along an axis as the game has it: U = ln(1+C) for C.
    [[nodiscard]] double in_game(std::size_t d, double value) const {
        return is_cost(d) ? std::log1p(value) : value;
    }
    [[nodiscard]] model::Parameters<double> game(const std::vector<double>& at) const;
    void add_boundaries(RegionChart& chart) const;
    [[nodiscard]] bool holds(const PaperPoint& point) const;
    void add_paper_points(RegionChart& chart) const;

    Slice slice_;
    Layer layer_;
    std::size_t x0_;
    std::size_t x_, y_;
    std::vector<double> at_;  ///< where each axis is held; NaN where it is not
};

/// The game at a point of all axes. omega cancels.
model::Parameters<double> SliceChart::game(const std::vector<double>& at) const {
    return {at[dim_r],
            at[dim_theta],
            at[dim_gamma],
            at[dim_mu],
            at[dim_k],
            at[slice_.omega()],
            in_game(dim_benefit, at[dim_benefit])};
}

void SliceChart::add_boundaries(RegionChart& chart) const {
    const auto add = [&](const std::string& label, std::string_view colour, double share) {
        const auto growth = [&, at = at_](double x, double y) mutable {
            at[x_] = x;
            at[y_] = y;
            return model::growth_rate(model::coefficients(game(at)), share, 1.0 - share);
        };
        chart.boundaries.push_back(
            {label, zero_segments(chart.x, chart.y, growth), std::string(colour)});
    };
    add("a = 0", none_boundary_colour, 0.0);
    add("a + b = 0", all_boundary_colour, 1.0);
    if (!layer_info(layer_).by_x0) return;
    const double share = slice_.map().description().x0[x0_];
    add(fmt::format("x0 = eta ({})", share), start_boundary_colour, share);
}

/// Is the game held where the paper's point is?
bool SliceChart::holds(const PaperPoint& point) const {
    for (std::size_t d = 0; d < game_dimensions; ++d)
        if (!slice_.is_drawn(d) && !close(in_game(d, at_[d]), point.at[d])) return false;
    return true;
}

/// Marks them along the game's axes and omega; other axes are NaN there, of no place.
void SliceChart::add_paper_points(RegionChart& chart) const {
    for (const auto& point : paper_points) {
        if (!holds(point)) continue;
        std::vector<double> paper = at_;
        for (std::size_t d = 0; d < game_dimensions; ++d)
            paper[d] = is_cost(d) ? std::expm1(point.at[d]) : point.at[d];
        paper[slice_.omega()] = paper_omega;
        const auto x = place(chart.x, paper[x_]);
        const auto y = place(chart.y, paper[y_]);
        if (!x || !y) continue;
        if (chart.markers.empty() || chart.markers.back().label != point.label)
            chart.markers.push_back({point.label, {}});
        chart.markers.back().points.push_back({*x, *y});
    }
}

RegionChart SliceChart::chart(const std::string& title) const {
    const auto& info = layer_info(layer_);
    const auto& starts = slice_.map().description().x0;
    RegionChart chart;
    chart.title = title.empty() ? std::string(info.long_name) : title;
    if (!title.empty()) chart.subtitle = std::string(info.long_name) + "\n";
    chart.subtitle += slice_.held_text();
    if (info.by_x0) chart.subtitle += fmt::format("; from x0 = {}", starts[x0_]);
    chart.x = chart_axis(slice_.axis(x_), chart.x_lo, chart.x_hi);
    chart.y = chart_axis(slice_.axis(y_), chart.y_lo, chart.y_hi);
    chart.values = slice_.plane(layer_, x0_);
    chart.categories = categories_of(layer_);
    chart.mixed = value_of_several(layer_);
    chart.scale_label = std::string(info.name);
    chart.missing_label = missing_label(info);
    if (info.loop) return chart;  // the game's boundaries are not those of what regulates it
    add_boundaries(chart);
    add_paper_points(chart);
    return chart;
}

}  // namespace

RegionChart slice_chart(const MapFile& map, const SliceOptions& options,
                        std::vector<std::string>& notes) {
    return SliceChart(map, options, notes).chart(options.title);
}

}  // namespace essmap::maps
