#include "essmap/maps/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>
#include <string_view>

#include "essmap/maps/slice_style.hpp"
#include "essmap/model/parameters.hpp"
#include "essmap/text/markup.hpp"
#include "essmap/text/visible.hpp"
#include "gnuplot.hpp"

namespace essmap::maps {

namespace {

/// Okabe and Ito's colours and two more, in an order that also falls apart in grey.
constexpr std::array<const char*, 9> line_colours{"#0072B2", "#D55E00", "#009E73",
                                                  "#CC79A7", "#000000", "#E69F00",
                                                  "#56B4E9", "#8C6D31", "#7B3294"};

// Characters that a picture has room for.
constexpr std::size_t longest_title = 100;
constexpr std::size_t longest_key = 48;  // beside the plot
constexpr std::size_t longest_label = 80;
constexpr std::size_t longest_tic = 24;

bool ends_with(const std::string& text, const std::string& suffix) {
    return text.size() > suffix.size() && text.ends_with(suffix);
}

std::string terminal(const std::string& path) {
    check_picture_suffix(path);
    return ends_with(path, ".svg")
               ? "set encoding utf8\nset terminal svg size 1400,1000 dynamic noenhanced "
                 "font 'DejaVu Sans,16' background rgb 'white'\n"
               : "set encoding utf8\nset terminal pngcairo size 1400,1000 noenhanced "
                 "font 'DejaVu Sans,16'\n";
}

/// Ticks of bands: at each, or at every n-th where their labels would run into each other.
std::string band_ticks(const char* name, const std::vector<double>& values) {
    constexpr std::size_t most_letters = 90;  // beside each other
    constexpr std::size_t most_lines = 40;    // above each other
    std::size_t longest = 0;
    for (const double value : values)
        longest = std::max(longest, fmt::formatted_size("{}", value) + 2);
    const std::size_t most =
        *name == 'x' ? std::max<std::size_t>(most_letters / longest, 1) : most_lines;
    const std::size_t step = (values.size() + most - 1) / most;
    std::string ticks;
    for (std::size_t i = 0; i < values.size(); i += step)
        ticks += fmt::format("{}{} {}", i == 0 ? "" : ", ",
                             text::gnuplot_tic_label(fmt::format("{}", values[i]), longest_tic), i);
    return fmt::format("set {}tics ({})\n", name, ticks);
}

std::string axis_script(const char* name, const ChartAxis& axis) {
    const double room = axis.lo < axis.hi ? 0.0 : 0.5;  // gnuplot wants a range
    return fmt::format("set {0}label {1}\nset {0}range [{2}:{3}] noextend\n{4}", name,
                       text::gnuplot_string(axis.label, longest_label), axis.lo - room,
                       axis.hi + room,
                       !axis.values.empty() ? band_ticks(name, axis.values)
                       : axis.log ? fmt::format("set logscale {0}\nset format {0} '%g'\n", name)
                                  : "");
}

/// @param lines of the title
std::string frame(const std::vector<std::string>& lines, const ChartAxis& x, const ChartAxis& y) {
    std::string title;
    for (const auto& line : lines)
        title += (title.empty() ? "" : ".\"\\n\".") + text::gnuplot_string(line, longest_title);
    return fmt::format(
        "set title {} font ',20'\n{}{}set border 3 lc rgb '#444444'\nset tics nomirror out\n"
        "set key at graph 1.03, graph 1 left top vertical Left reverse samplen 2 spacing 1.3\n",
        title, axis_script("x", x), axis_script("y", y));
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts) text += (text.empty() ? "plot " : ", \\\n  ") + part;
    return text + "\n";
}

std::string data_block(const std::string& name, const std::vector<ChartPoint>& points) {
    std::string text = fmt::format("${} << EOD\n", name);
    for (const auto& point : points) text += fmt::format("{} {}\n", point.x, point.y);
    return text + "EOD\n";
}

std::string series_script(const LineChart& chart) {
    std::string text;
    std::vector<std::string> plots;
    for (std::size_t i = 0; i < chart.series.size(); ++i) {
        const Series& series = chart.series[i];
        text += data_block(fmt::format("s{}", i), series.points);
        plots.push_back(fmt::format("$s{} using 1:2 with lines lw 2.5 dt {} lc rgb '{}' title {}",
                                    i, series.dashed ? 2 : 1, line_colours[i % line_colours.size()],
                                    text::gnuplot_string(series.label, longest_key)));
    }
    for (const Level& level : chart.levels)
        plots.push_back(fmt::format("{} with lines lw 1.5 dt 3 lc rgb '#666666' title {}", level.y,
                                    text::gnuplot_string(level.label, longest_key)));
    return text + joined(plots);
}

/// A little room above and below what is drawn, and 0 in sight.
ChartAxis bar_axis(const BarChart& chart) {
    double lo = 0.0;
    double hi = 0.0;
    for (const BarSeries& series : chart.series)
        for (const Bar& bar : series.bars) {
            lo = std::min({lo, bar.value, bar.lo});
            hi = std::max({hi, bar.value, bar.hi});
        }
    const double room = hi > lo ? 0.05 * (hi - lo) : 1.0;
    return {chart.y_label, lo < 0.0 ? lo - room : 0.0, hi + room};
}

std::string bars_script(const BarChart& chart) {
    std::string text;
    std::vector<std::string> plots;
    const double width = 0.8 / static_cast<double>(chart.series.size());
    for (std::size_t s = 0; s < chart.series.size(); ++s) {
        const BarSeries& series = chart.series[s];
        bool intervals = false;
        text += fmt::format("$b{} << EOD\n", s);
        for (std::size_t i = 0; i < series.bars.size(); ++i) {
            const Bar& bar = series.bars[i];
            const double x = static_cast<double>(i) - 0.4 + width * (static_cast<double>(s) + 0.5);
            text += fmt::format("{} {} {} {} {}\n", x, bar.value, bar.lo, bar.hi, 0.94 * width);
            intervals = intervals || bar.lo < bar.hi;
        }
        text += "EOD\n";
        plots.push_back(fmt::format("$b{0} using 1:2:5 with boxes lc rgb '{1}' title {2}", s,
                                    line_colours[s % line_colours.size()],
                                    text::gnuplot_string(series.label, longest_key)));
        if (intervals)
            plots.push_back(fmt::format(
                "$b{} using 1:2:3:4 with yerrorbars pt 7 ps 0 lw 2 lc rgb '#222222' notitle", s));
    }
    return text + joined(plots);
}

std::string colour_function(const RegionChart& chart) {
    std::string text = "0x999999";
    for (const auto& category : chart.categories)
        text = fmt::format("(v=={}?0x{}:{})", category.value, category.colour.substr(1), text);
    return "colour(v) = " + text + "\n";
}

std::string palette(const RegionChart& chart) {
    std::string colours;
    for (std::size_t i = 0; i < scale_colours.size(); ++i)
        colours += fmt::format("{}{} '{}'", i == 0 ? "" : ", ", i, scale_colours[i]);
    return fmt::format(
        "set palette defined ({})\n"
        "set cblabel {}\nset colorbox user origin 0.80,0.10 size 0.025,0.32\n",
        colours, text::gnuplot_string(chart.scale_label, longest_key));
}

/// Tiles of each kind as data: "x y x_lo x_hi y_lo y_hi value" lines.
std::array<std::string, 3> tile_lines(const std::vector<Tile>& tiles) {
    std::array<std::string, 3> lines;
    for (const Tile& tile : tiles)
        lines[static_cast<std::size_t>(tile.kind)] +=
            fmt::format("{0} {2} {0} {1} {2} {3} {4}\n", tile.x_lo, tile.x_hi, tile.y_lo, tile.y_hi,
                        tile.value);
    return lines;
}

void add_cells(const RegionChart& chart, std::string& text, std::vector<std::string>& plots) {
    const auto all = tiles(chart);
    const auto lines = tile_lines(all);
    const auto add = [&](Tile::Kind kind, const char* name, const std::string& style) {
        const std::string& data = lines[static_cast<std::size_t>(kind)];
        text += fmt::format("${} << EOD\n{}EOD\n", name, data);
        if (!data.empty()) plots.push_back(fmt::format("${} using 1:2:3:4:5:6{}", name, style));
    };
    const auto plain = [](std::string_view colour, const std::string& label) {
        return fmt::format(" with boxxyerror lc rgb '{}' fs solid 1 noborder title {}", colour,
                           text::gnuplot_string(label, longest_key));
    };
    add(Tile::Kind::value, "cells",
        fmt::format(":{} with boxxyerror lc {} fs solid 1 noborder notitle",
                    chart.categories.empty() ? "7" : "(colour($7))",
                    chart.categories.empty() ? "palette" : "rgb variable"));
    add(Tile::Kind::missing, "missing", plain(missing_colour, chart.missing_label));
    add(Tile::Kind::mixed, "mixed", plain(several_colour, std::string(several_label)));
    for (const auto& category : chart.categories)
        if (std::ranges::any_of(all, [&](const Tile& tile) {
                return tile.kind == Tile::Kind::value && tile.value == category.value;
            }))
            plots.push_back(
                fmt::format("keyentry with boxes lc rgb '{}' fs solid 1 noborder title {}",
                            category.colour, text::gnuplot_string(category.label, longest_key)));
}

void add_overlays(const RegionChart& chart, std::string& text, std::vector<std::string>& plots) {
    for (std::size_t i = 0; i < chart.boundaries.size(); ++i) {
        const Boundary& boundary = chart.boundaries[i];
        if (boundary.segments.empty()) continue;
        text += fmt::format("$b{} << EOD\n", i);
        for (std::size_t p = 0; p + 1 < boundary.segments.size(); p += 2)
            text += fmt::format("{} {}\n{} {}\n\n", boundary.segments[p].x, boundary.segments[p].y,
                                boundary.segments[p + 1].x, boundary.segments[p + 1].y);
        text += "EOD\n";
        plots.push_back(fmt::format("$b{0} using 1:2 with lines lw 6 lc rgb 'white' notitle", i));
        plots.push_back(fmt::format("$b{} using 1:2 with lines lw 3 lc rgb '{}' title {}", i,
                                    boundary.colour,
                                    text::gnuplot_string(boundary.label, longest_key)));
    }
    for (std::size_t i = 0; i < chart.markers.size(); ++i) {
        const Marker& marker = chart.markers[i];
        text += data_block(fmt::format("m{}", i), marker.points);
        plots.push_back(
            fmt::format("$m{} using 1:2 with points pt 7 ps 2.6 lc rgb 'white' notitle", i));
        plots.push_back(
            fmt::format("$m{} using 1:2 with points pt {} ps 1.6 lw 2 lc rgb 'black' title {}", i,
                        4 + 2 * (i % 5), text::gnuplot_string(marker.label, longest_key)));
    }
}

}  // namespace

