#include "essmap/maps/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "boundary.hpp"
#include "essmap/model/game.hpp"

namespace essmap::maps {

namespace {

using model::InvalidValue;
using model::shortest;

/// A parameter set of the paper (Tables 3 and 4).
struct PaperPoint {
    const char* label;
    model::Parameters<double> at;
};
constexpr std::array<PaperPoint, 11> paper_points{{
    {"Table 3, case 1", {4, 2, 2, 8, 0.25, 1, 10}},
    {"Table 3, case 2", {4, 2, 4, 0.2, 0.25, 1, 4}},
    {"Table 3, case 3", {4, 2, 7, 8, 0.25, 1, 10}},
    {"Table 4, theta = 0, 1, 3, 4", {4, 0, 2, 8, 0.25, 1, 10}},
    {"Table 4, theta = 0, 1, 3, 4", {4, 1, 2, 8, 0.25, 1, 10}},
    {"Table 4, theta = 0, 1, 3, 4", {4, 3, 2, 8, 0.25, 1, 10}},
    {"Table 4, theta = 0, 1, 3, 4", {4, 4, 2, 8, 0.25, 1, 10}},
    {"Table 4, gamma = -8, -4, 3, 6", {4, 2, -8, 8, 0.25, 1, 10}},
    {"Table 4, gamma = -8, -4, 3, 6", {4, 2, -4, 8, 0.25, 1, 10}},
    {"Table 4, gamma = -8, -4, 3, 6", {4, 2, 3, 8, 0.25, 1, 10}},
    {"Table 4, gamma = -8, -4, 3, 6", {4, 2, 6, 8, 0.25, 1, 10}},
}};

double& value_of(model::Parameters<double>& p, const std::string& axis) {
    if (axis == "r") return p.r;
    if (axis == "theta") return p.theta;
    if (axis == "gamma") return p.gamma;
    if (axis == "mu") return p.mu;
    if (axis == "k") return p.k;
    if (axis == "omega") return p.omega;
    return p.U;  // C is turned into U by its caller
}

std::vector<Category> categories_of(Layer layer) {
    const Category everyone{1, "everyone shares", "#0072B2"};
    const Category nobody{2, "nobody shares", "#8C2D04"};
    const Category coexistence{4, "coexistence", "#CC79A7"};
    const Category bistable{3, "bistable: depends on x0", "#E69F00"};
    switch (layer) {
        case Layer::outcome:
            return {everyone, nobody, bistable, coexistence, {0, "degenerate", "#000000"}};
        case Layer::certified:
            return {
                everyone, nobody, bistable, coexistence, {0, "crossed by a boundary", "#E8E8E8"}};
        case Layer::attractor:
            return {{1, "everyone shares", "#0072B2"},
                    {0, "nobody shares", "#8C2D04"},
                    {2, "coexistence", "#CC79A7"},
                    {3, "stays at x0", "#000000"}};
        case Layer::disagreement:
            return {{0, "engines agree", "#E8E8E8"}, {1, "engines disagree", "#D55E00"}};
        default: return {};
    }
}

/// Cell ends as drawn. A discrete axis has no cells between its points: each gets the way half to
/// its neighbours.
void add_cell_ends(const Axis& axis, std::vector<double>& lo, std::vector<double>& hi) {
    const auto& points = axis.points();
    const std::size_t n = points.size();
    const bool widened = axis.discrete() && n > 1;
    for (std::size_t i = 0; i < n; ++i) {
        const double below =
            i > 0 ? points[i] - points[i - 1] : points[std::min<std::size_t>(1, n - 1)] - points[0];
        const double above = i + 1 < n ? points[i + 1] - points[i] : below;
        lo.push_back(widened ? points[i] - 0.5 * below : axis.lo(i));
        hi.push_back(widened ? points[i] + 0.5 * above : axis.hi(i));
    }
}

ChartAxis chart_axis(const Axis& axis, double lo, double hi) {
    const auto& info = model::parameter_info(axis.name());
    return {fmt::format("{}: {}", axis.name(), info.long_name), lo, hi,
            axis.spacing() == Spacing::log};
}

class Slice {
public:
    Slice(const MapFile& map, const PlotOptions& options) : map_(map), options_(options) {}

    RegionChart chart(std::vector<std::string>& notes);

private:
    [[nodiscard]] const Axis& axis(const std::string& name) const;
    [[nodiscard]] Layer layer() const;
    [[nodiscard]] std::size_t start() const;
    std::size_t fixed(const Axis& axis, std::vector<std::string>& notes);
    void fix_all(std::vector<std::string>& notes);
    [[nodiscard]] std::vector<double> values(std::size_t x0) const;
    [[nodiscard]] model::Parameters<double> parameters(double x, double y) const;
    [[nodiscard]] bool from_cost(const std::string& name) const { return name == "C"; }
    void add_boundaries(RegionChart& chart, std::size_t x0) const;
    void add_paper_points(RegionChart& chart) const;

