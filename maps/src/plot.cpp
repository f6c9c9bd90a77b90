#include "essmap/maps/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "boundary.hpp"
#include "essmap/model/game.hpp"
#include "slice_style.hpp"

namespace essmap::maps {

namespace {

using model::InvalidValue;
using model::shortest;

ChartAxis chart_axis(const Axis& axis, double lo, double hi) {
    return {fmt::format("{}: {}", axis.name(), axis.info().long_name), lo, hi,
            axis.spacing() == Spacing::log};
}

/// A slice of a map. Axes go by their number in the grid; omega comes after all others.
class Slice {
public:
    Slice(const MapFile& map, const PlotOptions& options)
        : map_(map),
          options_(options),
          x_(number(options.x)),
          y_(number(options.y)),
          slab_{0, Index(omega()), grid().shape()},
          held_(omega() + 1, std::numeric_limits<double>::quiet_NaN()) {}

    RegionChart chart(std::vector<std::string>& notes);

private:
    [[nodiscard]] const Grid& grid() const { return map_.description().grid; }
    [[nodiscard]] std::size_t omega() const { return grid().axes.size(); }
    [[nodiscard]] std::size_t number(const std::string& name) const;
    [[nodiscard]] const Axis& axis(std::size_t d) const {
        return d == omega() ? grid().omega : grid().axes[d];
    }
    [[nodiscard]] bool drawn(std::size_t d) const { return d == x_ || d == y_; }
    [[nodiscard]] Layer layer() const;
    [[nodiscard]] std::size_t start() const;
    std::size_t fixed(const Axis& axis, std::vector<std::string>& notes);
    void fix_all(std::vector<std::string>& notes);
    [[nodiscard]] std::vector<double> values(std::size_t x0) const;
    [[nodiscard]] bool is_cost(std::size_t d) const {
        return d == dim_benefit && grid().benefit_kind() == model::BenefitKind::from_cost;
    }
    [[nodiscard]] double in_game(std::size_t d, double value) const;
    [[nodiscard]] model::Parameters<double> game(const std::vector<double>& at) const;
    void add_boundaries(RegionChart& chart, std::size_t x0) const;
    [[nodiscard]] bool holds(const PaperPoint& point) const;
    void add_paper_points(RegionChart& chart) const;