void check_picture_suffix(const std::string& path) {
    if (!ends_with(path, ".png") && !ends_with(path, ".svg"))
        throw model::InvalidValue("--out", path, "a name ending in .png or .svg");
}

void fit_y(LineChart& chart) {
    double lo = INFINITY;
    double hi = -INFINITY;
    const auto take = [&](double y) {
        if (!std::isfinite(y)) return;
        lo = std::min(lo, y);
        hi = std::max(hi, y);
    };
    for (const auto& series : chart.series)
        for (const auto& point : series.points) take(point.y);
    for (const auto& level : chart.levels) take(level.y);
    const double room = hi > lo ? 0.06 * (hi - lo) : std::max(0.5, 0.1 * std::abs(hi));
    chart.y.lo = lo - room;
    chart.y.hi = hi + room;
}

void draw(const LineChart& chart, const std::string& path) {
    run_gnuplot(terminal(path) + frame({chart.title}, chart.x, chart.y) +
                    "set grid lc rgb '#DDDDDD'\nset rmargin 36\n" + series_script(chart),
                path);
}

void draw(const BarChart& chart, const std::string& path) {
    const auto count = static_cast<double>(chart.labels.size());
    const ChartAxis x{chart.x_label, -0.6, count - 0.4};
    std::string tics;
    std::size_t longest = 0;
    for (std::size_t i = 0; i < chart.labels.size(); ++i) {
        const auto label = text::gnuplot_tic_label(chart.labels[i], longest_tic);
        tics += fmt::format("{}{} {}", i == 0 ? "" : ", ", label, i);
        longest = std::max(longest, text::length(label));
    }
    const bool crowded = count * static_cast<double>(longest + 1) > 90.0;
    run_gnuplot(terminal(path) + frame({chart.title}, x, bar_axis(chart)) +
                    fmt::format("set xtics ({}){}\nset rmargin 4\nset key outside bottom center "
                                "horizontal\nset xzeroaxis lt -1\n"
                                "set grid ytics lc rgb '#DDDDDD'\nset style fill solid 0.85\n",
                                tics, crowded ? " rotate by -60 left" : "") +
                    bars_script(chart),
                path);
}

void draw_png_and_svg(const LineChart& chart, const std::string& base) {
    for (const char* suffix : {".png", ".svg"}) draw(chart, base + suffix);
}

void draw(const RegionChart& chart, const std::string& path) {
    std::vector<std::string> lines{chart.title};
    std::istringstream subtitle(chart.subtitle);
    for (std::string line; std::getline(subtitle, line);) lines.push_back(line);
    std::string text = terminal(path) + frame(lines, chart.x, chart.y);
    text += "set rmargin 38\n";
    text += chart.categories.empty() ? palette(chart) : colour_function(chart);
    std::vector<std::string> plots;
    add_cells(chart, text, plots);
    add_overlays(chart, text, plots);
    run_gnuplot(text + joined(plots), path);
}

}  // namespace essmap::maps