    const MapFile& map_;
    const PlotOptions& options_;
    Block slab_;
    model::Parameters<double> held_{};  ///< values of the fixed axes
    std::string held_text_;
};

const Axis& Slice::axis(const std::string& name) const {
    const Grid& grid = map_.description().grid;
    if (name == "omega") return grid.omega;
    for (const Axis& candidate : grid.axes)
        if (candidate.name() == name) return candidate;
    throw InvalidValue(
        "axis", name,
        fmt::format("r, theta, gamma, mu, k, omega or {}", grid.axes[dim_benefit].name()));
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
    const double value = points[index];
    value_of(held_, axis.name()) = from_cost(axis.name()) ? std::log1p(value) : value;
    held_text_ += fmt::format("{}{} = {}", held_text_.empty() ? "" : ", ", axis.name(), value);
    return index;
}

void Slice::fix_all(std::vector<std::string>& notes) {
    const Grid& grid = map_.description().grid;
    for (const auto& [name, value] : options_.fix) {
        static_cast<void>(axis(name));  // exists
        if (name == options_.x || name == options_.y)
            throw InvalidValue("--fix " + name, shortest(value), "an axis that is not drawn");
    }
    for (std::size_t d = 0; d < dimensions; ++d) {
        const bool drawn = grid.axes[d].name() == options_.x || grid.axes[d].name() == options_.y;
        slab_.start[d] = drawn ? 0 : fixed(grid.axes[d], notes);
        slab_.count[d] = drawn ? grid.axes[d].size() : 1;
    }
    const bool omega_drawn = options_.x == "omega" || options_.y == "omega";
    held_text_ += omega_drawn ? "" : "; any omega";
}

/// Cells of the slice as [y][x].
std::vector<double> Slice::values(std::size_t x0) const {
    const auto stored = map_.read(layer(), slab_, x0);
    const std::size_t nx = axis(options_.x).size();
    const std::size_t ny = axis(options_.y).size();
    const auto dimension = [&](const std::string& name) {
        const auto& axes = map_.description().grid.axes;
        return std::ranges::find(axes, name, &Axis::name) - axes.begin();
    };
    // Strides of x and y in what was read; 0 for omega, on which nothing depends.
    const bool x_outer = dimension(options_.x) < dimension(options_.y);
    const std::size_t stride_x = options_.x == "omega"               ? 0
                                 : options_.y == "omega" || !x_outer ? 1
                                                                     : ny;
    const std::size_t stride_y = options_.y == "omega"              ? 0
                                 : options_.x == "omega" || x_outer ? 1
                                                                    : nx;
    std::vector<double> result(nx * ny);
    for (std::size_t j = 0; j < ny; ++j)
        for (std::size_t i = 0; i < nx; ++i)
            result[j * nx + i] = stored[i * stride_x + j * stride_y];
    return result;
}

model::Parameters<double> Slice::parameters(double x, double y) const {
    model::Parameters<double> p = held_;
    value_of(p, options_.x) = from_cost(options_.x) ? std::log1p(x) : x;
    value_of(p, options_.y) = from_cost(options_.y) ? std::log1p(y) : y;
    return p;
}

void Slice::add_boundaries(RegionChart& chart, std::size_t x0) const {
    const auto add = [&](const std::string& label, const std::string& colour, double share) {
        const auto growth = [&](double x, double y) {
            return model::growth_rate(model::coefficients(parameters(x, y)), share, 1.0 - share);
        };
        chart.boundaries.push_back({label, zero_segments(chart.x, chart.y, growth), colour});
    };
    if (axis(options_.x).size() < 2 || axis(options_.y).size() < 2) return;
    add("a = 0", "#000000", 0.0);
    add("a + b = 0", "#009E73", 1.0);
    if (!layer_info(layer()).by_x0) return;
    const double share = map_.description().x0[x0];
    add(fmt::format("x0 = eta ({})", share), "#D55E00", share);
}

void Slice::add_paper_points(RegionChart& chart) const {
    for (const auto& point : paper_points) {
        model::Parameters<double> paper = point.at;
        const auto matches = [&](const Axis& axis) {
            if (axis.name() == options_.x || axis.name() == options_.y) return true;
            model::Parameters<double> held = held_;
            const double here = value_of(held, axis.name());
            return std::abs(here - value_of(paper, axis.name())) <= 1e-6 * std::abs(here);
        };
        if (!std::ranges::all_of(map_.description().grid.axes, matches)) continue;
        const auto place = [&](const std::string& name) {
            return from_cost(name) ? std::expm1(paper.U) : value_of(paper, name);
        };
        const ChartPoint at{place(options_.x), place(options_.y)};
        if (at.x < chart.x.lo || at.x > chart.x.hi || at.y < chart.y.lo || at.y > chart.y.hi)
            continue;
        if (chart.markers.empty() || chart.markers.back().label != point.label)
            chart.markers.push_back({point.label, {}});
        chart.markers.back().points.push_back(at);
    }
}

RegionChart Slice::chart(std::vector<std::string>& notes) {
    const Axis& x = axis(options_.x);
    const Axis& y = axis(options_.y);
    if (options_.x == options_.y) throw InvalidValue("--y", options_.y, "another axis than --x");
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
    chart.missing_label = info.time ? "never" : "none";
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
