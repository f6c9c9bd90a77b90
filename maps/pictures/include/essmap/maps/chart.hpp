#pragma once

#include <optional>
#include <string>
#include <vector>

/// Pictures, drawn by gnuplot as a child process. PNG or SVG by the suffix of the file.
namespace essmap::maps {

struct ChartPoint {
    double x;
    double y;
};

/// One curve of a line chart; a point whose y is NaN breaks it.
struct Series {
    std::string label;
    std::vector<ChartPoint> points;
    bool dashed = false;
};

/// A horizontal line across a chart, labelled.
struct Level {
    std::string label;
    double y;
};

struct ChartAxis {
    std::string label;
    double lo = 0.0;
    double hi = 1.0;
    bool log = false;
    /// Not empty: the axis has these values and nothing between them. Value i is drawn as a band
    /// around i, labelled with it.
    std::vector<double> values{};
};
/// Half the width of a band; the rest up to 1/2 is a gap.
inline constexpr double band_half_width = 0.4;

/// Curves over one axis.
struct LineChart {
    std::string title;
    ChartAxis x, y;
    std::vector<Series> series;
    std::vector<Level> levels;
};

/// A named colour of a region chart; colours stay apart in grey and for colour-blind readers.
struct Category {
    int value;
    std::string label;
    std::string colour;  ///< "#rrggbb"
};

/// Marked points of one name.
struct Marker {
    std::string label;
    std::vector<ChartPoint> points;
};

/// A boundary: unconnected segments, points 2i to 2i+1, of one name.
struct Boundary {
    std::string label;
    std::vector<ChartPoint> segments;
    std::string colour;
};

/// One value of a bar chart, with the interval around it; lo = hi where there is none.
struct Bar {
    double value;
    double lo;
    double hi;
};

/// A row of bars, one for each label.
struct BarSeries {
    std::string label;
    std::vector<Bar> bars;
};

/// Bars side by side for each of its labels.
struct BarChart {
    std::string title;
    std::string x_label;
    std::string y_label;
    std::vector<std::string> labels;
    std::vector<BarSeries> series;
};

/// Cells over two axes, given by their edges.
struct RegionChart {
    std::string title;
    std::string subtitle;                        ///< what is held fixed
    ChartAxis x, y;                              ///< lo and hi span all cells
    std::vector<double> x_lo, x_hi, y_lo, y_hi;  ///< cell ends; of bands, those of the band
    std::vector<double> values;  ///< [y][x]; categories where there are any, else a scale
    std::vector<Category> categories;
    /// The category that a spot is of whose cells are of several; none: it is drawn as such a spot.
    std::optional<int> mixed;
    std::string scale_label;    ///< of the colour bar of a continuous chart
    std::string missing_label;  ///< of cells that are not finite
    std::vector<Boundary> boundaries;
    std::vector<Marker> markers;
};

/// A rectangle of a region chart that is painted in one colour.
struct Tile {
    enum class Kind { value, missing, mixed } kind;
    double value;  ///< where that is its kind
    double x_lo, x_hi, y_lo, y_hi;
};

/// What a region chart paints, in this order: a later tile covers an earlier one.
///
/// At most 400 tiles a side: where there are more cells, neighbours share a tile. It has a category
/// that all of them have, or else the chart's `mixed` one; of reals it has the value of the first.
/// A tile reaches a pixel under its upper neighbours, which are painted later, so that no seam
/// shows; never beyond the chart, nor from a band into a gap. Tiles of the `mixed` category come
/// last and reach a pixel over their neighbours: a pixel that a `crossed` cell touches is
/// `crossed`, so that every pixel in the colour of another category lies in cells of it.
std::vector<Tile> tiles(const RegionChart& chart);

/// Ends the y axis a little below and above what is drawn.
void fit_y(LineChart& chart);

/// Draws to `path`. @throws model::InvalidValue for another suffix than .png and .svg, IoError
/// where gnuplot is missing or fails, or the file cannot be written.
void draw(const LineChart& chart, const std::string& path);
/// The same for bars.
void draw(const BarChart& chart, const std::string& path);
/// The same for cells.
void draw(const RegionChart& chart, const std::string& path);
/// Draws to BASE.png and BASE.svg.
void draw_png_and_svg(const LineChart& chart, const std::string& base);

/// Throws model::InvalidValue unless path ends in .png or .svg.
void check_picture_suffix(const std::string& path);

}  // namespace essmap::maps