    const MapFile& map_;
    const PlotOptions& options_;
    std::size_t x_, y_;
    Block slab_;
    std::vector<double> held_;  ///< where each axis is held; NaN where it is not
    std::string held_text_;
};

std::size_t Slice::number(const std::string& name) const {
    std::vector<std::string_view> names;
    for (std::size_t d = 0; d <= omega(); ++d) {
        if (axis(d).name() == name) return d;
        names.push_back(axis(d).name());
    }
    throw InvalidValue("axis", name, fmt::format("{}", fmt::join(names, ", ")));
}

Layer Slice::layer() const {
    std::vector<std::string_view> names;
    for (const Layer layer : map_.description().layers) {
        if (layer_info(layer).name == options_.layer) return layer;
        names.push_back(layer_info(layer).name);
    }
    throw InvalidValue("--layer", options_.layer, fmt::format("{}", fmt::join(names, ", ")));
}

std::size_t Slice::start() const {
    const auto& starts = map_.description().x0;
    if (options_.x0 && map_.description().regulation)
        throw InvalidValue("--x0", shortest(*options_.x0),
                           "x0 is an axis of this map: hold it with --fix x0=...");
    if (!options_.x0 || starts.empty()) return 0;
    const auto found = std::ranges::find(starts, *options_.x0);
    if (found == starts.end())
        throw InvalidValue("--x0", shortest(*options_.x0),
                           fmt::format("one of {}", fmt::join(starts, ", ")));
    return static_cast<std::size_t>(found - starts.begin());
}

/// Index of the point an axis is held at: the one asked for, else its middle one.
std::size_t Slice::fixed(const Axis& axis, std::vector<std::string>& notes) {
    std::size_t index = axis.size() / 2;
    const auto& points = axis.points();
    if (const auto asked = options_.fix.find(axis.name()); asked != options_.fix.end()) {
        const auto found = std::ranges::find(points, asked->second);
        if (found == points.end()) {
            const auto above = std::ranges::lower_bound(points, asked->second);
            std::string near = above == points.begin() ? "" : shortest(*std::prev(above));
            if (above != points.end()) near += (near.empty() ? "" : " or ") + shortest(*above);
            throw InvalidValue("--fix " + axis.name(), shortest(asked->second),
                               "a point of the map's axis; nearest: " + near);
        }
        index = static_cast<std::size_t>(found - points.begin());
    } else if (axis.size() > 1) {
        notes.push_back(
            fmt::format("{} held at {} (the middle of {} points; choose with --fix {}=...)",
                        axis.name(), points[index], axis.size(), axis.name()));
    }
    if (!axis_matters(map_.description(), axis.name())) return index;
    const std::size_t line = held_text_.size() - (held_text_.rfind('\n') + 1);
    const char* separator = held_text_.empty() ? "" : line > 48 ? ",\n" : ", ";
    held_text_ += fmt::format("{}{} = {}", separator, axis.name(), points[index]);
    return index;
}

void Slice::fix_all(std::vector<std::string>& notes) {
    for (const auto& [name, value] : options_.fix)
        if (drawn(number(name)))
            throw InvalidValue("--fix " + name, shortest(value), "an axis that is not drawn");
    for (std::size_t d = 0; d < omega(); ++d) {
        if (drawn(d)) continue;
        slab_.start[d] = fixed(axis(d), notes);
        slab_.count[d] = 1;
        held_[d] = axis(d).points()[slab_.start[d]];
    }
    held_text_ += drawn(omega()) ? "" : "; any omega";
}

/// Cells of the slice as [y][x].
std::vector<double> Slice::values(std::size_t x0) const {
    const auto stored = map_.read(layer(), slab_, x0);
    const std::size_t nx = axis(x_).size();
    const std::size_t ny = axis(y_).size();
    // Strides of x and y in what was read; 0 for omega, on which nothing depends.
    const bool x_outer = x_ < y_;
    const std::size_t stride_x = x_ == omega() ? 0 : y_ == omega() || !x_outer ? 1 : ny;
    const std::size_t stride_y = y_ == omega() ? 0 : x_ == omega() || x_outer ? 1 : nx;
    std::vector<double> result(nx * ny);
    for (std::size_t j = 0; j < ny; ++j)
        for (std::size_t i = 0; i < nx; ++i)
            result[j * nx + i] = stored[i * stride_x + j * stride_y];
    return result;
}

/// Value along an axis as the game has it: U = ln(1+C) for C.
double Slice::in_game(std::size_t d, double value) const {
    return is_cost(d) ? std::log1p(value) : value;
}

/// The game at a point of all axes. omega cancels.
model::Parameters<double> Slice::game(const std::vector<double>& at) const {
    return {at[dim_r],
            at[dim_theta],
            at[dim_gamma],
            at[dim_mu],
            at[dim_k],
            at[omega()],
            in_game(dim_benefit, at[dim_benefit])};
}

void Slice::add_boundaries(RegionChart& chart, std::size_t x0) const {
    const auto add = [&](const std::string& label, std::string_view colour, double share) {
        const auto growth = [&, at = held_](double x, double y) mutable {
            at[x_] = x;
            at[y_] = y;
            return model::growth_rate(model::coefficients(game(at)), share, 1.0 - share);
        };
        chart.boundaries.push_back(
            {label, zero_segments(chart.x, chart.y, growth), std::string(colour)});
    };
    if (axis(x_).size() < 2 || axis(y_).size() < 2) return;
    add("a = 0", none_boundary_colour, 0.0);
    add("a + b = 0", all_boundary_colour, 1.0);
    if (!layer_info(layer()).by_x0) return;
    const double share = map_.description().x0[x0];
    add(fmt::format("x0 = eta ({})", share), start_boundary_colour, share);
}

/// Is the game held where the paper's point is?
bool Slice::holds(const PaperPoint& point) const {
    for (std::size_t d = 0; d < game_dimensions; ++d) {
        const double here = in_game(d, held_[d]);
        if (!drawn(d) && std::abs(here - point.at[d]) > 1e-6 * std::abs(here)) return false;
    }
    return true;
}

/// Marks them along the game's axes and omega. Any other axis is NaN: none is inside the chart.
void Slice::add_paper_points(RegionChart& chart) const {
    for (const auto& point : paper_points) {
        if (!holds(point)) continue;
        std::vector<double> paper = held_;
        for (std::size_t d = 0; d < game_dimensions; ++d)
            paper[d] = is_cost(d) ? std::expm1(point.at[d]) : point.at[d];
        paper[omega()] = paper_omega;
        const ChartPoint at{paper[x_], paper[y_]};
        const bool inside =
            at.x >= chart.x.lo && at.x <= chart.x.hi && at.y >= chart.y.lo && at.y <= chart.y.hi;
        if (!inside) continue;
        if (chart.markers.empty() || chart.markers.back().label != point.label)
            chart.markers.push_back({point.label, {}});
        chart.markers.back().points.push_back(at);
    }
}

RegionChart Slice::chart(std::vector<std::string>& notes) {
    const Axis& x = axis(x_);
    const Axis& y = axis(y_);
    if (x_ == y_) throw InvalidValue("--y", options_.y, "another axis than --x");
    fix_all(notes);
    const auto& info = layer_info(layer());
    const std::size_t x0 = start();
    if (info.by_x0) held_text_ += fmt::format("; from x0 = {}", map_.description().x0[x0]);
    RegionChart chart;
    chart.title = std::string(info.long_name);
    chart.subtitle = held_text_;
    add_cell_ends(x, chart.x_lo, chart.x_hi);
    add_cell_ends(y, chart.y_lo, chart.y_hi);
    chart.x = chart_axis(x, chart.x_lo.front(), chart.x_hi.back());
    chart.y = chart_axis(y, chart.y_lo.front(), chart.y_hi.back());
    chart.values = values(x0);
    chart.categories = categories_of(info.layer);
    chart.scale_label = std::string(info.name);
    chart.missing_label = missing_label(info);
    if (info.loop) return chart;  // the game's boundaries are not those of what regulates it
    add_boundaries(chart, x0);
    add_paper_points(chart);
    return chart;
}

}  // namespace

RegionChart slice_chart(const MapFile& map, const PlotOptions& options,
                        std::vector<std::string>& notes) {
    return Slice(map, options).chart(notes);
}

}  // namespace essmap::maps
